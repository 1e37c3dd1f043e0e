"""From what happened to what is to be delivered: an application's events and the calls of its flow, each once.

A reaction may run twice: a delivery's id follows from the event, and what is there already is only woken once more. The
endpoints of a unit are remembered for a minute, so that most events of most units cost no call at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.applications import Application, Definitions, Event
from chalicelib.flows import Effect
from chalicelib.shared.clock import Clock, stamp
from chalicelib.webhooks.events import content_of, message_id, types_of
from chalicelib.webhooks.model import Delivery, Hook
from chalicelib.webhooks.store import HookStore
from chalicelib.webhooks.todos import CLOSED, HALL_UNIT, OPENED, stated_by, statement, type_of

if TYPE_CHECKING:
    from chalicelib.webhooks.target import Target

REMEMBERED = timedelta(minutes=1)

Wake = Callable[[str, str, int], None]
"""(unit, hook, seconds from now): somebody should look at this endpoint then."""


@dataclass(frozen=True)
class Outbox:
    """`wake` puts a message on the hooks queue."""

    store: HookStore
    definitions: Definitions
    wake: Wake
    clock: Clock
    secret: str
    _known: dict[str, tuple[datetime, tuple[Hook, ...]]] = field(default_factory=dict)

    def publish(self, application: Application, event: Event) -> None:
        """Queue this event for every endpoint that asked for its like. Raises `Temporary`."""
        self._state_tasks(application, event)
        types = types_of(event)
        if not types:
            return
        head = application.head
        unit = self.definitions.version(head.service, head.version).service.owner_unit
        for hook in self._hooks(unit):
            wanted = [type for type in types if hook.wants(type, head.service)]
            for type in wanted:
                id = message_id(self.secret, event.at, head.id, str(event.seq), type, seq=event.seq)
                self.put(hook.id, id, type, event.at, content_of(head, event))
            if wanted:
                self.wake(unit, hook.id, 0)

    def _state_tasks(self, application: Application, event: Event) -> None:
        """For the campus-wide list of to-dos, how each task stands that this event was the last to touch."""
        hooks = [hook for hook in self._hooks(HALL_UNIT) if hook.wants(OPENED, "") or hook.wants(CLOSED, "")]
        tasks = stated_by(application, event) if hooks else []
        if not tasks:
            return
        head = application.head
        definition = self.definitions.version(head.service, head.version)
        for hook in hooks:
            for task in tasks:
                id = message_id(self.secret, event.at, head.id, str(event.seq), "task", task.key, seq=event.seq)
                if hook.wants(type_of(task), ""):
                    self.put(hook.id, id, type_of(task), event.at, statement(application, definition, event, task))
            self.wake(hook.unit, hook.id, 0)

    def announce(self, unit: str, type: str, at: datetime, content: Mapping[str, Any], *about: str) -> None:
        """Queue something that is no application's event for whoever asked for its like; `about` tells it apart."""
        id = message_id(self.secret, at, type, *about)
        for hook in self._hooks(unit):
            if hook.wants(type, str(content.get("service", ""))):
                self.put(hook.id, id, type, at, content)
                self.wake(unit, hook.id, 0)

    def call(self, application: Application, effect: Effect, target: Target) -> None:
        """Queue the one call of this effect; harmless when repeated."""
        head, now = application.head, self.clock()
        content = {"application": head.id, "number": head.number, "service": head.service, "effect": effect.name}
        id = message_id(self.secret, now, head.id, "effect", effect.name)
        self.put(target.hook_id, id, f"call.{target.code}", now, content, call=f"{head.id}#{effect.name}")
        self.wake(target.owner_unit, target.hook_id, 0)

    def put(self, hook: str, id: str, type: str, at: datetime, content: Mapping[str, Any], *, call: str = "") -> bool:
        """A delivery that is due now; False when it is there already."""
        now = self.clock()
        return self.store.put(Delivery(id, hook, type, at, content, due=stamp(now), kept_until=now), call)

    def _hooks(self, unit: str) -> tuple[Hook, ...]:
        now = self.clock()
        known = self._known.get(unit)
        if known is None or not now - REMEMBERED < known[0] <= now:
            known = (now, tuple(self.store.of_unit(unit)))
            self._known[unit] = known
        return known[1]
