"""The stand-in for the dashboard and the editor's desk: one department, one service, one template."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from chalicelib.catalogue import Channel
from chalicelib.errors import NotFound, StaleVersion
from chalicelib.people import Person
from tests.web.good import Good
from tests.web.samples import GUIDE, SUMMARY, WAY

AT = "2026-11-23T02:00:00.000Z"
UNIT = {"zh": "学生处", "en": "Student Affairs Office"}
STATES = {
    "planned": ("计划建设", "Planned"), "building": ("建设中", "In development"), "testing": ("内部测试", "In testing"),
    "trial": ("试运行", "Trial"), "dual": ("线上线下并行", "Online or at the counter"),
    "online": ("网上办理", "Online only"), "suspended": ("暂停办理", "Suspended"), "retired": ("已停用", "Retired"),
}  # fmt: skip


def title(state: str) -> dict[str, str]:
    return dict(zip(("zh", "en"), STATES[state], strict=True))


def item(code: str, name: dict[str, str], state: str, **more: Any) -> dict[str, Any]:
    found = {
        "code": code, "version": 1, "name": name, "owner": {"id": "student-affairs", "name": UNIT},
        "archetype": "APPLY", "state": state, "state_title": title(state), "since": "2026-09-01", "next": None,
        "target": None, "late": False, "opens": None, "closes": None, "soon": False,
    }  # fmt: skip
    return {**found, **more}


PLANNED = item("loan", {"zh": "助学贷款", "en": "Student loan"}, "planned", target="2026-11-01", late=True)
SOON = item(
    "award", {"zh": "奖学金申请", "en": "Scholarship"}, "online", opens="2026-12-01", closes="2026-12-20", soon=True
)
LEAVE = item(
    "student-leave", {"zh": "学生请销假", "en": "Student leave"}, "dual",
    next={"state": "online", "title": title("online"), "since": "2027-01-02"},
)  # fmt: skip
DASHBOARD = {
    "month": "2026-11", "day": "2026-11-23", "at": AT, "all": False,
    "states": [
        {"state": state, "title": title(state), "count": count, "change": change}
        for state, count, change in (("planned", 1, 1), ("building", 0, 0), ("testing", 0, 0), ("trial", 0, 0),
                                     ("dual", 1, 0), ("online", 1, -1), ("suspended", 0, 0), ("retired", 0, 0))
    ],
    "completion": {"done": 2, "of": 3, "percent": 67},
    "departments": [{"id": "student-affairs", "name": UNIT, "counts": {"planned": 1, "dual": 1, "online": 1},
                     "total": 3, "change": 1, "new": 1}],
    "items": [PLANNED, SOON, LEAVE | {"new": True}],
}  # fmt: skip
TEXT = "service: student-leave\nversion: 2\nname: {zh: 学生请销假, en: Student leave}\n"
DEFINITION = {"service": WAY["service"], "current": 2, "owner_unit": "student-affairs", "text": TEXT}
TEMPLATES = {"items": [{"code": "GUIDE", "title": {"zh": "办事指南", "en": "Guide only"}, "text": "# 办事指南\n"}]}
WRONG = {"line": 2, "pointer": "/summary", "message": {"zh": "缺少事项简介（summary）", "en": "the summary is missing"}}
CHECKED = {"problems": [WRONG], "count": 1, "takes": "guide", "preview": None}
SAID = {"id": "01", "at": AT, "version": 1, "text": "看不清按钮", "by": "2023010101",
        "name": {"zh": "李明", "en": "Li Ming"}, "unit": "college-chem"}  # fmt: skip


TESTERS = {
    "state": "testing", "since": "2026-11-16", "until": "2026-11-29", "days_left": 7, "total": 2, "tried": 1,
    "feedback": 1, "more": False,
    "items": [
        {"id": "2023010102", "name": {"zh": "王芳", "en": "Wang Fang"}, "unit": None,
         "tried": None, "feedback": 0},
        {"id": "2023010101", "name": {"zh": "李明", "en": "Li Ming"}, "unit": None,
         "tried": {"at": AT, "number": "20261120-000012", "state": "completed"}, "feedback": 1},
    ],
    "rounds": [{"kind": "invite", "at": AT, "by": "", "count": 2}],
}  # fmt: skip


class FakeTrials:
    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue

    def view(self, person: Person, code: str) -> dict[str, Any]:
        self.catalogue.current(code)
        return TESTERS

    def ask(self, person: Person, code: str, kind: str) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"told": 1}


class Catalogue:
    def current(self, code: str) -> Any:
        if code != SUMMARY["code"]:
            raise NotFound()
        return SimpleNamespace(**{**SUMMARY, "channel": Channel()}, guide=GUIDE, form={"secret": 1}, flow=[])

    def current_all(self) -> list[dict[str, Any]]:
        return [SUMMARY]


class FakeDesk:
    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue

    def archetypes(self, person: Person) -> dict[str, Any]:
        return TEMPLATES

    def definition(self, person: Person, code: str, version: int | None) -> dict[str, Any]:
        self.catalogue.current(code)
        return DEFINITION

    def files(self, person: Person, kind: str) -> dict[str, Any]:
        return {"name": f"catalogue-2026-11-23.{kind}", "type": "text/csv", "base64": "YQ=="}

    def check(self, person: Person, text: str, takes: str) -> dict[str, Any]:
        return CHECKED

    def add_feedback(self, person: Person, code: str, text: str) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"id": "01", "at": AT}

    def feedback(self, person: Person, code: str) -> dict[str, Any]:
        self.catalogue.current(code)
        return {"items": [SAID]}


MARK = 7
IMPORT = {
    "id": "01J0000000000000000000000A", "at": AT, "total": 2, "ended": True,
    "published": [{"code": "student-leave", "version": 3}],
    "refused": [{"code": "loan", "message": {"zh": "流程检查未通过", "en": "the flow check failed"}}],
}  # fmt: skip
PLANNED_IMPORT = {
    "services": 3, "unchanged": 1, "kept": 60, "count": 0, "problems": [],
    "changes": [
        {"code": "student-leave", "name": LEAVE["name"], "owner": UNIT, "before": 2, "more": 0,
         "differences": [{"part": "guide", "part_title": {"zh": "办事指南", "en": "Guide"}, "kind": "changed",
                          "kind_title": {"zh": "修改", "en": "Changed"}, "what": {"zh": "收费", "en": "Fee"},
                          "before": {"zh": "不收费", "en": "Free"}, "after": {"zh": "5 元", "en": "CNY 5"}}]},
        {"code": "loan", "name": PLANNED["name"], "owner": None, "before": None, "more": 0, "differences": []},
    ],
}  # fmt: skip


class FakeImports:
    def preview(self, person: Person, content: str) -> tuple[dict[str, Any], int]:
        return PLANNED_IMPORT, MARK

    def confirm(self, person: Person, content: str, mark: int, note: str) -> dict[str, Any]:
        if mark != MARK:
            raise StaleVersion
        return IMPORT | {"ended": False, "published": [], "refused": []}

    def view(self, person: Person, id: str) -> dict[str, Any]:
        if id != IMPORT["id"]:
            raise NotFound()
        return IMPORT


class EditingHall:
    """The parts of the stand-in hall that this file answers for."""

    catalogue: Any

    @property
    def catalogue_imports(self) -> FakeImports:
        return FakeImports()

    @property
    def editing(self) -> FakeDesk:
        return FakeDesk(self.catalogue)

    @property
    def trials(self) -> FakeTrials:
        return FakeTrials(self.catalogue)

    def dashboard(self, person: Person, month: str | None) -> dict[str, Any]:
        return DASHBOARD


API = "/api/v1"
_OWN, _NONE = f"{API}/services/undergraduate-leave", f"{API}/services/no"
_BROUGHT = f"{API}/catalogue/imports"
_MATCH = {"If-Match": f'"{MARK}"'}
EDITING = [
    Good("GET", f"{API}/catalogue", f"{API}/catalogue?month=2026-11", 200),
    Good("GET", f"{API}/catalogue/file", f"{API}/catalogue/file?format=csv", 200),
    Good("POST", f"{API}/catalogue/previews", f"{API}/catalogue/previews", 200, body={"file": "UEs="}),
    Good("POST", _BROUGHT, _BROUGHT, 202, body={"file": "UEs="}, headers=_MATCH),
    Good("GET", f"{_BROUGHT}/{{id}}", f"{_BROUGHT}/{IMPORT['id']}", 200, f"{_BROUGHT}/no"),
    Good("GET", f"{API}/archetypes", f"{API}/archetypes", 200),
    Good("POST", f"{API}/definitions/check", f"{API}/definitions/check", 200, body={"text": "from: GUIDE"}),
    Good("GET", f"{API}/services/{{code}}/definition", f"{_OWN}/definition?version=1", 200, f"{_NONE}/definition"),
    Good("GET", f"{API}/services/{{code}}/feedback", f"{_OWN}/feedback", 200, f"{_NONE}/feedback"),
    Good("GET", f"{API}/services/{{code}}/testers", f"{_OWN}/testers", 200, f"{_NONE}/testers"),
    Good("POST", f"{API}/services/{{code}}/testers", f"{_OWN}/testers", 202, f"{_NONE}/testers", {"kind": "remind"}),
    Good("POST", f"{API}/services/{{code}}/feedback", f"{_OWN}/feedback", 201, f"{_NONE}/feedback", {"text": "很好"}),
]
