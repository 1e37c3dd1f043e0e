"""A decision as it is asked for: what it says, whether it was made before, and who made another one first. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.applications import Actor, Application, Event, EventType, Task
from chalicelib.errors import AlreadyDecided
from chalicelib.people import Person
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

LONGEST_OPINION = 1000
"""Characters; keeps one event far below the store's 400 KB item (PROMISES R10)."""


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"


@dataclass(frozen=True)
class Decision:
    """What the person decided; `pins` are remarks on single fields of a returned form; `seq` is what they had read.

    A return goes to the step `to`, or to the applicant when it is empty; `again` asks the steps in between once more.
    """

    verdict: Verdict
    opinion: str
    seq: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    to: str = ""
    again: bool = False

    @property
    def is_plain(self) -> bool:
        """A bare approval touches nothing but its own task; anything else needs the whole application."""
        return self.verdict is Verdict.APPROVE and not self.fields and not self.pins


def repeated(application: Application, task_key: str, person: Person, decision: Decision) -> bool:
    """Whether this very decision is what the task's decider already made: a double click, not a conflict."""
    task = application.task(task_key)
    if task is None:
        return False
    if decision.key and any(e.data.get("key") == decision.key and e.by.id == person.id for e in application.events):
        return True  # also when it was taken back since: the click is old, whatever came after
    if task.by is None or task.by.id != person.id:
        return False
    for event in reversed(application.events):
        if event.step == task.step and event.data.get("n") == task.n and event.data.get("entry") == task.entry:
            if decision.key or event.data.get("key"):
                return bool(event.data.get("key") == decision.key)
            return _same(event, decision)
    return False


def _same(event: Event, decision: Decision) -> bool:
    """Without a key it is the content that tells a request repeated after a lost answer from a change of mind."""
    told = (event.type.value, event.data.get("opinion", ""), event.data.get("pins", {}), event.data.get("to", ""))
    meant = (f"step:{_DONE[decision.verdict]}", decision.opinion.strip(), dict(decision.pins), decision.to)
    return told == meant and dict(decision.fields).items() <= event.data.get("fields", {}).items()


_DONE = {Verdict.APPROVE: "approved", Verdict.REJECT: "rejected", Verdict.RETURN: "returned"}


def already_decided(application: Application, task: Task) -> AlreadyDecided:
    """Who was first, and when, for the one who came second."""
    last = next((e for e in reversed(application.events) if e.step == task.step and e.type in _OUTCOMES), None)
    if last is None:
        ended = application.events[-1]
        return AlreadyDecided(
            Text("该办件已结束或已撤回", "This application has ended or was withdrawn"), extra=_who(ended.by, ended.at)
        )
    detail = Text("{name}已于{at}办理", "{name} decided it at {at}").format(name=last.by.name, at=stamp(last.at))
    return AlreadyDecided(detail, extra=_who(last.by, last.at))


_OUTCOMES = frozenset({EventType.APPROVED, EventType.REJECTED, EventType.RETURNED})


def _who(actor: Actor, at: datetime) -> dict[str, Any]:
    return {"decided_by": actor.name.to_dict(), "decided_at": stamp(at)}
