"""One roster, one vacancy and one file, for where only HTTP is tested."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound, StaleVersion
from chalicelib.shared.text import Text
from tests.web.fake_directory import DIRECTORY, FakeDirectory
from tests.web.good import Good

API = "/api/v1"
REV = 7
"""Also the mark of the preview."""
ROLE = {"code": "counsellor", "title": Text("辅导员", "Counsellor"), "reviewer": True}
UNIT = {"id": "class-cs2301", "name": Text("计科2301班", "Class CS2301"), "within": Text("计算机学院", "Computing")}
OWNER = {"id": "student-affairs", "name": Text("学生处", "Student Affairs Office"), "within": None}
SERVICES = [{"code": "undergraduate-leave", "name": Text("本科生请假", "Undergraduate leave")}]
MEMBER = {
    "person": "120110",
    "name": Text("王老师", "Ms Wang"),
    "since": "2025-09-01",
    "until": None,
    "state": "now",
}
ROSTER: dict[str, Any] = {
    "role": ROLE,
    "unit": UNIT,
    "title": Text("计科2301班辅导员", "Counsellor, Class CS2301"),
    "owner": OWNER,
    "rev": REV,
    "members": [MEMBER],
    "vacant": False,
    "may_change": True,
    "services": SERVICES,
}
CHANGE = {
    "kind": "added",
    "person": "120109",
    "name": Text("李老师", "Mr Li"),
    "before": None,
    "after": {"since": "2026-11-23", "until": None},
}
ENTRY = {
    "rev": REV,
    "at": "2026-11-23T02:00:00.000Z",
    "by": {"id": "110602", "name": Text("张老师", "Ms Zhang")},
    "note": "秋季学期",
    "by_file": False,
    "changes": [CHANGE],
}
COUNTS = {"added": 1, "ended": 0, "changed": 0, "removed": 0}
FAULT = {"line": 3, "code": "unknown", "message": Text("没有这个学工号", "There is no such number"), "shown": "999"}
PREVIEW: dict[str, Any] = {
    **COUNTS,
    "unchanged": 2,
    "positions": [{"role": ROLE, "unit": UNIT, "title": ROSTER["title"], "changes": [CHANGE], "vacated": False}],
    "faults": [],
}


class FakeRosters:
    """Both halves of the rosters room."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    @property
    def desk(self) -> FakeRosters:
        return self

    @property
    def directory(self) -> FakeDirectory:
        return FakeDirectory()

    @property
    def directory_file(self) -> FakeDirectory:
        return FakeDirectory()

    @property
    def imports(self) -> FakeRosters:
        return self

    def roles(self, person: Any) -> dict[str, Any]:
        return {"items": [{**ROLE, "owner": OWNER, "keeps": True}], "departments": ["student-affairs"]}

    def list_rosters(self, person: Any, role: str, words: str, after: str, limit: int) -> dict[str, Any]:
        _known(role)
        return {"items": [ROSTER], "next": None if after else "class-cs2301"}

    def view(self, person: Any, role: str, unit: str) -> dict[str, Any]:
        _known(role)
        return ROSTER

    def change(self, person: Any, role: str, unit: str, rev: int, lines: Any, note: str) -> dict[str, Any]:
        _known(role)
        _matches(rev)
        self.calls.append(("change_roster", role, unit, lines, note))
        return ROSTER | {"rev": REV + 1}

    def history(self, person: Any, role: str, unit: str) -> dict[str, Any]:
        _known(role)
        return {"items": [ENTRY]}

    def look_up(self, person: Any, id: str) -> dict[str, Any]:
        if id != MEMBER["person"]:
            raise NotFound()
        return {"id": id, "name": MEMBER["name"], "unit": OWNER, "left": False}

    def vacancies(self, person: Any) -> dict[str, Any]:
        where = {"unit": UNIT, "owner": OWNER, "mine": True}
        return {"items": [{"roles": [ROLE], **where, "services": SERVICES}], "needed": 9}

    def export_file(self, person: Any, role: str, lang: str) -> dict[str, Any]:
        if role:
            _known(role)
        return {"name": "rosters.csv", "csv": "岗位代码,单位代码,学工号\r\n"}

    def preview(self, person: Any, text: str) -> tuple[dict[str, Any], int]:
        return PREVIEW, REV

    def confirm(self, person: Any, text: str, mark: int, note: str) -> dict[str, Any]:
        _matches(mark)
        self.calls.append(("import_rosters", text, note))
        return {"positions": 1, **COUNTS}


def _known(role: str) -> None:
    if role != ROLE["code"]:
        raise NotFound()


def _matches(rev: int) -> None:
    if rev != REV:
        raise StaleVersion()


_ONE = f"{API}/rosters/{{role}}/{{unit}}"
_MATCH = {"If-Match": f'"{REV}"'}
_CSV = {"csv": "岗位代码,单位代码,学工号\r\ncounsellor,class-cs2301,120110\r\n"}


def _at(role: str, below: str = "") -> str:
    return f"{API}/rosters/{role}/class-cs2301{below}"


ROSTERS = [
    *DIRECTORY,
    Good("GET", f"{API}/rosters", f"{API}/rosters", 200),
    Good("GET", f"{API}/rosters/{{role}}", f"{API}/rosters/counsellor", 200, f"{API}/rosters/no"),
    Good("GET", _ONE, _at("counsellor"), 200, _at("no")),
    Good("PUT", _ONE, _at("counsellor"), 200, _at("no"), {"members": [{"person": "120110"}]}, _MATCH),
    Good("GET", f"{_ONE}/history", _at("counsellor", "/history"), 200, _at("no", "/history")),
    Good("GET", f"{API}/roster-people/{{person}}", f"{API}/roster-people/120110", 200, f"{API}/roster-people/no"),
    Good("GET", f"{API}/roster-vacancies", f"{API}/roster-vacancies", 200),
    Good("GET", f"{API}/roster-file", f"{API}/roster-file", 200),
    Good("POST", f"{API}/roster-tables", f"{API}/roster-tables", 200, body={"file": "UEs="}),
    Good("POST", f"{API}/roster-previews", f"{API}/roster-previews", 200, body=_CSV),
    Good("POST", f"{API}/roster-imports", f"{API}/roster-imports", 200, body=_CSV, headers=_MATCH),
]
