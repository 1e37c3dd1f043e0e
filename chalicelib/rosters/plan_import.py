"""What a file would change, worked out before anything is written. Pure.

For the positions a file names, the file says who holds them: who is not in it stops the day before. What ended
before stays as history; positions the file does not name stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.people import ROLES, LineChange, Member, Person, Roster, RosterChange, Unit, line_changes, position_key
from chalicelib.rosters.check_lines import LONGEST, TOO_LONG, line_faults
from chalicelib.rosters.read_file import Fault, Row
from chalicelib.rosters.rights import owner_of
from chalicelib.shared.text import Text

_KIND = Text("这类单位没有该岗位", "Units of this kind have no such role")


@dataclass(frozen=True)
class Planned:
    """One position: its change, line by line, the file's lines by place in the roster, and whether nobody is left."""

    change: RosterChange
    lines: tuple[LineChange, ...]
    vacated: bool

    @property
    def roster(self) -> Roster:
        return self.change.before


@dataclass(frozen=True)
class Plan:
    """`planned` has only positions that change; `unchanged` counts the others the file names."""

    planned: tuple[Planned, ...]
    faults: tuple[Fault, ...]
    unchanged: int = 0


def plan_import(
    rows: Sequence[Row],
    rosters: Mapping[str, Roster],
    people: Mapping[str, Person],
    units: Mapping[str, Unit],
    refused: Callable[[Roster], Text | None],
    today: date,
) -> Plan:
    """`refused` says why a roster may not be changed by whoever asks, None where it may."""
    by_position: dict[str, list[Row]] = {}
    for row in rows:
        by_position.setdefault(position_key(row.role, row.unit), []).append(row)
    planned: list[Planned] = []
    faults: list[Fault] = []
    unchanged = 0
    for key, told in by_position.items():
        before = rosters.get(key) or Roster(told[0].role, told[0].unit)
        reason = _KIND if units[before.unit].kind not in ROLES[before.role].kinds else refused(before)
        if reason:
            faults.append(Fault(told[0].line, "position", reason, key))
            continue
        members, places = _merged(before.members, told, today)
        if len(members) > LONGEST:
            faults.append(Fault(told[0].line, "length", TOO_LONG, key))
            continue
        found = list(line_faults(members, people, before.members))
        for n, _, code, message in found:
            faults.append(Fault(places.get(n, told[0].line), code, message, members[n].person_id))
        one = _planned(before, members, today)
        if one is None:
            unchanged += 1
        elif not found:
            planned.append(one)
    return Plan(tuple(planned), tuple(sorted(faults, key=lambda one: one.line)), unchanged)


def _planned(before: Roster, members: Sequence[Member], today: date) -> Planned | None:
    lines = line_changes(before.members, members)
    if not lines:
        return None
    vacated = any(one.active_on(today) for one in before.members) and not any(one.active_on(today) for one in members)
    return Planned(RosterChange(before, tuple(members), owner_of(before)), lines, vacated)


def _merged(before: Sequence[Member], told: Sequence[Row], today: date) -> tuple[list[Member], dict[int, int]]:
    """The roster as the file wants it, and which of its lines comes from which line of the file."""
    wanted: list[tuple[Member, int]] = []
    for row in told:
        if row.person:
            wanted.append((_line_of(row, before, today), row.line))
    lines = {line for line, _ in wanted}
    matched = {one.person_id for one in lines}
    stays: list[Member] = []
    for one in before:
        if one in lines or (one.until is not None and one.until < today):
            stays.append(one)
        elif one.person_id not in matched and (one.since is None or one.since < today):
            stays.append(replace(one, until=today - timedelta(days=1)))
    members = [*stays, *(line for line, _ in wanted if line not in stays)]
    numbers = dict(reversed(wanted))
    members = list(dict.fromkeys(members))
    places = {n: numbers[line] for n, line in enumerate(members) if line in numbers}
    for line, number in wanted:  # a line that stands twice in the file overlaps itself, and is told
        if numbers[line] != number:
            places[len(members)] = number
            members.append(line)
    return members, places


def _line_of(row: Row, before: Sequence[Member], today: date) -> Member:
    """A line without a first day goes on from the term that runs, or begins today."""
    since = row.since
    if since is None:
        runs = next((one for one in before if one.person_id == row.person and one.active_on(today)), None)
        since = runs.since if runs else min(today, row.until or today)
    return Member(row.person, since, row.until)
