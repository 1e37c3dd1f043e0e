"""Files: ask for a place to upload to, confirm what arrived, hand out short-lived links.

Files go straight to storage and never through the API. What the browser says of a file is a wish; what counts is
what storage holds: its size, and its type by content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from chalicelib.errors import FieldError, NotFound, UploadRefused
from chalicelib.forms import Form, check_upload, uploads_in
from chalicelib.materials.store import UploadStore
from chalicelib.materials.type_of_content import type_of_content
from chalicelib.materials.upload import Upload, UploadState
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text

KEPT_UNUSED = timedelta(days=7)
"""How long a file that no application took stays."""
LINK_SECONDS = 300
ID_LENGTH = 26
HEAD_BYTES = 8192
"""How much of a file is read to tell its type."""


class Files(Protocol):
    """The port to file storage; `chalicelib.aws` implements it on S3."""

    def presigned_post(self, key: str, content_type: str, size: int, expires: int) -> dict[str, Any]: ...
    def head(self, key: str) -> Mapping[str, Any] | None: ...
    def read_range(self, key: str, n: int) -> bytes: ...
    def presigned_get(self, key: str, filename: str, content_type: str, expires: int) -> str: ...


def request_upload(
    person: Person,
    service: str,
    form: Form,
    field: str,
    name: str,
    type: str,
    size: int,
    *,
    store: UploadStore,
    files: Files,
    clock: Clock,
) -> dict[str, Any]:
    """A place for one file of one form field: `{id, post: {url, fields}, expires_at}`. Raises `UploadRefused`."""
    check_upload(form, field, name=name, type=type, size=size)
    upload = Upload(new_id(), person.id, service, field, name, type, size)
    now = clock()
    store.put(upload, now + KEPT_UNUSED)
    post = files.presigned_post(upload.key, type, size, LINK_SECONDS)
    return {"id": upload.id, "post": post, "expires_at": stamp(now + timedelta(seconds=LINK_SECONDS))}


def confirm_upload(
    person: Person,
    upload_id: str,
    *,
    store: UploadStore,
    files: Files,
    clock: Clock,
) -> dict[str, Any]:
    """The file as it really arrived: `{id, name, size, type, state}`. Raises `NotFound`, `UploadRefused`."""
    upload = store.get([upload_id]).get(upload_id)
    if upload is None or upload.owner != person.id:
        raise NotFound()
    arrived = files.head(upload.key)
    if arrived is None:
        raise UploadRefused(errors=(_fault("missing", Text("文件尚未上传完成", "The file has not arrived yet")),))
    size = int(arrived["size"])
    found = type_of_content(files.read_range(upload.key, HEAD_BYTES)) if size else None
    if found != upload.type or size != upload.size:
        raise UploadRefused(errors=(_fault("content", CONTENT),))
    if upload.state is not UploadState.READY:
        upload = replace(upload, state=UploadState.READY)
        store.put(upload, clock() + KEPT_UNUSED)
    return {"id": upload.id, "name": upload.name, "size": size, "type": upload.type, "state": upload.state.value}


CONTENT = Text(
    "文件内容与所选类型不符，请检查后重新上传", "The file's content is not of the type its name says; please check it"
)


def files_in(form: Form, values: Mapping[str, Any]) -> list[str]:
    """The upload ids that the form's fields name, in the order of the form."""
    return [upload_id for field in form.fields for upload_id in uploads_in(field, values.get(field.name))]


def files_for(ids: Iterable[str], *, store: UploadStore) -> dict[str, Upload]:
    """Those uploads among `ids` that arrived whole; no call when there are none."""
    wanted = [upload_id for upload_id in ids if isinstance(upload_id, str) and len(upload_id) == ID_LENGTH]
    found = store.get(wanted) if wanted else {}
    return {upload_id: upload for upload_id, upload in found.items() if upload.state is UploadState.READY}


def file_link(application_id: str, upload_id: str, *, store: UploadStore, files: Files) -> str:
    """A five-minute link to a file of this application. Raises `NotFound`."""
    upload = store.get([upload_id]).get(upload_id)
    if upload is None or upload.application != application_id:
        raise NotFound()
    return files.presigned_get(upload.key, upload.name, upload.type, LINK_SECONDS)


def _fault(code: str, message: Text) -> FieldError:
    return FieldError("/file", code, message)
