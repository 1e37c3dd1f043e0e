"""Published answers as the edge sees them, and a good request to each route."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound, StaleVersion
from chalicelib.shared.text import Text
from tests.web.good import Good
from tests.web.samples import APPLICATION

ID, API, ANSWER, REV = APPLICATION["id"], "/api/v1", "0a1b2c3d4e5f", 2
STRANGE = "zzzzzzzzzzzzzzzzzzzzzzzzzz"
UNIT = {"id": "student-affairs", "name": Text("学生处", "Student Affairs Office")}
WORDS = {"title": "图书馆周末几点开门", "question": "考试周周末能否延长开放？", "answer": "延长至 22:30。"}
BRIEF = {
    "id": ANSWER, "state": "proposed", "state_text": Text("待处理", "To be looked at"), "title": WORDS["title"],
    "service": {"code": "feedback", "name": Text("意见反馈", "Feedback")}, "proposed_at": "2026-11-23T02:00:00.000Z",
    "at": "2026-11-23T02:00:00.000Z", "address": None,
}  # fmt: skip
KEPT = BRIEF | {"reason": None, "application": ID, "may_publish": True, "draft": WORDS, "zh": None, "en": None}
PUBLISHED = KEPT | {"state": "published", "zh": WORDS, "address": f"/answers/{ANSWER}/"}
OWN = {"state": "published", "state_text": Text("已公开", "Published"), "address": f"/answers/{ANSWER}/"}
PUT = {**WORDS, "question": "图书馆周末能开到几点？", "confirmed": True}


class FakeAnswers:
    """Both sides in one."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls
        self.desk = self.own = self

    def choices(self, person: Any) -> dict[str, Any]:
        return {"units": [UNIT]}

    def list_answers(self, person: Any, unit: str, cursor: str | None, limit: int) -> dict[str, Any]:
        self._kept(unit)
        return {"items": [BRIEF], "next": None}

    def view(self, person: Any, unit: str, id: str = "") -> Any:
        if not id:  # the writer's
            self._own(unit)
            return OWN
        self._kept(unit)
        return KEPT, REV

    def publish(self, person: Any, unit: str, id: str, rev: int, told: Any) -> tuple[dict[str, Any], int]:
        self._kept(unit, rev)
        self.calls.append(("publish", id, told))
        return PUBLISHED, REV + 1

    def act(self, person: Any, unit: str, id: str, rev: int, act: str, reason: str) -> tuple[dict[str, Any], int]:
        self._kept(unit, rev)
        self.calls.append((act, id, reason))
        return KEPT, REV + 1

    def withdraw(self, person: Any, application: str) -> dict[str, Any]:
        self._own(application)
        return OWN | {"state": "withdrawn", "address": None}

    def _own(self, application: str) -> None:
        if application != ID:
            raise NotFound()

    def _kept(self, unit: str, rev: int = REV) -> None:
        if unit != UNIT["id"]:
            raise NotFound()
        if rev != REV:
            raise StaleVersion()


_OF, _ONE = f"{API}/units/{{unit}}/answers", f"{API}/units/{{unit}}/answers/{{answer}}"
_KEPT, _NOBODYS = f"{API}/units/student-affairs/answers", f"{API}/units/nobody/answers"
_OWN = f"{API}/applications/{{application_id}}/answer"
MATCH = {"If-Match": f'"{REV}"'}
ANSWERS = [
    Good("GET", f"{API}/answer-choices", f"{API}/answer-choices", 200),
    Good("GET", _OF, _KEPT, 200, _NOBODYS),
    Good("GET", _ONE, f"{_KEPT}/{ANSWER}", 200, f"{_NOBODYS}/{ANSWER}"),
    Good("PUT", _ONE, f"{_KEPT}/{ANSWER}", 200, f"{_NOBODYS}/{ANSWER}", body=PUT, headers=MATCH),
    Good("POST", f"{_ONE}/acts", f"{_KEPT}/{ANSWER}/acts", 200, f"{_NOBODYS}/{ANSWER}/acts",
         body={"act": "take_down", "reason": "规定已调整"}, headers=MATCH),
    Good("GET", _OWN, _OWN.format(application_id=ID), 200, _OWN.format(application_id=STRANGE)),
    Good("DELETE", _OWN, _OWN.format(application_id=ID), 200, _OWN.format(application_id=STRANGE)),
]  # fmt: skip
