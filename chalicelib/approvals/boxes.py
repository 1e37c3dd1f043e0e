"""The four boxes people open (待办 已办 我发起 抄送我), and the pools of their positions; a page at a time, by time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.applications import ApplicationStore, Definitions, cc_box, done_box, mine_box, todo_box
from chalicelib.approvals.box_filter import Filter
from chalicelib.approvals.box_page import read_page
from chalicelib.approvals.box_rows import Row, application_row, copy_row, found_rows, task_row
from chalicelib.approvals.who_may import may_read
from chalicelib.errors import FieldError, InvalidForm, InvalidRequest, NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

NUMBER = re.compile(r"\d{8}-\d{6}", re.ASCII)
_FILTER = "filter"
"""Where a cursor keeps the filter of its list; no box has this name."""


@dataclass(frozen=True)
class _Order:
    """One list: its boxes, its order, the range of it that is wanted, and how a row of it is shown."""

    boxes: list[str]
    newest_first: bool
    show: Any
    between: tuple[datetime, datetime] | None = None
    stood: Mapping[str, Person] = field(default_factory=dict)
    """The boxes among them that are somebody else's, for whom the person stands in."""


class Boxes:
    """Lists for one person; `names` tells a service's and a step's name (from the catalogue, no call once seen)."""

    def __init__(
        self, *, store: ApplicationStore, names: Any, clock: Clock, secret: str, definitions: Definitions
    ) -> None:
        self._store, self._names, self._clock, self._secret = store, names, clock, secret
        self._definitions = definitions

    def mine(
        self, person: Person, cursor: str | None, limit: int, wanted: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """My applications, newest first: `{items, next}`; with `looked` where something of `wanted` (state, service,
        words) is asked for, see `find_own`. A cursor belongs to what was asked with it."""
        if wanted and any(wanted.values()):
            return self._found(person, cursor, limit, wanted)
        return self._list(person, self._order(person, "mine", Filter()), Filter(), cursor, limit)

    def _found(self, person: Person, cursor: str | None, limit: int, wanted: Mapping[str, str]) -> dict[str, Any]:
        from chalicelib.approvals.find_own import FindOwn, OwnFilter

        if NUMBER.fullmatch(wanted["words"]):
            rows = [row for row in self._numbered(person, wanted["words"]) if "submitted_at" in row]
            own = [row for row in rows if self._store.load_head(row["id"]).applicant.id == person.id]
            return {"items": own, "looked": {"count": len(own), "until": None, "all": True}, "next": None}
        begun = decode_cursor(self._secret, cursor) if cursor else {}
        find = FindOwn(self._store, self._names, self._definitions)
        page = find(person.id, OwnFilter(**wanted), limit, begun)
        after = page.pop("after")
        return {**page, "next": encode_cursor(self._secret, after) if after else None}

    def tasks(
        self, person: Person, box: str, cursor: str | None, limit: int, wanted: Filter | None = None
    ) -> dict[str, Any]:
        """`todo`: what I or a position of mine holds, soonest due first; `done`, `mine`, `cc`: newest first.

        A `cursor` goes on with the filter its list began with, whatever is asked now. Raises `InvalidRequest`, and
        `InvalidForm` for a condition that cannot be asked.
        """
        wanted = wanted or Filter()
        if wanted.where and not cursor:
            self._check(wanted)
        if cursor:
            wanted = Filter.of(decode_cursor(self._secret, cursor).get(_FILTER, {}))
        if NUMBER.fullmatch(wanted.words):
            return {"items": self._numbered(person, wanted.words), "next": None}
        return self._list(person, self._order(person, box, wanted), wanted, cursor, limit)

    def count_todo(self, person: Person) -> int:
        """How many tasks wait, counted up to a page of 26 a box; a badge need not know more."""
        stood = self._stood(person)
        rows = {box: self._store.box(box, limit=26, after=None, newest_first=False) for box in self._own(person)}
        rows |= {box: self._store.box(box, limit=26, after=None, newest_first=False) for box in stood}
        return sum(self._covered(person, stood.get(box), row) for box, found in rows.items() for row in found)

    def _order(self, person: Person, box: str, wanted: Filter) -> _Order:
        now = self._clock()
        tasks = partial(task_row, names=self._names, now=now)
        if box == "todo":
            own, stood = self._own(person), self._stood(person)
            chosen = {"mine": own[:1], "pool": own[1:]}.get(wanted.scope, [*own, *stood])
            return _Order(chosen, False, tasks, wanted.between(now), stood)
        if box == "done":
            return _Order([done_box(person.id)], True, tasks)
        if box == "mine":
            return _Order([mine_box(person.id)], True, partial(application_row, names=self._names))
        if box == "cc":
            copies = partial(copy_row, names=self._names, reader=person.id)
            return _Order([cc_box(holder) for holder in self._held(person)], True, copies)
        raise InvalidRequest(Text("没有这个列表", "There is no such box"))

    def _list(self, person: Person, order: _Order, wanted: Filter, cursor: str | None, limit: int) -> dict[str, Any]:
        shown: dict[str, Any] = decode_cursor(self._secret, cursor) if cursor else {}

        def read(box: str, limit: int, after: Any) -> list[dict[str, Any]]:
            newest_first, between = order.newest_first, order.between
            return self._store.box(box, limit=limit, after=after, newest_first=newest_first, between=between)

        answers: dict[tuple[str, str], Any] = {}
        keep = partial(self._kept, wanted, answers) if wanted.looks else None
        page = read_page(read, order.boxes, shown, limit, newest_first=order.newest_first, keep=keep)
        after = {**page.shown, **({_FILTER: wanted.kept()} if wanted.kept() else {})}
        following = encode_cursor(self._secret, after) if page.more else None
        rows = [row for row in page.rows if self._covered(person, order.stood.get(row["box"]), row)]
        items = [order.show(row) for row in rows]
        for row, item in zip(rows, items, strict=True):
            if found := answers.get((row["id"], row["sk"])):
                item["answers"] = found
            if row["box"] in order.stood:
                item["on_behalf_of"] = order.stood[row["box"]].name.to_dict()
        return {"items": items, "next": following}

    def _kept(self, wanted: Filter, answers: dict[tuple[str, str], Any], rows: Sequence[Row]) -> list[bool]:
        """Which of these rows are wanted; forms are read of those only that fit otherwise. `answers` is added to."""
        fitting = [row for row in rows if wanted.fits(row, self._names)]
        if wanted.where:
            from chalicelib.approvals.look_into import LookInto
            from chalicelib.shared.conditions import parse_condition

            look = LookInto(self._store, self._definitions, parse_condition(wanted.where))
            shown = zip(fitting, look(fitting), strict=True)
            answers.update({(row["id"], row["sk"]): found for row, found in shown if found is not None})
            return [(row["id"], row["sk"]) in answers for row in rows]
        kept = {(row["id"], row["sk"]) for row in fitting}
        return [(row["id"], row["sk"]) in kept for row in rows]

    def _check(self, wanted: Filter) -> None:
        from chalicelib.approvals.case_filter import filter_fields, read_filter

        said = Text("按字段查找前请先选择事项", "Choose a service before you look for answers")
        if not wanted.service:
            raise InvalidForm(errors=(FieldError("/service", "required", said),))
        try:
            definition = self._definitions.current(wanted.service)
        except NotFound:
            raise InvalidForm(errors=(FieldError("/service", "choice", said),)) from None
        read_filter(wanted.where or {}, filter_fields([definition], record=False))

    def _numbered(self, person: Person, number: str) -> list[dict[str, Any]]:
        """The application of this number, as the person's own part in it; two reads, nothing when it is not theirs."""
        try:
            application = self._store.load(self._store.find_number(number), consistent=False)
        except NotFound:
            return []
        head, now = application.head, self._clock()
        definition = self._definitions.version(head.service, head.version)
        if not may_read(application, definition, person, now):
            return []
        return found_rows(application, person, self._names, now)

    def _held(self, person: Person) -> list[str]:
        today = self._clock().astimezone(CHINA).date()
        return [f"person:{person.id}", *(f"position:{key}" for key in person.position_keys(today))]

    def _own(self, person: Person) -> list[str]:
        """The boxes of what the person holds by name and by position."""
        today = self._clock().astimezone(CHINA).date()
        keys = [f"person:{person.id}", *(f"position:{key}" for key in person.position_keys(today))]
        return [todo_box(key) for key in keys]

    def _stood(self, person: Person) -> dict[str, Person]:
        """The boxes of those the person stands in for, each with the principal; what is their own is not among them."""
        own = set(self._own(person))
        found = {box: principal for principal in person.principals for box in self._own(principal)}
        return {box: principal for box, principal in found.items() if box not in own}

    def _covered(self, person: Person, principal: Person | None, row: Mapping[str, Any]) -> bool:
        """Whether the proxy reaches the row's service. What it does not is left out, and a page may be shorter."""
        if principal is None:
            return True
        today = self._clock().astimezone(CHINA).date()
        return principal.id in {one.id for one in person.stood_for(row["service"], today)}
