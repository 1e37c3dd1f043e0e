"""From "the counsellor of the applicant's class" to holder keys, given the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.flows.model import By
from chalicelib.shared.conditions import look_up


def holders_of(by: By | Iterable[By], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Holder keys, each once: ``person:<id>`` or ``position:<role>@<unit>``.

    `facts` carries ``applicant: {id, category, units: {class: id, …}}`` and the form's facts at the top. Where a fact
    is missing the holder is left out; an empty answer means that nobody can be named.
    """
    each = (by,) if isinstance(by, By) else tuple(by)
    return tuple(dict.fromkeys(key for one in each for key in _keys(one, facts)))


def _keys(by: By, facts: Mapping[str, Any]) -> list[str]:
    if by.applicant:
        return [f"person:{one}" for one in _ids(look_up(facts, "applicant.id"))]
    if by.role is None:
        return [f"person:{one}" for one in _ids(facts.get(by.form_field or ""))]
    return [f"position:{by.role}@{unit}" for unit in _units(by, facts)]


def _units(by: By, facts: Mapping[str, Any]) -> list[str]:
    if by.unit:
        return [by.unit]
    if by.form_field:
        return _ids(facts.get(by.form_field))
    kind = (by.of or "").removeprefix("applicant.")
    return _ids(look_up(facts, f"applicant.units.{kind}"))


def _ids(value: Any) -> list[str]:
    """Person and unit fields hold an id, ``{"id": …}``, or a list of those."""
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, str):
        return [value] if value else []
    return [one for item in value for one in _ids(item)] if isinstance(value, list | tuple) else []
