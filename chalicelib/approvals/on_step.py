"""The worker of the steps queue: the flow asks, the record answers.

Messages come at least once and in any order; each is answered from a fresh read of the application, so a repeated
or late one changes nothing. One bad message fails alone and is asked again by the queue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.applications import Application, ApplicationStore, Change, Definitions, Overtaken
from chalicelib.approvals.answer import (
    Answer,
    Commit,
    Do,
    Fail,
    Succeed,
    Wait,
    answer_effect,
    answer_finish,
    answer_step,
)
from chalicelib.approvals.effects import EFFECT_ENTRY, Later, Refused, Runner, effect_done, effect_refused, notify
from chalicelib.approvals.ports import FlowRunner
from chalicelib.errors import Conflict, NotFound
from chalicelib.flows import ENDED, Units
from chalicelib.shared.clock import Clock
from chalicelib.shared.working_calendar import WorkingCalendar

ATTEMPTS = 8
"""How often a change is thought over on fresh data before the queue is asked to bring the message again."""


TOKENS_KEPT = 3
"""Of one step entry: the flow asks once a day, and no message is on its way for three days."""


@dataclass(frozen=True)
class StepWorker:
    """Answers one question of a flow; bind it once, call it for each message."""

    store: ApplicationStore
    definitions: Definitions
    flow: FlowRunner
    calendar: WorkingCalendar
    clock: Clock
    units: Units
    runners: Mapping[str, Runner] = field(default_factory=dict)
    """What carries out an effect, by its kind; `notify` is always there."""
    elsewhere: Mapping[str, Callable[[Mapping[str, Any]], None]] = field(default_factory=dict)
    """Of effects another function carries out, by kind: what hands the question on to it. The flow waits meanwhile."""

    def __call__(self, message: Mapping[str, Any]) -> None:
        """`message` is the body a state of the machine sent (statemachines/step.json, effect.json, finish.json)."""
        for _ in range(ATTEMPTS):
            try:
                application = self.store.load(message["application"])
            except NotFound:
                # An execution without a record has nothing to be the clock of.
                self.flow.fail(message["token"], ENDED)
                return
            try:
                self._carry_out(application, self._answer(application, message), message)
                return
            except Overtaken:
                continue
        raise Conflict()

    def _answer(self, application: Application, message: Mapping[str, Any]) -> Answer:
        definition = self.definitions.version(application.head.service, application.head.version)
        now, round = self.clock(), int(message["round"])
        if message["kind"] == "finish":
            return answer_finish(application, definition, round, now=now)
        if message["kind"] == "effect":
            return answer_effect(application, definition, message["effect"], round)
        token = message["token"]
        step, calendar = message["step"], self.calendar
        return answer_step(application, definition, step, round, token, now=now, calendar=calendar, units=self.units)

    def _carry_out(self, application: Application, answer: Answer, message: Mapping[str, Any]) -> None:
        token = message["token"]
        if isinstance(answer, Succeed):
            self.flow.succeed(token, answer.output)
        elif isinstance(answer, Fail):
            self.flow.fail(token, answer.error)
        elif isinstance(answer, Wait):
            self._keep(application, answer.step, answer.entry, token)
        elif isinstance(answer, Do) and answer.effect.kind in self.elsewhere:
            self.elsewhere[answer.effect.kind](message)
        elif isinstance(answer, Commit | Do):
            made = self._effect(application, answer) if isinstance(answer, Do) else answer.change
            if made is None:
                self._keep(application, str(message["effect"]), EFFECT_ENTRY, token)
                return
            after = self.store.commit(made)
            if message["kind"] != "step":
                self._carry_out(after, self._answer(after, message), message)

    def _keep(self, application: Application, step: str, entry: int, token: str) -> None:
        """Keep the token of what is waited for, once."""
        known = application.tokens_of(step, entry)
        if token not in known:
            self.store.put_tokens(application.id, step, entry, [token, *known][:TOKENS_KEPT], known)
            raise Overtaken  # a decision may have come in between and knows nothing of this token: look again

    def _effect(self, application: Application, answer: Do) -> Change | None:
        """Carry out an effect; what came of it as a change of the application, None while it is under way."""
        definition = self.definitions.version(application.head.service, application.head.version)
        effect, now = answer.effect, self.clock()
        if effect.kind == "notify":
            return effect_done(application, effect, notify(application, definition, effect, self.units), now)
        found = self.runners[effect.kind](application, definition, effect)
        if isinstance(found, Later):
            return None
        if isinstance(found, Refused):
            return effect_refused(application, definition, effect, found, now)
        return effect_done(application, effect, found, now)
