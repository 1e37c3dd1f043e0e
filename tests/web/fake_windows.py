"""Counters and appointments as the edge sees them, and a good request to each route."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound, StaleVersion
from chalicelib.shared.text import Text
from tests.web.good import Good

API, APPOINTMENT, REV = "/api/v1", "a3n5kq2m7r4tz6w2x5y7b4c3d2", 2
STRANGE = "zzzzzzzzzzzzzzzzzzzzzzzzzz"
NAME, SERVICE = Text("学生证补办", "Replacing a student card"), "student-card-replacement"
COUNTER = {
    "id": "registry", "name": Text("教务综合窗口", "Registrar's counter"), "hall": Text("服务中心", "Service Centre"),
    "campus": Text("新校区", "New Campus"), "floor": "1", "sign": "3", "place": None,
    "unit": Text("教务处", "Registrar's Office"), "phone": "0000-88110103",
}  # fmt: skip
SLOT = {"at": "2026-12-01T01:00:00.000Z", "until": "2026-12-01T01:20:00.000Z", "day": "2026-12-01", "time": "09:00"}
BRING = [{"name": Text("校园卡", "Campus card"), "required": True, "note": None}]
ONE = {
    "id": APPOINTMENT, "number": "20261123-000123", "service": {"code": SERVICE, "name": NAME}, "counter": COUNTER,
    **SLOT, "state": "booked", "state_text": Text("已预约", "Booked"), "made_at": "2026-11-23T02:00:00.000Z",
    "reason": "", "by_counter": False, "may_change": True,
}  # fmt: skip
WHOLE = ONE | {"bring": BRING}
LINE = {
    "id": APPOINTMENT, "number": ONE["number"], **SLOT, "service": ONE["service"], "state": "booked",
    "person": {"name": Text("李明", "Li Ming"), "number": "******0001"}, "state_text": ONE["state_text"], "reason": "",
    "acts": ["arrive", "serve", "cancel"], "version": REV,
}  # fmt: skip
DAY = {
    "counter": COUNTER, "day": "2026-12-01", "today": "2026-11-23", "periods": ["08:30–11:30"], "note": None,
    "closures": [{"from": "10:00", "to": "11:00", "reason": "培训"}], "version": REV, "items": [LINE], "queue": False,
}  # fmt: skip

USUAL = {"quiet": ["10:30"], "busy": ["09:00"], "calm": False, "days": 8}
TURN = {
    "person": "110302", "name": Text("王芳", "Wang Fang"), "window": "3", "weekdays": ["monday", "makeup"],
    "since": "2026-09-01", "until": None, "serves": True,
}  # fmt: skip
ON_DUTY = [{"id": "110302", "name": TURN["name"], "away": False, "back": None}]
DUTY = {
    "counter": "registry", "windows": ["3", "4"], "today": "2026-11-23", "turns": [TURN], "version": REV, "days": [
        {"day": "2026-11-23", "periods": ["08:30–11:30"], "note": None, "gap": False,
         "posts": [{"window": "3", "people": ON_DUTY}, {"window": "4", "people": []}]},
        {"day": "2026-11-24", "periods": ["08:30–11:30"], "note": None, "gap": True,
         "posts": [{"window": "3", "people": []}, {"window": "4", "people": []}]},
        {"day": "2026-11-28", "periods": [], "note": Text("非工作日，不开放", "Not a working day"), "gap": False,
         "posts": []},
    ],
}  # fmt: skip
CHANGES = {"items": [{
    "version": 1, "by": Text("赵敏", "Zhao Min"), "at": "2026-09-01T01:00:00.000Z", "note": "开学", "entered": [TURN],
    "taken": [],
}]}  # fmt: skip
AHEAD = {"counter": "registry", "days": [
    {"day": "2026-11-23", "from_days": 8, "people": 21, "halves": [
        {"time": "08:30", "people": 4.5, "booked": 1, "peak": False},
        {"time": "09:00", "people": 12.2, "booked": 2, "peak": True},
        {"time": "09:30", "people": 4.0, "booked": 0, "peak": False},
    ]},
    {"day": "2026-11-24", "from_days": 0, "people": None, "halves": []},
]}  # fmt: skip


class FakeWindows:
    """Both sides in one."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls
        self.booking = self.desk = self
        self.duty = self.crowds = FakeAhead(calls)

    def counters(self, person: Any, service: str) -> dict[str, Any]:
        _known(service, SERVICE)
        told = {"service": ONE["service"], "bring": BRING, "open": None}
        return told | {"counters": [COUNTER | {"next": SLOT}]}

    def slots(self, counter: str) -> dict[str, Any]:
        _known(counter, COUNTER["id"])
        days = [{"day": "2026-12-01", "slots": [SLOT | {"left": 1}], "note": None, "usual": USUAL}]
        shut = {"day": "2026-12-05", "slots": [], "note": Text("周末", "Weekend"), "usual": None}
        return {"counter": COUNTER, "days": [*days, shut]}

    def book(self, person: Any, service: str, counter: str, at: str, key: str) -> tuple[dict[str, Any], int]:
        _known(counter, COUNTER["id"])
        self.calls.append(("book", service, counter, at, key))
        return WHOLE, 1

    def mine(self, person: Any, cursor: str | None, limit: int) -> dict[str, Any]:
        return {"items": [ONE], "next": None}

    def upcoming(self, person: Any) -> list[dict[str, Any]]:
        return [ONE]

    def view(self, person: Any, id: str) -> tuple[dict[str, Any], int]:
        _known(id, APPOINTMENT)
        return WHOLE, REV

    def move(self, person: Any, id: str, rev: int, counter: str, at: str) -> tuple[dict[str, Any], int]:
        return self._changed(id, rev, "move", at)

    def cancel(self, person: Any, id: str, rev: int, reason: str) -> tuple[dict[str, Any], int]:
        return self._changed(id, rev, "cancel", reason)

    def file(self, person: Any, id: str) -> bytes:
        _known(id, APPOINTMENT)
        return b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

    def choices(self, person: Any) -> dict[str, Any]:
        return {"counters": [COUNTER | {"gaps": ["2026-11-24"]}]}

    def day(self, person: Any, counter: str, day: str) -> dict[str, Any]:
        _known(counter, COUNTER["id"])
        return DAY

    def act(self, person: Any, counter: str, id: str, rev: int, act: str, reason: str) -> tuple[dict[str, Any], int]:
        _known(counter, COUNTER["id"])
        self._changed(id, rev, act, reason)
        return LINE, REV + 1

    def close(self, person: Any, counter: str, day: str, rev: int, times: Any, reason: str) -> dict[str, Any]:
        return self._day(counter, rev, "close", times, reason)

    def reopen(self, person: Any, counter: str, day: str, rev: int) -> dict[str, Any]:
        return self._day(counter, rev, "reopen")

    def _day(self, counter: str, rev: int, *told: Any) -> dict[str, Any]:
        _known(counter, COUNTER["id"])
        _fresh(rev)
        self.calls.append(told)
        return DAY

    def _changed(self, id: str, rev: int, *told: str) -> tuple[dict[str, Any], int]:
        _known(id, APPOINTMENT)
        _fresh(rev)
        self.calls.append((*told,))
        return WHOLE, REV + 1


class FakeAhead:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def view(self, person: Any, counter: str) -> dict[str, Any]:
        _known(counter, COUNTER["id"])
        return DUTY

    def change(self, person: Any, counter: str, rev: int, lines: Any, note: str) -> dict[str, Any]:
        _known(counter, COUNTER["id"])
        _fresh(rev)
        self.calls.append(("duty", lines, note))
        return DUTY

    def history(self, person: Any, counter: str) -> dict[str, Any]:
        _known(counter, COUNTER["id"])
        return CHANGES

    def ahead(self, person: Any, counter: str) -> dict[str, Any]:
        _known(counter, COUNTER["id"])
        return AHEAD


def _known(given: str, known: Any) -> None:
    if given != known:
        raise NotFound()


def _fresh(rev: int) -> None:
    if rev != REV:
        raise StaleVersion()


_COUNTERS, _MINE = f"{API}/counters", f"{API}/appointments"
_ONE, _DAY = f"{_MINE}/{{appointment}}", f"{_COUNTERS}/{{counter}}/days/{{day}}"
_ACTS = f"{_COUNTERS}/{{counter}}/appointments/{{appointment}}/acts"
MATCH, KEY = {"If-Match": f'"{REV}"'}, {"Idempotency-Key": "key-00000001"}
TIME = {"counter": "registry", "at": "2026-12-01T01:00:00.000Z"}
SHUT = {"from": "10:00", "to": "11:00", "reason": "参加培训"}


def _of(path: str, appointment: str = APPOINTMENT, counter: str = "registry") -> str:
    return path.format(appointment=appointment, counter=counter, day="2026-12-01")


WINDOWS = [
    Good("GET", _COUNTERS, f"{_COUNTERS}?service={SERVICE}", 200, f"{_COUNTERS}?service=no"),
    Good("GET", f"{_COUNTERS}/{{counter}}/slots", f"{_COUNTERS}/registry/slots", 200, f"{_COUNTERS}/no/slots"),
    Good("GET", _MINE, f"{_MINE}?limit=10", 200),
    Good("POST", _MINE, _MINE, 201, body=TIME | {"service": SERVICE}, headers=KEY),
    Good("GET", _ONE, _of(_ONE), 200, _of(_ONE, STRANGE)),
    Good("PUT", f"{_ONE}/time", _of(f"{_ONE}/time"), 200, _of(f"{_ONE}/time", STRANGE), TIME, MATCH),
    Good("POST", f"{_ONE}/cancellation", _of(f"{_ONE}/cancellation"), 200, _of(f"{_ONE}/cancellation", STRANGE),
         {"reason": "有课"}, MATCH),
    Good("GET", f"{_ONE}/calendar", _of(f"{_ONE}/calendar"), 200, _of(f"{_ONE}/calendar", STRANGE)),
    Good("GET", f"{API}/counter-choices", f"{API}/counter-choices", 200),
    Good("GET", _DAY, _of(_DAY), 200, _of(_DAY, counter="no")),
    Good("POST", f"{_DAY}/closures", _of(f"{_DAY}/closures"), 200, _of(f"{_DAY}/closures", counter="no"), SHUT, MATCH),
    Good("DELETE", f"{_DAY}/closures", _of(f"{_DAY}/closures"), 200, _of(f"{_DAY}/closures", counter="no"),
         headers=MATCH),
    *(
        Good("GET", f"{_COUNTERS}/{{counter}}/{part}", f"{_COUNTERS}/registry/{part}", 200, f"{_COUNTERS}/no/{part}")
        for part in ("duty", "duty/history", "forecast")
    ),
    Good("PUT", f"{_COUNTERS}/{{counter}}/duty", f"{_COUNTERS}/registry/duty", 200, f"{_COUNTERS}/no/duty",
         {"turns": [{"person": "110302", "window": "3"}]}, MATCH),
    Good("POST", _ACTS, _of(_ACTS), 200, _of(_ACTS, STRANGE), {"act": "arrive"}, MATCH),
]  # fmt: skip
