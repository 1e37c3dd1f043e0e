"""What to answer the flow when it asks for a step: the record decides, the execution only asks.

Pure. The same question may come twice, late, or from an execution that is no longer this application's clock; the
answer depends on the record alone, so none of that does harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.applications import (
    HALL,
    REVISE,
    Application,
    Change,
    Definition,
    EventType,
    State,
    StepStatus,
    Task,
    TaskState,
    change,
    done_effects,
    superseded,
)
from chalicelib.approvals.carry import carried
from chalicelib.approvals.shares import first_shares
from chalicelib.approvals.standing import Standing
from chalicelib.flows import ENDED, MOVE, Step, Units, find_effect, find_step, holders_of, parse_by
from chalicelib.people import heads_of, position_key
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar

EFFECTS = frozenset({"notify"})
"""The kinds of effect the hall can carry out; publishing refuses others."""
REVISE_TITLE = Text("申请人补正", "Correction by the applicant")


@dataclass(frozen=True)
class Succeed:
    """The task is done; `output` is what the machine goes on with."""

    output: Any


@dataclass(frozen=True)
class Fail:
    """Leave the present state: `error` is `Ended` or `Move to <state>`."""

    error: str


@dataclass(frozen=True)
class Wait:
    """The step is open already; keep this token, it is the newest."""

    step: str
    entry: int


@dataclass(frozen=True)
class Commit:
    """Store this change; then ask again (an opened step waits, a finished one succeeds)."""

    change: Change


Answer = Succeed | Fail | Wait | Commit


def answer_step(
    application: Application,
    definition: Definition,
    step: str,
    round: int,
    token: str,
    *,
    now: datetime,
    calendar: WorkingCalendar,
    units: Units,
) -> Answer:
    """The answer to `step` asked for in `round`."""
    head = application.head
    if not head.is_open or round != head.round:
        return Fail(ENDED)
    if head.phase is State.AWAITING_APPLICANT and step != REVISE:
        return Fail(f"{MOVE}{REVISE}")
    standing = Standing(application, definition)
    known = standing.states.get(step)
    if step == REVISE and head.phase is State.IN_PROGRESS:
        return Succeed(reentry(application, definition))
    if known and known.status is StepStatus.OPEN:
        return Wait(step, known.entry)
    if step != REVISE and standing.passed(step):
        return Succeed(head.facts)
    if step != REVISE and not standing.is_due(step):
        # An old message brought again: opening the step would give somebody a task out of turn. Should the flow really
        # stand there, the correction leads it to where the record stands.
        return Fail(f"{MOVE}{REVISE}")
    entry = known.entry + 1 if known else 1
    spec = None if step == REVISE else find_step(definition.flow, step)
    holders = _holders(application, definition, spec, units)
    return Commit(_opening(application, definition, step, entry, token, holders, now=now, calendar=calendar))


def answer_effect(
    application: Application, definition: Definition, effect: str, round: int, *, now: datetime, units: Units
) -> Answer:
    """The answer to an effect: done once, recorded, and then always answered as done."""
    if not application.head.is_open or round != application.head.round:
        return Fail(ENDED)
    if effect in done_effects(application):
        return Succeed(application.head.facts)
    if not Standing(application, definition).is_due(effect):
        return Fail(f"{MOVE}{REVISE}")  # a decision before it was taken back meanwhile
    spec = find_effect(definition.flow, effect)
    to = spec.settings.get("to")
    told = holders_of(parse_by(to), application.head.facts, units) if to else ()
    data = {"effect": effect, "kind": spec.kind, "copied": list(told)}
    return Commit(change(application, EventType.EFFECT_DONE, by=HALL, at=now, data=data))


def answer_finish(application: Application, definition: Definition, round: int, *, now: datetime) -> Answer:
    """The answer to the end of the flow: the application is completed, once, and only when every step has passed."""
    head = application.head
    if head.state is State.COMPLETED:
        return Succeed({})
    if not head.is_open or round != head.round:
        return Fail(ENDED)
    if head.phase is not State.IN_PROGRESS or Standing(application, definition).first_open:
        return Fail(f"{MOVE}{REVISE}")
    done = {"state": State.COMPLETED, "clock_at": None}
    rest = superseded(application.tasks, now)  # none, unless a stray message opened a step the flow went round
    done |= {"resumes": None}
    return Commit(change(application, EventType.COMPLETED, by=HALL, at=now, data={}, head=done, tasks=rest))


def reentry(application: Application, definition: Definition) -> dict[str, Any]:
    """The machine's whole input after a correction: where to go on, with the facts of the corrected form."""
    return start_input(application, Standing(application, definition).place_to_enter)


def start_input(application: Application, enter: str) -> dict[str, Any]:
    """The execution's input: ids and facts, never the form (PROMISES R21)."""
    head = application.head
    return {"application": head.id, "round": head.round, "enter": enter, "facts": dict(head.facts)}


def _opening(
    application: Application,
    definition: Definition,
    step: str,
    entry: int,
    token: str,
    holders: tuple[str, ...],
    *,
    now: datetime,
    calendar: WorkingCalendar,
) -> Change:
    """The change that opens a step: its tasks, its event and its token; an earlier due time moves the clock."""
    spec = None if step == REVISE else find_step(definition.flow, step)
    due = calendar.due(now, spec.within) if spec and spec.within else None
    pattern = Task(step, entry, 1, 1, "", TaskState.PENDING, now, due)
    tasks = first_shares(holders, spec.mode if spec else "any", pattern)
    if spec and entry > 1:
        tasks = carried(application, definition, spec, entry, tasks)
    data: dict[str, Any] = {"step": step, "entry": entry, "holders": list(holders)}
    if any(not task.is_open for task in tasks):
        data["next"] = [task.n for task in tasks if task.is_open]
    if due:
        data["due_at"] = due.isoformat()
    clock_at = application.head.clock_at
    sooner = {"clock_at": due} if due and clock_at and due < clock_at else None
    return change(
        application,
        EventType.OPENED,
        by=HALL,
        at=now,
        data=data,
        head=sooner,
        tasks=tasks,
        token=(step, entry, token),
    )


def _holders(application: Application, definition: Definition, spec: Step | None, units: Units) -> tuple[str, ...]:
    if spec is None:
        return (f"person:{application.head.applicant.id}",)
    return holders_of(spec.by, application.head.facts, units) or (owner_head(definition, units),)


def owner_head(definition: Definition, units: Units) -> str:
    """Who is asked where the facts name nobody: a step without a holder would wait for ever."""
    owner = definition.service.owner_unit
    known = units.get_units([owner]).get(owner)
    roles = heads_of(known.kind if known else "department")
    return f"position:{position_key(roles[0], owner)}"
