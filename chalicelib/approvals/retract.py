"""Retract (取回) one's own decision, until the next person has opened what it brought them. Pure.

The decision is open again as if it had not been made; what had been opened because of it is closed. Whether the next
person has looked is part of the transaction: who opens it in the same instant and who takes it back, one of them wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.applications import (
    REVISE,
    Application,
    Change,
    Definition,
    Event,
    EventType,
    ShareKind,
    State,
    StepStatus,
    Task,
    TaskState,
    change,
    outcome_of,
)
from chalicelib.approvals.standing import Standing
from chalicelib.errors import NotYourTurn
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

OPENED = Text("下一位办理人已经打开，不能取回", "The next person has opened it already; it cannot be taken back")
GONE_ON = Text("此后已有新的办理，不能取回", "Something has been decided since; it cannot be taken back")


def retract(
    application: Application, definition: Definition, task: Task, person: Person, reason: str, now: datetime
) -> Change:
    """The change that takes the decision back. Raises `NotYourTurn` with the reason why not."""
    head, decided = application.head, decision_of_task(application, task, person)
    if decided is None or not head.is_open or head.state is State.SUSPENDED:
        raise NotYourTurn(GONE_ON)
    _still_proxy(application, decided, person, now)
    standing = Standing(application, definition)
    if any(_built_on(event, standing.after(task.step)) for event in application.events[decided.seq :]):
        raise NotYourTurn(GONE_ON)
    followers = _brought(standing, task, decided)
    if any(one.seen_at for one in followers):
        raise NotYourTurn(OPENED)
    final = outcome_of(decided) is not None
    restored = _restored(application, task, decided, final)
    closed = [] if not final else list(dict.fromkeys(one.step for one in followers))
    settled = [replace(one, state=TaskState.SUPERSEDED, decided_at=now) for one in followers] if final else []
    waiting = [] if final else [replace(one, state=TaskState.WAITING) for one in followers]
    data = {"step": task.step, "entry": task.entry, "n": task.n, "decision": decided.seq, "final": final}
    return change(
        application,
        EventType.RETRACTED,
        by=decided.by,
        at=now,
        data={**data, "closed": closed, **({"opinion": reason.strip()} if reason.strip() else {})},
        # What is open again may be due before the moment the sweep chose while it was not.
        head={"clock_at": now} | ({"state": State.IN_PROGRESS} if head.state is State.AWAITING_APPLICANT else {}),
        tasks=[*restored, *settled, *waiting],
        unseen=followers,
    )


def _still_proxy(application: Application, decided: Event, person: Person, now: datetime) -> None:
    """Raises `NotYourTurn` where the decision was made for somebody for whom this person acts no longer."""
    stood = {one.id for one in person.stood_for(application.head.service, now.astimezone(CHINA).date())}
    if decided.by.principal and decided.by.principal[0] not in stood:
        raise NotYourTurn(Text("委托已结束或已撤销，不能取回", "Your proxy has ended; it cannot be taken back"))


def may_retract(application: Application, definition: Definition, task: Task, person: Person, now: datetime) -> bool:
    """Whether the person could take this decision back now."""
    try:
        retract(application, definition, task, person, "", now)
    except NotYourTurn:
        return False
    return True


def decision_of_task(application: Application, task: Task, person: Person) -> Event | None:
    """The decision this person made on the task: an approval, or a return; a rejection has ended it for good."""
    if task.by is None or task.by.id != person.id or task.kind in (ShareKind.ADVICE, ShareKind.CONSULT):
        return None
    for event in reversed(application.events):
        same = (event.step, event.data.get("entry"), event.data.get("n")) == (task.step, task.entry, task.n)
        if same and event.type in _TAKEN_BACK:
            return event if outcome_of(event) is not StepStatus.REJECTED else None
    return None


_TAKEN_BACK = frozenset({EventType.APPROVED, EventType.REJECTED, EventType.RETURNED})
_HARMLESS = frozenset(
    {
        EventType.OPENED,
        EventType.RESTARTED,
        EventType.REMINDED,
        EventType.OVERDUE,
        EventType.LATE,
        EventType.NOTED,
        EventType.MESSAGED,
        EventType.READ,
        EventType.COPIED,
        EventType.URGED,
        EventType.VERIFIED,
        EventType.URGENT,
        EventType.SUPERVISED,
        EventType.SUSPENDED,
        EventType.RESUMED,
        EventType.ARCHIVED,
        EventType.PROPOSED,
        EventType.DECLINED,
    }
)
"""What may have happened since a decision without anybody having acted on it."""


def _built_on(event: Event, later: Sequence[str]) -> bool:
    """Whether the event rests on the decision: all but what harms nothing, and what happens side by side with it."""
    if event.type in _HARMLESS:
        return False
    return event.step is None or event.step in (*later, REVISE)


def _brought(standing: Standing, task: Task, decided: Event) -> list[Task]:
    """The live tasks that are there because of the decision: opened since, or moved up by it."""
    application = standing.application
    if outcome_of(decided) is None:
        up = decided.data.get("next", ())
        return [one for one in application.shares(task) if one.n in up and one.is_live]
    later = set(standing.after(task.step)) | ({REVISE} if outcome_of(decided) is StepStatus.RETURNED else set())
    if decided.data.get("to"):
        later = {decided.data["to"], *standing.after(decided.data["to"])}
    return [
        one
        for one in application.tasks
        if one.is_live and one.opened_at >= decided.at and one.step in later and one.step != task.step
    ]


def _restored(application: Application, task: Task, decided: Event, final: bool) -> Sequence[Task]:
    """My share open again, and with it all tasks that my decision had settled."""
    settled = [
        one
        for one in application.tasks
        if final and one.key != task.key and one.state is TaskState.SUPERSEDED and one.decided_at == decided.at
    ]
    undecided = {task.key, *(one.key for one in settled)}
    again = [replace(one, state=_turn(one, application, undecided), decided_at=None) for one in settled]
    # `of` beyond one: the task is decided over the whole application from now on, where an old click is recognised.
    return [replace(task, state=TaskState.PENDING, by=None, decided_at=None, of=max(task.of, 2)), *again]


def _turn(share: Task, application: Application, undecided: set[str]) -> TaskState:
    """Whether the share waits for another one that is undecided again, or has been all along."""
    before = [one for one in application.shares(share) if one.n in share.waits]
    waits = any(one.is_live or one.key in undecided for one in before)
    return TaskState.WAITING if waits else TaskState.PENDING
