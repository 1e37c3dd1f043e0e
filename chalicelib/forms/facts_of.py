"""Which of a form's values the flow decides by, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Form
from chalicelib.shared.expressions import paths_of


def facts_of(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the fields marked `fact`, as conditions see them: a person or unit is its id, money is fen.

    Never the whole form: facts travel with the execution, the form does not (PROMISES R21, R44).
    """
    return {
        field.name: type_of(field).fact(field, values[field.name])
        for field in form.fields
        if field.fact and values.get(field.name) is not None
    }


def fact_types(form: Form) -> dict[str, str]:
    """Name -> kind of field, for the fields marked `fact`: what the checks of a flow compare its conditions with."""
    return {field.name: field.type for field in form.fields if field.fact}


def fact_sources(form: Form) -> dict[str, set[str]]:
    """For each computed field the fields it is worked out of."""
    return {
        field.name: {path.split(".")[0] for path in paths_of(field.compute)}
        for field in form.fields
        if field.compute is not None
    }


def option_values(form: Form) -> dict[str, set[str]]:
    """For each field with options the values it can have."""
    return {field.name: {option.value for option in field.options} for field in form.fields if field.options}
