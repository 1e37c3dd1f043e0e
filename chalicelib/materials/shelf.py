"""材料复用: what a person uploaded before can be used again, in the same field or another that takes such a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.errors import HallError, NotFound
from chalicelib.forms import Form, check_upload
from chalicelib.materials.exchange import KEPT_UNUSED, Files, shown
from chalicelib.materials.store import UploadStore
from chalicelib.materials.upload import Upload
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Shelf:
    """`form_of` and `name_of` give a service's present form and its name; both may raise `NotFound`."""

    store: UploadStore
    files: Files
    form_of: Callable[[str], Form]
    name_of: Callable[[str], Text]
    clock: Clock

    def fitting(self, person: Person, service: str, field: str) -> list[dict[str, Any]]:
        """`{id, name, size, type, at, service}` of what this field would take, the newest first, each name once."""
        form = self.form_of(service)
        found: dict[tuple[str, int], dict[str, Any]] = {}
        for at, upload in self.store.shelf(person.id, self.clock()):
            if self._fits(form, field, upload):
                row = {**shown(upload), "at": stamp(at), "service": self._service(upload.service)}
                found.setdefault((upload.name, upload.size), row)
        return list(found.values())

    def reuse(self, person: Person, upload_id: str, service: str, field: str) -> dict[str, Any]:
        """A new upload with the same content, clean as the old one was. Raises `NotFound`, `UploadRefused`.

        The content is copied: an application owns its files, and what one loses the other keeps.
        """
        shelved = [upload for _, upload in self.store.shelf(person.id, self.clock())]
        source = next((upload for upload in shelved if upload.id == upload_id), None)
        if source is None:
            raise NotFound()
        check_upload(self.form_of(service), field, name=source.name, type=source.type, size=source.size)
        made = replace(source, id=new_id(), service=service, field=field, arrived_at="")
        made = replace(made, version=self.files.copy(source.key, made.key, source.version))
        self.store.put(made, self.clock() + KEPT_UNUSED)
        return shown(made)

    def _fits(self, form: Form, field: str, upload: Upload) -> bool:
        try:
            check_upload(form, field, name=upload.name, type=upload.type, size=upload.size)
        except HallError:
            return False
        return True

    def _service(self, code: str) -> dict[str, Any]:
        try:
            return {"code": code, "name": self.name_of(code).to_dict()}
        except NotFound:
            return {"code": code, "name": {"zh": code, "en": code}}
