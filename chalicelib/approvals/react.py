"""What happens after an event: the flow is told, people are told. The stream brings each event at least once.

Every reaction may run twice without harm: a token answered twice is answered once, an execution name starts once,
and the notices' ledger knows what was sent. Order within an application is the timeline's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.applications import (
    NO_CLAIMS,
    REVISE,
    Application,
    ApplicationStore,
    Claims,
    Definitions,
    Event,
    EventType,
    ShareKind,
    StepState,
    StepStatus,
    Task,
    outcome_of,
    replay,
)
from chalicelib.approvals.answer import reentry, start_input
from chalicelib.approvals.case import administrator_positions
from chalicelib.approvals.consult import askers_of
from chalicelib.approvals.hands import Hands
from chalicelib.approvals.hold_claims import hold_claims
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.message import readers_of
from chalicelib.approvals.ports import FlowRunner, Notify, machine_name
from chalicelib.approvals.saying import step_tasks
from chalicelib.approvals.staffing import COORDINATORS, Why
from chalicelib.approvals.standing import Standing
from chalicelib.flows import ENDED, MOVE, top_level_of


@dataclass(frozen=True)
class Reactions:
    """Reacts to one event; bind it once, call it with (application id, event)."""

    store: ApplicationStore
    definitions: Definitions
    flow: FlowRunner
    notify: Notify
    stage: str
    hands: Hands
    claims: Claims = NO_CLAIMS

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

    def settle(self, application: Application, event: Event) -> None:
        """A share was decided: when that fixed the step's outcome the machine goes on, or leaves; else who is next."""
        found = outcome_of(event)
        if found is None:
            self._tell_tasks("task_arrived", application, event)
        elif found is StepStatus.APPROVED:
            self._succeed(application, event, application.head.facts)
            self._tell_applicant(application, event, "step_approved")
        elif found is StepStatus.RETURNED and event.data.get("to"):
            self._move(application, event)
        else:
            self._leave(application, event, f"{MOVE}{REVISE}" if found is StepStatus.RETURNED else ENDED)
            self._tell_applicant(application, event, found.value)

    def _move(self, application: Application, event: Event) -> None:
        """Back to a visited step: what waits in the same state lets go; an open sibling is asked again and found open.

        Repeated late, when the step was asked again already, it does nothing; repeated sooner, the flow enters once
        more and finds everything as the record says.
        """
        definition = self.definitions.version(application.head.service, application.head.version)
        standing = Standing(application, definition)
        if standing.states[str(event.step)].entry != event.data["entry"]:
            return
        target = top_level_of(definition.flow, event.data["to"])
        for state in standing.side_by_side(str(event.step)):
            self._fail(application, state, f"{MOVE}{target}")

    def go(self, application: Application, event: Event) -> None:
        """What was open at the event lets go, towards the step it names: a move, or a decision taken back."""
        definition = self.definitions.version(application.head.service, application.head.version)
        to = event.data.get("to") or str(event.step)
        target = f"{MOVE}{top_level_of(definition.flow, to)}"
        then = Standing(replace(application, events=application.events[: event.seq]), definition)
        closed = [then.states[name] for name in event.data.get("closed", ())]
        # What was opened side by side since the event (the flow asked in between) must let go as well.
        beside = [*then.side_by_side(to), *Standing(application, definition).side_by_side(to)]
        for state in {(one.step, one.entry): one for one in [*closed, *beside]}.values():
            self._fail(application, state, target)

    def taken_back(self, application: Application, event: Event) -> None:
        """The flow goes back to where the decision was made; a share that had decided nothing is not its matter."""
        if event.data["final"]:
            self.go(application, event)

    def tell_everybody(self, application: Application, event: Event) -> None:
        """The applicant, and whoever holds or held something at this moment."""
        message = event.type.value.partition(":")[2]
        held = [task.holder for task in application.tasks if task.is_live or task.decided_at == event.at]
        told = dict.fromkeys([f"person:{application.head.applicant.id}", *held])
        self.notify(message, application, event, list(told), {})

    def tell_second(self, application: Application, event: Event) -> None:
        """The other administrators are asked to confirm or refuse."""
        definition = self.definitions.version(application.head.service, application.head.version)
        told = [f"position:{key}" for key in administrator_positions(definition)]
        self.notify("proposal", application, event, told, {})

    def back_in(self, application: Application, event: Event) -> None:
        """The correction is in: the machine enters again where it was returned."""
        definition = self.definitions.version(application.head.service, application.head.version)
        self._succeed(application, event, reentry(application, definition))

    def leave(self, application: Application, event: Event) -> None:
        """The applicant has ended it."""
        self._leave(application, event, ENDED)

    def _leave(self, application: Application, event: Event, error: str) -> None:
        """Every state that still waits leaves, to the correction or to the end (also siblings in a parallel)."""
        for step in replay(application).values():
            if step.decided_at == event.at:
                self._fail(application, step, error)

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
        self._tell_tasks("task_arrived", application, event)

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

    def tell_principal(self, application: Application, event: Event) -> None:
        """Whoever decides for somebody else: the principal hears of it at once (委托)."""
        if event.by.principal:
            extra = {"step": event.step}
            self.notify("decided_by_proxy", application, event, [f"person:{event.by.principal[0]}"], extra)

    def _succeed(self, application: Application, event: Event, output: Mapping[str, Any]) -> None:
        for token in application.tokens_of(str(event.step), int(event.data["entry"])):
            self.flow.succeed(token, dict(output))

    def _fail(self, application: Application, step: StepState, error: str) -> None:
        for token in application.tokens_of(step.step, step.entry):
            self.flow.fail(token, error)


def _place(event: Event) -> tuple[str | None, Any]:
    return event.step, event.data.get("entry")


def _reassigned(later: Event, event: Event) -> bool:
    """Whether `later` moved shares of the same step after `event`."""
    return later.type is EventType.REASSIGNED and _place(later) == _place(event) and later.seq > event.seq


Reaction = Callable[[Reactions, Application, Event], None]

_APPLICANT_MESSAGES = {
    EventType.SUBMITTED: "submitted",
    EventType.WITHDRAWN: "withdrawn",
    EventType.COMPLETED: "completed",
    EventType.RESUBMITTED: "resubmitted",
}

_REACTIONS: Mapping[EventType, tuple[Reaction, ...]] = {
    EventType.SUBMITTED: (hold_claims, Reactions.start, Reactions.tell_applicant),
    EventType.RESTARTED: (Reactions.start,),
    EventType.OPENED: (Reactions.tell_holders,),
    EventType.APPROVED: (Reactions.settle, Reactions.tell_principal, Reactions.tell_copied),
    EventType.REJECTED: (hold_claims, Reactions.settle, Reactions.tell_principal),
    EventType.RETURNED: (Reactions.settle, Reactions.tell_principal),
    EventType.REASSIGNED: (Reactions.tell_moved,),
    EventType.RESUBMITTED: (hold_claims, Reactions.back_in, Reactions.tell_applicant),
    EventType.WITHDRAWN: (hold_claims, Reactions.leave, Reactions.tell_applicant),
    EventType.COMPLETED: (hold_claims, Reactions.tell_applicant),
    EventType.EFFECT_DONE: (Reactions.tell_copied,),
    EventType.URGED: (Reactions.tell_urged,),
    EventType.TRANSFERRED: (Reactions.tell_arrived,),
    EventType.SIGNER_ADDED: (Reactions.tell_arrived,),
    EventType.SIGNER_REMOVED: (Reactions.tell_arrived,),
    EventType.DELEGATED: (Reactions.tell_arrived,),
    EventType.CONSULTED: (Reactions.tell_consulted,),
    EventType.ANSWERED: (Reactions.tell_answer,),
    EventType.MESSAGED: (Reactions.tell_message,),
    EventType.COPIED: (Reactions.tell_copied,),
    EventType.SUPERVISED: (Reactions.tell_supervised,),
    EventType.OVERDUE: (Reactions.tell_late,),
    EventType.REMINDED: (Reactions.tell_late,),
    EventType.LATE: (Reactions.tell_promise,),
    EventType.RETRACTED: (Reactions.taken_back,),
    EventType.MOVED: (Reactions.go, Reactions.tell_everybody),
    EventType.REOPENED: (hold_claims, Reactions.start, Reactions.tell_everybody),
    EventType.MIGRATED: (Reactions.start,),
    EventType.TERMINATED: (hold_claims, Reactions.leave, Reactions.tell_everybody),
    EventType.SUSPENDED: (Reactions.tell_everybody,),
    EventType.RESUMED: (Reactions.tell_everybody,),
    EventType.PROPOSED: (Reactions.tell_second,),
}
