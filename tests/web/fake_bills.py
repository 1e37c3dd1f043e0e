"""One notice of one department, for where only HTTP is tested."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import Conflict, NotFound
from chalicelib.shared.text import Text
from tests.web.good import Good

API = "/api/v1"
AT = "2026-11-23T02:00:00.000Z"
ID = "abcdefghijklmnopqrstuvwxyz"
BOTH = Text("周转房十二月费用", "Flats: charges for December")
BILL: dict[str, Any] = {
    "id": ID,
    "unit": "assets",
    "number": "T20261123-004217",
    "title": BOTH,
    "text": Text("请按时缴纳。", "Please pay in time."),
    "to": {"kind": "list", "file": "december.csv", "size": "120"},
    "mode": "all",
    "at": AT,
    "amount": None,
    "due": "",
    "state": "ready",
    "state_text": Text("已核对，待发送", "Checked, not sent yet"),
    "percent": 0,
    "checked": 3,
    "good": 3,
    "bad": 0,
    "sum": "2923.55",
    "told": 0,
    "paid": 0,
    "paid_sum": "0.00",
    "reminders": 0,
    "send_at": None,
    "sent_at": None,
    "next_reminder": None,
    "problem": None,
}
PAYMENT = {"amount": "923.50", "due": "2026-12-15", "note": "3-201", "state": "due", "paid_at": None, "reference": ""}
CHANNEL = {
    "channel": "mail",
    "title": Text("邮件", "Email"),
    "state": "sent",
    "state_text": Text("已发出", "Sent"),
    "reason": "",
    "reason_text": None,
    "attempts": 1,
}
ROW = PAYMENT | {"person": "110101", "name": Text("张伟", "Zhang Wei"), "told": True, "channels": [CHANNEL]}
CHARGE = PAYMENT | {"id": ID, "number": BILL["number"], "at": AT, "title": BOTH, "text": BILL["text"]}
PLACE = {"url": "https://files.example/", "fields": {"key": f"bills/{ID}"}}


class FakeBills:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls
        self.revoke = lambda person: calls.append(("revoke", person))

    def choices(self, who: Any) -> dict[str, Any]:
        assets = {"id": "assets", "name": Text("资产处", "Assets Office"), "kind": "department"}
        college = {"id": "college-cs", "name": Text("计算机学院", "Computing"), "kind": "college"}
        role = {"code": "officer", "name": Text("经办人", "Officer")}
        staff = {"code": "staff", "name": Text("教职工", "Staff")}
        return {"units": [assets], "groups": [assets, college], "roles": [role], "categories": [staff]}

    def file(self, file: str) -> bytes:
        if file != "x.ics":
            raise NotFound()
        return b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

    def make(self, who: Any, wish: Any = None, key: str = "") -> Any:
        if wish is None:
            return "https://hall.example/api/v1/calendars/x.ics"
        self.calls.append(("make", who.id, wish["unit"], key))
        return BILL | {"state": "waiting", "post": PLACE}

    def list_bills(self, who: Any, unit: str) -> dict[str, Any]:
        if unit != "assets":
            raise NotFound()
        return {"items": [BILL], "next": None}

    def view(self, who: Any, id: str) -> dict[str, Any]:
        return self._known(id)

    def check(self, who: Any, id: str) -> dict[str, Any]:
        self.calls.append(("check", who.id))
        return self._known(id) | {"state": "checking", "percent": 12}

    def preview(self, who: Any, id: str, person: str, lang: str) -> dict[str, Any]:
        told = {"person": "110101", "name": ROW["name"], "count": 3, "sum": "2923.55", "subject": "s", "mail": "m"}
        return self._known(id) and told | {"sms": "【一站大学】…", "wecom": "w"}

    def refused(self, who: Any, id: str) -> dict[str, Any]:
        fault = {"column": "person", "code": "unknown", "message": Text("查无此人", "There is no such person")}
        return self._known(id) and {"items": [{"line": 3, "person": "9", "faults": [fault]}], "next": None}

    def send(self, who: Any, id: str, at: str) -> dict[str, Any]:
        self.calls.append(("send", who.id, at))
        return self._known(id) | {"state": "sending", "percent": 30}

    def cancel(self, who: Any, id: str) -> dict[str, Any]:
        self.calls.append(("cancel", who.id))
        return self._known(id) | {"state": "cancelled"}

    def remind(self, who: Any, id: str) -> dict[str, Any]:
        self.calls.append(("remind", who.id))
        if len(self.calls) > 5:
            raise Conflict()
        return self._known(id) | {"state": "reminding"}

    def list_people(self, who: Any, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        return self._known(id) and {"items": [ROW], "next": None}

    def pay(self, who: Any, id: str, items: Any) -> dict[str, Any]:
        self.calls.append(("pay", who.id, len(items)))
        told = {"person": "110101", "outcome": "paid", "message": Text("已登记", "Marked as paid")}
        return self._known(id) and {"items": [told], "paid": 1}

    def unpay(self, who: Any, id: str, person: str) -> None:
        self.calls.append(("unpay", who.id, person))
        self._known(id)

    def mine(self, person: Any, cursor: str | None, limit: int) -> dict[str, Any]:
        return {"items": [CHARGE | {"unit_name": Text("资产处", "Assets Office")}], "next": None}

    def _known(self, id: str) -> dict[str, Any]:
        if id != ID:
            raise NotFound()
        return BILL


_WISH = {"unit": "assets", "title_zh": "费用", "title_en": "Charges", "text_zh": "请缴", "text_en": "Pay", "to": "list"}


def _one(method: str, below: str, status: int = 200, body: Any = None) -> Good:
    good, unknown = (f"{API}/notices/{id}{below}" for id in (ID, "zzzzzzzzzzzzzzzzzzzzzzzzzz"))
    path = f"{API}/notices/{{notice}}{below}".replace("/110101", "/{person}")
    return Good(method, path, good, status, unknown, body)


BILLS = [
    Good("GET", f"{API}/notice-choices", f"{API}/notice-choices", 200),
    Good("POST", f"{API}/notices", f"{API}/notices", 201, body=_WISH, headers={"Idempotency-Key": "key-00000001"}),
    Good("GET", f"{API}/units/{{unit}}/notices", f"{API}/units/assets/notices", 200, f"{API}/units/no/notices"),
    _one("GET", ""),
    _one("POST", "/check", 202),
    _one("GET", "/refused"),
    _one("GET", "/preview"),
    _one("POST", "/send", 202, {"at": "2026-12-01T01:00:00.000Z"}),
    _one("POST", "/cancel"),
    _one("POST", "/reminders", 202),
    _one("GET", "/people"),
    _one("POST", "/payments", 200, {"items": [{"person": "110101", "reference": "CW-1"}]}),
    _one("DELETE", "/payments/110101", 204),
    Good("POST", f"{API}/me/calendar", f"{API}/me/calendar", 200),
    Good("DELETE", f"{API}/me/calendar", f"{API}/me/calendar", 204),
    Good("GET", f"{API}/calendars/{{file}}", f"{API}/calendars/x.ics", 200, f"{API}/calendars/y.ics"),
    Good("GET", f"{API}/me/charges", f"{API}/me/charges", 200),
]
