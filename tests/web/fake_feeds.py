"""One person's feeds and one department's system, for where only HTTP is tested."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound
from chalicelib.shared.text import Text
from tests.web.good import Good

API, AT = "/api/v1", "2026-11-23T02:00:00.000Z"
PERSON, SERVICE, NUMBER = "2023010001", "facility-repair", "WX-1"
NAME = Text("物业报修", "Repairs")
LINK = {lang: f"https://hall.example/{lang}/services/{SERVICE}/" for lang in ("zh", "en")}
NAMED = {"code": SERVICE, "name": NAME}
CASE = {
    "person": PERSON,
    "title": {"zh": "灯不亮", "en": "No light"},
    "state": "in_progress",
    "updated": "2026-11-23T08:00:00+08:00",
}
OUTSIDE = {"link": "https://repair.example/1", "text": None, "holder": "物业", "updated_at": AT}


class FakeFeeds:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def services(self, category: str, cursor: str | None, limit: int) -> dict[str, Any]:
        told = {"summary": NAME, "owner_unit": "logistics", "archetype": "LINK", "area": "campus_service"}
        lists = {"themes": ["housing"], "audience": ["staff"]}
        return {"items": [{"code": SERVICE, "name": NAME, **told, **lists, "link": LINK}], "next": "more"}

    def tasks(self, who: Any, person: str, cursor: str | None, limit: int) -> dict[str, Any]:
        _known(person, PERSON)
        task = {"task_id": "a.review.1.1", "number": "20261123-004217", "service": NAMED, "title": NAME}
        more = {"applicant_name": NAME, "step_title": NAME, "kind": "step", "pool": True, "urgent": False}
        times = {"opened_at": AT, "due_at": None, "overdue": False}
        return {"items": [task | more | times | {"link": LINK}], "next": None}

    def cases(self, who: Any, person: str, cursor: str | None, limit: int) -> dict[str, Any]:
        _known(person, PERSON)
        case = {"id": f"X#{SERVICE}#{NUMBER}", "number": NUMBER, "service": NAMED, "title": NAME, "urgent": False}
        state = {"state": "in_progress", "state_text": Text("办理中", "In progress"), "submitted_at": AT}
        return {"items": [case | state | {"outside": OUTSIDE, "link": LINK}], "next": None}

    def put(self, who: Any, service: str, number: str, told: Any) -> dict[str, Any]:
        _known(service, SERVICE)
        self.calls.append(("put_case", who.id, number))
        return {"number": number, "outcome": "taken"}

    def put_many(self, who: Any, service: str, cases: Any) -> dict[str, Any]:
        _known(service, SERVICE)
        self.calls.append(("put_cases", who.id, len(cases)))
        return {"taken": len(cases), "kept": 0, "refused": []}

    def withdraw(self, who: Any, service: str, number: str, updated: str) -> None:
        _known(service, SERVICE)
        self.calls.append(("withdraw_case", who.id, number))

    def list_cases(self, who: Any, service: str, month: str, cursor: str | None, limit: int) -> dict[str, Any]:
        _known(service, SERVICE)
        return {"items": [{"number": NUMBER, "person": PERSON, "state": "in_progress", "updated_at": AT}], "next": None}


def _known(given: str, wanted: str) -> None:
    if given != wanted:
        raise NotFound()


PEOPLE = f"{API}/feeds/people"
CASES = f"{API}/outside-cases"
FEEDS = [
    Good("GET", f"{API}/feeds/services", f"{API}/feeds/services?category=staff", 200),
    Good("GET", f"{PEOPLE}/{{person}}/tasks", f"{PEOPLE}/{PERSON}/tasks", 200, f"{PEOPLE}/nobody/tasks"),
    Good("GET", f"{PEOPLE}/{{person}}/cases", f"{PEOPLE}/{PERSON}/cases", 200, f"{PEOPLE}/nobody/cases"),
    Good("PUT", f"{CASES}/{{service}}/{{number}}", f"{CASES}/{SERVICE}/{NUMBER}", 200, f"{CASES}/no/1", CASE),
    Good(
        "PUT", f"{CASES}/{{service}}", f"{CASES}/{SERVICE}", 200, f"{CASES}/no", {"cases": [{"number": NUMBER, **CASE}]}
    ),
    Good("DELETE", f"{CASES}/{{service}}/{{number}}", f"{CASES}/{SERVICE}/{NUMBER}", 204, f"{CASES}/no/1"),
    Good("GET", f"{CASES}/{{service}}", f"{CASES}/{SERVICE}?month=2026-11", 200, f"{CASES}/no"),
]
