"""What a half-filled form already tells the flow: the answers that are good count, the others are not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, Refused, type_of
from chalicelib.forms.fields.computed import compute
from chalicelib.forms.model import Directory, Field, Form
from chalicelib.shared.conditions import fields_of
from chalicelib.shared.expressions import paths_of


def facts_so_far(
    form: Form,
    values: Mapping[str, Any],
    *,
    facts: Mapping[str, Any],
    known: Mapping[str, Any],
    directory: Directory,
    today: date,
) -> tuple[dict[str, Any], set[str]]:
    """(the facts, the names of fields marked `fact` that still may get an answer); never raises for any JSON.

    `known` are the prefilled values. A question that does not stand is answered: with nothing.
    """
    context = Context(today, facts, {}, None, directory)
    stored: dict[str, Any] = {}
    seen: dict[str, Any] = dict(facts)
    found: dict[str, Any] = {}
    open_ = set[str]()
    needed = _needed(form)
    for field in (field for field in form.fields if field.name in needed):
        undecided = field.when is not None and bool(fields_of(field.when) & open_)
        if not undecided and not field.is_shown(seen):
            continue
        value = None if undecided else _value(field, values.get(field.name), known, stored, context)
        if value is None:
            open_.add(field.name)
            continue
        stored[field.name] = value
        seen[field.name] = type_of(field).fact(field, value)
        if field.fact:
            found[field.name] = seen[field.name]
    return found, {field.name for field in form.fields if field.fact and field.name in open_}


def _needed(form: Form) -> set[str]:
    """The facts, and the fields that decide whether they are asked or what they are."""
    names: set[str] = set()
    for field in reversed(form.fields):
        if field.fact or field.name in names:
            names |= {field.name, *sources_of(field), *(fields_of(field.when) if field.when else ())}
    return names


def sources_of(field: Field) -> set[str]:
    """The fields a computed one is worked out of."""
    return {path.split(".")[0] for path in paths_of(field.compute)} if field.compute is not None else set()


def _value(field: Field, raw: Any, known: Mapping[str, Any], stored: Mapping[str, Any], context: Context) -> Any:
    kind = type_of(field)
    if field.at_step or kind.takes_files:
        return None
    if field.compute is not None:
        return compute(field, stored)
    if not kind.asks:
        return None
    raw = known.get(field.name) if not field.editable or raw is None else raw
    if not field.editable:
        return raw
    try:
        return None if kind.is_empty(raw) else kind.clean(field, raw, context)
    except Refused:
        return None
