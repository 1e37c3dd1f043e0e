"""Whether somebody can act on a task, and who instead where nobody can. Pure over what `Holders` looks up.

An empty position goes up: to whoever leads its unit, then to whoever leads what that is part of, then to the head of
the service's owner, last to the hall's coordinators. Nothing is passed silently: the timeline says what moved and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.applications import (
    REVISE,
    Application,
    Definition,
    Event,
    EventType,
    ShareKind,
    StepStatus,
    Task,
    TaskState,
)
from chalicelib.approvals import case
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.shares import Rule, outcome
from chalicelib.approvals.standing import Standing
from chalicelib.approvals.who_may import is_own
from chalicelib.flows import Step, ancestors, find_step
from chalicelib.people import Person, heads_of, position_key, split_position_key

COORDINATORS = f"position:{case.COORDINATORS}"
"""Who keeps the hall running (Z-18): the last resort, and who is alarmed whenever a position is empty."""


class Why(StrEnum):
    """Why the hall moved a share; kept in the timeline."""

    VACANT = "vacant"
    LEFT = "left"
    OWN = "self"
    CLAIM = "claim_lost"
    """The claim alone went: who had taken it out of the pool holds the position no longer."""


@dataclass(frozen=True)
class Move:
    """One share goes to another holder (the same one when only a claim is lost). `unit` is where it was left behind."""

    task: Task
    to: str
    why: Why
    unit: str = ""


@dataclass(frozen=True)
class Staffing:
    """One application's tasks against the directory of today."""

    application: Application
    definition: Definition
    holders: Holders

    def move_for(self, task: Task) -> Move | None:
        """The move this open task needs; None where somebody can act, or nobody is left who could."""
        spec = self.spec(task)
        if spec is None or spec.kind == "applicant" or any(by.applicant for by in spec.by):
            return None  # the applicant's own turn is nobody else's
        if self.able(task.holder, spec):
            return None if self._claim_holds(task) else Move(task, task.holder, Why.CLAIM, self._unit(task.holder))
        why = self._why(task)
        if why is Why.OWN and self.skip_for(task):
            return None
        to = next((one for one in self._instead(task, spec, why) if one != task.holder and self.able(one, spec)), None)
        return Move(task, to, why, self._unit(task.holder)) if to else None

    def stuck(self, task: Task) -> bool:
        """Whether nobody can act on the open task as it stands."""
        spec = self.spec(task)
        return spec is not None and spec.kind != "applicant" and not self.able(task.holder, spec)

    def spec(self, task: Task) -> Step | None:
        return None if task.step == REVISE else find_step(self.definition.flow, task.step)

    def able(self, holder: str, spec: Step) -> tuple[Person, ...]:
        """Who can decide as this holder: nobody who has left, and not the applicant where that is not allowed."""
        head = self.application.head
        return tuple(one for one in self.holders.who(holder) if not is_own(head, spec, one.id))

    def skip_for(self, task: Task) -> tuple[str, Person] | None:
        """Why the step skips this share, and because of whom; only where its policy says so (`self`, `repeated`)."""
        spec = self.spec(task)
        if spec is None or task.kind is not ShareKind.BASE or "required" in spec.fields.values():
            return None
        if any(field.type == "money" for field in self.definition.form.fields) or self._asks_others(task, spec):
            return None
        able = self.able(task.holder, spec)
        if spec.own == "skip" and not able:
            return next((("self", one) for one in self.holders.who(task.holder)), None)
        if spec.repeated == "skip":
            before = self._approvers(spec.name)
            return next((("repeated", one) for one in able if one.id in before), None)
        return None

    def _asks_others(self, task: Task, spec: Step) -> bool:
        """Whether skipping would decide for somebody else: any other holder of an or-sign, or a refusal kept back."""
        shares = with_skipped(self.application, task, task.opened_at)
        if spec.mode == "any" and any(share.is_live for share in shares[1:]):
            return True
        return outcome(shares, Rule.of(spec)) not in (None, StepStatus.APPROVED)

    def _approvers(self, step: str) -> set[str]:
        """Who has approved another step on the present form, and whose approval still counts."""
        standing = Standing(self.application, self.definition)
        return {
            event.by.id
            for event in self.application.events
            if event.type is EventType.APPROVED
            and event.seq > self.application.head.form_seq
            and event.step not in (step, None)
            and not event.data.get("advice")
            and standing.passed(str(event.step))
        }

    def _claim_holds(self, task: Task) -> bool:
        """Whether who claimed the task may still act on it: in the position, or for somebody who is."""
        if task.claimed is None:
            return True
        service, today = self.application.head.service, self.holders.today
        held = self.holders.who(task.holder)
        if any(task.claimed == one.id for one in held):
            return True
        stands_in = any(task.claimed in one.proxies_for(service, today) for one in held)
        return stands_in and bool(self.holders.who(f"person:{task.claimed}"))

    def _why(self, task: Task) -> Why:
        if self.holders.who(task.holder):
            return Why.OWN
        return Why.VACANT if task.holder.startswith("position:") else Why.LEFT

    def _instead(self, task: Task, spec: Step, why: Why) -> Iterator[str]:
        """Whom to ask, in this order: where it came from, the proxy, up from the unit, the owner, the coordinators."""
        kind, _, key = task.holder.partition(":")
        if kind == "person":
            yield from self._came_from(task)
            person = self.holders.person(key)
            if person and why is Why.LEFT:
                for proxy in person.proxies_for(self.application.head.service, self.holders.today):
                    yield f"person:{proxy}"
        if spec.vacant == "up":
            yield from self._up(self._unit(task.holder), all_the_way=True)
        yield from self._up(self.definition.service.owner_unit, all_the_way=False)
        yield COORDINATORS

    def _came_from(self, task: Task) -> Iterator[str]:
        """The positions the share was handed on from, the nearest first."""
        n = task.n
        for event in reversed(self.application.events):
            if _handed(event, task) == n:
                n = event.data["n"]
                before = self.application.task(f"{task.step}.{task.entry}.{n}")
                if before and before.holder.startswith("position:"):
                    yield before.holder

    def _unit(self, holder: str) -> str:
        """The unit of a position, or of a person; empty where it is not known any more."""
        kind, _, key = holder.partition(":")
        if kind == "position":
            return split_position_key(key)[1]
        person = self.holders.person(key)
        return person.units.get("department") or person.units.get("college", "") if person else ""

    def _up(self, unit: str, *, all_the_way: bool) -> Iterator[str]:
        """Whoever leads the unit, then what it is part of."""
        above = ancestors(unit, self.holders.people) if unit else []
        for one in above if all_the_way else above[:1]:
            for role in heads_of(one.kind):
                yield f"position:{position_key(role, one.id)}"


def with_skipped(application: Application, task: Task, at: datetime) -> list[Task]:
    """The shares of the task's step as they would be with this one skipped; that one first."""
    mine = replace(task, state=TaskState.SKIPPED, decided_at=at, claimed=None)
    return [mine, *(share for share in application.shares(task) if share.key != task.key)]


def _handed(event: Event, task: Task) -> int | None:
    """The share that a transfer made, within the task's step."""
    same = (event.step, event.data.get("entry")) == (task.step, task.entry)
    return int(event.data["new"]) if same and event.type is EventType.TRANSFERRED else None
