"""The boxes people open: my applications, to do, done. One query a box, a page at a time, merged by time."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.applications import STATE_TEXTS, ApplicationStore, State, done_box, mine_box, todo_box
from chalicelib.errors import InvalidRequest
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text


class Boxes:
    """Lists for one person; `names` tells a service's and a step's name (from the catalogue, no call once seen)."""

    def __init__(self, *, store: ApplicationStore, names: Any, clock: Clock, secret: str) -> None:
        self._store, self._names, self._clock, self._secret = store, names, clock, secret

    def mine(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        """My applications, newest first: `{items, next}`."""
        rows, after = self._page([mine_box(person.id)], cursor, limit, newest_first=True)
        return {"items": [self._application_row(row) for row in rows], "next": after}

    def tasks(self, person: Person, box: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """`todo`: what I or a position of mine holds, soonest due first; `done`: what I decided, newest first."""
        now = self._clock()
        stood: dict[str, Person] = {}
        if box == "done":
            boxes, newest_first = [done_box(person.id)], True
        elif box == "todo":
            stood = self._stood(person)
            boxes, newest_first = [*self._own(person), *stood], False
        else:
            raise InvalidRequest(Text("没有这个列表", "There is no such box"))
        rows, after = self._page(boxes, cursor, limit, newest_first=newest_first)
        shown = [row for row in rows if self._covered(person, stood.get(row["box"]), row)]
        return {"items": [self._task_row(row, now, stood.get(row["box"])) for row in shown], "next": after}

    def count_todo(self, person: Person) -> int:
        """How many tasks wait, counted up to a page of 26 a box; a badge need not know more."""
        stood = self._stood(person)
        rows = {box: self._store.box(box, limit=26, after=None, newest_first=False) for box in self._own(person)}
        rows |= {box: self._store.box(box, limit=26, after=None, newest_first=False) for box in stood}
        return sum(self._covered(person, stood.get(box), row) for box, found in rows.items() for row in found)

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

    def _page(
        self, boxes: list[str], cursor: str | None, limit: int, *, newest_first: bool
    ) -> tuple[list[dict[str, Any]], str | None]:
        """A page over several boxes in one order. The cursor keeps, for each box, the last row that was shown."""
        shown: dict[str, Any] = decode_cursor(self._secret, cursor) if cursor else {}
        streams = [
            self._store.box(box, limit=limit + 1, after=shown.get(box), newest_first=newest_first) for box in boxes
        ]
        merged = list(heapq.merge(*streams, key=lambda row: row["box_at"], reverse=newest_first))
        page, more = merged[:limit], len(merged) > limit
        for row in page:
            shown[row["box"]] = {name: {"S": row[name]} for name in ("pk", "sk", "box", "box_at")}
        return page, encode_cursor(self._secret, shown) if more else None

    def _application_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        state = State(row["state"])
        return {
            "id": row["id"],
            "number": row["number"],
            "service": {"code": row["service"], "name": self._names.service(row["service"]).to_dict()},
            "title": Text(*row["title"]).to_dict(),
            "state": state.value,
            "state_text": STATE_TEXTS[state].to_dict(),
            "submitted_at": row["box_at"],
        }

    def _task_row(self, row: Mapping[str, Any], now: datetime, principal: Person | None) -> dict[str, Any]:
        _, step, entry, n = row["sk"].split("#")
        due = row.get("due_at")
        return {
            "task_id": f"{row['id']}.{step}.{entry}.{n}",
            "application_id": row["id"],
            "number": row["number"],
            "service": {"code": row["service"], "name": self._names.service(row["service"]).to_dict()},
            "title": Text(*row["title"]).to_dict(),
            "applicant_name": Text(*row["applicant_name"]).to_dict(),
            "step": step,
            "step_title": self._names.step(row["service"], step).to_dict(),
            "state": row["state"],
            "opened_at": row["opened_at"],
            "due_at": due,
            "overdue": bool(due and due <= stamp(now) and row["state"] == "pending"),
            "on_behalf_of": principal.name.to_dict() if principal else None,
            "decided_at": row["box_at"] if row["state"] != "pending" else None,
        }
