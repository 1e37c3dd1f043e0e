"""Tickets as the edge sees them, and a good request to each route."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound, StaleVersion
from chalicelib.shared.text import Text
from tests.web.fake_entering import ENTRIES, STRANGE, TICKET, FakeEntering
from tests.web.fake_windows import COUNTER, NAME, SERVICE, USUAL
from tests.web.good import Good

API, REV = "/api/v1", 3
AT = "2026-11-23T02:00:00.000Z"
NAMED = {"code": SERVICE, "name": NAME}
ONE = {
    "id": TICKET, "number": "B012", "day": "2026-11-23", "service": NAMED, "counter": COUNTER, "state": "waiting",
    "state_text": Text("等候中", "Waiting"), "ahead": 4, "wait": 20, "window": "", "taken_at": AT, "called_at": None,
    "calls": 0, "due": None, "remote": True, "may_return": False, "may_cancel": True, "may_rate": False, "rating": 0,
}  # fmt: skip
LINE = {
    "id": TICKET, "number": "B012", "service": NAMED, "state": "waiting", "state_text": Text("等候中", "Waiting"),
    "person": {"name": Text("李明", "Li Ming"), "number": "******0001"}, "taken_at": AT, "called_at": None, "due": None,
    "booked": False, "remote": True, "window": "", "calls": 0, "result": "", "rating": 0, "application": None,
    "case": None, "may_enter": False, "acts": ["route", "cancel"], "version": REV,
}  # fmt: skip
CALLED = LINE | {
    "number": "B011", "state": "called", "state_text": Text("已叫号", "Called"), "window": "3", "calls": 1,
    "called_at": AT, "acts": ["recall", "begin", "done", "miss", "route", "cancel"], "person": None,
}  # fmt: skip
OFFICE = {
    "step": "science_check", "title": Text("科学技术处核对", "Check by the Office of Science"), "unit": "science",
    "office": Text("科学技术处 经办人", "Office of Science, officer"), "open": True, "here": True, "by": None,
    "at": None, "task": "a3n5kq2m7r4tz6w2x5y7b4c3d2.science_check.1.1",
}  # fmt: skip
PASSED = OFFICE | {
    "step": "finance_check", "title": Text("财务处核对到账", "Finance Office: receipt"), "unit": "finance",
    "open": False, "here": False, "by": Text("周敏", "Zhou Min"), "at": AT, "task": None,
}  # fmt: skip
SERVING = CALLED | {
    "number": "B010", "state": "serving", "state_text": Text("办理中", "Being served"), "window": "4",
    "person": LINE["person"], "application": "a3n5kq2m7r4tz6w2x5y7b4c3d2", "may_enter": True, "case": {
        "id": "a3n5kq2m7r4tz6w2x5y7b4c3d2", "number": "20261123-004217", "state": "in_progress", "readable": True,
        "state_text": Text("办理中", "In progress"), "offices": [OFFICE, PASSED],
    },
}  # fmt: skip
MISSED = LINE | {"number": "B007", "state": "missed", "state_text": Text("已过号", "Missed"), "acts": ["return"]}
QUEUE = COUNTER | {
    "letter": "B", "services": [NAMED], "open": True, "opens": None, "note": None, "waiting": 4, "wait": 20,
    "usual": USUAL,
}  # fmt: skip
SHUT = QUEUE | {
    "id": "seal", "name": Text("用印窗口", "Seal room"), "open": False, "waiting": 0, "wait": None, "usual": None,
    "opens": "2026-11-24T00:30:00.000Z", "letter": "D",
    "note": Text("窗口现在不开放，2026-11-24 08:30 开放", "The counter is closed now; it opens 2026-11-24 08:30"),
}  # fmt: skip
HELP = [{"place": "1号自助机", "at": AT}]
UP = {
    "counter": "registry", "day": "2026-11-23", "windows": ["3", "4"], "open": True, "waiting": [LINE],
    "here": [CALLED, SERVING], "over": [MISSED], "done": 12, "to": [{"id": "seal", "name": SHUT["name"]}],
    "ratings": {"count": 8, "average": 4.6}, "help": HELP,
}  # fmt: skip
HALL = {"id": "service-centre", "name": COUNTER["hall"]}
KIOSK = {"hall": HALL, "prints": True, "counters": [QUEUE, SHUT]}
PRINT = {"title": Text("在读证明", "Certificate of enrolment"), "number": "校证〔2026〕00001号",
         "url": "https://files.example/paper.pdf"}  # fmt: skip
PERSON = {"name": Text("李*", "L*** M***"), "booked": [
    {"id": "a3n5kq2m7r4tz6w2x5y7b4c3d2", "service": NAMED, "at": "2026-11-23T02:30:00.000Z", "counter": COUNTER},
]}  # fmt: skip
BOARD = {
    "hall": HALL,
    "calls": [
        {"number": "B011", "window": "3", "counter": "registry", "serving": False, "calls": 1, "called_at": AT},
        {"number": "D002", "window": "12", "counter": "seal", "serving": True, "calls": 2, "called_at": AT},
    ],
    "counters": [
        {"id": "registry", "name": COUNTER["name"], "floor": "1", "windows": ["3", "4"], "waiting": 4},
        {"id": "seal", "name": SHUT["name"], "floor": "3", "windows": ["12"], "waiting": 0},
    ],
    "help": HELP,
}  # fmt: skip
NUMBERS = {
    "hall": HALL, "help": HELP, "counters": [
        {"id": "registry", "name": COUNTER["name"], "floor": "1", "sign": "3", "open": True, "note": None,
         "services": [NAMED], "wait": 20,
         "waiting": [{"number": "B012", "service": NAMED, "state": "waiting", "window": "", "booked": False,
                      "taken_at": AT}],
         "here": [{"number": "B011", "service": NAMED, "state": "called", "window": "3", "booked": True,
                   "taken_at": AT}]},
        {"id": "seal", "name": SHUT["name"], "floor": "3", "sign": "12", "open": False, "note": SHUT["note"],
         "services": [NAMED], "wait": None, "waiting": [], "here": []},
    ],
}  # fmt: skip
PAD = {"number": "B010", "rated": False}


class FakeTickets:
    """All sides in one."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls
        self.own = self
        self.desk, self.devices, self.helpers = FakeTicketDesk(calls), FakeDevices(calls), FakeHelpers(calls)
        self.entering = FakeEntering(calls)

    def queues(self, person: Any, service: str, hall: str) -> dict[str, Any]:
        _known(service or SERVICE, SERVICE)
        return {"counters": [QUEUE, SHUT], "mine": [ONE]}

    def mine(self, person: Any) -> list[dict[str, Any]]:
        return [ONE]

    def take(self, person: Any, counter: str, service: str, key: str, *, remote: bool) -> dict[str, Any]:
        _known(counter, "registry")
        self.calls.append(("take", service, counter, key, remote))
        return ONE

    def view(self, id: str) -> dict[str, Any]:
        _known(id, TICKET)
        return ONE

    def act(self, id: str, act: str) -> dict[str, Any]:
        _known(id, TICKET)
        self.calls.append((act, id))
        return ONE

    def rate(self, id: str, stars: int, remark: str) -> dict[str, Any]:
        _known(id, TICKET)
        self.calls.append(("rate", stars, remark))
        return ONE | {"rating": stars}


class FakeTicketDesk:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def line(self, person: Any, counter: str) -> dict[str, Any]:
        _known(counter, "registry")
        return UP

    def call(self, person: Any, counter: str, window: str, chosen: str) -> dict[str, Any]:
        _known(counter, "registry")
        self.calls.append(("call", window, chosen))
        return CALLED

    def act(
        self, person: Any, counter: str, id: str, rev: int, act: str, to: str, result: str
    ) -> tuple[dict[str, Any], int]:
        _known(id, TICKET)
        if rev != REV:
            raise StaleVersion()
        self.calls.append((act, to, result))
        return LINE, REV + 1

    def helped(self, person: Any, counter: str, place: str) -> None:
        _known(counter, "registry")
        self.calls.append(("helped", place))


class FakeHelpers:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def halls(self, person: Any) -> dict[str, Any]:
        return {"halls": [HALL]}

    def line(self, person: Any, hall: str) -> dict[str, Any]:
        _known(hall, HALL["id"])
        return NUMBERS

    def take_ticket(self, person: Any, hall: str, counter: str, service: str, number: str, key: str) -> dict[str, Any]:
        _known(hall, HALL["id"])
        self.calls.append(("give", counter, service, number, key))
        return {"number": "B013", "counter": counter, "ahead": 5}

    def helped(self, person: Any, hall: str, place: str) -> None:
        _known(hall, HALL["id"])
        self.calls.append(("gone", place))


class FakeDevices:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def kiosk(self, who: Any, hall: str) -> dict[str, Any]:
        _known(hall, HALL["id"])
        return KIOSK

    def print(self, who: Any, hall: str, place: str, code: str, key: str) -> dict[str, Any]:
        _known(hall, HALL["id"])
        self.calls.append(("print", who.id, place, code, key))
        return PRINT

    def look_up(self, who: Any, hall: str, number: str) -> dict[str, Any]:
        _known(hall, HALL["id"])
        self.calls.append(("look_up", who.id, number))
        return PERSON

    def take_ticket(
        self, who: Any, hall: str, number: str, counter: str, service: str, appointment: str, key: str
    ) -> dict[str, Any]:
        _known(hall, HALL["id"])
        self.calls.append(("take", who.id, service))
        return ONE

    def board(self, who: Any, hall: str, counter: str) -> dict[str, Any]:
        _known(hall, HALL["id"])
        return BOARD

    def ask_help(self, who: Any, hall: str, place: str) -> None:
        _known(hall, HALL["id"])
        self.calls.append(("help", who.id, place))

    def pad(self, who: Any, hall: str, counter: str, window: str) -> dict[str, Any]:
        _known(hall, HALL["id"])
        return PAD

    def rate(self, who: Any, hall: str, counter: str, window: str, number: str, stars: int) -> dict[str, Any]:
        _known(hall, HALL["id"])
        self.calls.append(("rate", who.id, stars))
        return PAD | {"rated": True}


def _known(given: str, known: Any) -> None:
    if given != known:
        raise NotFound()


_QUEUES, _TICKETS, _LINE = f"{API}/queues", f"{API}/tickets", f"{API}/counters/{{counter}}/queue"
_ONE, _ACTS, _HALL = f"{_TICKETS}/{{ticket}}", f"{_LINE}/tickets/{{ticket}}/acts", f"{API}/halls/{{hall}}"
MATCH, KEY = {"If-Match": f'"{REV}"'}, {"Idempotency-Key": "key-00000001"}
WISH = {"service": SERVICE, "counter": "registry"}
STARS = {"counter": "registry", "window": "3", "number": "B010", "stars": 5}


def _of(path: str, ticket: str = TICKET, counter: str = "registry", hall: str = "service-centre") -> str:
    return path.format(ticket=ticket, counter=counter, hall=hall)


def _hall(method: str, part: str, status: int, body: Any = None, headers: Any = None, query: str = "") -> Good:
    path = f"{_HALL}/{part}"
    return Good(method, path, _of(path) + query, status, _of(path, hall="no") + query, body, headers or {})


TICKETS = [
    *ENTRIES,
    Good("GET", _QUEUES, f"{_QUEUES}?service={SERVICE}", 200, f"{_QUEUES}?service=no"),
    Good("GET", _TICKETS, _TICKETS, 200),
    Good("POST", _TICKETS, _TICKETS, 201, body=WISH, headers=KEY),
    Good("GET", _ONE, _of(_ONE), 200, _of(_ONE, STRANGE)),
    Good("POST", f"{_ONE}/acts", _of(f"{_ONE}/acts"), 200, _of(f"{_ONE}/acts", STRANGE), {"act": "cancel"}),
    Good("POST", f"{_ONE}/rating", _of(f"{_ONE}/rating"), 200, _of(f"{_ONE}/rating", STRANGE), {"stars": 4}),
    Good("GET", _LINE, _of(_LINE), 200, _of(_LINE, counter="no")),
    Good("POST", f"{_LINE}/calls", _of(f"{_LINE}/calls"), 200, _of(f"{_LINE}/calls", counter="no"), {"window": "3"}),
    Good("POST", _ACTS, _of(_ACTS), 200, _of(_ACTS, STRANGE), {"act": "begin"}, MATCH),
    Good("POST", f"{_LINE}/helped", _of(f"{_LINE}/helped"), 204, _of(f"{_LINE}/helped", counter="no"), {"place": "1"}),
    Good("GET", f"{API}/helper-halls", f"{API}/helper-halls", 200),
    _hall("GET", "lines", 200),
    _hall("POST", "lines/tickets", 201, WISH, KEY),
    _hall("POST", "lines/helped", 204, {"place": "1号自助机"}),
    _hall("GET", "kiosk", 200),
    _hall("POST", "look-ups", 200, {"number": "2023010101"}),
    _hall("POST", "tickets", 201, WISH | {"number": "2023010101"}, KEY),
    _hall("POST", "prints", 200, {"code": "1234 5678", "place": "1号自助机"}, KEY),
    _hall("POST", "help", 204, {"place": "1号自助机"}),
    _hall("GET", "board", 200),
    _hall("GET", "pad", 200, query="?counter=registry&window=3"),
    _hall("POST", "ratings", 200, STARS),
]
