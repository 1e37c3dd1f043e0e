"""Who applied, as the pages of an application show it."""

from __future__ import annotations

from typing import Any

from chalicelib.applications import Application, entered_in, place_in
from chalicelib.approvals.holders import Holders
from chalicelib.people import PeopleStore


def describe_applicant(application: Application, people: PeopleStore, holders: Holders) -> dict[str, Any]:
    """Name, units, and how to reach them; `entered` says who entered the application at which counter, if one did."""
    head = application.head
    units = people.get_units(list(head.applicant.units.values()))
    named = [{"kind": unit.kind, "name": unit.name.to_dict()} for unit in units.values()]
    found = holders.who(f"person:{head.applicant.id}")
    reach = {"mobile": found[0].reach("mobile"), "email": found[0].reach("email")} if found else {}
    applicant = head.applicant
    return {
        "id": applicant.id,
        "name": applicant.name.to_dict(),
        "category": applicant.category,
        "units": named,
        "entered": _entered(application),
    } | reach


def _entered(application: Application) -> dict[str, Any] | None:
    if (event := entered_in(application.events)) is None:
        return None
    counter, ticket = place_in(event.data)
    return {"by": event.by.name.to_dict(), "counter": counter.to_dict(), "ticket": ticket}
