"""Resubmit after a return for correction: the corrected form, and straight back to who returned it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.applications.change import Change, change
from chalicelib.applications.definition import Definition
from chalicelib.applications.model import REVISE, Actor, Application, EventType, State, TaskState
from chalicelib.errors import NotFound, NotYourTurn, StaleVersion
from chalicelib.flows import top_level_of
from chalicelib.forms import diff_of, facts_of
from chalicelib.people import Person
from chalicelib.shared.clock import Clock


def resubmit(
    application: Application,
    person: Person,
    seq: int,
    values: Mapping[str, Any],
    *,
    definition: Definition,
    clock: Clock,
) -> Change:
    """The change that sends it on; `values` is the checked form. Raises `NotFound`, `NotYourTurn`, `StaleVersion`."""
    head = application.head
    if head.applicant.id != person.id:
        raise NotFound()
    task = next((task for task in application.open_tasks if task.step == REVISE), None)
    if head.state is not State.AWAITING_APPLICANT or task is None:
        raise NotYourTurn()
    if seq != application.seq:
        raise StaleVersion()
    now = clock()
    actor = Actor(person.id, person.name)
    before = application.form
    merged = {**before, **values}
    own = [field.name for field in definition.form.fields if not field.at_step]
    removed = [name for name in own if name in before and name not in values]
    return change(
        application,
        EventType.RESUBMITTED,
        by=actor,
        at=now,
        data={
            "step": REVISE,
            "entry": task.entry,
            "form": dict(values),
            "changed": diff_of(definition.form, before, merged),
            "removed": removed,
            "enter": top_level_of(definition.flow, returned_by(application)),
        },
        head={
            "state": State.IN_PROGRESS,
            "form_seq": application.seq + 1,
            "facts": {**facts_of(definition.form, merged), "applicant": head.facts["applicant"]},
        },
        tasks=[replace(task, state=TaskState.APPROVED, by=actor, decided_at=now)],
    )


def returned_by(application: Application) -> str:
    """The step that returned it last; it is asked again first."""
    for event in reversed(application.events):
        if event.type is EventType.RETURNED:
            return str(event.data["step"])
    raise NotYourTurn()
