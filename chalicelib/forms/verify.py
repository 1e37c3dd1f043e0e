"""Continue and verify later: what was typed while its source was down, held against the source once it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.forms.model import Field, Form
from chalicelib.forms.row_source import LATER, connector_place, row_place
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Compared:
    """Whether the source says the same; `found` is what it says, None where it knows nothing of it."""

    same: bool
    found: Text | None


def to_verify(form: Form, values: Mapping[str, Any], typed: Mapping[str, str]) -> list[Field]:
    """The fields whose answers are to be verified later: `typed` are those of connectors that were down (field to what
    was chosen for them); a row carries that itself."""
    return [field for field in form.fields if _is_open(field, values.get(field.name), typed.get(field.name, ""))]


def _is_open(field: Field, value: Any, typed: str) -> bool:
    if value is None:
        return False
    if field.type == "register_row":
        return isinstance(value, Mapping) and value.get("unchecked") == LATER
    return typed == LATER and connector_place(field) is not None


def verify(form: Form, field: Field, values: Mapping[str, Any], person_id: str) -> Compared:
    """Look it up as the applicant, and compare. Raises `Temporary` while the source still does not answer."""
    if field.source is None:
        return Compared(False, None)
    if field.type == "register_row":
        return _row(form, field, values, person_id)
    code, column = connector_place(field) or ("", "")
    row = field.source.known(code, person_id)
    if row is None or column not in row.values:
        return Compared(False, None)
    return Compared(_reads(values[field.name]) == _reads(row.values[column]), row.shown[column])


def _row(form: Form, field: Field, values: Mapping[str, Any], person_id: str) -> Compared:
    """The row is there for the applicant, and what was typed beside it is what it says."""
    from chalicelib.forms.fields.register_row import fits_where

    offer = field.offer or {}
    try:
        row = field.source.find(offer["code"], values[field.name]["key"], person_id, offer.get("show", "").split())
    except NotFound:
        return Compared(False, None)
    filled = [(other.name, place[1]) for other in form.fields if (place := row_place(other)) and place[0] == field.name]
    both = [(column, values[name]) for name, column in filled if name in values and column in row.values]
    wrong = [column for column, value in both if _reads(value) != _reads(row.values[column])]
    said = [f"{row.shown[column].zh}" for column in wrong], [f"{row.shown[column].en}" for column in wrong]
    label = Text(" · ".join([row.label.zh, *said[0]]), " · ".join([row.label.en, *said[1]]))
    return Compared(not wrong and fits_where(field, row, person_id), label)


def _reads(value: Any) -> Any:
    """As it can be compared: a bilingual value by its Chinese, an id by itself, figures as figures."""
    if isinstance(value, Mapping):
        return value.get("id", value.get("zh"))
    return value.strip() if isinstance(value, str) else value
