"""Searching the applications of a service by what was filled in, for whoever administers it (C-24).

A search is within one month of submission: the index that has a service's applications by month is read newest first, a
bounded part of it for each request, and the cursor says how far it looked. So no search costs more than another one,
however much is stored, and nothing has to be indexed that is seldom asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.applications import ApplicationStore, Definition, Definitions
from chalicelib.approvals.box_rows import Names, application_row
from chalicelib.approvals.case import administers
from chalicelib.approvals.case_filter import canonical, filter_fields, read_filter
from chalicelib.approvals.look_into import LookInto
from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.forms import Option
from chalicelib.people import Person, Unit
from chalicelib.shared.clock import Clock
from chalicelib.shared.conditions import Condition
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

ROUNDS, ROUND = 2, 50
"""A request looks at a hundred applications at most: two queries, and with a condition four batched reads."""
OFFERED = ("campus", "college", "department")
"""The units a filter offers; a class is named by its id."""
_KEYS = ("pk", "sk", "service_month", "submitted_at")


@dataclass(frozen=True)
class FindCases:
    """Each for one person; what they do not administer does not exist for them (`NotFound`)."""

    store: ApplicationStore
    names: Names
    definitions: Definitions
    units: Callable[[], Sequence[Unit]]
    clock: Clock
    secret: str

    def fields(self, code: str) -> dict[str, Any]:
        """`{items}`: what lists of a service's applications can be filtered by; says nothing of any application.
        Raises `NotFound`."""
        units = [Option(unit.id, unit.name) for unit in self.units() if unit.kind in OFFERED]
        fields = filter_fields([self.definitions.current(code)], units=units, record=False)
        return {"items": [one.to_dict() for one in fields.values()]}

    def find(
        self, person: Person, code: str, month: str, where: Mapping[str, Any], cursor: str | None, limit: int
    ) -> dict[str, Any]:
        """`{items, looked: {count, until, all}, next}`, newest first; `month` is ``2026-11``, `where` a condition as
        data; a cursor goes on with the condition its search began with. Raises `NotFound`, `InvalidForm`, and
        `InvalidRequest` for a cursor of another search."""
        definition = self._administered(person, code)
        begun: Mapping[str, Any] = decode_cursor(self.secret, cursor) if cursor else {}
        if begun and begun.get("of") != [code, month, person.id]:
            raise InvalidRequest()
        condition = read_filter(begun.get("where", where) or {}, filter_fields([definition], record=False))
        asked = {"of": [code, month, person.id], "where": canonical(condition)}
        found, after = self._looked(code, month, condition, limit, begun)
        return found | {"next": encode_cursor(self.secret, {**asked, **after}) if after else None}

    def _looked(
        self, code: str, month: str, condition: Condition | None, limit: int, begun: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """What a page shows, and where the next one goes on; None at the month's end."""
        keys, count, until = begun.get("keys"), int(begun.get("count", 0)), str(begun.get("until", ""))
        items: list[dict[str, Any]] = []
        more = True
        while more and len(items) < limit and count < int(begun.get("count", 0)) + ROUNDS * ROUND:
            rows = self.store.of_service(code, month, limit=ROUND + 1, after=keys, newest_first=True)
            shown = LookInto(self.store, self.definitions, condition)(rows[:ROUND]) if condition else [[]] * ROUND
            more = len(rows) > ROUND
            for row, answers in zip(rows[:ROUND], shown, strict=False):
                if len(items) == limit:
                    more = True
                    break
                keys, count, until = {name: {"S": row[name]} for name in _KEYS}, count + 1, row["submitted_at"]
                if answers is not None:
                    items.append(self._item(row, answers))
        looked = {"count": count, "until": until or None, "all": not more}
        return {"items": items, "looked": looked}, {"keys": keys, "count": count, "until": until} if more else None

    def _item(self, row: Mapping[str, Any], answers: list[dict[str, Any]]) -> dict[str, Any]:
        shown = application_row({**row, "box_at": row["submitted_at"]}, self.names)
        return shown | {"applicant_name": Text(*row["applicant_name"]).to_dict(), "answers": answers}

    def _administered(self, person: Person, code: str) -> Definition:
        definition = self.definitions.current(code)
        if not administers(person, definition, self.clock()):
            raise NotFound()
        return definition
