"""What somebody would answer to a question of a service's form, with any register and earlier application at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from chalicelib.forms import EarlierApplication, Field, Form, FoundRow, Option
from chalicelib.people import Person
from chalicelib.registers import Column, bundled_registers
from chalicelib.registers.kinds import shown as show_cell
from chalicelib.shared.text import Text
from tests.forms.samples import Upload

DAY = date(2026, 11, 23)
SAMPLES: dict[str, Any] = {
    "text": "文字 text", "long_text": "一段足够长的说明文字，写清楚情况。", "number": 2, "money": 5_000_000,
    "time": "08:30",
    "yes_no": True, "phone": "19900000000", "email": "a@b.example", "agreement": True,
    "date": (DAY + timedelta(2)).isoformat(),
    "staff_number": "120112",
}  # fmt: skip
SPECIAL = {
    "course_code": "CS-2026", "partner_code": "91410000MA3X4Y5Q6W",
    "mac": "3C-52-82-1F-0A-9B", "ip_address": "10.20.30.40", "payer_code": "91410000MA3X4Y5Q6W",
    "invoice_code": "91410000MA3X4Y5Q6W", "payee_account": "6212345678", "agency_code": "12345", "edition": "V1.0",
    "finished": DAY.isoformat(), "domain": "chem-lab", "target": "10.20.30.40", "address": "10.20.30.40", "share": 100,
    "cores": 4, "memory": 8, "disk": 100, "size": 20, "mailbox": "chem.office",
}  # fmt: skip


def answers_to(
    form: Form, person: Person, known: Mapping[str, Any], offers: Mapping[str, Sequence[Option]], days: int
) -> tuple[dict[str, Any], dict[str, Upload]]:
    """An answer to everything that is asked of this person, and the uploads among the answers."""
    given: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    for field in form.fields:
        if field.at_step or not field.editable or field.type in ("computed", "note"):
            continue
        if field.audience and person.category not in field.audience:
            continue
        if field.type == "file":
            upload = Upload(field.name, field=field.name, owner=person.id)
            files[upload.id] = upload
            given[field.name] = [upload.id]
        elif field.type == "date_range":
            given[field.name] = {"from": DAY.isoformat(), "to": (DAY + timedelta(days - 1)).isoformat()}
        elif field.type in ("person", "unit"):
            given[field.name] = offers[field.name][0].value
        elif field.type in ("choice", "choices"):
            given[field.name] = [field.options[0].value] if field.type == "choices" else field.options[0].value
        elif field.type in ("register_row", "application"):
            given[field.name] = chosen(field)
        elif field.type == "rows":
            given[field.name] = [{column.name: cell(column) for column in field.columns}]
        else:
            given[field.name] = SPECIAL.get(field.name, known.get(field.name, SAMPLES[field.type]))
    return given, files


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

    def search(self, *_: Any) -> list[FoundRow]:
        return []

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
