"""The whole hall with one service of a department, its endpoints, and systems that answer as a test tells them to."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.shared.ids import new_id
from chalicelib.shared.parcel import Answered, Parcel
from chalicelib.webhooks import secret_of
from tests.exports.conftest import FORM, UNITS, service, university
from tests.hall_world import MORNING, HallWorld
from tests.service_shape import bare_service

STUDENT = "2023010101"
GOOD = Answered(200, '{"reference": "M-1"}', ms=3)
TARGET = {
    "target": "cards",
    "name": {"zh": "一卡通系统", "en": "Card system"},
    "about": {"zh": "办结后写入", "en": "Written when done"},
    "owner_unit": "registry",
    "fields": {"number": "application.number", "person": "applicant.id", "why": "form.reason"},
}
REVIEW = {
    "step": "review",
    "title": {"zh": "审核", "en": "Review"},
    "by": {"role": "officer", "unit": "registry"},
    "within": "1 workday",
}


class Systems:
    """Departments' systems by address: `answers` are given in turn, `GOOD` when there is none left."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.answers: dict[str, list[Answered]] = {}

    def __call__(self, parcel: Parcel) -> Answered:
        self.parcels.append(parcel)
        waiting = self.answers.get(parcel.url)
        return waiting.pop(0) if waiting else GOOD

    def said(self, url: str = "") -> list[dict[str, Any]]:
        return [json.loads(one.body) for one in self.parcels if one.url == url or not url]


class HookWorld(HallWorld):
    """`bring` works the hooks queue off; time goes on with `pass_by`."""

    def __init__(self, aws: Any) -> None:
        self.aws, self.now, self.seen, self.systems = aws, MORNING, {}, Systems()
        settings = replace(aws.settings(), secret="a-secret-of-this-test")
        self.hall = build_hall(settings, clock=self.clock, send_hook=self.systems)
        self.hall.people.load_seed("few", "1", university())
        self.publish(service("card"), service("invoice", "finance"))
        self.head = self.holder_of("position:department_head@registry")
        self.room = self.hall.webhooks

    def make(self, url: str = "https://one.example/hook", **wish: Any) -> dict[str, Any]:
        given = {"name": "系统", "url": url, "events": [], "services": [], "target": "", **wish}
        made: dict[str, Any] = self.room.desk.make(self.head, "registry", given)
        self.forget()
        return made

    def forget(self) -> None:
        """What processes remember for a minute."""
        self.room.outbox._known.clear()

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)
        self.aws.client("sqs")  # delays are those of the queue; `bring` asks every lane by itself

    def bring(self, *hooks: str) -> None:
        """Every message that is there; then what the sweep or a delayed message would wake now."""
        while self._work("hooks_queue_url", self.hall.on_hook):
            pass
        for lane in self.room.store.behind(self.now + timedelta(milliseconds=1)):
            self.room.worker({"unit": lane.unit, "hook": lane.hook})

    def apply(self, reason: str = "补办", code: str = "card") -> str:
        return self.submit(self.person(STUDENT), code, {"reason": reason})

    def approve(self, id: str, decision: str = "approve") -> None:
        officer = self.holder_of("position:officer@registry")
        self.decide(id, "review.1.1", officer, decision)

    def submit_and_approve(self, code: str) -> str:
        """Up to an effect that waits, where `settle` would wait, too."""
        student = self.person(STUDENT)
        id = str(self.hall.submit_application(student, code, {"reason": "丢失"}, new_id())["id"])
        self.seen[id] = 0
        self.settle()
        officer = self.holder_of("position:officer@registry")
        seq = self.load(id).seq
        self.hall.decide(officer, f"{id}.review.1.1", seq, "approve", "同意", {}, {}, new_id())
        self.turn_until(lambda: bool(self.load(id).tokens_of("call", 0)))
        return id

    def turn_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not done():
            assert time.monotonic() < deadline, "it does not come to that"
            if not self._turn():
                time.sleep(0.02)

    def settle_notices(self) -> None:
        while self._work("notices_queue_url", self.hall.on_notice):
            pass

    def calls_cards(self, *, wait: bool) -> None:
        """A service whose approval goes to the card system."""
        self.room.store.put_target("cards", TARGET)
        effect = {"effect": "call", "settings": {"target": "cards", "wait": wait}}
        self.publish(bare_service("reissue", 1, FORM, [REVIEW, effect], owner_unit="registry"))

    def deliveries(self, hook: str, **more: Any) -> list[dict[str, Any]]:
        page = self.room.log.list_deliveries(self.head, "registry", hook, None, 100, failed=more.get("failed", False))
        found: list[dict[str, Any]] = page["items"]
        return found

    def types(self, id: str) -> list[str]:
        return [event.type.value for event in self.load(id).events]

    def hook(self, id: str) -> Any:
        return self.room.store.hook("registry", id)

    def key(self, hook: str) -> bytes:
        return base64.b64decode(secret_of("a-secret-of-this-test", self.hook(hook)).removeprefix("whsec_"))


@pytest.fixture
def world(aws: Any) -> HookWorld:
    return HookWorld(aws)


__all__ = ["UNITS", "HookWorld", "Systems"]
