"""One service's figures and one application's rating, for where only HTTP is tested."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import FieldError, InvalidForm, NotFound, NotYourTurn
from chalicelib.shared.text import Text
from tests.web.good import Good
from tests.web.samples import APPLICATION

API = "/api/v1"
CODE = "undergraduate-leave"
AVERAGES = {"count": 24, "service": 4.6, "flow": 4.2}
FIGURES = {"visits": 980, "handled": 104, "rating": AVERAGES, "half_within": 7, "most_within": 21}
RATED = {
    "rating": {"service": 5, "flow": 4, "comment": "很快", "at": "2026-11-23T02:00:00.000Z"},
    "may": True,
    "until": "2026-12-07T02:00:00.000Z",
}
UNRATED = {"rating": None, "may": True, "until": "2027-02-21T02:00:00.000Z"}
NUMBERS: dict[str, Any] = {
    "visits": 980,
    "sources": [{"tag": "wecom", "visits": 310}, {"tag": "share", "visits": 42}],
    "started": 104,
    "ended": {"completed": 91, "rejected": 6, "withdrawn": 3, "terminated": 0},
    "late": 4,
    "on_time": 96.0,
    "half_within": 7,
    "most_within": 21,
    "rating": AVERAGES,
}
EMPTY: dict[str, Any] = {
    "visits": 0,
    "sources": [],
    "started": 0,
    "ended": dict.fromkeys(("completed", "rejected", "withdrawn", "terminated"), 0),
    "late": 0,
    "on_time": None,
    "half_within": None,
    "most_within": None,
    "rating": None,
}
LEAVE = Text("本科生请假", "Undergraduate leave")
QUIET = Text("学生证补办", "Replacement of a student card")
SERVICE = {"code": CODE, "name": LEAVE, "unit": "student-affairs", "trial": False, "limit": "3 workdays", **NUMBERS}
OPEN = {"running": 5, "trips": 182}
SERVICE |= OPEN
STATISTICS: dict[str, Any] = {
    "month": "2026-11",
    "months": ["2026-11", "2026-10", "2026-09"],
    "units": [{"id": "student-affairs", "name": Text("学生工作部", "Student Affairs")}],
    "services": [
        SERVICE,
        {"code": "student-card", "name": QUIET, "unit": "student-affairs", "trial": True, "limit": "", **EMPTY,
         "running": 0, "trips": 0},
    ],
    "departments": [{"unit": "student-affairs", **NUMBERS, **OPEN}],
    "colleges": [
        {"unit": "college-cs", "name": Text("计算机学院", "School of Computing"), "started": 60},
        {"unit": "college-law", "name": Text("法学院", "School of Law"), "started": 40},
    ],
    "sum": NUMBERS | OPEN,
    "searches": [{"term": "停车证", "hits": 12, "last": "2026-11-22"}],
}
PLACED: dict[str, Any] = {"rank": 1, "count": 24, "mean": 4.58, "low": 4.2, "note": None}
FEW = {"rank": None, "count": 3, "mean": None, "low": None, "note": Text("不足 10 条评价", "Fewer than 10 ratings")}
AFFAIRS = {"id": "student-affairs", "name": STATISTICS["units"][0]["name"]}
AT = {"hall": Text("师生综合事务服务中心", "Service Centre"), "unit": AFFAIRS}
LEAGUE: dict[str, Any] = {
    "from": "2026-09", "to": "2026-11", "months": STATISTICS["months"], "least": 10,
    "services": [
        {"code": CODE, "name": LEAVE, "unit": AFFAIRS, **PLACED},
        {"code": "student-card", "name": QUIET, "unit": AFFAIRS, **FEW},
    ],
    "departments": [
        {"unit": "student-affairs", "name": AFFAIRS["name"], "online": 27, "at_counters": 61, **PLACED, "count": 88},
        {"unit": "registry", "name": Text("教务处", "Registrar's Office"), "online": 2, "at_counters": 40, **PLACED,
         "rank": 2, "count": 42, "mean": 4.31},
    ],
    "counters": [
        {"counter": "student-affairs", "name": Text("学生事务窗口", "Student affairs counter"), **AT, **PLACED,
         "count": 61},
        {"counter": "seal", "name": Text("用印窗口", "Seal room"), **AT, **FEW},
    ],
}  # fmt: skip
SAID = {"service": 5, "flow": 4, "comment": "很快", "day": "2026-11-23"}


class FakeInsight:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    @property
    def visits(self) -> FakeInsight:
        return self

    @property
    def ratings(self) -> _Ratings:
        return _Ratings(self.calls)

    @property
    def statistics(self) -> _Statistics:
        return _Statistics()

    @property
    def comparison(self) -> _Comparison:
        return _Comparison()

    def visit(self, service: str, source: str) -> None:
        _known(service, CODE)
        self.calls.append(("visit", service, source))

    def search(self, query: str, address: str) -> None:
        self.calls.append(("search", query, address))

    def figures(self, code: str) -> dict[str, Any]:
        _known(code, CODE)
        return FIGURES


class _Ratings:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def view(self, person: Any, application_id: str) -> dict[str, Any]:
        _known(application_id, APPLICATION["id"])
        return UNRATED

    def rate(self, person: Any, application_id: str, service: int, flow: int, comment: str) -> dict[str, Any]:
        _known(application_id, APPLICATION["id"])
        if comment == "early":
            raise NotYourTurn()
        self.calls.append(("rate", person.id, service, flow, comment))
        return RATED


class _Statistics:
    def overview(self, person: Any, month: str) -> dict[str, Any]:
        if month == "1999-01":
            raise InvalidForm(errors=(FieldError("/month", "choice", Text("没有", "No")),))
        return STATISTICS

    def overview_file(self, person: Any, month: str, lang: str) -> tuple[str, str]:
        return "statistics-2026-11.csv", "\ufeffa\r\n"

    def ratings(self, person: Any, service: str, month: str, cursor: Any, limit: int) -> dict[str, Any]:
        _known(service, CODE)
        return {"items": [SAID], "next": "more"}

    def ratings_file(self, person: Any, service: str, month: str, lang: str) -> tuple[str, str]:
        _known(service or CODE, CODE)
        return "ratings-2026-11.csv", "\ufeffa\r\n"


class _Comparison:
    def tables(self, asker: Any, first: str, last: str) -> dict[str, Any]:
        if "1999-01" in (first, last):
            raise InvalidForm(errors=(FieldError("/from", "choice", Text("没有", "No")),))
        return LEAGUE

    def file(self, asker: Any, first: str, last: str, lang: str) -> tuple[str, str]:
        return "ratings-2026-09-2026-11.csv", "\ufeffa\r\n"


def _known(given: str, expected: str) -> None:
    if given != expected:
        raise NotFound()


_RATING = f"{API}/applications/{{application_id}}/rating"
_MINE, _NOBODYS = (_RATING.format(application_id=id) for id in (APPLICATION["id"], "z" * 26))
_PAGE = f"{API}/statistics"
_VISITS = f"{API}/visits"

INSIGHT = [
    Good("POST", _VISITS, _VISITS, 204, body={"service": CODE, "from": "wecom"}),
    Good("POST", f"{API}/empty-searches", f"{API}/empty-searches", 204, body={"query": "停车证"}),
    Good(
        "GET",
        f"{API}/services/{{code}}/figures",
        f"{API}/services/{CODE}/figures",
        200,
        f"{API}/services/no/figures",
    ),
    Good("GET", _RATING, _MINE, 200, _NOBODYS),
    Good("PUT", _RATING, _MINE, 200, _NOBODYS, {"service": 5, "flow": 4, "comment": "很快"}),
    Good("GET", _PAGE, f"{_PAGE}?month=2026-11", 200),
    Good("GET", f"{_PAGE}/file", f"{_PAGE}/file?lang=en", 200),
    Good("GET", f"{_PAGE}/league", f"{_PAGE}/league?from=2026-09&to=2026-11", 200),
    Good("GET", f"{_PAGE}/league/file", f"{_PAGE}/league/file?lang=en", 200),
    Good("GET", f"{_PAGE}/ratings", f"{_PAGE}/ratings?service={CODE}", 200, f"{_PAGE}/ratings?service=no"),
    Good("GET", f"{_PAGE}/ratings/file", f"{_PAGE}/ratings/file", 200, f"{_PAGE}/ratings/file?service=no"),
]
