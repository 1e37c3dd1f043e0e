"""Calls of target systems (C-27): what they are told, and what came of it on the application's timeline.

The body is made when it is sent, from the record as it stands then: no personal data waits in a queue or a table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.applications import (
    HALL,
    Application,
    ApplicationStore,
    Definitions,
    EventType,
    Overtaken,
    change,
    done_effects,
)
from chalicelib.approvals import Done, Later
from chalicelib.errors import Conflict, NotFound
from chalicelib.flows import Effect, find_effect
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.parcel import Answered
from chalicelib.shared.text import Text
from chalicelib.webhooks.model import CALL_SAID_AFTER, Delivery, Outcome
from chalicelib.webhooks.outbox import Outbox
from chalicelib.webhooks.store import HookStore
from chalicelib.webhooks.target import Target

ATTEMPTS = 8
LONGEST_REFERENCE = 80


@dataclass(frozen=True)
class Calls:
    """`tell_owner` is told of a call that failed for good, with the application and its target."""

    store: HookStore
    applications: ApplicationStore
    definitions: Definitions
    outbox: Outbox
    clock: Clock
    base_url: str
    tell_owner: Callable[[Application, Target, Delivery], None]

    def run(self, application: Application, _definition: object, effect: Effect) -> Done | Later:
        """The runner of effects of kind ``call``: queued, and done unless the flow is to wait for the answer."""
        target = self._target(str(effect.settings["target"]))
        self.outbox.call(application, effect, target)
        return Later() if effect.settings.get("wait") else Done({"target": target.code})

    def body(self, delivery: Delivery) -> dict[str, Any] | None:
        """What to send; None when there is no reason any more: the application has ended before it was approved."""
        found = self._load(delivery)
        if found is None:
            return None
        application, effect = found
        if not application.head.is_open and effect.name not in done_effects(application):
            return None
        target = self._target(delivery.type.partition(".")[2])
        data: dict[str, Any] = {name: self._value(application, source) for name, source in target.fields.items()}
        return {"type": delivery.type, "timestamp": stamp(self.clock()), "data": data}

    def note(self, after: Delivery, answer: Answered) -> None:
        """Say on the timeline what came of it, once for each outcome; with success a flow that waits goes on."""
        target = self._target(after.type.partition(".")[2])
        data: dict[str, Any] = {"target": list(target.name), "delivery": after.id, "round": after.round}
        if after.outcome is Outcome.DELIVERED:
            data |= {"reference": reference_of(answer.said)} if reference_of(answer.said) else {}
            self._append(after, EventType.CALLED, data)
        elif after.outcome is Outcome.FAILED or after.made == CALL_SAID_AFTER:
            why = f"HTTP {answer.status}" if answer.status is not None else answer.error
            data |= {"final": after.outcome is Outcome.FAILED, "why": why}
            application = self._append(after, EventType.CALL_FAILED, data)
            if application and after.outcome is Outcome.FAILED:
                self.tell_owner(application, target, after)

    def _append(self, delivery: Delivery, type: EventType, data: Mapping[str, Any]) -> Application | None:
        for _ in range(ATTEMPTS):
            found = self._load(delivery)
            if found is None:
                return None
            application, effect = found
            if _said(application, type, data):
                return application
            told = {"effect": effect.name, **data}
            try:
                return self.applications.commit(change(application, type, by=HALL, at=self.clock(), data=told))
            except Overtaken:
                continue
        raise Conflict()

    def _load(self, delivery: Delivery) -> tuple[Application, Effect] | None:
        try:
            application = self.applications.load(str(delivery.content["application"]))
            definition = self.definitions.version(application.head.service, application.head.version)
            return application, find_effect(definition.flow, str(delivery.content["effect"]))
        except NotFound:
            return None

    def _target(self, code: str) -> Target:
        raw = self.store.target(code)
        if raw is None:
            raise NotFound(Text(f"没有目标系统 {code}", f"There is no target called {code}"))
        return Target.of(raw)

    def _value(self, application: Application, source: str) -> Any:
        head = application.head
        if source.startswith("form."):
            value = application.form.get(source.removeprefix("form."))
            # A person or a row is kept with its name; the system is told which one it is.
            if isinstance(value, Mapping) and ("key" in value or "id" in value):
                return value.get("key", value.get("id"))
            return value
        known: dict[str, Any] = {
            "application.id": head.id,
            "application.number": head.number,
            "application.service": head.service,
            "application.submitted_at": stamp(head.submitted_at),
            "application.link": f"{self.base_url}/zh/application/?id={head.id}",
            "applicant.id": head.applicant.id,
            "applicant.name": head.applicant.name.to_dict(),
            "applicant.category": head.applicant.category,
        }
        if source in known:
            return known[source]
        return head.applicant.units.get(source.partition(".")[2])


def reference_of(said: str) -> str:
    """What the system calls it: ``reference`` of a JSON answer, when it is a short readable text."""
    try:
        found = json.loads(said)
    except ValueError:
        return ""
    given = found.get("reference") if isinstance(found, dict) else None
    return given if isinstance(given, str) and given.isprintable() and len(given) <= LONGEST_REFERENCE else ""


def _said(application: Application, type: EventType, data: Mapping[str, Any]) -> bool:
    wanted = [data.get(name) for name in ("delivery", "round", "final")]
    return any(
        event.type is type and [event.data.get(name) for name in ("delivery", "round", "final")] == wanted
        for event in application.events
    )
