"""Who and what there is at the university, kept by the departments that own it (H-19): units and persons, looked at,
changed one by one, with who changed what when and why. Files are in `directory_file`.

The personnel department keeps units and staff; classes and students are the registry's and the student affairs
office's. Heads and officers of any unit may look. A change of a person acts at once, and open tasks follow as when
the university's systems tell it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.errors import FieldError, InvalidForm, NotAllowed, NotFound, StaleVersion
from chalicelib.people import (
    CATEGORY_NAMES,
    STUDENTS,
    DirectoryBook,
    DirectoryChange,
    Person,
    Unit,
    ids_at,
    position_title,
    split_position_key,
)
from chalicelib.rosters.columns import (
    COLUMNS,
    KIND_NAMES,
    Fault,
    Row,
    person_faults,
    person_of,
    person_row,
    unit_faults,
    unit_of,
    unit_row,
)
from chalicelib.rosters.keeping import Keeping
from chalicelib.rosters.rights import check_look, departments_of, stands_in
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text

Json = dict[str, Any]
HISTORY = 50
KEEPERS = frozenset({"personnel"})
"""Units and staff."""
STUDENT_KEEPERS = frozenset({"registry", "student-affairs"})
"""Classes and students."""
_MARKS = 10**9
_NOT_UNITS = Text(
    "单位信息由人事处维护，班级由教务处、学生处维护",
    "Units are kept by Human Resources, classes by the Registrar and Student Affairs",
)
_NOT_PEOPLE = Text(
    "教职工信息由人事处维护，学生信息由教务处、学生处维护",
    "Staff are kept by Human Resources, students by the Registrar and Student Affairs",
)


class People(Protocol):
    """What this needs of the people room."""

    def all_units(self) -> list[Unit]: ...
    def get_people(self, ids: Any, /) -> Mapping[str, Person]: ...
    def forget_units(self) -> None: ...


@dataclass(frozen=True)
class Directory(Keeping):
    people: People
    book: DirectoryBook
    clock: Clock

    def list_units(self, person: Person, words: str, after: str, limit: int) -> Json:
        """`{items, next, columns, kinds}`: units by id whose code or name has the words."""
        check_look(person, self.today)
        units = self.units()
        wanted = words.strip().lower()
        ids = [id for id, one in sorted(units.items()) if wanted in f"{id} {one.name.zh} {one.name.en}".lower()]
        return self._page("unit", person, [(id, units[id]) for id in ids], after, limit)

    def list_people(self, person: Person, unit: str, words: str, after: str, limit: int) -> Json:
        """The same of the persons who belong to the unit; its number alone finds one person, whatever the unit."""
        check_look(person, self.today)
        if unit:
            if unit not in self.units():
                raise NotFound()
            ids = sorted(ids_at(unit))
            if not words:
                ids = [id for id in ids if id > after][: limit + 1]
        else:
            ids = [words.strip()] if words.strip() else []
        found = self.people.get_people(ids)
        wanted = words.strip().lower()
        kept = [(id, one) for id, one in found.items() if wanted in f"{id} {one.name.zh} {one.name.en}".lower()]
        return self._page("person", person, kept, after, limit)

    def view(self, person: Person, what: str, id: str) -> tuple[Json, int]:
        """One unit or person as a row, and the mark its change has to name. Raises `NotFound`."""
        check_look(person, self.today)
        found = self._found(what, id)
        return self._shown(person, what, found), mark_of(row_of(found))

    def change(
        self, person: Person, what: str, id: str, mark: int, row: Mapping[str, str], note: str
    ) -> tuple[Json, int]:
        """The row afterwards; a mark of 0 adds what there is not yet. Raises `NotAllowed`, `InvalidForm` naming every
        column, `StaleVersion` when somebody else was faster."""
        check_look(person, self.today)
        before = self._known(what, id)
        whole = self.whole(what, before, {**row, "id": id})
        if self.refusal(person, what, before, whole):
            raise NotAllowed(self.refusal(person, what, before, whole))
        faults = [FieldError(f"/{name}", code, message) for name, code, message in self.faults(what, whole)]
        if faults:
            raise InvalidForm(errors=tuple(faults))
        if mark != (mark_of(row_of(before)) if before else 0):
            raise StaleVersion
        one = change_of(what, before, whole)
        if one.told:
            self.book.write([one], self.author(person, note))
            self.people.forget_units()
        return self.view(person, what, id)

    def history(self, person: Person, what: str, id: str) -> Json:
        """`{items}`: the last fifty changes, newest first, columns with their titles. Raises `NotFound`."""
        check_look(person, self.today)
        self._found(what, id)
        items = self.book.history(what, id, HISTORY)
        for one in items:
            one["changes"] = [
                {"column": name, "title": COLUMNS[what][name].to_dict(), "before": old, "after": new}
                for name, (old, new) in one["changes"].items()
            ]
        return {"items": items}

    # For files, too

    def whole(self, what: str, before: Unit | Person | None, row: Row) -> dict[str, str]:
        """The row with what it leaves out as it was."""
        known = row_of(before) if before else dict.fromkeys(COLUMNS[what], "")
        return known | {name: value.strip() for name, value in row.items() if name in known}

    def faults(self, what: str, row: Row, units: Mapping[str, Unit] | None = None) -> list[Fault]:
        known = self.units() if units is None else units
        return list((unit_faults if what == "unit" else person_faults)(row, known, self.today))

    def refusal(self, person: Person, what: str, before: Unit | Person | None, row: Row) -> Text | None:
        """Why the person may not change this from what it was to what it is to be; None where they may."""
        mine = departments_of(person, self.today)
        if stands_in(person, self.today):
            mine |= KEEPERS if not self._staffed(KEEPERS) else frozenset()
        name, students = ("kind", {"class"}) if what == "unit" else ("category", set(map(str, STUDENTS)))
        values = {row[name]} | ({row_of(before)[name]} if before else set())
        for value in values:
            if not mine & (STUDENT_KEEPERS if value in students else KEEPERS):
                return _NOT_UNITS if what == "unit" else _NOT_PEOPLE
        return None

    def _staffed(self, units: frozenset[str]) -> bool:
        """Whether somebody works there, so that nobody has to stand in."""
        found = self.people.get_people({id for unit in units for id in ids_at(unit)})
        return any(departments_of(one, self.today) & units for one in found.values())

    def _known(self, what: str, id: str) -> Unit | Person | None:
        if what not in COLUMNS:
            raise NotFound()
        return self.units().get(id) if what == "unit" else self.people.get_people([id]).get(id)

    def _found(self, what: str, id: str) -> Unit | Person:
        found = self._known(what, id)
        if found is None:
            raise NotFound()
        return found

    def _page(
        self, what: str, person: Person, found: Sequence[tuple[str, Unit | Person]], after: str, limit: int
    ) -> Json:
        rest = [(id, one) for id, one in found if id > after]
        page = rest[:limit]
        columns = [{"name": name, "title": title.to_dict()} for name, title in COLUMNS[what].items()]
        items = [self._shown(person, what, one) for _, one in page]
        mine = departments_of(person, self.today)
        return {
            "items": items,
            "next": page[-1][0] if len(rest) > limit else None,
            "columns": columns,
            "keeps": bool(mine & (KEEPERS | STUDENT_KEEPERS)),
        }

    def _shown(self, person: Person, what: str, one: Unit | Person) -> Json:
        units, row = self.units(), row_of(one)
        over = one.ended_on(self.today) if isinstance(one, Unit) else one.left_on(self.today)
        held: list[Json] = []
        if isinstance(one, Person):
            keys = [split_position_key(key) for key in one.position_keys(self.today)]
            held = [position_title(role, units[unit]).to_dict() for role, unit in keys if unit in units]
        names = {name: units[id].name.to_dict() for name, id in row.items() if id in units and name != "id"}
        word, known = ("kind", KIND_NAMES) if isinstance(one, Unit) else ("category", CATEGORY_NAMES)
        names |= {word: known[row[word]].to_dict()} if row[word] in known else {}
        may = self.refusal(person, what, one, row) is None
        return {"what": what, "row": row, "names": names, "positions": held, "over": over, "may_change": may}


def row_of(one: Unit | Person) -> dict[str, str]:
    return unit_row(one) if isinstance(one, Unit) else person_row(one)


def mark_of(row: Row) -> int:
    """A number that stands for the row as it is; never 0, which stands for nothing."""
    digest = hashlib.sha256(repr(sorted(row.items())).encode()).digest()
    return int.from_bytes(digest[:8], "big") % _MARKS + 1


def change_of(what: str, before: Unit | Person | None, row: Row) -> DirectoryChange:
    """What becomes of it, and the columns that differ; `row` is whole and without faults."""
    after: Unit | Person = (
        unit_of(row) if what == "unit" else person_of(row, before if isinstance(before, Person) else None)
    )
    old, new = row_of(before) if before else dict.fromkeys(row, ""), row_of(after)
    told = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
    return DirectoryChange(after, before, told)
