"""Who is told after an event, of what, and where the message leads. Nothing is sent here: `notify` queues it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chalicelib.applications import (
    REVISE,
    Application,
    Definitions,
    Event,
    EventType,
    ShareKind,
    Task,
    TaskState,
)
from chalicelib.approvals.case import administrator_positions
from chalicelib.approvals.consult import askers_of
from chalicelib.approvals.hands import Hands
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.message import readers_of
from chalicelib.approvals.ports import Notify
from chalicelib.approvals.saying import step_tasks
from chalicelib.approvals.staffing import COORDINATORS, Why

_APPLICANT_MESSAGES = {
    EventType.SUBMITTED: "submitted",
    EventType.WITHDRAWN: "withdrawn",
    EventType.COMPLETED: "completed",
    EventType.RESUBMITTED: "resubmitted",
}

_EVERYBODY_MESSAGES = {
    EventType.MOVED: "moved",
    EventType.REOPENED: "reopened",
    EventType.TERMINATED: "terminated",
    EventType.SUSPENDED: "suspended",
    EventType.RESUMED: "resumed",
}
_ARRIVED_BY = {
    EventType.TRANSFERRED: "transferred",
    EventType.DELEGATED: "delegated",
    EventType.SIGNER_ADDED: "signer_added",
}
"""What somebody's act brought to another says so; whatever else arrives is a task like any other."""


@dataclass(frozen=True)
class Tell:
    """What each kind of event has people told."""

    definitions: Definitions
    notify: Notify
    hands: Hands

    def tell_everybody(self, application: Application, event: Event) -> None:
        """The applicant, and whoever holds or held something at this moment."""
        message = _EVERYBODY_MESSAGES[event.type]
        held = [task.holder for task in application.tasks if task.is_live or task.decided_at == event.at]
        told = dict.fromkeys([f"person:{application.head.applicant.id}", *held])
        self.notify(message, application, event, list(told), {})

    def tell_second(self, application: Application, event: Event) -> None:
        """The other administrators are asked to confirm or refuse."""
        definition = self.definitions.version(application.head.service, application.head.version)
        told = [f"position:{key}" for key in administrator_positions(definition)]
        self.notify("proposal", application, event, told, {})

    def tell_erasure(self, application: Application, event: Event) -> None:
        """The applicant may take the package away before; the department hears of its services, not of each case."""
        self._tell_applicant(application, event, "erasure_ahead")

    def tell_holders(self, application: Application, event: Event) -> None:
        if event.step != REVISE:  # the return itself has told the applicant, with the remarks
            self._tell_tasks("task_arrived", application, event)

    def tell_applicant(self, application: Application, event: Event) -> None:
        self._tell_applicant(application, event, _APPLICANT_MESSAGES[event.type])

    def _tell_applicant(self, application: Application, event: Event, message: str) -> None:
        person = f"person:{application.head.applicant.id}"
        self.notify(message, application, event, [person], {"step": event.step or ""})

    def tell_copied(self, application: Application, event: Event) -> None:
        """Who got a copy is told; they may read the application from now on (抄送)."""
        if event.data.get("copied"):
            self.notify("copied", application, event, event.data["copied"], {})

    def tell_certificate(self, application: Application, event: Event) -> None:
        """The person hears of a document of theirs: that it is ready, or good no longer."""
        if "certificate" in event.data:
            gone = event.type is EventType.CERTIFICATE_REVOKED
            message = "certificate_revoked" if gone else "certificate_ready"
            self.notify(message, application, event, [f"person:{application.head.applicant.id}"], {})

    def tell_offered(self, application: Application, event: Event) -> None:
        """The department's editors hear of an answer that may be published: once, though a letter that was reopened is
        answered again. The message leads to the answer, not to the letter."""
        offered = [one for one in application.events if "answer" in one.data and one.type is EventType.EFFECT_DONE]
        if offered and offered[0].seq == event.seq and (editors := event.data.get("editors")):
            leads = {"about": f"{event.data['answer']}/{event.data['keeper']}"}
            self.notify("answer_offered", application, event, editors, leads)

    def tell_urged(self, application: Application, event: Event) -> None:
        """Whoever holds a task hears that the applicant asks them to hurry; from the third time their head does."""
        holders = self.hands.look_up()
        for task in application.open_tasks:
            self._tell_task("urged", application, event, task, holders)
        if event.data.get("copied"):
            self.notify("copied", application, event, event.data["copied"], {})

    def tell_consulted(self, application: Application, event: Event) -> None:
        self._tell_tasks("consulted", application, event)

    def tell_answer(self, application: Application, event: Event) -> None:
        """Who asked hears the answer; the link leads to the task the question came from."""
        share = application.task(f"{event.step}.{event.data['entry']}.{event.data['n']}")
        if share is None:
            return
        task_id = f"{application.id}.{share.step}.{share.entry}.{share.origin}"
        told = askers_of(application, share)
        self.notify("consult_answered", application, event, told, {"step": event.step, "task_id": task_id})

    def tell_message(self, application: Application, event: Event) -> None:
        told = readers_of(application, event)
        if told:
            self.notify("message", application, event, told, {})

    def tell_supervised(self, application: Application, event: Event) -> None:
        """The holders of what is open, each with the link to their task; then the heads of their units."""
        for task in step_tasks(application):
            extra = {"step": task.step, "task_id": f"{application.id}.{task.key}", "due_at": task.due_at}
            self.notify("supervised", application, event, [task.holder], extra)
        if event.data["heads"]:
            self.notify("supervised", application, event, event.data["heads"], {})

    def tell_arrived(self, application: Application, event: Event) -> None:
        self._tell_tasks(_ARRIVED_BY.get(event.type, "task_arrived"), application, event)

    def tell_retracted(self, application: Application, event: Event) -> None:
        """Who had been told of a task that a retracted decision had brought hears that there is nothing to do."""
        decided = application.events[event.data["decision"] - 1]
        place, up = _place(decided), decided.data.get("next", ())
        for task in application.tasks:
            settled = task.state is TaskState.SUPERSEDED and task.decided_at == event.at
            back = task.state is TaskState.WAITING and (task.step, task.entry) == place and task.n in up
            if (settled or back) and task.step != REVISE:
                extra = {"step": task.step, "task_id": f"{application.id}.{task.key}"}
                self.notify("retracted", application, event, [task.holder], extra)

    def tell_late(self, application: Application, event: Event) -> None:
        self._tell_tasks("overdue" if event.type is EventType.OVERDUE else "reminded", application, event)
        if event.data.get("copied"):
            self.notify("escalated", application, event, event.data["copied"], {"step": event.step})

    def tell_promise(self, application: Application, event: Event) -> None:
        """The whole case is late: the owner's head hears of it."""
        self.notify("escalated", application, event, event.data["copied"], {})

    def _tell_tasks(self, message: str, application: Application, event: Event) -> None:
        """Tell the holder of each share whose turn the event brought; the link leads to that very task.

        Where nobody could act on one it goes to somebody who can, whom the event of that will tell.
        """
        place, holders = _place(event), self.hands.look_up()
        tasks = [task for task in application.tasks if (task.step, task.entry) == place]
        # A question asked beside the step is told of by name only.
        named = event.data.get("next", [task.n for task in tasks if task.kind is not ShareKind.CONSULT])
        tasks = [task for task in tasks if task.n in named]
        kept = self.hands.keep(application, holders, tasks)
        moved = {n for later in kept.events if _reassigned(later, event) for n, _, _ in later.data["moved"]}
        passed = [one for one in kept.events if one.type is EventType.APPROVED and one.data.get("skipped")]
        skipped = {one.data["n"] for one in passed if _place(one) == place}
        for task in tasks:
            if task.n not in moved | skipped:
                self._tell_task(message, application, event, task, holders)

    def _tell_task(self, message: str, application: Application, event: Event, task: Task, holders: Holders) -> None:
        extra = {"step": task.step, "task_id": f"{application.id}.{task.key}", "due_at": task.due_at}
        people = self.hands.told(application, task, holders)
        self.notify(message, application, event, [task.holder], extra | {"people": people})

    def tell_moved(self, application: Application, event: Event) -> None:
        """Who has it now, the coordinators of an empty position, and the heads of the units that left it behind."""
        heads = self.hands.hand_over(application, event, self.hands.look_up())
        self._tell_tasks("task_arrived", application, event)
        if any(why == Why.VACANT for _, _, why in event.data["moved"]):
            self.notify("vacant", application, event, [COORDINATORS], {"step": event.step})
        if heads:
            self.notify("handover", application, event, heads, {"step": event.step})

    def tell_verified(self, application: Application, event: Event) -> None:
        """Whoever has it before them hears that what was to be verified is verified now, and whether it agrees."""
        holders = self.hands.look_up()
        for task in step_tasks(application):
            self._tell_task("value_verified", application, event, task, holders)

    def tell_principal(self, application: Application, event: Event) -> None:
        """Whoever decides for somebody else: the principal hears of it at once (委托)."""
        if event.by.principal:
            extra = {"step": event.step}
            self.notify("decided_by_proxy", application, event, [f"person:{event.by.principal[0]}"], extra)

    def tell_question_withdrawn(self, application: Application, event: Event) -> None:
        """Whoever was asked hears that no answer is wanted any more."""
        share = application.task(f"{event.step}.{event.data['entry']}.{event.data['n']}")
        if share is not None:
            self.notify("consult_withdrawn", application, event, [share.holder], {"step": event.step})

    def tell_urgent(self, application: Application, event: Event) -> None:
        """Whoever holds a task hears that it is urgent now; that it is not any more the page says."""
        if event.data["urgent"]:
            holders = self.hands.look_up()
            for task in step_tasks(application):
                self._tell_task("marked_urgent", application, event, task, holders)


def _place(event: Event) -> tuple[str | None, Any]:
    return event.step, event.data.get("entry")


def _reassigned(later: Event, event: Event) -> bool:
    """Whether `later` moved shares of the same step after `event`."""
    return later.type is EventType.REASSIGNED and _place(later) == _place(event) and later.seq > event.seq
