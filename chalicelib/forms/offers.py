"""Whom a person field offers, and which units a unit field offers; read from the directory, never from the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.forms.field_type import Context, type_of
from chalicelib.forms.model import Directory, Earlier, Field, Form, Option
from chalicelib.people import Person, Unit
from chalicelib.shared.text import Text


def offered_people(field: Field, facts: Mapping[str, Any], directory: Directory, on: date) -> tuple[Person, ...]:
    """The members of the rosters `field.offer` names: ``{role, unit}`` or ``{role, of: applicant.college}``.

    Several roles of that unit are written with spaces between; a person in two of them is offered once.
    """
    offer = field.offer or {}
    unit = offer.get("unit")
    if unit is None:
        kind = offer["of"].removeprefix("applicant.")
        unit = facts.get("applicant", {}).get("units", {}).get(kind)
    roles = offer["role"].split() if unit else []
    people = [person for role in roles for person in directory.members(f"{role}@{unit}", on)]
    return tuple({person.id: person for person in people}.values())


def offered_units(field: Field, directory: Directory) -> tuple[Unit, ...]:
    kinds = (field.offer or {}).get("kind", "").split()
    return tuple(unit for unit in directory.all_units() if not kinds or unit.kind in kinds)


def offers_of(
    form: Form, facts: Mapping[str, Any], directory: Directory, on: date, earlier: Earlier | None = None
) -> dict[str, tuple[Option, ...]]:
    """For each field whose options depend on who asks, those options as `describe` shows them.

    `facts` has the applicant, whose own applications `earlier` can tell.
    """
    context = Context(on, facts, directory=directory, earlier=earlier, owner=facts.get("applicant", {}).get("id"))
    found = {field.name: type_of(field).offers(field, context) for field in form.fields}
    return {name: offers for name, offers in found.items() if offers is not None}


def with_id(person: Person) -> Text:
    """Two people may share a name; the staff number tells them apart."""
    return Text(f"{person.name.zh}（{person.id}）", f"{person.name.en} ({person.id})")
