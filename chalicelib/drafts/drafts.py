"""The verbs of the room, bound to its stores: open a form where one left it, save, list, drop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.applications import ApplicationStore, Definition, Definitions, EarlierApplications
from chalicelib.approvals import service_form
from chalicelib.drafts.last_values import last_values
from chalicelib.drafts.left_over import fitting, left_over
from chalicelib.drafts.model import Draft, DraftClash, changed_since, merged
from chalicelib.drafts.store import DraftStore
from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound, StaleVersion
from chalicelib.forms import MAX_FORM_BYTES
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.text import Text

ATTEMPTS = 3
CHANGED = Text(
    "这一项已在另一台设备上修改，请核对后再保存",
    "This answer was changed on another device; look at both before you save",
)


@dataclass(frozen=True)
class Drafts:
    """Each verb is for one signed-in person and touches only that person's drafts."""

    store: DraftStore
    applications: ApplicationStore
    definitions: Definitions
    people: PeopleStore
    clock: Clock

    def open_form(self, person: Person, code: str) -> dict[str, Any]:
        """The service's form (`service_form`) with `draft`, the person's own or None, and `last`, by field.

        Raises `NotFound`, `ServiceClosed`, `NotEligible`.
        """
        earlier = EarlierApplications(self.applications)
        shown = service_form(
            person, code, definitions=self.definitions, people=self.people, clock=self.clock, earlier=earlier
        )
        definition = self.definitions.current(code)
        now = self.clock()
        draft = self.store.get(person.id, code, now)
        last = last_values(person, definition, store=self.applications, directory=self.people, now=now)
        return {**shown, "draft": self._shown(draft, definition) if draft else None, "last": last}

    def get(self, person: Person, code: str) -> dict[str, Any]:
        """One draft as it can be continued now. Raises `NotFound`."""
        draft = self.store.get(person.id, code, self.clock())
        if draft is None:
            raise NotFound()
        return self._shown(draft, self.definitions.current(code))

    def list_drafts(self, person: Person) -> list[dict[str, Any]]:
        """The person's drafts, the newest first."""
        found = sorted(self.store.of(person.id, self.clock()), key=lambda draft: draft.saved_at, reverse=True)
        rows = []
        for draft in found:
            try:
                name = self.definitions.current(draft.service).service.name.to_dict()
            except NotFound:  # the service is gone; its draft can still be looked at and deleted
                name = {"zh": draft.service, "en": draft.service}
            told = {"code": draft.service, "name": name}
            rows.append({"service": told, "answers": len(draft.values), **_dates(draft)})
        return rows

    def save(self, person: Person, code: str, seen: int, version: int, changes: Mapping[str, Any]) -> dict[str, Any]:
        """`changes` to some answers by somebody who saw change `seen`; ``{seq, others, saved_at, expires_at}``.

        `others` are the answers that changed elsewhere since, None for one that was cleared: whoever goes on from
        `seq` must have seen them.

        Changes to different answers are merged; the same answer changed on another device since is a conflict that
        only the person can settle. Raises `NotFound`, `InvalidForm`, `StaleVersion` with one error a clashing answer.
        """
        self._check(code, version, changes)
        for _ in range(ATTEMPTS):
            now = self.clock()
            before = self.store.get(person.id, code, now) or Draft(person.id, code, 0, now, {})
            after = self._merged(before, seen, changes, version, now)
            if self.store.put(after, before.seq, now):
                return {"seq": after.seq, "others": changed_since(before, seen, changes), **_dates(after)}
        raise Conflict()

    def drop(self, person: Person, code: str) -> None:
        """No error when there is none."""
        self.store.delete(person.id, code)

    def _check(self, code: str, version: int, changes: Mapping[str, Any]) -> None:
        current = self.definitions.current(code)
        if not 0 < version <= current.service.version:
            raise NotFound()
        form = self.definitions.version(code, version).form
        unknown = Text("表单中没有这一项", "This form does not ask for this here")
        known = {field.name for field in form.fields if not field.at_step}
        wrong = [name for name, value in changes.items() if name not in known and value is not None]
        if wrong:
            raise InvalidForm(errors=tuple(FieldError(_pointer(name), "unknown_field", unknown) for name in wrong[:50]))

    def _merged(self, before: Draft, seen: int, changes: Mapping[str, Any], version: int, now: datetime) -> Draft:
        try:
            after = merged(before, seen, changes, version, now)
        except DraftClash as clash:
            raise StaleVersion(
                errors=tuple(FieldError(_pointer(name), "changed_elsewhere", CHANGED) for name in clash.names)
            ) from clash
        if len(json.dumps(after.values, ensure_ascii=False).encode()) > MAX_FORM_BYTES:
            message = Text("草稿内容过多，请精简文字", "The draft is too long; shorten the texts")
            raise InvalidForm(errors=(FieldError("/answers", "too_large", message),))
        return after

    def _shown(self, draft: Draft, current: Definition) -> dict[str, Any]:
        code = current.service.code
        gone = left_over(draft, current.form, lambda version: self.definitions.version(code, version).form)
        return {
            "service": code,
            "version": current.service.version,
            "seq": draft.seq,
            "answers": fitting(draft, gone),
            "left_over": gone,
            **_dates(draft),
        }


def _dates(draft: Draft) -> dict[str, str]:
    return {"saved_at": stamp(draft.saved_at), "expires_at": stamp(draft.expires)}


def _pointer(name: str) -> str:
    return "/answers/" + name[:64].encode("utf-8", "replace").decode().replace("~", "~0").replace("/", "~1")
