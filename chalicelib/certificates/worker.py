"""What the queue of documents brings: a flow asks for a certificate, or somebody of the office wants one made again.

A flow's question is answered by the same worker as every step's; here it only has the runner that can print. What is
made again is said on the application's timeline, once for each certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.applications import (
    HALL,
    Application,
    ApplicationStore,
    Change,
    Definitions,
    EventType,
    change,
    done_effects,
)
from chalicelib.approvals import Done, effect_done, repeat
from chalicelib.certificates import store as stored
from chalicelib.certificates.issue import ATTEMPTS, Issuing, told
from chalicelib.certificates.model import NOT_DONE, UNDER_WAY, Certificate, State
from chalicelib.errors import Conflict, NotFound
from chalicelib.flows import find_effect
from chalicelib.shared.clock import Clock, stamp


@dataclass(frozen=True)
class CertificateWorker:
    """`answer` answers a question of a flow (`approvals.StepWorker` with this room's runner)."""

    answer: Callable[[Mapping[str, Any]], None]
    issuing: Issuing
    applications: ApplicationStore
    definitions: Definitions
    clock: Clock

    def __call__(self, message: Mapping[str, Any]) -> None:
        """`message` is what a state of the machine sent, or ``{kind: certificate, application, effect, n}``."""
        if message["kind"] == "effect":
            self.answer(message)
            self._take_back(str(message["application"]), str(message["effect"]))
        else:
            self._make(str(message["application"]), str(message["effect"]), int(message["n"]))

    def _make(self, application_id: str, effect: str, n: int) -> None:
        try:
            application = self.applications.load(application_id)
        except NotFound:
            return
        definition = self.definitions.version(application.head.service, application.head.version)
        found = find_effect(definition.flow, effect)
        if effect not in done_effects(application) and not application.head.is_open:
            self._take_back(application_id, effect)
            return
        made = self.issuing.make(application, definition, found, n)
        if made.state is State.VALID:
            self._say(application_id, made)

    def _say(self, application_id: str, made: Certificate) -> None:
        """Once: the first lets the flow go on, a later one is told as such."""
        repeat(self.applications, application_id, lambda found: self._saying(found, made), attempts=ATTEMPTS)

    def _saying(self, application: Application, made: Certificate) -> Change | None:
        now = self.clock()
        data: dict[str, Any] = {"certificate": told(made)}
        if made.effect not in done_effects(application):
            definition = self.definitions.version(application.head.service, application.head.version)
            return effect_done(application, find_effect(definition.flow, made.effect), Done(data), now)
        if any(_is_of(event.data, made) for event in application.events):
            return None
        data["effect"] = made.effect
        return change(application, EventType.CERTIFICATE_REISSUED, by=HALL, at=now, data=data)

    def _take_back(self, application_id: str, effect: str) -> None:
        """What was made for an application that went another way meanwhile is good for nothing."""
        try:
            application = self.applications.load(application_id)
        except NotFound:
            return
        if effect in done_effects(application):
            return
        for one in self.issuing.store.of_effect(application_id, effect):
            ended = not application.head.is_open and one.state in UNDER_WAY
            if one.state is State.VALID or ended:
                gone = one.going(state=State.REVOKED, reason=NOT_DONE, changed_at=stamp(self.clock()))
                try:
                    self.issuing.store.write(gone)
                except stored.Overtaken as overtaken:
                    raise Conflict() from overtaken


def _is_of(data: Mapping[str, Any], made: Certificate) -> bool:
    return data.get("effect") == made.effect and (data.get("certificate") or {}).get("n") == made.n
