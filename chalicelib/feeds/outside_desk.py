"""Where a department's system says how its cases stand (H-16). Whose service it is not is told that there is nothing.

A service that only leads to the system (archetype LINK) names it, its owner and its site; so a key is narrowed to a
system by the services it is good for, and nothing else has to be declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.approvals import administers_unit
from chalicelib.catalogue import Service
from chalicelib.errors import FieldError, InvalidForm, InvalidRequest, NotFound
from chalicelib.feeds.outside_case import OutsideCase, read_case, read_moment
from chalicelib.feeds.store import OutsideStore
from chalicelib.keys import ApiKey
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

MOST = 100
"""Cases in one request."""
LEADS_ELSEWHERE = "LINK"
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_TWICE = Text("同一编号在本次提交中出现了两次", "This number is in the request twice")

Who = Person | ApiKey


class Services(Protocol):
    def current(self, code: str, /) -> Service: ...


@dataclass(frozen=True)
class OutsideDesk:
    """`known` gives those of these people that exist."""

    store: OutsideStore
    catalogue: Services
    known: Callable[[Iterable[str]], Mapping[str, Any]]
    clock: Clock
    secret: str

    def put(self, who: Who, service: str, number: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """`{number, outcome}`: ``taken``, or ``kept`` where the hall knows something as new. Raises `InvalidForm`."""
        case = self._read({**told, "number": number}, self._own(who, service), self.known([told["person"]]))
        return {"number": number, "outcome": _outcome(self.store.put(case))}

    def put_many(self, who: Who, service: str, cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """`{taken, kept, refused: [{n, number, errors}]}`; what is wrong with one case does not keep the others."""
        own, people = self._own(who, service), self.known({one["person"] for one in cases})
        counts, refused, seen = {"taken": 0, "kept": 0}, list[dict[str, Any]](), set[str]()
        for n, told in enumerate(cases):
            try:
                if told["number"] in seen:
                    raise InvalidForm(errors=(FieldError("/number", "repeated", _TWICE),))
                seen.add(told["number"])
                counts[_outcome(self.store.put(self._read(told, own, people)))] += 1
            except InvalidForm as fault:
                errors = [{"pointer": one.pointer, "code": one.code, "message": one.message} for one in fault.errors]
                refused.append({"n": n, "number": told["number"], "errors": errors})
        return {**counts, "refused": refused}

    def withdraw(self, who: Who, service: str, number: str, updated: str) -> None:
        """The case is shown no more, and no older word brings it back; once more changes nothing."""
        now = self.clock()
        moment = read_moment(updated, now) if updated else now
        self.store.withdraw(self._own(who, service).code, number, moment, now)

    def list_cases(self, who: Who, service: str, month: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """What the hall shows of that month (``2026-11``, by when it was sent in), for comparing and counting:
        `{items: [{number, person, state, updated_at}], next}`."""
        own, month = self._own(who, service), month or f"{self.clock().astimezone(CHINA):%Y-%m}"
        if not _MONTH.fullmatch(month):
            raise InvalidRequest()
        begun = decode_cursor(self.secret, cursor) if cursor else {}
        if begun and begun.get("cases") != [own.code, month]:
            raise InvalidRequest()
        items, after = self.store.of_month(own.code, month, limit, begun.get("after"))
        following = encode_cursor(self.secret, {"cases": [own.code, month], "after": after}) if after else None
        return {"items": items, "next": following}

    def _read(self, told: Mapping[str, Any], service: Service, people: Mapping[str, Any]) -> OutsideCase:
        return read_case(told, service.code, service.address, told["person"] in people, self.clock())

    def _own(self, who: Who, code: str) -> Service:
        service = self.catalogue.current(code)
        if isinstance(who, ApiKey):
            may = who.covers(code, service.owner_unit)
        else:
            may = administers_unit(who, service.owner_unit, self.clock())
        if not may or service.archetype != LEADS_ELSEWHERE:
            raise NotFound()
        return service


def _outcome(taken: bool) -> str:
    return "taken" if taken else "kept"
