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
    Event,
    EventType,
    StepState,
    StepStatus,
    ending_of,
    outcome_of,
    replay,
)
from chalicelib.approvals.answer import reentry, start_input
from chalicelib.approvals.effects import EFFECT_ENTRY
from chalicelib.approvals.hold_claims import hold_claims
from chalicelib.approvals.ports import FlowRunner, machine_name
from chalicelib.approvals.standing import Standing
from chalicelib.approvals.tell import Tell
from chalicelib.flows import ENDED, MOVE, top_level_of


@dataclass(frozen=True)
class Reactions(Tell):
    """Reacts to one event; bind it once, call it with (application id, event)."""

    store: ApplicationStore
    flow: FlowRunner
    stage: str
    claims: Claims = NO_CLAIMS
    publish: Callable[[Application, Event], None] = lambda _application, _event: None
    """Tells departments' systems; after everything else, so that their trouble holds nobody up."""
    archive: Callable[[Application, Event], None] = lambda _application, _event: None
    """Has a package made of what has ended."""
    trail: Callable[[str, Event], None] = lambda _id, _event: None
    """Notes the event for the day's signed root; before everything else, so that nothing fails before it."""
    count: Callable[[Application, Event], None] = lambda application, event: None
    """Comes last and raises nothing: no figure holds up an application."""

    def __call__(self, application_id: str, event: Event) -> None:
        self.trail(application_id, event)
        if event.type is EventType.ERASED:
            return  # there is nothing left to tell anybody of
        application = self.store.load(application_id)
        for react in _REACTIONS.get(event.type, ()):
            react(self, application, event)
        if (end := ending_of(application)) and end.seq == event.seq:
            self.archive(application, end)
        self.publish(application, event)
        self.count(application, event)

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
            self._tell_applicant(application, event, "returned" if found is StepStatus.RETURNED else "rejected")

    def _move(self, application: Application, event: Event) -> None:
        """Back to a visited step: what waits in the same state lets go; an open sibling is asked again and found open.

        Repeated late, when the step was asked again already, it does nothing; repeated sooner, the flow enters once
        more and finds everything as the record says.
        """
        if _migrated_since(application, event):
            return
        definition = self.definitions.version(application.head.service, application.head.version)
        standing = Standing(application, definition)
        if standing.states[str(event.step)].entry != event.data["entry"]:
            return
        target = top_level_of(definition.flow, event.data["to"])
        for state in standing.side_by_side(str(event.step)):
            self._fail(application, state, f"{MOVE}{target}")

    def go(self, application: Application, event: Event) -> None:
        """What was open at the event lets go, towards the step it names: a move, or a decision taken back."""
        if _migrated_since(application, event):
            return
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

    def back_in(self, application: Application, event: Event) -> None:
        """The correction is in: the machine enters again where it was returned."""
        definition = self.definitions.version(application.head.service, application.head.version)
        self._succeed(application, event, reentry(application, definition))

    def called(self, application: Application, event: Event) -> None:
        """What an effect is for has come about elsewhere: a flow that waits for that goes on."""
        for token in application.tokens_of(str(event.data["effect"]), EFFECT_ENTRY):
            self.flow.succeed(token, dict(application.head.facts))

    def leave(self, application: Application, event: Event) -> None:
        """The applicant has ended it."""
        self._leave(application, event, ENDED)

    def _leave(self, application: Application, event: Event, error: str) -> None:
        """Every state that still waits leaves, to the correction or to the end (also siblings in a parallel)."""
        for step in replay(application).values():
            if step.decided_at == event.at:
                self._fail(application, step, error)

    def _succeed(self, application: Application, event: Event, output: Mapping[str, Any]) -> None:
        for token in application.tokens_of(str(event.step), int(event.data["entry"])):
            self.flow.succeed(token, dict(output))

    def _fail(self, application: Application, step: StepState, error: str) -> None:
        for token in application.tokens_of(step.step, step.entry):
            self.flow.fail(token, error)


def _migrated_since(application: Application, event: Event) -> bool:
    """Whether another version's execution is the clock by now: it entered where the record stood, this event included,
    and the steps the event speaks of may be gone."""
    return any(later.type is EventType.MIGRATED for later in application.events[event.seq :])


Reaction = Callable[[Reactions, Application, Event], None]

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
    EventType.EFFECT_DONE: (
        Reactions.called,
        Reactions.tell_copied,
        Reactions.tell_certificate,
        Reactions.tell_offered,
    ),
    EventType.CALLED: (Reactions.called,),
    EventType.CERTIFICATE_REISSUED: (Reactions.tell_certificate,),
    EventType.CERTIFICATE_REVOKED: (Reactions.tell_certificate,),
    EventType.VERIFIED: (Reactions.tell_verified,),
    EventType.URGED: (Reactions.tell_urged,),
    EventType.TRANSFERRED: (Reactions.tell_arrived,),
    EventType.SIGNER_ADDED: (Reactions.tell_arrived,),
    EventType.SIGNER_REMOVED: (Reactions.tell_arrived,),
    EventType.DELEGATED: (Reactions.tell_arrived,),
    EventType.CONSULTED: (Reactions.tell_consulted,),
    EventType.ANSWERED: (Reactions.tell_answer,),
    EventType.CONSULT_WITHDRAWN: (Reactions.tell_question_withdrawn,),
    EventType.URGENT: (Reactions.tell_urgent,),
    EventType.MESSAGED: (Reactions.tell_message,),
    EventType.COPIED: (Reactions.tell_copied,),
    EventType.SUPERVISED: (Reactions.tell_supervised,),
    EventType.OVERDUE: (Reactions.tell_late,),
    EventType.REMINDED: (Reactions.tell_late,),
    EventType.LATE: (Reactions.tell_promise,),
    EventType.RETRACTED: (Reactions.taken_back, Reactions.tell_retracted),
    EventType.MOVED: (Reactions.go, Reactions.tell_everybody),
    EventType.REOPENED: (hold_claims, Reactions.start, Reactions.tell_everybody),
    EventType.MIGRATED: (Reactions.start,),
    EventType.TERMINATED: (hold_claims, Reactions.leave, Reactions.tell_everybody),
    EventType.SUSPENDED: (Reactions.tell_everybody,),
    EventType.RESUMED: (Reactions.tell_everybody,),
    EventType.ERASURE_AHEAD: (Reactions.tell_erasure,),
    EventType.PROPOSED: (Reactions.tell_second,),
}
