"""Files: ask for a place to upload to, confirm what arrived, hand out short-lived links.

Files go straight to storage and never through the API. What the browser says of a file is a wish; what counts is
what storage holds: its size, and its type by content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.errors import NotFound
from chalicelib.forms import Form, check_upload
from chalicelib.materials.content_fault import content_fault
from chalicelib.materials.faults import refused
from chalicelib.materials.inert_name import inert_name
from chalicelib.materials.store import UploadStore
from chalicelib.materials.upload import Upload, UploadState
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp, unstamp
from chalicelib.shared.ids import new_id

KEPT_UNUSED = timedelta(days=7)
"""How long a file that no application took stays."""
SHELVED = timedelta(days=365)
"""How long it is offered to its owner for using it again."""
LINK_SECONDS = 300
LATE = timedelta(seconds=60)
"""A scan takes seconds; after this the page says that the scanner does not answer."""
VERDICTS = {"infected": "malware", "unscannable": "unscannable"}
"""What the scanner says of a file that is not clean, and the fault that makes."""


class Files(Protocol):
    """The port to file storage; `chalicelib.aws` implements it on S3."""

    def presigned_post(self, key: str, content_type: str, size: int, expires: int) -> dict[str, Any]: ...
    def head(self, key: str) -> Mapping[str, Any] | None: ...
    def read_range(self, key: str, n: int, version: str = "") -> bytes: ...
    def read_tail(self, key: str, n: int, version: str = "") -> bytes: ...
    def presigned_get(self, key: str, filename: str, content_type: str, expires: int, version: str = "") -> str: ...
    def delete(self, key: str) -> None: ...
    def copy(self, source: str, key: str, version: str = "") -> str: ...
    def verdict(self, key: str, version: str = "") -> str:
        """``clean``, ``infected``, ``unscannable``, ``failed``, or "" while the scanner has not spoken."""


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
    name = inert_name(name)
    asked = check_upload(form, field, name=name, type=type, size=size)
    reusable = asked.type != "signature"  # what was signed once was not signed again
    upload = Upload(new_id(), person.id, service, field, name, type, size, reusable=reusable)
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
    """The file as it really arrived: `{id, name, size, type, state, late}`; asked again while it is ``scanning``.

    `late` says that the scanner has not answered in time: the file stays in quarantine, whatever else happens.
    Raises `NotFound`, `UploadRefused`.
    """
    upload = store.get([upload_id]).get(upload_id)
    if upload is None or upload.owner != person.id:
        raise NotFound()
    before, now = upload, clock()
    if upload.state is UploadState.REQUESTED:
        upload = _judged(upload, files, now)
    if upload.state is UploadState.SCANNING:
        upload = _scanned(upload, files)
    if upload != before:
        store.put(upload, now + KEPT_UNUSED)
        if upload.is_clean and upload.reusable:
            store.shelve(upload, now, now + SHELVED)
    if upload.state is UploadState.REJECTED:
        if before.state is not UploadState.REJECTED:
            files.delete(upload.key)
        raise refused(upload.fault)
    return shown(upload) | {"late": _is_late(upload, now)}


def _judged(upload: Upload, files: Files, now: datetime) -> Upload:
    """By what storage holds; from here on that one version of the object is meant."""
    arrived = files.head(upload.key)
    if arrived is None:
        raise refused("missing")
    version = str(arrived.get("version") or "")
    fault = content_fault(
        upload.type,
        int(arrived["size"]) if int(arrived["size"]) == upload.size else 0,
        lambda n: files.read_range(upload.key, n, version),
        lambda n: files.read_tail(upload.key, n, version),
    )
    if fault:
        return replace(upload, state=UploadState.REJECTED, fault=fault)
    return replace(upload, state=UploadState.SCANNING, version=version, arrived_at=stamp(now))


def _scanned(upload: Upload, files: Files) -> Upload:
    """Anything but a clear word leaves it where it is."""
    verdict = files.verdict(upload.key, upload.version)
    if verdict == "clean":
        return replace(upload, state=UploadState.CLEAN)
    if verdict in VERDICTS:
        return replace(upload, state=UploadState.REJECTED, fault=VERDICTS[verdict])
    return upload


def _is_late(upload: Upload, now: datetime) -> bool:
    arrived = unstamp(upload.arrived_at) if upload.arrived_at else now
    return upload.state is UploadState.SCANNING and now - arrived > LATE


def shown(upload: Upload) -> dict[str, Any]:
    """What its owner is told of it."""
    return {
        "id": upload.id,
        "name": upload.name,
        "size": upload.size,
        "type": upload.type,
        "state": upload.state.value,
    }


def file_link(application_id: str, upload_id: str, *, store: UploadStore, files: Files) -> str:
    """A five-minute link to a file of this application. Raises `NotFound`."""
    upload = store.get([upload_id]).get(upload_id)
    if upload is None or upload.application != application_id or not upload.is_clean:
        raise NotFound()
    return files.presigned_get(upload.key, upload.name, upload.type, LINK_SECONDS, upload.version)
