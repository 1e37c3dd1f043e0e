"""The webhooks room with its adapters: the hooks queue, the way out behind its guard, and whom to tell."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_telling import TellingParts
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.applications import Application
    from chalicelib.providers import Guard
    from chalicelib.shared.parcel import Deliver
    from chalicelib.webhooks import Calls, Delivery, Hook, HookDesk, HookLog, HookStore, HookWorker, Outbox, Target


class WebhookParts(TellingParts):
    """Departments' endpoints and what is brought to them."""

    @cached_property
    def webhooks(self) -> Webhooks:
        return Webhooks(self)

    def on_hook(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the hooks queue."""
        from chalicelib.approvals import on_messages

        return on_messages(batch, handle=self.webhooks.worker, read=json.loads, report=self.report)


class Webhooks:
    """The room's parts, each made when it is first asked for: an application's event needs the outbox alone."""

    def __init__(self, hall: WebhookParts) -> None:
        self._hall = hall

    @cached_property
    def store(self) -> HookStore:
        from chalicelib.webhooks import HookStore

        return HookStore()

    @cached_property
    def outbox(self) -> Outbox:
        from chalicelib.webhooks import Outbox

        hall = self._hall
        return Outbox(self.store, hall.definitions, self._wake, hall.clock, hall.settings.secret)

    @cached_property
    def desk(self) -> HookDesk:
        from chalicelib.webhooks import HookDesk

        hall = self._hall
        known: dict[str, Any] = {"clock": hall.clock, "secret": hall.settings.secret}
        return HookDesk(self.store, hall.catalogue, self.outbox, self._fault, hall.people.get_units, **known)

    @cached_property
    def log(self) -> HookLog:
        from chalicelib.webhooks import HookLog

        return HookLog(self.store, self.desk, self._hall.clock, self._hall.settings.secret)

    @cached_property
    def calls(self) -> Calls:
        from chalicelib.webhooks import Calls

        hall = self._hall
        rooms: dict[str, Any] = {"applications": hall.store, "definitions": hall.definitions, "outbox": self.outbox}
        return Calls(
            self.store, **rooms, clock=hall.clock, base_url=hall.settings.base_url, tell_owner=self._tell_failed
        )

    @cached_property
    def worker(self) -> HookWorker:
        from chalicelib.webhooks import HookWorker

        settings = self._hall.settings
        return HookWorker(
            self.store,
            lambda: self.calls,
            self._hall._replaced.get("send_hook") or self._sender,
            self._wake,
            self._hall.clock,
            settings.secret,
            settings.base_url,
            self._tell_off,
            self._people,
            settings.time_scale,
        )

    @cached_property
    def guard(self) -> Guard:
        from chalicelib.providers import guard_of

        settings = self._hall.settings
        return guard_of(settings.hook_networks, settings.stage in ("local", "test"))

    @cached_property
    def _sender(self) -> Deliver:
        from chalicelib.providers import Outward

        return Outward(self.guard)

    def _fault(self, url: str) -> str:
        from chalicelib.providers import Forbidden

        try:
            self.guard.check(url)
        except Forbidden as no:
            return str(no)
        return ""

    def _people(self, holder: str) -> list[str]:
        kind, _, name = holder.partition(":")
        if kind == "person":
            return [name]
        today = self._hall.clock().astimezone(CHINA).date()
        return [person.id for person in self._hall.people.members(name, today)]

    def _wake(self, unit: str, hook: str, seconds: int) -> None:
        from chalicelib.aws import Queue

        queue = self._hall._replaced.get("queue") or Queue(self._hall.clients)
        queue.send(self._hall.settings.hooks_queue_url, {"unit": unit, "hook": hook}, seconds)

    def _tell_off(self, hook: Hook) -> None:
        """Once for each time it is switched off: the ledger knows the endpoint's version."""
        assert hook.off_at
        about = _About(hook.id, hook.name, Text(hook.name, hook.name), hook.rev, hook.off_at)
        self._hall.notices.notify("webhook_off", about, about, self.owners(hook.unit))

    def _tell_failed(self, application: Application, target: Target, delivery: Delivery) -> None:
        """Who administers the target hears that something has to be mended and sent again by hand."""
        name = application.head.number
        about = _About(f"{application.id}.{delivery.id}", name, target.name, delivery.round, delivery.at)
        self._hall.notices.notify("call_failed", about, about, self.owners(target.owner_unit))

    def owners(self, unit: str) -> list[str]:
        """Who leads the unit today; where nobody does, who coordinates the hall."""
        from chalicelib.approvals import unit_administrators

        today = self._hall.clock().astimezone(CHINA).date()
        found: dict[str, None] = {}
        for key in unit_administrators(unit):
            if not found:
                found |= dict.fromkeys(person.id for person in self._hall.people.members(key, today))
        return list(found)


@dataclass(frozen=True)
class _About:
    """An endpoint or a call as the notices room knows what happened, and what it happened to."""

    id: str
    number: str
    service_name: Text
    seq: int
    at: datetime
