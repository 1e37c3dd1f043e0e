"""A file of rosters: first what it would change, then, confirmed unchanged, all of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import FieldError, InvalidForm, StaleVersion
from chalicelib.people import Person, Roster, position_key
from chalicelib.rosters.desk import RosterDesk
from chalicelib.rosters.plan_import import Plan, plan_import
from chalicelib.rosters.read_file import Fault, read_file
from chalicelib.rosters.rights import check_look, owner_of, refusal
from chalicelib.rosters.shown import plan_shown
from chalicelib.shared.text import Text

Json = dict[str, Any]
_FAULTY = Text("文件中有不能导入的行，请更正后重新预览", "Some lines cannot be imported; correct them and look again")
_MARKS = 10**9


@dataclass(frozen=True)
class RosterImports:
    """`preview` gives a mark that stands for file and rosters as they were; `confirm` takes only that mark."""

    desk: RosterDesk

    def preview(self, person: Person, text: str) -> tuple[Json, int]:
        """What the file would change, every line that cannot be taken, and the mark. Writes nothing."""
        check_look(person, self.desk.today)
        shown, mark, _ = self._planned(person, text)
        return shown, mark

    def confirm(self, person: Person, text: str, mark: int, note: str) -> Json:
        """`{written, changed}`: how many positions, and the lines by kind. All or nothing: raises `InvalidForm` where
        any line cannot be taken, `StaleVersion` where a roster is no longer as the preview showed it.

        A file that changes more than one transaction takes is written in several; somebody else's change in between
        stops it with `StaleVersion`, and the same file then shows what is left. A file that changes nothing any more
        was confirmed before, and is no error.
        """
        check_look(person, self.desk.today)
        shown, now, plan = self._planned(person, text)
        if plan.faults:
            raise InvalidForm(_FAULTY, errors=tuple(map(_field, plan.faults[:50])))
        if plan.planned:
            if now != mark:
                raise StaleVersion
            author = self.desk.author(person, note, by_file=True)
            self.desk.book.write([one.change for one in plan.planned], author)
        told = {name: shown[name] for name in ("added", "ended", "changed", "removed")}
        return {"positions": len(plan.planned), **told}

    def _planned(self, person: Person, text: str) -> tuple[Json, int, Plan]:
        desk = self.desk
        units = desk.units()
        rows, unread = read_file(text, list(units.values()))
        keys = dict.fromkeys(position_key(row.role, row.unit) for row in rows)
        rosters = desk.people.get_rosters(keys)
        held = {line.person_id for roster in rosters.values() for line in roster.members}
        people = desk.people.get_people(held | {row.person for row in rows if row.person})
        allowed: dict[str, Text | None] = {}

        def refused(roster: Roster) -> Text | None:
            owner = owner_of(roster)
            if owner not in allowed:
                name = units[owner].name if owner in units else Text(owner, owner)
                allowed[owner] = None if desk.keeps(person, owner) else refusal(name).detail
            return allowed[owner]

        plan = plan_import(rows, rosters, people, units, refused, desk.today)
        plan = Plan(plan.planned, tuple(sorted((*unread, *plan.faults), key=lambda one: one.line)), plan.unchanged)
        revs = sorted((key, rosters[key].rev if key in rosters else 0) for key in keys)
        digest = hashlib.sha256(repr((text, desk.today, revs)).encode()).digest()
        return plan_shown(plan, units, people), int.from_bytes(digest[:8], "big") % _MARKS, plan


def _field(fault: Fault) -> FieldError:
    line, message = fault.line, fault.message
    told = Text(f"第 {line} 行：{message.zh}", f"Line {line}: {message.en}") if line else message
    return FieldError("/csv", fault.code, told)
