"""The office's side: its department's certificates, found by number; revoked, issued again, tried again.

Whoever does not speak for the department is told that there is nothing, as everywhere: `NotFound`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.applications import Actor, Application, ApplicationStore, Change, Definitions, EventType, change
from chalicelib.approvals import repeat
from chalicelib.certificates.issue import ATTEMPTS, Beginning, Units, told
from chalicelib.certificates.model import Certificate, State
from chalicelib.certificates.store import CertificateStore, Overtaken
from chalicelib.certificates.view import kept
from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound
from chalicelib.flows import find_effect
from chalicelib.people import Person, split_position_key
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

ISSUERS = frozenset({"department_head", "department_leader", "college_leader", "officer"})
"""They speak for their department or college."""

_OVER = Text("该证明已不是有效状态，请刷新页面", "This certificate is not valid any more; please reload the page")
_WHY = Text("请填写撤销原因，本人可以看到", "Say why it is revoked; the person sees it")
_MADE = Text("该证明已经制作完成，请刷新页面", "This certificate has been made by now; please reload the page")


@dataclass(frozen=True)
class CertificateDesk:
    """`queue` asks the worker to make the n-th certificate of an application's effect."""

    store: CertificateStore
    applications: ApplicationStore
    definitions: Definitions
    units: Units
    queue: Callable[[str, str, int], None]
    clock: Clock
    secret: str
    base_url: str

    def choices(self, person: Person) -> dict[str, Any]:
        """`{units}` the person may look after."""
        units = self.units.get_units(issuing_units(person, self._today))
        found = [{"id": one.id, "name": one.name.to_dict()} for one in units.values()]
        return {"units": sorted(found, key=lambda one: str(one["id"]))}

    def list_certificates(
        self, person: Person, unit: str, number: str, cursor: str | None, limit: int
    ) -> dict[str, Any]:
        """`{items, next}`: the unit's, newest first; with a number the one that has it."""
        if unit not in issuing_units(person, self._today):
            raise NotFound()
        if number.strip():
            one = self.store.by_number(number.strip())
            found, last = ([one] if one and one.unit == unit else []), ""
        else:
            mine = decode_cursor(self.secret, cursor) if cursor else {}
            before = str(mine.get("at", "")) if mine.get("unit") == unit else ""
            found, last = self.store.of_unit(unit, limit, before)
        following = encode_cursor(self.secret, {"unit": unit, "at": last}) if last else None
        return {"items": [kept(one, self._today, self.base_url) for one in found], "next": following}

    def act(self, person: Person, application_id: str, id: str, act: str, reason: str) -> dict[str, Any]:
        """The certificate afterwards (of `reissue` the new one). Raises `NotFound`, `InvalidForm`, and `Conflict` where
        it is not in a state for that."""
        one = find(self.store, application_id, id)
        if one is None or one.unit not in issuing_units(person, self._today):
            raise NotFound()
        if act == "revoke" and not reason.strip():
            raise InvalidForm(errors=(FieldError("/reason", "required", _WHY),))
        do = {"revoke": self._revoke, "reissue": self._reissue, "retry": self._retry}[act]
        return kept(do(one, person, reason.strip()), self._today, self.base_url)

    def _revoke(self, one: Certificate, person: Person, reason: str) -> Certificate:
        if one.state is State.REVOKED and (one.reason, one.changed_by) == (reason, person.id):
            gone = one  # repeated: the record may not have heard of it yet
        elif one.state is State.VALID:
            now = stamp(self.clock())
            gone = one.going(state=State.REVOKED, reason=reason, changed_at=now, changed_by=person.id)
            try:
                self.store.write(gone)
            except Overtaken as overtaken:
                raise Conflict(_OVER) from overtaken
        else:
            raise Conflict(_OVER)
        self._say(gone, person)
        return gone

    def _reissue(self, one: Certificate, _person: Person, _reason: str) -> Certificate:
        """The old one stays good until the new one is made."""
        if one.state is not State.VALID:
            raise Conflict(_OVER)
        application = self.applications.load(one.application)
        definition = self.definitions.version(application.head.service, application.head.version)
        begin = Beginning(self.store, self.units, self.clock)
        begun = begin(application, definition, find_effect(definition.flow, one.effect), one.n)
        self.queue(begun.application, begun.effect, begun.n)
        return begun

    def _retry(self, one: Certificate, _person: Person, _reason: str) -> Certificate:
        if one.is_issued:
            raise Conflict(_MADE)
        self.queue(one.application, one.effect, one.n)
        return one

    def _say(self, gone: Certificate, person: Person) -> None:
        """On the application's timeline, once; the reaction to that tells the person."""
        by = Actor(person.id, person.name)
        data = {"effect": gone.effect, "certificate": told(gone), "opinion": gone.reason}

        def say(application: Application) -> Change | None:
            if _said(application, gone):
                return None
            return change(application, EventType.CERTIFICATE_REVOKED, by=by, at=self.clock(), data=data)

        repeat(self.applications, gone.application, say, attempts=ATTEMPTS)

    @property
    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()


def issuing_units(person: Person, today: date) -> list[str]:
    """The units whose certificates the person looks after."""
    held = (split_position_key(key) for key in person.position_keys(today))
    return list(dict.fromkeys(unit for role, unit in held if role in ISSUERS))


def find(store: CertificateStore, application_id: str, id: str) -> Certificate | None:
    """The certificate with this id (``<effect>.<n>``)."""
    effect, _, n = id.rpartition(".")
    return store.one(application_id, effect, int(n)) if effect and n.isascii() and n.isdigit() else None


def _said(application: Application, gone: Certificate) -> bool:
    return any(
        event.type is EventType.CERTIFICATE_REVOKED
        and (event.data["effect"], event.data["certificate"]["n"]) == (gone.effect, gone.n)
        for event in application.events
    )
