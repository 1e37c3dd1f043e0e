"""Every form filled in as somebody of the demo university would, over the rows of its registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chalicelib.catalogue import Definition, load_definitions
from chalicelib.errors import NotFound
from chalicelib.forms import FoundRow, bind_rows, facts_of, known_values, offers_of, parse_form, prefill
from chalicelib.forms import check_values as check
from chalicelib.forms.fields.date import read_bound
from chalicelib.people import Person, Unit
from chalicelib.registers import bundled_registers
from chalicelib.shared.text import Text
from local.demo.registers import demo_rows
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


class DemoRows:
    """The demo university's rows, for fields that choose one."""

    def find(self, register: str, key: str, person_id: str, show: Any, /) -> FoundRow:
        definition = bundled_registers()[register]
        for row in demo_rows()[register]:
            if row[definition.key] == key:
                return FoundRow(key, Text(key, key), row, {}, 1, "", None, definition.name, None)
        raise NotFound()


def definition_of(code: str) -> Definition:
    return DEFINITIONS[code]


def form_of(code: str) -> Any:
    return bind_rows(parse_form(definition_of(code).service.form), DemoRows())  # type: ignore[arg-type]


SAMPLES: dict[str, Any] = {
    "text": "文字 text", "long_text": "一段足够长的说明文字，写清楚情况。", "number": 2, "money": 5_000_000,
    "time": "08:30",
    "yes_no": True, "bank_card": "6222020000001234566", "rows": [],
    "phone": "19900000000", "email": "a@b.example", "agreement": True,
    "date": (DAY + timedelta(2)).isoformat(),
}  # fmt: skip
SPECIAL = {
    "course_code": "CS-2026", "intent_number": "20261101-000018", "partner_code": "91410000MA3X4Y5Q6W",
    "mac": "3C-52-82-1F-0A-9B", "ip_address": "10.20.30.40",
}  # fmt: skip


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
        if field.type == "file":
            upload = Upload(field.name, field=field.name, owner=person.id)
            if "pdf" not in field.accept:
                upload = replace(upload, name="photo.png", type="image/png")
            files[upload.id] = upload
            given[field.name] = [upload.id]
        elif field.type == "date_range":
            first = max(DAY, read_bound(field.limits.min, DAY) or DAY)
            given[field.name] = {"from": first.isoformat(), "to": (first + timedelta(days - 1)).isoformat()}
        elif field.type == "date" and (field.limits.min or field.limits.max):
            bounds = [read_bound(field.limits.min, DAY) or DAY, read_bound(field.limits.max, DAY) or DAY]
            given[field.name] = (bounds[0] if bounds[1] >= bounds[0] else bounds[1]).isoformat()
        elif field.type == "register_row":
            code_of_row = (field.offer or {})["code"]
            given[field.name] = demo_rows()[code_of_row][0][bundled_registers()[code_of_row].key]
        elif field.type == "rows" and field.required:
            given[field.name] = [{column.name: SAMPLES[column.type] for column in field.columns}]
        elif field.type in ("person", "unit", "campus"):
            given[field.name] = offers[field.name][0].value
        elif field.type == "choice":
            given[field.name] = field.options[0].value
        else:
            given[field.name] = SPECIAL.get(field.name, known.get(field.name, SAMPLES[field.type]))
    given |= changes
    values = check(
        form, given, facts=facts, known=known, files=files, owner=person.id, directory=DIRECTORY, today=DAY
    )  # fmt: skip
    return values, {**facts, **facts_of(form, values)}
