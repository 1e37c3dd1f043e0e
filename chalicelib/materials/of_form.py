"""The files that a form's answers name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.forms import Form, uploads_in
from chalicelib.materials.store import UploadStore
from chalicelib.materials.upload import Upload, UploadState

_ID_LENGTH = 26
_ARRIVED = (UploadState.SCANNING, UploadState.CLEAN)


def files_in(form: Form, values: Mapping[str, Any]) -> list[str]:
    """The upload ids that the form's fields name, in the order of the form."""
    return [upload_id for field in form.fields for upload_id in uploads_in(field, values.get(field.name))]


def files_for(ids: Iterable[str], *, store: UploadStore) -> dict[str, Upload]:
    """Those uploads among `ids` that arrived whole, clean or still in quarantine; no call when there are none."""
    wanted = [upload_id for upload_id in ids if isinstance(upload_id, str) and len(upload_id) == _ID_LENGTH]
    found = store.get(wanted) if wanted else {}
    return {upload_id: upload for upload_id, upload in found.items() if upload.state in _ARRIVED}
