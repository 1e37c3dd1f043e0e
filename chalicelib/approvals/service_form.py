"""The form of a service as one person opens it: questions, what the hall knows, and who keeps that (C-11, Z-16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.applications import Definitions, applicant_of
from chalicelib.forms import Earlier, Prefilled, describe, offers_of, prefill
from chalicelib.people import PeopleStore, Person, Unit
from chalicelib.shared.clock import CHINA, Clock


def service_form(
    person: Person,
    code: str,
    *,
    definitions: Definitions,
    people: PeopleStore,
    clock: Clock,
    earlier: Earlier | None = None,
    at_counter: bool = False,
) -> dict[str, Any]:
    """`{service, fields, materials}`; raises `NotFound`, `ServiceClosed`, `NotEligible`. `at_counter` is whether the
    person stands at a counter of the service."""
    definition = definitions.current(code)
    now = clock()
    definition.service.start_allowed(person, now, at_counter=at_counter)
    today = now.astimezone(CHINA).date()
    units = {unit.id: unit for unit in people.all_units()}
    facts = {"applicant": applicant_of(person).facts()}
    known = prefill(definition.form, person, units)
    fields = describe(definition.form, offers=offers_of(definition.form, facts, people, today, earlier), today=today)
    for field in fields:
        if field["name"] in known:
            _fill(field, known[field["name"]], units)
    service = definition.service
    shown = {"code": service.code, "version": service.version, "name": service.name.to_dict()}
    guide = service.to_dict()["guide"]
    return {"service": shown, "fields": fields, "materials": guide.get("materials", [])}


def _fill(field: dict[str, Any], filled: Prefilled, units: Mapping[str, Unit]) -> None:
    """What the browser is told of a value the hall knows, or of the source that does not answer."""
    owner = units.get(filled.owner)
    field |= {"source": filled.source.to_dict(), "owner": owner.name.to_dict() if owner else None}
    if filled.down:
        field |= {"down": filled.down, "editable": field["editable"] or filled.down != "block"}
        return
    field |= {"value": filled.value, "place": filled.place}
    if filled.fresh_at:
        field["fresh_at"] = filled.fresh_at
    if filled.disputed:
        field["disputed"] = True
