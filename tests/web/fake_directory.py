"""The stand-in for units and persons: one teacher, one class."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound, StaleVersion
from tests.web.good import Good

API = "/api/v1"
AT = "2026-11-23T02:00:00.000Z"
MARK = 7
COLUMNS = [
    {"name": "id", "title": {"zh": "学工号", "en": "person"}},
    {"name": "name_zh", "title": {"zh": "姓名", "en": "name (Chinese)"}},
    {"name": "department", "title": {"zh": "所在部门", "en": "department"}},
    {"name": "since", "title": {"zh": "到校日期", "en": "joined on"}},
    {"name": "until", "title": {"zh": "离校日期", "en": "leaves on"}},
]
ROW = {
    "what": "person", "row": {"id": "120110", "name_zh": "王老师", "department": "college-cs", "since": "2015-09-01",
                              "until": ""},
    "names": {"department": {"zh": "计算机与人工智能学院", "en": "School of Computing"}},
    "positions": [{"zh": "计科2301班辅导员", "en": "Counsellor, Class CS2301"}], "over": False, "may_change": True,
}  # fmt: skip
CELL = {"column": "department", "title": COLUMNS[2]["title"], "before": "college-cs", "after": "registry"}
ENTRY = {"at": AT, "by": "111002", "name": {"zh": "赵敏", "en": "Zhao Min"}, "note": "调动", "by_file": True,
         "changes": [CELL]}  # fmt: skip
PREVIEW = {
    "added": 0, "changed": 1, "unchanged": 3, "more": 0, "faults": [],
    "changes": [{"id": "120110", "name": {"zh": "王老师", "en": "Ms Wang"}, "new": False, "changes": [CELL]}],
}  # fmt: skip
FAULT = {"line": 3, "code": "unknown", "message": {"zh": "所在部门：没有这个单位", "en": "no such unit"}, "shown": "no"}
PAGE = {"items": [ROW], "next": None, "columns": COLUMNS, "keeps": True}


class FakeDirectory:
    """Both halves."""

    def list_units(self, person: Any, words: str, after: str, limit: int) -> dict[str, Any]:
        return PAGE

    def list_people(self, person: Any, unit: str, words: str, after: str, limit: int) -> dict[str, Any]:
        if unit == "no":
            raise NotFound()
        return PAGE

    def view(self, person: Any, what: str, id: str) -> tuple[dict[str, Any], int]:
        _known(what, id)
        return ROW, MARK

    def change(self, person: Any, what: str, id: str, mark: int, row: Any, note: str) -> tuple[dict[str, Any], int]:
        _known(what, id)
        _matches(mark)
        return ROW, MARK + 1

    def history(self, person: Any, what: str, id: str) -> dict[str, Any]:
        _known(what, id)
        return {"items": [ENTRY]}

    def export(self, person: Any, what: str, unit: str, lang: str) -> dict[str, Any]:
        if unit == "no":
            raise NotFound()
        return {"name": "units.csv", "csv": "单位代码,名称\r\n"}

    def preview(self, person: Any, what: str, text: str) -> tuple[dict[str, Any], int]:
        return PREVIEW, MARK

    def confirm(self, person: Any, what: str, text: str, mark: int, note: str) -> dict[str, Any]:
        _matches(mark)
        return {"added": 0, "changed": 1}


def _known(what: str, id: str) -> None:
    if (what, id) != ("person", "120110"):
        raise NotFound()


def _matches(mark: int) -> None:
    if mark != MARK:
        raise StaleVersion()


_ONE, _AT = f"{API}/directory/{{what}}/{{id}}", f"{API}/directory/person/120110"
_NONE = f"{API}/directory/person/no"
_MATCH = {"If-Match": f'"{MARK}"'}
_CSV = {"what": "person", "csv": "学工号,所在部门\r\n120110,registry\r\n"}
_PEOPLE, _FILE = f"{API}/directory/people", f"{API}/directory-file"
DIRECTORY = [
    Good("GET", f"{API}/directory/units", f"{API}/directory/units?q=cs", 200),
    Good("GET", _PEOPLE, f"{_PEOPLE}?unit=college-cs", 200, f"{_PEOPLE}?unit=no"),
    Good("GET", _ONE, _AT, 200, _NONE),
    Good("PUT", _ONE, _AT, 200, _NONE, {"department": "registry"}, _MATCH),
    Good("GET", f"{_ONE}/history", f"{_AT}/history", 200, f"{_NONE}/history"),
    Good("GET", _FILE, f"{_FILE}?what=person&unit=college-cs", 200, f"{_FILE}?what=person&unit=no"),
    Good("POST", f"{API}/directory-previews", f"{API}/directory-previews", 200, body=_CSV),
    Good("POST", f"{API}/directory-imports", f"{API}/directory-imports", 200, body=_CSV, headers=_MATCH),
]
