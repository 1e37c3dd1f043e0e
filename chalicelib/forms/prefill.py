"""Fill once: a form opens with what the hall knows, each value with its source and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.forms.model import Field, Form
from chalicelib.forms.row_source import row_place
from chalicelib.forms.sources import known_value, source_of
from chalicelib.people import Person, Unit
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Prefilled:
    """`value` as it is stored: a read-only one may be ``{"zh", "en"}``, an editable one is always a plain text.
    `owner` is the id of the unit to turn to when the value is wrong (Z-16)."""

    value: Any
    source: Text
    owner: str
    editable: bool

    def to_dict(self) -> dict[str, Any]:
        return {"value": self.value, "source": self.source.to_dict(), "owner": self.owner, "editable": self.editable}


def prefill(form: Form, person: Person, units: Mapping[str, Unit]) -> dict[str, Prefilled]:
    """What the hall knows for `form`, by field; `units` maps id to unit for at least the person's own units.

    A field the hall knows nothing for is not in the result.
    """
    found: dict[str, Prefilled] = {}
    for field in form.fields:
        if field.prefill is None or row_place(field):
            continue
        value = known_value(field.prefill, person, units)
        if value is not None:
            source = source_of(field.prefill, person)
            value = _in_one_language(field, value, person)
            found[field.name] = Prefilled(value, source.name, source.owner, field.editable)
    return found


def known_values(prefilled: Mapping[str, Prefilled]) -> dict[str, Any]:
    """Just the values, for `check_values(known=…)`."""
    return {name: item.value for name, item in prefilled.items()}


def _in_one_language(field: Field, value: Any, person: Person) -> Any:
    """What a person may edit is one text, in the language the offices read unless the person reads the other."""
    if field.editable and isinstance(value, Mapping):
        return Text.of(value).get(person.lang)
    return value
