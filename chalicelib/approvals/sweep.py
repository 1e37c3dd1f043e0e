"""Look at every application whose clock has struck: remind, mark overdue, and heal a lost execution.

The clock of an application is one index entry, moved only here (and when a step falls due sooner). A fault in one
application is reported and never delays the next one. Running the sweep twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.applications import (
    HALL,
    REVISE,
    Application,
    ApplicationStore,
    Change,
    Definition,
    Definitions,
    Event,
    EventType,
    Overtaken,
    ShareKind,
    State,
    Task,
    change,
)
from chalicelib.approvals.auto_decide import auto_decision
from chalicelib.approvals.case_time import limits_of
from chalicelib.approvals.hands import Hands
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.past_promise import next_late
from chalicelib.approvals.ports import FlowRunner, machine_name
from chalicelib.approvals.standing import Standing
from chalicelib.approvals.verify_later import unverified, verified
from chalicelib.errors import Temporary
from chalicelib.flows import Units, find_step, holders_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.working_calendar import WorkingCalendar

LONGEST_SLEEP = timedelta(days=1)
"""An open application is looked at once a day at least, so a lost execution is found."""
SETTLED = timedelta(minutes=10)
"""How long after its last event an application without an open task counts as stuck."""
REMIND_BEFORE = timedelta(hours=4)
VERIFY_EVERY = timedelta(minutes=15)
RUNNING = "RUNNING"
COUNTED = (
    "looked",
    "reminded",
    "overdue",
    "decided",
    "late",
    "verified",
    "restarted",
    "nudged",
    "reassigned",
    "stuck",
    "archived",
    "failed",
)


@dataclass(frozen=True)
class Sweep:
    """Call it with nothing for what is due, or use `reconcile` for everything that is open."""

    store: ApplicationStore
    definitions: Definitions
    flow: FlowRunner
    react: Callable[[str, Event], None]
    clock: Clock
    stage: str
    report: Callable[[str, Exception], None]
    hands: Hands
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar.load)
    archive: Callable[[Application], bool] = lambda _application: False
    """Has a package made of one that has ended, unless it is there; whether it had to."""

    def __call__(self) -> dict[str, int]:
        """Counts of what was looked at and done, by the names of `COUNTED`."""
        began = self.clock()
        counts = self._each(self.store.due(began), SETTLED)
        self.store.note_sweep(began, counts)
        return counts

    def reconcile(self) -> dict[str, int]:
        """Look at every open application now, whatever its clock says; used after a restart of the flows' engine."""
        return self._each(self.store.due(self.clock() + timedelta(days=3650), limit=100_000), timedelta(0))

    def _each(self, ids: Iterable[str], settled: timedelta) -> dict[str, int]:
        counts, holders = dict.fromkeys(COUNTED, 0), self.hands.look_up()
        for application_id in list(ids):
            counts["looked"] += 1
            try:
                for done in self._look(application_id, settled, holders):
                    counts[done] += 1
            except Overtaken:
                continue  # somebody is at it this moment; the next sweep sees it again
            except Exception as error:
                counts["failed"] += 1
                self.report(application_id, error)
        return counts

    def _look(self, application_id: str, settled: timedelta, holders: Holders) -> list[str]:
        application = self.store.load(application_id)
        now = self.clock()
        done: list[str] = []
        if not application.head.is_open:
            if self.archive(application):  # asked for once more, and looked at again
                return ["archived"]
            self.store.set_clock(application.head, None)
            return done
        definition = self.definitions.version(application.head.service, application.head.version)
        seen = application.seq
        application = self.hands.keep(application, holders)
        done += ["reassigned"] * (application.seq - seen) + ["stuck"] * len(self.hands.stuck(application, holders))
        if application.head.state is not State.SUSPENDED:
            application = self._remind(application, definition, now, done)
            application = self._verify(application, definition, now, done)
        done += self._heal(application, definition, now, settled)
        self.store.set_clock(application.head, next_look(application, definition, now, self.calendar))
        return done

    def _remind(self, application: Application, definition: Definition, now: datetime, done: list[str]) -> Application:
        """What time brings: reminders, what is overdue, what is then decided, and the promise for the whole."""
        units = self.hands.people
        for task in due_soon(application, definition, now):
            application = self.store.commit(_mark(application, definition, task, EventType.REMINDED, now, units))
            done.append("reminded")
        for task in overdue_tasks(application, now):
            application = self.store.commit(_mark(application, definition, task, EventType.OVERDUE, now, units))
            done.append("overdue")
        for task in late_tasks(application, now):
            decided = auto_decision(application, definition, task, now)
            if decided and application.head.phase is State.IN_PROGRESS:
                application = self.store.commit(decided)
                done.append("decided")
        while late := next_late(application, definition, now, self.calendar, units):
            application = self.store.commit(late)
            done.append("late")
        return application

    def _verify(self, application: Application, definition: Definition, now: datetime, done: list[str]) -> Application:
        """Hold what was typed while its source was down against the source; where it still is down, the next time."""
        for answer in unverified(application, definition):
            try:
                application = self.store.commit(verified(application, definition, answer, now))
            except Temporary:
                continue
            done.append("verified")
        return application

    def _heal(self, application: Application, definition: Definition, now: datetime, settled: timedelta) -> list[str]:
        head = application.head
        status = self.flow.status(machine_name(self.stage, head.service, head.version), head.execution)
        if status != RUNNING:
            if now - application.events[-1].at < settled and status is None:
                return []
            self.store.commit(_restart(application, definition, now))
            return ["restarted"]
        waiting = [task for task in application.open_tasks if application.tokens_of(task.step, task.entry)]
        if waiting or now - application.events[-1].at < settled:
            return []
        # The execution runs, nobody holds anything: a reaction was lost. All of them may run again.
        self.react(application.id, last_mover(application))
        return ["nudged"]


def _restart(application: Application, definition: Definition, now: datetime) -> Change:
    """The next round of an application whose execution is lost."""
    round = application.head.round + 1
    data: dict[str, Any] = {"round": round, "enter": place_of(application, definition)}
    return change(application, EventType.RESTARTED, by=HALL, at=now, data=data, head={"round": round})


def overdue_tasks(application: Application, now: datetime) -> list[Task]:
    """Open tasks past their due time that were not marked before, one for each step entry."""
    marked = {(e.step, e.data["entry"]) for e in application.events if e.type is EventType.OVERDUE}
    return [task for task in late_tasks(application, now) if (task.step, task.entry) not in marked]


def late_tasks(application: Application, now: datetime) -> list[Task]:
    """Open tasks past their due time, one for each step entry; an opinion that was asked for makes no step late."""
    late: dict[tuple[str, int], Task] = {}
    for task in application.open_tasks:
        if task.due_at and task.due_at <= now and task.kind is not ShareKind.CONSULT:
            late.setdefault((task.step, task.entry), task)
    return list(late.values())


def next_look(application: Application, definition: Definition, now: datetime, calendar: WorkingCalendar) -> datetime:
    """The earliest due time or reminder still ahead, but within a day; soon while something is to be verified."""
    moments = [task.due_at for task in application.open_tasks]
    moments += [due for _, due in limits_of(application, definition, calendar)]
    moments += [reminder(task, definition) for task in application.open_tasks]
    if unverified(application, definition):
        moments.append(now + VERIFY_EVERY)
    return min([*(moment for moment in moments if moment and moment > now), now + LONGEST_SLEEP])


def place_of(application: Application, definition: Definition) -> str:
    """The state a new execution enters, so that it stands where the record stands."""
    if application.head.phase is State.AWAITING_APPLICANT:
        return REVISE
    return Standing(application, definition).place_to_enter


def last_mover(application: Application) -> Event:
    """The last event whose reaction moves the flow."""
    movers = {
        EventType.SUBMITTED,
        EventType.RESTARTED,
        EventType.APPROVED,
        EventType.RESUBMITTED,
        EventType.RETURNED,
        EventType.RETRACTED,
        EventType.MOVED,
        EventType.REOPENED,
        EventType.MIGRATED,
    }
    return next(event for event in reversed(application.events) if event.type in movers)


def due_soon(application: Application, definition: Definition, now: datetime) -> list[Task]:
    """Open tasks of steps that remind, near their due time, that were not reminded of before; one a step entry, and
    every opinion that was asked for."""
    told = [event for event in application.events if event.type is EventType.REMINDED]
    marked = {(event.step, event.data["entry"], event.data.get("consult")) for event in told}
    soon: dict[tuple[str, int, int | None], Task] = {}
    for task in application.open_tasks:
        moment = reminder(task, definition)
        place = (task.step, task.entry, task.n if task.kind is ShareKind.CONSULT else None)
        if moment and moment <= now < (task.due_at or now) and place not in marked:
            soon.setdefault(place, task)
    return list(soon.values())


def reminder(task: Task, definition: Definition) -> datetime | None:
    """When the holder is reminded: some hours before the due time, where the step says so and has that long."""
    if task.due_at is not None and task.kind is ShareKind.CONSULT:
        return task.due_at - min(REMIND_BEFORE, (task.due_at - task.opened_at) / 2)
    if task.due_at is None or task.step == REVISE or task.due_at - task.opened_at < 2 * REMIND_BEFORE:
        return None
    late = find_step(definition.flow, task.step).overdue
    return task.due_at - REMIND_BEFORE if any(one.action == "remind" for one in late) else None


def _mark(
    application: Application, definition: Definition, task: Task, type: EventType, now: datetime, units: Units
) -> Change:
    """The event that says so; when it is overdue, whoever the step names is told and may read it from now on."""
    data: dict[str, Any] = {"step": task.step, "entry": task.entry}
    if task.kind is ShareKind.CONSULT:
        data |= {"consult": task.n, "next": [task.n]}
    if type is EventType.OVERDUE and task.step != REVISE:
        late = find_step(definition.flow, task.step).overdue
        told = holders_of([by for one in late for by in one.to], application.head.facts, units)
        if told:
            data["copied"] = list(told)
    return change(application, type, by=HALL, at=now, data=data)


__all__ = ["Sweep", "last_mover", "next_look", "overdue_tasks", "place_of"]
