"""Which of an earlier form's values can be offered again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, Refused, type_of
from chalicelib.forms.model import Directory, Form


def repeated(
    form: Form, values: Mapping[str, Any], *, facts: Mapping[str, Any], directory: Directory, today: date
) -> dict[str, dict[str, Any]]:
    """``{field: {value, display}}`` for the fields marked `repeat` whose old value this form would still take."""
    context = Context(today, facts, directory=directory)
    found = {}
    for field in form.fields:
        value = values.get(field.name)
        if not field.repeat or value is None:
            continue
        try:
            cleaned = type_of(field).clean(field, value, context)
        except Refused:
            continue
        if cleaned is not None:
            display = type_of(field).display(field, cleaned, {})
            found[field.name] = {"value": cleaned, "display": display.to_dict()}
    return found
