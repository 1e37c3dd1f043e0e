"""A form as JSON for the browser: everything it needs to ask, show, hide and pre-check, in both languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Field, Form, Option
from chalicelib.forms.row_source import row_place
from chalicelib.shared.clock import CHINA, system_clock
from chalicelib.shared.conditions import condition_data


def describe(
    form: Form,
    *,
    names: Collection[str] | None = None,
    offers: Mapping[str, Iterable[Option]] | None = None,
    today: date | None = None,
) -> list[dict[str, Any]]:
    """One entry for each field, in order; None names the applicant's fields, a collection those of a step.

    Keys that say nothing are left out: `name`, `type`, `label`, `required`, `editable` are always there. `offers`
    (see `offers_of`) are the options of person and unit fields. Relative day limits are worked out for `today`.
    """
    day = today or system_clock().astimezone(CHINA).date()
    asked = [field for field in form.fields if (field.at_step is None if names is None else field.name in names)]
    return [described(field, (offers or {}).get(field.name, field.options), day) for field in asked]


def described(field: Field, options: Iterable[Option], today: date) -> dict[str, Any]:
    """One field, or one column of a table."""
    entry: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "control": type_of(field).control,
        "attributes": dict(type_of(field).attributes) or None,
        "label": field.label.to_dict(),
        "required": field.required if isinstance(field.required, bool) else condition_data(field.required),
        "editable": field.editable and type_of(field).asks,
        "help": field.help and field.help.to_dict(),
        "example": field.example and field.example.to_dict(),
        "when": field.when and condition_data(field.when),
        "address": field.address or None,
        "row": (row_place(field) or (None,))[0],
        "options": [{"value": option.value, "label": option.label.to_dict()} for option in options] or None,
        "limits": field.limits.to_dict() or None,
        "missing": type_of(field).missing(field).to_dict() if type_of(field).asks else None,
        **type_of(field).describe(field, today),
    }
    return {key: value for key, value in entry.items() if value is not None}
