"""The way an application would take if this person started it now, with the answers given so far (L3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.applications import Definitions, applicant_of
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.way_ahead import WayAhead
from chalicelib.flows import Outlook, expect, facts_used
from chalicelib.forms import facts_so_far, known_values, prefill
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.working_calendar import WorkingCalendar


def service_way(
    person: Person,
    code: str,
    values: Mapping[str, Any],
    *,
    definitions: Definitions,
    people: PeopleStore,
    clock: Clock,
    calendar: WorkingCalendar,
) -> dict[str, Any]:
    """`{service, steps, finish_at, questions}`: `questions` are the labels of what may still change the way.

    Two batch reads beside the definition. Raises `NotFound`, `ServiceClosed`, `NotEligible`.
    """
    definition = definitions.current(code)
    now = clock()
    definition.service.start_allowed(person, now)
    today = now.astimezone(CHINA).date()
    applicant = {"applicant": applicant_of(person).facts()}
    units = {unit.id: unit for unit in people.all_units()}
    known = known_values(prefill(definition.form, person, units))
    answers, unknown = facts_so_far(
        definition.form, values, facts=applicant, known=known, directory=people, today=today
    )
    facts = {**answers, **applicant}
    expected = expect(definition.flow, Outlook(facts, now, calendar, unknown=unknown))
    way = WayAhead(definition, facts, Holders(people, today), people)
    way.holders.read(way.holder_keys(expected))
    used = facts_used(definition.flow)
    asked = [field for field in definition.form.fields if field.name in unknown & used and not field.at_step]
    sure = [one.due for one in expected if one.timed]
    latest = max((due for due in sure if due), default=None) if all(sure) else None
    return {
        "service": {"code": code, "version": definition.service.version, "name": definition.service.name.to_dict()},
        "steps": [
            {"step": one.step.name, "title": one.step.title.to_dict(), "status": "next", **way.describe(one)}
            for one in expected
        ],
        "finish_at": stamp(latest) if latest else None,
        "questions": [field.label.to_dict() for field in asked],
    }
