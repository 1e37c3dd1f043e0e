"""Keeps every open task in the hands of somebody who can act: moves what nobody can decide, skips what may be skipped.

Asked when a task is told to its holders (who they are is looked up then anyway), on every change of the directory, and
by the sweep for every open application. Doing it twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

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
    StepStatus,
    Task,
    change,
    superseded,
)
from chalicelib.approvals.answer import REVISE_TITLE
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.holders import Directory, Holders
from chalicelib.approvals.shares import Rule, moved_up, outcome
from chalicelib.approvals.staffing import Move, Staffing, Why, with_skipped
from chalicelib.flows import Step, ancestors, find_step
from chalicelib.people import Handover, Person, heads_of, position_key
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text


class Handovers(Protocol):
    def add(self, done: Handover, /) -> None: ...


@dataclass(frozen=True)
class Hands:
    """Call `keep` with an application as it was read; it gives the application as it is then."""

    store: ApplicationStore
    definitions: Definitions
    people: Directory
    handovers: Handovers
    clock: Clock

    def look_up(self) -> Holders:
        """A fresh look at the directory, each holder once for as long as it is used."""
        return Holders(self.people, self.clock().astimezone(CHINA).date())

    def keep(self, application: Application, holders: Holders, tasks: Iterable[Task] | None = None) -> Application:
        """Move or skip what of these tasks (all that are open, when none are given) needs it. Raises `Overtaken`."""
        wanted = {task.key for task in tasks} if tasks is not None else None
        while made := self._next(application, holders, wanted):
            application = self.store.commit(made)
        return application

    def _next(self, application: Application, holders: Holders, wanted: set[str] | None) -> Change | None:
        if not application.head.is_open:
            return None
        definition = self._definition(application)
        staffing = Staffing(application, definition, holders)
        tasks = [task for task in application.open_tasks if wanted is None or task.key in wanted]
        for task in tasks:
            if skip := staffing.skip_for(task):
                spec = find_step(definition.flow, task.step)
                return skipped(application, spec, task, *skip, now=self.clock())
        moves = [move for task in tasks if (move := staffing.move_for(task))]
        return reassigned(application, moves, self.clock()) if moves else None

    def told(self, application: Application, task: Task, holders: Holders) -> list[str]:
        """The ids of those who are told of the task: who can act (who has claimed it alone), and their proxies."""
        head, definition = application.head, self._definition(application)
        able = holders.who(task.holder)
        if task.step != REVISE:
            spec = step_of(application, definition, task.step)
            able = Staffing(application, definition, holders).able(task.holder, spec)
        if task.claimed:
            return [task.claimed]
        proxies = [id for one in able for id in one.proxies_for(head.service, holders.today) if id != head.applicant.id]
        return list(dict.fromkeys([*(one.id for one in able), *proxies]))

    def hand_over(self, application: Application, event: Event, holders: Holders) -> list[str]:
        """Write down what an event moved, for the unit it was left behind in; gives the heads of those units.

        What moved because the applicant is the only holder was left behind by nobody.
        """
        before = {n: (holder, unit, claimed) for n, holder, unit, claimed in event.data["from"]}
        told: dict[str, None] = {}
        for n, to, why in event.data["moved"]:
            holder, unit, claimed = before[n]
            if why == Why.OWN:
                continue
            unit = self._office(unit) or self._definition(application).service.owner_unit
            was = holders.name(f"person:{claimed}" if claimed else holder)
            ref = f"{application.id}.{event.seq}.{n}"
            names = (application.head.service_name, self._title(application, event), was, holders.name(to))
            self.handovers.add(Handover(unit, event.at, ref, application.head.number, *names, why))
            known = self.people.get_units([unit]).get(unit)
            roles = heads_of(known.kind) if known else ()
            told |= {f"position:{position_key(role, unit)}": None for role in roles[:1]}
        return list(told)

    def _office(self, unit: str) -> str:
        """The unit whose head looks after what was left behind there: of a class, the college it is part of."""
        above = ancestors(unit, self.people) if unit else []
        return next((one.id for one in above if one.kind != "class"), unit)

    def _title(self, application: Application, event: Event) -> Text:
        step = str(event.step)
        return REVISE_TITLE if step == REVISE else step_of(application, self._definition(application), step).title

    def _definition(self, application: Application) -> Definition:
        return self.definitions.version(application.head.service, application.head.version)

    def stuck(self, application: Application, holders: Holders) -> list[Task]:
        """The open tasks nobody can act on; after `keep` only where even the last resort is empty."""
        staffing = Staffing(application, self._definition(application), holders)
        return [task for task in application.open_tasks if staffing.stuck(task)]


def reassigned(application: Application, moves: list[Move], now: datetime) -> Change:
    """The event that moves the shares of the first of these steps; what else is to be moved comes with the next one."""
    first = moves[0].task
    mine = [move for move in moves if (move.task.step, move.task.entry) == (first.step, first.entry)]
    data: dict[str, Any] = {
        "step": first.step,
        "entry": first.entry,
        "moved": [[move.task.n, move.to, move.why.value] for move in mine],
        "from": [[move.task.n, move.task.holder, move.unit, move.task.claimed or ""] for move in mine],
        "reason": mine[0].why.value,
        "next": [move.task.n for move in mine],
    }
    tasks = [replace(move.task, holder=move.to, claimed=None) for move in mine]
    return change(application, EventType.REASSIGNED, by=HALL, at=now, data=data, tasks=tasks)


def skipped(application: Application, spec: Step, task: Task, why: str, person: Person, now: datetime) -> Change:
    """The share counts as approved by nobody; the record says why, and because of whom."""
    shares = with_skipped(application, task, now)
    mine, rest = shares[0], shares[1:]
    data: dict[str, Any] = {"step": task.step, "entry": task.entry, "n": task.n}
    data |= {"skipped": why, "skipped_for": list(person.name)}
    if outcome(shares, Rule.of(spec)) is StepStatus.APPROVED:
        tasks = [mine, *superseded(rest, now)]
        return change(application, EventType.APPROVED, by=HALL, at=now, data=data, tasks=tasks)
    up = moved_up(shares)
    data |= {"final": False, "next": [share.n for share in up]}
    return change(application, EventType.APPROVED, by=HALL, at=now, data=data, tasks=[mine, *up])
