"""One endpoint and one delivery, for where only HTTP is tested."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalicelib.errors import Conflict, NotFound
from chalicelib.shared.parcel import Answered
from chalicelib.shared.text import Text
from chalicelib.webhooks import EVENTS, Delivery, Hook
from chalicelib.webhooks.model import tried
from tests.web.good import Good

API = "/api/v1"
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
UNIT, URL = "student-affairs", "https://system.example.edu/hook"
HOOK = Hook("hookhookhook", UNIT, "学工系统", URL, (), (), "110101", AT)
SECRET = "whsec_" + "A" * 43 + "="
CONTENT = {"application": "01arz3ndektsv4rrffq69g5fav", "number": "20261123-004217", "service": "undergraduate-leave"}
DELIVERY = tried(
    Delivery("msg_20261123020000000_00001_abc", HOOK.id, "application.submitted", AT, CONTENT), Answered(422, "no"), AT
)
FAILED = {**DELIVERY.view(), "outcome": "failed", "next_at": None}


class FakeWebhooks:
    """`switched_off`: nothing can be tried."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls, self.hooks = calls, [HOOK]

    @property
    def desk(self) -> FakeWebhooks:
        return self

    @property
    def log(self) -> FakeWebhooks:
        return self

    def choices(self, who: Any) -> dict[str, Any]:
        service = {"code": "undergraduate-leave", "name": Text("本科生请假", "Undergraduate leave"), "unit": UNIT}
        target = {"code": "mail", "name": Text("邮件系统", "Mail"), "about": Text("开通", "Opens"), "unit": UNIT}
        return {
            "units": [{"id": UNIT, "name": Text("学生处", "Student Affairs")}],
            "services": [service],
            "events": [{"code": code, "name": name} for code, name in EVENTS.items()],
            "targets": [target | {"fields": ["number"]}],
        }

    def list_hooks(self, who: Any, unit: str) -> dict[str, Any]:
        _known(unit, UNIT)
        return {"items": [view(hook) for hook in self.hooks]}

    def make(self, who: Any, unit: str, wish: Any) -> dict[str, Any]:
        _known(unit, UNIT)
        self.calls.append(("make_webhook", who.id, unit))
        return view(HOOK) | {"secret": SECRET}

    def change(self, who: Any, unit: str, id: str, wish: Any) -> dict[str, Any]:
        _known(id, HOOK.id)
        self.calls.append(("change_webhook", who.id, tuple(name for name, value in wish.items() if value is not None)))
        return view(HOOK)

    def remove(self, who: Any, unit: str, id: str) -> None:
        _known(id, HOOK.id)
        self.calls.append(("remove_webhook", who.id))

    def rotate(self, who: Any, unit: str, id: str, overlap_days: int) -> dict[str, Any]:
        _known(id, HOOK.id)
        self.calls.append(("rotate", who.id, overlap_days))
        return view(HOOK) | {"secret": SECRET}

    def test(self, who: Any, unit: str, id: str) -> dict[str, Any]:
        _known(id, HOOK.id)
        if self.calls:
            raise Conflict()
        return {"delivery": DELIVERY.id}

    def list_deliveries(
        self, who: Any, unit: str, id: str, cursor: str | None, limit: int, *, failed: bool
    ) -> dict[str, Any]:
        _known(id, HOOK.id)
        return {"items": [FAILED] if failed else [FAILED, DELIVERY.view()], "next": None}

    def replay(self, who: Any, unit: str, id: str, delivery_id: str) -> dict[str, Any]:
        _known(delivery_id, DELIVERY.id)
        self.calls.append(("replay", who.id))
        return DELIVERY.view()

    def replay_range(self, who: Any, unit: str, id: str, wish: Any) -> dict[str, Any]:
        _known(id, HOOK.id)
        self.calls.append(("replay_range", wish["which"]))
        return {"count": 1, "next": None}


def view(hook: Hook) -> dict[str, Any]:
    return hook.view(None, AT) | {"why": None}


def _known(given: str, expected: str) -> None:
    if given != expected:
        raise NotFound()


_ALL = f"{API}/units/{{unit}}/webhooks"
_MINE = f"{API}/units/{UNIT}/webhooks"
_TIMES = {"from": "2026-11-23T08:00:00+08:00", "to": "2026-11-23T09:00:00+08:00"}


def _one(method: str, below: str, status: int, body: Any = None) -> Good:
    good, unknown = (f"{_MINE}/{id}{below}" for id in (HOOK.id, "no"))
    return Good(method, f"{_ALL}/{{webhook}}{below}", good, status, unknown, body)


WEBHOOKS = [
    Good("GET", f"{API}/webhook-choices", f"{API}/webhook-choices", 200),
    Good("GET", _ALL, _MINE, 200, f"{API}/units/no/webhooks"),
    Good("POST", _ALL, _MINE, 201, f"{API}/units/no/webhooks", {"name": "学工系统", "url": URL}),
    _one("PUT", "", 200, {"on": False}),
    _one("DELETE", "", 204),
    _one("POST", "/secret", 201, {"overlap_days": 7}),
    _one("POST", "/test", 202),
    _one("GET", "/deliveries", 200),
    _one("POST", "/replays", 202, _TIMES),
    Good(
        "POST",
        f"{_ALL}/{{webhook}}/deliveries/{{delivery}}/replay",
        f"{_MINE}/{HOOK.id}/deliveries/{DELIVERY.id}/replay",
        202,
        f"{_MINE}/{HOOK.id}/deliveries/no/replay",
    ),
]
