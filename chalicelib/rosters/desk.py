"""The desk of those who keep rosters: look, change, take back through history, import and export.

Heads and officers of units and whoever runs the hall may look; the owning department alone changes (403 otherwise).
Lists are read by pages of units: a BatchGetItem for their rosters, one for the people in them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.errors import FieldError, InvalidForm, NotFound, StaleVersion
from chalicelib.people import (
    REVIEWERS,
    ROLES,
    Member,
    Person,
    Roster,
    RosterBook,
    RosterChange,
    Unit,
    position_key,
    split_position_key,
)
from chalicelib.rosters.check_lines import LONGEST, TOO_LONG, line_faults
from chalicelib.rosters.keeping import Keeping
from chalicelib.rosters.needs import Needs
from chalicelib.rosters.read_file import COLUMNS, day_of
from chalicelib.rosters.rights import STAFFED_BY, check_look, departments_of, owner_of, refusal, stands_in
from chalicelib.rosters.shown import entry_shown, file_rows, role_shown, roster_shown, services_shown, unit_shown
from chalicelib.shared.clock import Clock
from chalicelib.shared.inert import inert
from chalicelib.shared.text import Text

Json = dict[str, Any]
HISTORY = 50
"""Changes of one roster that are shown."""
_DAY = Text("日期应写成 2026-09-01", "A day is written 2026-09-01")
_ITSELF: Json = {"id": "", "name": {"zh": "各单位", "en": "each unit itself"}, "within": None}
_HELD = Text("请填写学工号", "Enter a staff or student number")


class People(Protocol):
    """What this needs of the people room."""

    def all_units(self) -> list[Unit]: ...
    def get_people(self, ids: Any, /) -> Mapping[str, Person]: ...
    def get_rosters(self, keys: Any, /) -> Mapping[str, Roster]: ...


@dataclass(frozen=True)
class RosterDesk(Keeping):
    people: People
    book: RosterBook
    needs: Needs
    clock: Clock

    def roles(self, person: Person) -> Json:
        """`{items, keeps}`: every role with its owner, the seven reviewers first, and whether the person keeps it.

        One role can have several owners (the social sciences' research secretaries); which one keeps a roster is said
        with the roster.
        """
        check_look(person, self.today)
        units, mine = self.units(), departments_of(person, self.today)
        items = []
        for code in (*REVIEWERS, *(code for code in ROLES if code not in REVIEWERS)):
            owner = ROLES[code].owner_unit
            keeps = owner in mine if owner else any(units[id].kind in ROLES[code].kinds for id in mine if id in units)
            kept_by = unit_shown(owner, units) if owner else _ITSELF
            items.append({**role_shown(code), "owner": kept_by, "keeps": keeps})
        return {"items": items, "departments": sorted(mine)}

    def list_rosters(self, person: Person, role: str, words: str, after: str, limit: int) -> Json:
        """`{items, next}`: the role in each unit that can have it, by id; `words` are in the name of the unit or of
        what it is part of. Raises `NotFound` for a role there is not."""
        check_look(person, self.today)
        units = self.units()
        ids = [unit.id for unit in _of_kind(role, units) if words.lower() in _names(unit, units)]
        page = [id for id in ids if id > after][: limit + 1]
        shown = self._shown(person, [position_key(role, id) for id in page[:limit]], units)
        return {"items": shown, "next": page[limit - 1] if len(page) > limit else None}

    def view(self, person: Person, role: str, unit: str) -> Json:
        """One roster with everybody in it. Raises `NotFound` for a unit that cannot have the role."""
        check_look(person, self.today)
        units = self.units()
        self._known(role, unit, units)
        return self._shown(person, [position_key(role, unit)], units)[0]

    def look_up(self, person: Person, id: str) -> Json:
        """`{id, name, unit, left}` of the one person with this number. Raises `NotFound`."""
        check_look(person, self.today)
        found = self.people.get_people([id]).get(id)
        if found is None:
            raise NotFound()
        unit = unit_shown(found.units.get("class") or found.units.get("department", ""), self.units())
        return {"id": found.id, "name": found.name.to_dict(), "unit": unit, "left": found.left_on(self.today)}

    def history(self, person: Person, role: str, unit: str) -> Json:
        """`{items}`: the last fifty changes, newest first."""
        check_look(person, self.today)
        self._known(role, unit, self.units())
        return {"items": [entry_shown(one) for one in self.book.history(role, unit, HISTORY)]}

    def change(
        self, person: Person, role: str, unit: str, rev: int, lines: Sequence[Mapping[str, str]], note: str
    ) -> Json:
        """The roster afterwards; the same again changes nothing. Raises `NotAllowed` for who does not keep it,
        `InvalidForm` naming every line, `StaleVersion` when somebody else was faster."""
        check_look(person, self.today)
        units = self.units()
        before = self._known(role, unit, units)
        self.check_keeper(person, before, units)
        members = self._members(lines, before)
        if tuple(dict.fromkeys(members)) != before.members:
            if before.rev != rev:
                raise StaleVersion
            change = RosterChange(before, members, owner_of(before))
            self.book.write([change], self.author(person, note))
        return self.view(person, role, unit)

    def vacancies(self, person: Person) -> Json:
        """`{items}`: every unit where nobody is what services ask for, with those services; their keepers first."""
        check_look(person, self.today)
        units, mine = self.units(), departments_of(person, self.today)
        places = self.needs.places(units)
        rosters = self.people.get_rosters(dict.fromkeys(key for place in places for key in place.keys))
        held = self._held(rosters)
        items: list[Json] = []
        for place in places:
            if held.intersection(place.keys) or place.unit not in units:
                continue
            owner = owner_of(rosters.get(place.keys[0]) or Roster(place.roles[0], place.unit))
            roles = [role_shown(role) for role in place.roles]
            where = {"unit": unit_shown(place.unit, units), "owner": unit_shown(owner, units)}
            items.append({"roles": roles, **where, "mine": owner in mine, "services": services_shown(place.services)})
        items.sort(key=lambda one: (not one["mine"], -len(one["services"])))
        return {"items": items, "needed": len(places)}

    def export_file(self, person: Person, role: str, lang: str) -> Json:
        """`{name, csv}`: today's lines of a role, or of every role the person keeps; what import takes."""
        check_look(person, self.today)
        units = self.units()
        mine = departments_of(person, self.today)
        wanted = [(code, unit.id) for code in ([role] if role else ROLES) for unit in _of_kind(code, units)]
        keys = {
            position_key(code, unit): (code, unit)
            for code, unit in wanted
            if role or (ROLES[code].owner_unit or unit) in mine
        }
        found = self.people.get_rosters(keys)
        rosters = [found.get(key) or Roster(*where) for key, where in keys.items()]
        people = self.people.get_people({one.person_id for roster in rosters for one in roster.members})
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow([heads[lang == "en"] for heads in COLUMNS.values()])
        for row in file_rows(rosters, units, people, self.today):
            writer.writerow([inert(cell) for cell in row])
        return {"name": f"rosters-{role or 'mine'}-{self.today.isoformat()}.csv", "csv": written.getvalue()}

    def keeps(self, person: Person, owner: str) -> bool:
        """Whether the person changes that department's rosters: as one of its people, or standing in where it has
        nobody."""
        if owner in departments_of(person, self.today):
            return True
        return stands_in(person, self.today) and not self._held(
            self.people.get_rosters([position_key(role, owner) for role in STAFFED_BY])
        )

    def check_keeper(self, person: Person, roster: Roster, units: Mapping[str, Unit]) -> None:
        owner = owner_of(roster)
        if not self.keeps(person, owner):
            raise refusal(units[owner].name if owner in units else Text(owner, owner))

    def _known(self, role: str, unit: str, units: Mapping[str, Unit]) -> Roster:
        """Raises `NotFound` where the unit cannot have the role."""
        if role not in ROLES or unit not in units or units[unit].kind not in ROLES[role].kinds:
            raise NotFound()
        key = position_key(role, unit)
        return self.people.get_rosters([key]).get(key) or Roster(role, unit)

    def _shown(self, person: Person, keys: Sequence[str], units: Mapping[str, Unit]) -> list[Json]:
        found = self.people.get_rosters(keys)
        rosters = [found.get(key) or _empty(key) for key in keys]
        people = self.people.get_people({one.person_id for roster in rosters for one in roster.members})
        wanted: dict[str, list[Mapping[str, Any]]] = {}
        for place in self.needs.places(units):
            for key in place.keys:
                wanted.setdefault(key, []).extend(place.services)
        allowed = {owner: self.keeps(person, owner) for owner in {owner_of(roster) for roster in rosters}}
        items: list[Json] = []
        for roster in rosters:
            owner = owner_of(roster)
            more: Json = {"owner": unit_shown(owner, units), "may_change": allowed[owner]}
            more["services"] = services_shown(wanted.get(roster.key, ()))
            items.append(roster_shown(roster, units, people, self.today, more))
        return items

    def _held(self, rosters: Mapping[str, Roster]) -> set[str]:
        """Of these positions, those somebody is in today who has not left."""
        active = {key: roster.active_ids(self.today) for key, roster in rosters.items()}
        people = self.people.get_people({id for ids in active.values() for id in ids})
        there = {id for id, person in people.items() if not person.left_on(self.today)}
        return {key for key, ids in active.items() if there.intersection(ids)}

    def _members(self, lines: Sequence[Mapping[str, str]], before: Roster) -> tuple[Member, ...]:
        """Raises `InvalidForm`."""
        faults: list[FieldError] = []
        members: list[Member] = []
        for n, line in enumerate(lines):
            days = {name: day_of(line[name]) for name in ("since", "until")}
            wrong = [name for name, day in days.items() if line[name] and not day]
            faults += [FieldError(f"/members/{n}/{name}", "date", _DAY) for name in wrong]
            if not line["person"].strip():
                faults.append(FieldError(f"/members/{n}/person", "required", _HELD))
            members.append(Member(line["person"].strip(), days["since"], days["until"]))
        if len(members) > LONGEST:
            raise InvalidForm(errors=(FieldError("/members", "length", TOO_LONG),))
        if not faults:
            people = self.people.get_people({one.person_id for one in members})
            found = line_faults(members, people, before.members)
            faults = [FieldError(f"/members/{n}/{name}", code, message) for n, name, code, message in found]
        if faults:
            raise InvalidForm(errors=tuple(faults))
        return tuple(members)


def _empty(key: str) -> Roster:
    role, unit = split_position_key(key)
    return Roster(role, unit)


def _of_kind(role: str, units: Mapping[str, Unit]) -> list[Unit]:
    """The units that can have the role, by id. Raises `NotFound`."""
    if role not in ROLES:
        raise NotFound()
    return sorted((unit for unit in units.values() if unit.kind in ROLES[role].kinds), key=lambda unit: unit.id)


def _names(unit: Unit, units: Mapping[str, Unit]) -> str:
    """The unit's id and names, and those of what it is part of, to be searched in."""
    within = units.get(unit.parent or "") if unit.kind == "class" else None
    return " ".join([unit.id, *unit.name, *(within.name if within else ())]).lower()
