"""Resubmit after a return for correction: the corrected form, and straight back to who returned it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from chalicelib.applications.change import Change, change
from chalicelib.applications.definition import Definition
from chalicelib.applications.model import Actor, Application
from chalicelib.applications.submit_application import linked_facts
from chalicelib.applications.timeline import StepStatus, outcome_of
from chalicelib.applications.words import REVISE, EventType, State, TaskState
from chalicelib.errors import NotFound, NotYourTurn, StaleVersion
from chalicelib.forms import diff_of, facts_of
from chalicelib.people import Person
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text


def resubmit(
    application: Application,
    person: Person,
    seq: int,
    values: Mapping[str, Any],
    *,
    definition: Definition,
    clock: Clock,
    typed: Mapping[str, str] = MappingProxyType({}),
) -> Change:
    """The change that sends it on; `values` is the checked form, for `typed` see `checked_form`.

    Raises `NotFound`, `NotYourTurn`, `StaleVersion`.
    """
    head = application.head
    if head.applicant.id != person.id:
        raise NotFound()
    task = next((task for task in application.open_tasks if task.step == REVISE), None)
    if head.state is State.SUSPENDED:
        raise NotYourTurn(Text("该办件已挂起，恢复后才能提交", "It is suspended; you can resubmit once it is resumed"))
    if head.state is not State.AWAITING_APPLICANT or task is None:
        raise NotYourTurn()
    if seq != application.seq:
        raise StaleVersion()
    now = clock()
    actor = Actor(person.id, person.name)
    corrected = _corrected(application, definition, values)
    kept = {name: value for name, value in application.form.items() if name not in corrected["removed"]}
    now_known = {**kept, **values}
    facts = {**facts_of(definition.form, now_known), **linked_facts(now_known), "applicant": head.facts["applicant"]}
    return change(
        application,
        EventType.RESUBMITTED,
        by=actor,
        at=now,
        data={"step": REVISE, "entry": task.entry, **corrected, **({"typed": dict(typed)} if typed else {})},
        head={"state": State.IN_PROGRESS, "form_seq": application.seq + 1, "facts": facts},
        tasks=[replace(task, state=TaskState.APPROVED, by=actor, decided_at=now)],
    )


def resubmitted(application: Application, person: Person, seq: int, values: Mapping[str, Any]) -> bool:
    """Whether this very form was what came after `seq`: the answer was lost and the request repeated (PROMISES R2)."""
    if not 0 < seq < application.seq:
        return False
    done = application.events[seq]  # seq counts from 1, so this is the next one
    same = done.type is EventType.RESUBMITTED and done.by.id == person.id
    return same and _plain(done.data["form"]) == _plain(values)


def _plain(value: Any) -> Any:
    """As it reads after it was stored: a checked form may hold tuples, a stored one holds lists."""
    return json.loads(json.dumps(value))


def _corrected(application: Application, definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The corrected form, what of it changed or is gone."""
    before = application.form
    own = [field.name for field in definition.form.fields if not field.at_step]
    removed = [name for name in own if name in before and name not in values]
    after = {name: value for name, value in {**before, **values}.items() if name not in removed}
    return {
        "form": dict(values),
        "changed": diff_of(definition.form, before, after),
        "removed": removed,
    }


def returned_by(application: Application) -> str:
    """The step that returned it last; it is asked again first."""
    for event in reversed(application.events):
        if outcome_of(event) is StepStatus.RETURNED:
            return str(event.data["step"])
    raise NotYourTurn()
