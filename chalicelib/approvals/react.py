"""What happens after an event: the flow is told, people are told. The stream brings each event at least once.

Every reaction may run twice without harm: a token answered twice is answered once, an execution name starts once,
and the notices' ledger knows what was sent. Order within an application is the timeline's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.applications import (
    REVISE,
    Application,
    ApplicationStore,
    Definitions,
    Event,
    EventType,
    replay,
)
from chalicelib.approvals.answer import reentry, start_input
from chalicelib.approvals.ports import FlowRunner, Notify, machine_name
from chalicelib.flows import ENDED, MOVE


@dataclass(frozen=True)
class Reactions:
    """Reacts to one event; bind it once, call it with (application id, event)."""

    store: ApplicationStore
    definitions: Definitions
    flow: FlowRunner
    notify: Notify
    stage: str

    def __call__(self, application_id: str, event: Event) -> None:
        application = self.store.load(application_id)
        for react in _REACTIONS.get(event.type, ()):
            react(self, application, event)

    def start(self, application: Application, event: Event) -> None:
        """Start the round this event opened; an older round than the present one is nobody's clock."""
        head = application.head
        if not head.is_open or event.data.get("round", head.round) != head.round:
            return
        machine = machine_name(self.stage, head.service, head.version)
        self.flow.start(machine, head.execution, start_input(application, event.data.get("enter", "")))

    def go_on(self, application: Application, event: Event) -> None:
        """The step has its outcome: the machine goes on with fresh facts."""
        if event.data.get("final", True):
            self._succeed(application, event, application.head.facts)

    def back_in(self, application: Application, event: Event) -> None:
        """The correction is in: the machine enters again where it was returned."""
        definition = self.definitions.version(application.head.service, application.head.version)
        self._succeed(application, event, reentry(application, definition))

    def leave(self, application: Application, event: Event) -> None:
        """Every state that still waits leaves, to the correction or to the end (also siblings in a parallel)."""
        error = f"{MOVE}{REVISE}" if event.type is EventType.RETURNED else ENDED
        for step in replay(application).values():
            token = application.token(step.step, step.entry)
            if token and step.decided_at == event.at:
                self.flow.fail(token, error)

    def tell_holders(self, application: Application, event: Event) -> None:
        if event.step != REVISE:  # the return itself has told the applicant, with the remarks
            self._tell_tasks("task_arrived", application, event)

    def tell_applicant(self, application: Application, event: Event) -> None:
        message = _APPLICANT_MESSAGES[event.type]
        person = f"person:{application.head.applicant.id}"
        self.notify(message, application, event, [person], {"step": event.step or ""})

    def tell_copied(self, application: Application, event: Event) -> None:
        """The holders an effect names are told; they may read the application from now on (抄送)."""
        self.notify("copied", application, event, event.data["copied"], {})

    def tell_late(self, application: Application, event: Event) -> None:
        self._tell_tasks("overdue" if event.type is EventType.OVERDUE else "reminded", application, event)

    def _tell_tasks(self, message: str, application: Application, event: Event) -> None:
        """Tell the holder of each task of this entry of the step; the link leads to that very task."""
        place = (event.step, event.data["entry"])
        for task in application.tasks:
            if (task.step, task.entry) == place:
                extra = {"step": task.step, "task_id": f"{application.id}.{task.key}", "due_at": task.due_at}
                self.notify(message, application, event, [task.holder], extra)

    def _succeed(self, application: Application, event: Event, output: Mapping[str, Any]) -> None:
        token = application.token(str(event.step), int(event.data["entry"]))
        if token:
            self.flow.succeed(token, dict(output))


Reaction = Callable[[Reactions, Application, Event], None]

_APPLICANT_MESSAGES = {
    EventType.SUBMITTED: "submitted",
    EventType.RETURNED: "returned",
    EventType.REJECTED: "rejected",
    EventType.WITHDRAWN: "withdrawn",
    EventType.COMPLETED: "completed",
    EventType.APPROVED: "step_approved",
    EventType.RESUBMITTED: "resubmitted",
}

_REACTIONS: Mapping[EventType, tuple[Reaction, ...]] = {
    EventType.SUBMITTED: (Reactions.start, Reactions.tell_applicant),
    EventType.RESTARTED: (Reactions.start,),
    EventType.OPENED: (Reactions.tell_holders,),
    EventType.APPROVED: (Reactions.go_on, Reactions.tell_applicant),
    EventType.RESUBMITTED: (Reactions.back_in, Reactions.tell_applicant),
    EventType.RETURNED: (Reactions.leave, Reactions.tell_applicant),
    EventType.REJECTED: (Reactions.leave, Reactions.tell_applicant),
    EventType.WITHDRAWN: (Reactions.leave, Reactions.tell_applicant),
    EventType.COMPLETED: (Reactions.tell_applicant,),
    EventType.EFFECT_DONE: (Reactions.tell_copied,),
    EventType.OVERDUE: (Reactions.tell_late,),
    EventType.REMINDED: (Reactions.tell_late,),
}
