"""One key, one export, for where only HTTP is tested."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalicelib.errors import Conflict, KeyRefused, NotAllowed, NotFound
from chalicelib.keys import ApiKey
from chalicelib.shared.text import Text
from tests.web.good import Good

API = "/api/v1"
AT = "2026-11-23T02:00:00.000Z"
SECRET = "yz_0123456789ab_" + "s" * 43
MADE = datetime(2026, 11, 1, tzinfo=UTC)
ENDS = datetime(2027, 6, 30, 16, tzinfo=UTC)
THE_KEY = ApiKey("0123456789ab", "d" * 64, "student-affairs", "平台", ("exports",), (), (), "110101", MADE, ENDS)
EXPORT: dict[str, Any] = {
    "id": "20261123-abcdefghijklmnopqrst",
    "state": "running",
    "percent": 50,
    "rows": None,
    "size": None,
    "snapshot": AT,
    "ended_at": None,
    "expires_at": None,
    "problem": None,
    "services": ["undergraduate-leave"],
    "from": "2026-11-01",
    "to": "2026-11-23",
    "states": [],
    "columns": ["number"],
    "format": "csv",
    "enclosed": [],
    "filter": {},
    "deliver": "",
    "delivery": None,
}


def _field(name: str, zh: str, en: str, kind: str, **options: Text) -> dict[str, Any]:
    listed = [{"value": value, "label": label} for value, label in options.items()]
    return {"name": name, "label": Text(zh, en), "kind": kind, "options": listed}


FILTERS = [
    _field(
        "state",
        "办件状态",
        "State",
        "choice",
        completed=Text("已办结", "Completed"),
        rejected=Text("未通过", "Rejected"),
    ),
    _field("urgent", "加急", "Urgent", "flag"),
    _field("form.days", "请假天数", "Days", "number"),
    _field("form.reason", "请假事由", "Reason", "text"),
    _field("form.cost", "金额", "Amount", "money"),
]


TARGET = {"code": "student-data", "unit": "student-affairs", "place": "s3://student-data/hall/"}


class FakeKeys:
    """The keys of one unit."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls, self.outside = calls, False

    @property
    def desk(self) -> FakeKeys:
        return self

    def admit(self, secret: str, action: str, address: str) -> ApiKey:
        if secret != SECRET:
            raise KeyRefused()
        if self.outside or action not in THE_KEY.actions:
            raise NotAllowed()
        return THE_KEY

    def list_keys(self, person: Any, unit: str) -> dict[str, Any]:
        _known(unit, "student-affairs")
        return {"items": [THE_KEY.view(MADE)]}

    def make_key(self, person: Any, unit: str, wish: Any) -> dict[str, Any]:
        _known(unit, "student-affairs")
        self.calls.append(("make_key", person.id, unit))
        return THE_KEY.view(MADE) | {"secret": SECRET}

    def replace_key(self, person: Any, unit: str, id: str, until: str, overlap_days: int) -> dict[str, Any]:
        _known(id, THE_KEY.id)
        self.calls.append(("replace_key", person.id, unit, overlap_days))
        return THE_KEY.view(MADE) | {"secret": SECRET}

    def revoke_key(self, person: Any, unit: str, id: str) -> None:
        _known(id, THE_KEY.id)
        self.calls.append(("revoke_key", person.id, unit))


PLAN: dict[str, Any] = {
    "id": "01arz3ndektsv4rrffq69g5fav",
    "name": "每周请假数据",
    "rhythm": "weekly",
    "services": ["undergraduate-leave"],
    "states": [],
    "columns": ["number"],
    "format": "csv",
    "enclosed": [],
    "filter": {},
    "deliver": "",
    "next_at": AT,
    "last_at": None,
    "last_job": None,
    "failed": False,
}


class FakePlans:
    """One saved export of whoever asks."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def save(self, who: Any, wish: Any, lang: str) -> dict[str, Any]:
        self.calls.append(("save_plan", who.id, wish["rhythm"], lang))
        return PLAN

    def list_plans(self, who: Any) -> dict[str, Any]:
        return {"items": [PLAN]}

    def remove(self, who: Any, id: str) -> None:
        _known(id, PLAN["id"])
        self.calls.append(("remove_plan", who.id))


class FakeExports:
    """One export of whoever asks."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def choices(self, who: Any) -> dict[str, Any]:
        named = Text("本科生请假", "Undergraduate leave")
        service = {"code": "undergraduate-leave", "name": named, "unit": "student-affairs"}
        unit = {"id": "student-affairs", "name": Text("学生处", "Student Affairs")}
        state = {"code": "completed", "name": Text("已办结", "Completed")}
        told = {"units": [unit], "services": [service], "states": [state]}
        told |= {"formats": ["csv", "xlsx", "jsonl", "zip"], "enclosed": ["attachments", "packages"]}
        return told | {"targets": [TARGET]}

    def columns(self, who: Any, code: str) -> dict[str, Any]:
        _known(code, "undergraduate-leave")
        return {"items": [{"name": "number", "label": Text("办件编号", "Application number")}], "filters": FILTERS}

    def ask(self, who: Any, wish: Any, lang: str) -> dict[str, Any]:
        self.calls.append(("ask", who.id, tuple(wish["services"]), lang))
        return EXPORT

    def list_exports(self, who: Any) -> dict[str, Any]:
        return {"items": [EXPORT], "next": None}

    def view(self, who: Any, id: str) -> dict[str, Any]:
        _known(id, EXPORT["id"])
        return EXPORT

    def cancel(self, who: Any, id: str) -> dict[str, Any]:
        _known(id, EXPORT["id"])
        self.calls.append(("cancel", who.id))
        return EXPORT | {"state": "cancelled"}

    def deliver_again(self, who: Any, id: str) -> dict[str, Any]:
        _known(id, EXPORT["id"])
        self.calls.append(("deliver_again", who.id))
        return EXPORT

    def file_link(self, who: Any, id: str) -> dict[str, Any]:
        _known(id, EXPORT["id"])
        if self.calls:
            raise Conflict()
        return {"url": "https://files.example/exports/1", "expires_in": 300}


class FakeCases:
    """The applications of one service, for who administers it."""

    def fields(self, code: str) -> dict[str, Any]:
        _known(code, "undergraduate-leave")
        return {"items": FILTERS}

    def find(self, person: Any, code: str, month: str, where: Any, cursor: str | None, limit: int) -> dict[str, Any]:
        _known(code, "undergraduate-leave")
        return {"items": [CASE], "looked": {"count": 1, "until": AT, "all": True}, "next": None}


CASE: dict[str, Any] = {
    "id": "app-1",
    "number": "20261123-000001",
    "title": Text("李明请假3天", "Li Ming, 3 days of leave"),
    "service": {"code": "undergraduate-leave", "name": Text("本科生请假", "Undergraduate leave")},
    "state": "completed",
    "state_text": Text("已办结", "Completed"),
    "submitted_at": AT,
    "urgent": False,
    "applicant_name": Text("李明", "Li Ming"),
    "answers": [{"label": Text("请假天数", "Days"), "value": Text("3", "3")}],
}


def _known(given: str, expected: str) -> None:
    if given != expected:
        raise NotFound()


_ONE = f"{API}/exports/{{export}}"
_KEYS = f"{API}/units/{{unit}}/keys"
_ASKED = {"services": ["undergraduate-leave"], "from": "2026-11-01", "to": "2026-11-23"}
_PLANNED = {"name": "每周", "rhythm": "weekly", "services": ["undergraduate-leave"]}
_UNTIL = {"until": "2027-06-30"}


def _export(method: str, below: str) -> Good:
    urls = (f"{API}/exports/{id}{below}" for id in (EXPORT["id"], "20261123-nobody"))
    good, unknown = urls
    return Good(method, f"{_ONE}{below}", good, 200, unknown)


def _key(method: str, below: str, status: int, body: Any = None) -> Good:
    urls = (f"{API}/units/student-affairs/keys/{id}{below}" for id in (THE_KEY.id, "no"))
    good, unknown = urls
    return Good(method, f"{_KEYS}/{{key}}{below}", good, status, unknown, body)


EXPORTS = [
    Good("GET", f"{API}/export-choices", f"{API}/export-choices", 200),
    Good(
        "GET",
        f"{API}/export-choices/{{code}}",
        f"{API}/export-choices/undergraduate-leave",
        200,
        f"{API}/export-choices/no",
    ),
    Good(
        "GET",
        f"{API}/services/{{code}}/filters",
        f"{API}/services/undergraduate-leave/filters",
        200,
        f"{API}/services/no/filters",
    ),
    Good(
        "GET",
        f"{API}/cases",
        f"{API}/cases?service=undergraduate-leave&month=2026-11",
        200,
        f"{API}/cases?service=no&month=2026-11",
    ),
    Good("POST", f"{API}/exports", f"{API}/exports", 202, body=_ASKED),
    Good("GET", f"{API}/exports", f"{API}/exports", 200),
    Good("POST", f"{API}/export-plans", f"{API}/export-plans", 201, body=_PLANNED),
    Good("GET", f"{API}/export-plans", f"{API}/export-plans", 200),
    Good(
        "DELETE",
        f"{API}/export-plans/{{plan}}",
        f"{API}/export-plans/{PLAN['id']}",
        204,
        f"{API}/export-plans/no",
    ),
    _export("GET", ""),
    _export("POST", "/cancel"),
    _export("POST", "/delivery"),
    _export("GET", "/file"),
    Good("GET", _KEYS, f"{API}/units/student-affairs/keys", 200, f"{API}/units/no/keys"),
    Good(
        "POST",
        _KEYS,
        f"{API}/units/student-affairs/keys",
        201,
        f"{API}/units/no/keys",
        {"name": "平台"} | _UNTIL,
    ),
    _key("POST", "/replacement", 201, _UNTIL),
    _key("DELETE", "", 204),
]
