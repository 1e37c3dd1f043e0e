"""Every form filled in as somebody of the demo university would, with any register and earlier application at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chalicelib.catalogue import Definition, load_definitions
from chalicelib.forms import (
    EarlierApplication,
    Field,
    FoundRow,
    bind_rows,
    facts_of,
    known_values,
    offers_of,
    parse_form,
    prefill,
)
from chalicelib.forms import check_values as check
from chalicelib.forms.fields.date import read_bound
from chalicelib.people import Person, Unit
from chalicelib.registers import Column, bundled_connectors, bundled_registers
from chalicelib.registers.kinds import shown as show_cell
from chalicelib.shared.text import Text
from local.demo.university import demo_university
from tests.forms.samples import Upload

DAY = date(2026, 11, 23)
UNIVERSITY = demo_university()
UNITS = {unit.id: unit for unit in UNIVERSITY.units}
PEOPLE = {person.id: person for person in UNIVERSITY.people}
ROSTERS = {roster.key: roster for roster in UNIVERSITY.rosters}
DEFINITIONS = {definition.raw["service"]: definition for definition in load_definitions()}
STARTED = {code: definition for code, definition in DEFINITIONS.items() if not definition.service.is_entry}


class DemoDirectory:
    def get_person(self, person_id: str, /) -> Person:
        return PEOPLE[person_id]

    def get_unit(self, unit_id: str, /) -> Unit:
        return UNITS[unit_id]

    def members(self, position_key: str, on: date, /) -> tuple[Person, ...]:
        roster = ROSTERS.get(position_key)
        return tuple(PEOPLE[id] for id in roster.active_ids(on)) if roster else ()

    def all_units(self) -> list[Unit]:
        return list(UNITS.values())


DIRECTORY = DemoDirectory()


class DemoUnits:
    def get_units(self, ids: Iterable[str], /) -> Mapping[str, Unit]:
        return {id: UNITS[id] for id in ids if id in UNITS}


def definition_of(code: str) -> Definition:
    return DEFINITIONS[code]


def form_of(code: str) -> Any:
    return bind_rows(parse_form(definition_of(code).service.form), AnyRow)


SAMPLES: dict[str, Any] = {
    "definition": "service: a-new-service", "service": "student-leave",
    "text": "文字 text", "long_text": "一段足够长的说明文字，写清楚情况。", "number": 2, "money": 5_000_000,
    "time": "08:30", "yes_no": True, "bank_card": "6222020000001234566", "rows": [], "phone": "19900000000",
    "shown_value": "directory:applicant.name",
    "email": "a@b.example", "agreement": True, "date": (DAY + timedelta(2)).isoformat(), "staff_number": "120112",
    "student_number": "2023010102", "id_number": "110101199003070038", "signature": {"typed": "林晓雨"},
}  # fmt: skip
SPECIAL = {
    "course_code": "CS-2026", "server-security-check.address": "10.20.30.40", "partner_code": "91410000MA3X4Y5Q6W",
    "mac": "3C-52-82-1F-0A-9B", "ip_address": "10.20.30.40", "payer_code": "91410000MA3X4Y5Q6W",
    "invoice_code": "91410000MA3X4Y5Q6W", "payee_account": "6212345678", "agency_code": "12345", "edition": "V1.0",
    "finished": DAY.isoformat(), "domain": "chem-lab", "target": "10.20.30.40", "share": 100,
    "cores": 4, "memory": 8, "disk": 100, "size": 20, "mailbox": "chem.office",
}  # fmt: skip


ANYBODY = "120112"
"""Where any person of the university may be named."""


def filled_in(code: str, person: Person, days: int = 2, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """(values, facts) of a form filled in as that person would, answering every question."""
    form = form_of(code)
    facts = {"applicant": {"id": person.id, "category": person.category, "units": dict(person.units)}}
    known = known_values(prefill(form, person, UNITS))
    offers = offers_of(form, facts, DIRECTORY, DAY)
    files, given = {}, {}
    for field in form.fields:
        if field.at_step or not field.editable or field.type in ("computed", "note"):
            continue
        if field.audience and person.category not in field.audience:
            continue
        if field.type in ("file", "picture"):
            upload = Upload(field.name, field=field.name, owner=person.id)
            if field.type == "picture" or "pdf" not in field.accept:
                upload = replace(upload, name="photo.png", type="image/png")
            files[upload.id] = upload
            given[field.name] = [upload.id]
        elif field.type == "date_range":
            first = max(DAY, read_bound(field.limits.min, DAY) or DAY)
            given[field.name] = {"from": first.isoformat(), "to": (first + timedelta(days - 1)).isoformat()}
        elif field.type == "date" and (field.limits.min or field.limits.max):
            bounds = [read_bound(field.limits.min, DAY) or DAY, read_bound(field.limits.max, DAY) or DAY]
            given[field.name] = (bounds[0] if bounds[1] >= bounds[0] else bounds[1]).isoformat()
        elif field.type in ("register_row", "application"):
            given[field.name] = chosen(field)
        elif field.type == "rows" and field.required:
            given[field.name] = [{column.name: cell(column) for column in field.columns}]
        elif field.type in ("person", "unit", "campus"):
            given[field.name] = offers[field.name][0].value if field.name in offers else ANYBODY
        elif field.type in ("choice", "choices"):
            given[field.name] = [field.options[0].value] if field.type == "choices" else field.options[0].value
        else:
            usual = known.get(field.name, SAMPLES[field.type])
            given[field.name] = SPECIAL.get(f"{code}.{field.name}", SPECIAL.get(field.name, usual))
    given |= changes
    what = {"facts": facts, "known": known, "files": files, "owner": person.id, "today": DAY}
    values = check(form, given, directory=DIRECTORY, earlier=AnyApplication(person.id), **what)
    return values, {**facts, **facts_of(form, values)}


def chosen(field: Field) -> str:
    """A row, or an earlier application, that fits the field."""
    offer = field.offer or {}
    if field.type == "register_row":
        return offer.get("where", "x=x")
    return f"{offer['services'].split()[0]}/{offer['states'].split()[0]}"


def cell(column: Field) -> Any:
    if column.options:
        return column.options[0].value
    return SPECIAL.get(column.name, SAMPLES[column.type])


class AnyRow:
    """Registers that have every row: the key that is asked for says what the row's columns must hold."""

    def find(self, register: str, key: str, person_id: str, show: Iterable[str]) -> FoundRow:
        said = dict(part.split("=") for part in key.split())
        columns = {column.name: column for column in bundled_registers()[register].columns}
        values = {name: self._cell(column, said.get(name), person_id) for name, column in columns.items()}
        shown = {name: show_cell(columns[name], cell) for name, cell in values.items()}
        label = shown[next(iter(show), "")] if show else Text(key, key)
        return FoundRow(key, label, values, shown, 1, "2026-11-23T00:00:00.000Z", None, Text("数据", "Data"), None)

    def known(self, connector: str, person_id: str) -> FoundRow:
        """What a department's system says of anybody."""
        columns = {column.name: column for column in bundled_connectors()[connector].register.columns}
        values = {name: self._cell(column, None, person_id) for name, column in columns.items()}
        shown = {name: show_cell(columns[name], cell) for name, cell in values.items()}
        at, name = "2026-11-23T00:00:00.000Z", Text("数据", "Data")
        return FoundRow("X1", Text("X1", "X1"), values, shown, 0, at, at, name, None, kind="connector")

    def search(self, *_: Any) -> list[FoundRow]:
        return []

    def services(self) -> list[tuple[str, Text, str]]:
        return [("student-leave", Text("学生请假", "Student leave"), "student-affairs")]

    def _cell(self, column: Column, said: str | None, person_id: str) -> Any:
        if said is not None:
            return person_id if said == "applicant" else said
        kinds = {"money": 5_000_000, "count": 3, "number": 3, "date": DAY.isoformat(), "unit": "college-cs",
                 "both": {"zh": "某项", "en": "Something"}}  # fmt: skip
        return next(iter(column.options)) if column.options else kinds.get(column.kind, "X1")


class AnyApplication:
    """Earlier applications of whoever asks; the id is the service's code and the state, with a slash between."""

    def __init__(self, person_id: str) -> None:
        self.person_id = person_id

    def one(self, application_id: str, /) -> EarlierApplication | None:
        service, _, state = application_id.partition("/")
        title = Text("先前的办件", "An earlier one")
        return EarlierApplication(application_id, "20261101-000001", title, service, state, self.person_id)

    def own(self, person_id: str, /) -> Iterator[EarlierApplication]:
        return iter(())
