"""The way an application would take if this person started it now, with the answers given so far (L3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.applications import Definition, applicant_of
from chalicelib.approvals.flow_picture import draw_way, rule_of
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.labels import labels_of
from chalicelib.approvals.way_ahead import WayAhead
from chalicelib.flows import Expected, Outlook, expect, facts_used
from chalicelib.forms import facts_so_far, known_values, prefill
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, stamp

if TYPE_CHECKING:
    from chalicelib.approvals.view_application import Viewing


def service_way(
    person: Person, code: str, values: Mapping[str, Any], picture: str = "", *, viewing: Viewing
) -> dict[str, Any]:
    """`{service, steps, finish_at, questions}`: `questions` are the labels of what may still change the way.

    With `picture`, a language, also `diagram`: the flow with this person's approvers and days in it. Two batch reads
    beside the definition. Raises `NotFound`, `ServiceClosed`, `NotEligible`.
    """
    people, calendar = viewing.people, viewing.calendar
    definition, now = viewing.definitions.current(code), viewing.clock()
    # The way is for reading, also of what is begun at a counter.
    definition.service.start_allowed(person, now, at_counter=True)
    facts, unknown = _given(definition, person, values, people, now)
    expected = expect(definition.flow, Outlook(facts, now, calendar, unknown=unknown))
    labels = labels_of(definition, people)
    way = WayAhead(definition, facts, Holders(people, now.astimezone(CHINA).date()), people, labels)
    way.holders.read(way.holder_keys(expected))
    asked = unknown & facts_used(definition.flow)
    questions = [field.label.to_dict() for field in definition.form.fields if field.name in asked and not field.at_step]
    steps = [
        {"step": one.step.name, "title": one.step.title.to_dict(), "status": "next"}
        | rule_of(one.step, labels)
        | way.describe(one)
        for one in expected
    ]
    found = {
        "service": {"code": code, "version": definition.service.version, "name": definition.service.name.to_dict()},
        "steps": steps,
        "finish_at": _finish(expected),
        "questions": questions,
    }
    if picture:
        found["diagram"] = draw_way(definition.flow, steps, picture, labels)
    return found


def _given(
    definition: Definition, person: Person, values: Mapping[str, Any], people: PeopleStore, now: datetime
) -> tuple[dict[str, Any], set[str]]:
    """The facts that the answers so far and the hall itself give, and those still open."""
    applicant = {"applicant": applicant_of(person).facts()}
    units = {unit.id: unit for unit in people.all_units()}
    known = known_values(prefill(definition.form, person, units, ask=False))
    today = now.astimezone(CHINA).date()
    answers, unknown = facts_so_far(
        definition.form, values, facts=applicant, known=known, directory=people, today=today
    )
    return {**answers, **applicant}, unknown


def _finish(expected: list[Expected]) -> str | None:
    """When the last step is done at the latest; None where the calendar does not reach so far."""
    moments = [one.due for one in expected if one.timed]
    known = [moment for moment in moments if moment]
    return stamp(max(known)) if known and len(known) == len(moments) else None
