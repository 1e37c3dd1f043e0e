"""Fill once: a form opens with what the hall knows, each value with its source and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Temporary
from chalicelib.forms.field_type import Context, type_of
from chalicelib.forms.model import Field, Form
from chalicelib.forms.row_source import FoundRow, connector_place, row_place
from chalicelib.forms.sources import fresh_of, known_value, place_of, source_of
from chalicelib.people import Person, Unit
from chalicelib.shared.clock import CHINA, system_clock
from chalicelib.shared.text import Text

DOWN = "down"
"""Stands for what a connector did not answer: it is asked once, however many fields it fills."""


@dataclass(frozen=True)
class Prefilled:
    """`value` as it is stored: a read-only one may be ``{"zh", "en"}``, an editable one is always a plain text.
    `owner` is the id of the unit to turn to when the value is wrong (Z-16), `place` says which value it is,
    `disputed` that somebody has said so. `fresh_at` is of when it is (RFC 3339), where its source says.

    With `down` its source does not answer just now and there is no value: block, type or later, as the service's owner
    chose."""

    value: Any
    source: Text
    owner: str
    editable: bool
    place: str = ""
    fresh_at: str | None = None
    disputed: bool = False
    down: str = ""


def prefill(form: Form, person: Person, units: Mapping[str, Unit], *, ask: bool = True) -> dict[str, Prefilled]:
    """What the hall knows for `form`, by field; `units` maps id to unit for at least the person's own units.

    A field the hall knows nothing for is not in the result. Each connector the form names is asked once, none without
    `ask`.
    """
    found: dict[str, Prefilled] = {}
    asked: dict[str, FoundRow | str | None] = {}
    for field in form.fields:
        if field.prefill is None or row_place(field):
            continue
        if connector_place(field):
            if ask and (filled := _from_connector(field, person, asked)):
                found[field.name] = filled
            continue
        value = known_value(field.prefill, person, units)
        if value is not None:
            source = source_of(field.prefill, person)
            value, place = _in_one_language(field, value, person), place_of(field.prefill)
            marked = place in person.disputed
            fresh = fresh_of(field.prefill, person)
            found[field.name] = Prefilled(value, source.name, source.owner, field.editable, place, fresh, marked)
    return found


def known_values(prefilled: Mapping[str, Prefilled]) -> dict[str, Any]:
    """Just the values, for `check_values(known=…)`."""
    return {name: item.value for name, item in prefilled.items() if not item.down}


def down_of(prefilled: Mapping[str, Prefilled]) -> dict[str, str]:
    """The fields whose source does not answer, each with what its service's owner chose, for `check_values(down=…)`."""
    return {name: item.down for name, item in prefilled.items() if item.down}


def _from_connector(field: Field, person: Person, asked: dict[str, FoundRow | str | None]) -> Prefilled | None:
    code, column = connector_place(field) or ("", "")
    if field.source is None:
        return None
    if code not in asked:
        try:
            asked[code] = field.source.known(code, person.id)
        except Temporary:
            asked[code] = DOWN
    row = asked[code]
    if isinstance(row, str):
        name, owner = field.source.about(code)
        return Prefilled(None, name, owner, field.editable, down=field.when_down)
    if row is None or column not in row.values:
        return None
    value = _in_one_language(field, row.values[column], person)
    context = Context(system_clock().astimezone(CHINA).date(), owner=person.id)
    place = f"connector:{code}:{row.key}:{column}"
    return Prefilled(
        type_of(field).of_row(field, value, context), row.source, row.owner_id, field.editable, place, row.fresh_at,
        place in person.disputed,
    )  # fmt: skip


def _in_one_language(field: Field, value: Any, person: Person) -> Any:
    """What a person may edit is one text, in the language the offices read unless the person reads the other."""
    if field.editable and isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        return Text.of(value).get(person.lang)
    return value
