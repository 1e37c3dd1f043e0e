"""Rosters, changes and plans as pages and programs see them: ids with their names, days as text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.people import (
    REVIEWERS,
    ROLES,
    LineChange,
    Member,
    Person,
    Roster,
    RosterEntry,
    Unit,
    position_title,
    split_position_key,
)
from chalicelib.rosters.plan_import import Plan, Planned
from chalicelib.rosters.read_file import Fault
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

Json = dict[str, Any]


def role_shown(code: str) -> Json:
    return {"code": code, "title": ROLES[code].title.to_dict(), "reviewer": code in REVIEWERS}


def unit_shown(id: str, units: Mapping[str, Unit]) -> Json:
    unit = units.get(id)
    within = units.get(unit.parent or "") if unit and unit.kind == "class" else None
    name = unit.name if unit else Text(id, id)
    return {"id": id, "name": name.to_dict(), "within": within.name.to_dict() if within else None}


def member_shown(member: Member, people: Mapping[str, Person], today: date) -> Json:
    """`state`: now, coming or over; `name` None where nobody of that number is known any more."""
    person = people.get(member.person_id)
    over = bool(member.until and member.until < today) or bool(person and person.left_on(today))
    state = "over" if over else "now" if member.active_on(today) else "coming"
    return {
        "person": member.person_id,
        "name": person.name.to_dict() if person else None,
        "since": _day(member.since),
        "until": _day(member.until),
        "state": state,
    }


def services_shown(services: Iterable[Mapping[str, Any]]) -> list[Json]:
    return [{"code": one["code"], "name": one["name"]} for one in services]


def roster_shown(
    roster: Roster, units: Mapping[str, Unit], people: Mapping[str, Person], today: date, more: Mapping[str, Any]
) -> Json:
    """One position with everybody who held, holds or will hold it."""
    unit = units[roster.unit]
    members = [member_shown(one, people, today) for one in roster.members]
    return {
        "role": role_shown(roster.role),
        "unit": unit_shown(roster.unit, units),
        "title": position_title(roster.role, unit).to_dict(),
        "rev": roster.rev,
        "members": members,
        "vacant": all(one["state"] != "now" for one in members),
        **more,
    }


def entry_shown(entry: RosterEntry) -> Json:
    """One change: who made it when, and its lines."""
    author = entry.author
    by = {"id": author.id, "name": author.name.to_dict()}
    lines = [_line_shown(one, entry.names.get(one.person_id)) for one in entry.changes]
    told = {"at": stamp(author.at), "by": by, "note": author.note, "by_file": author.by_file}
    return {"rev": entry.rev, **told, "changes": lines}


def plan_shown(plan: Plan, units: Mapping[str, Unit], people: Mapping[str, Person]) -> Json:
    """What confirming would do, position by position, and every line that cannot be taken."""
    counts = dict.fromkeys(("added", "ended", "changed", "removed"), 0)
    for one in plan.planned:
        for line in one.lines:
            counts[line.kind] += 1
    return {
        **counts,
        "unchanged": plan.unchanged,
        "positions": [_planned_shown(one, units, people) for one in plan.planned],
        "faults": [fault_shown(one, units) for one in plan.faults],
    }


def fault_shown(fault: Fault, units: Mapping[str, Unit]) -> Json:
    """`shown` is what stood there; a position is said in words."""
    shown: str | Json = fault.shown
    if fault.code == "position":
        role, unit = split_position_key(fault.shown)
        shown = position_title(role, units[unit]).to_dict() if unit in units else fault.shown
    return {"line": fault.line, "code": fault.code, "message": fault.message.to_dict(), "shown": shown}


def _planned_shown(one: Planned, units: Mapping[str, Unit], people: Mapping[str, Person]) -> Json:
    roster = one.roster
    lines = [_line_shown(line, people[line.person_id].name if line.person_id in people else None) for line in one.lines]
    where = {"role": role_shown(roster.role), "unit": unit_shown(roster.unit, units)}
    return {**where, "title": position_title(roster.role, units[roster.unit]).to_dict(), "changes": lines,
            "vacated": one.vacated}  # fmt: skip


def _line_shown(line: LineChange, name: Text | None) -> Json:
    return {
        "kind": line.kind,
        "person": line.person_id,
        "name": name.to_dict() if name else None,
        "before": _days(line.before),
        "after": _days(line.after),
    }


def _days(member: Member | None) -> Json | None:
    return {"since": _day(member.since), "until": _day(member.until)} if member else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def file_rows(
    rosters: Sequence[Roster], units: Mapping[str, Unit], people: Mapping[str, Person], today: date
) -> Iterable[list[str]]:
    """The lines of a file: who holds or will hold each position; one that nobody holds has a line without a person."""
    for roster in rosters:
        names = (roster.role, ROLES[roster.role].title.zh, roster.unit, units[roster.unit].name.zh)
        lines = [one for one in roster.members if one.until is None or one.until >= today]
        for line in lines:
            person = people.get(line.person_id)
            days = [_day(day) or "" for day in (line.since, line.until)]
            yield [*names, line.person_id, person.name.zh if person else "", *days]
        if not lines:
            yield [*names, "", "", "", ""]
