"""One register with one row, one value and one import, for where only HTTP is tested."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound, StaleVersion
from chalicelib.shared.text import Text

AT = "2026-11-23T01:00:00.000Z"
NAME = Text("学生成绩", "Student grades")
REGISTER: dict[str, Any] = {
    "code": "grades",
    "name": NAME,
    "about": Text("每学期成绩", "Every term's results"),
    "views": ["own"],
    "keeper": False,
    "owner": Text("教务处", "Registrar's Office"),
    "fresh_at": AT,
}
COLUMN = {"name": "score", "kind": "number", "label": Text("成绩", "Score"), "required": True, "sensitive": True}
ROW: dict[str, Any] = {
    "key": "g1",
    "rev": 7,
    "at": AT,
    "cells": {"score": {"value": 90, "display": Text("90", "90")}},
    "disputed": [],
    "held_until": None,
}
BY = {"id": "110402", "name": Text("吴老师", "Ms Wu")}
IMPORT: dict[str, Any] = {
    "id": "j1",
    "register": "grades",
    "name": "a.csv",
    "format": "csv",
    "size": 12,
    "mode": "best",
    "state": "queued",
    **dict.fromkeys(("checked", "written", "unchanged", "refused"), 0),
    "by": BY["name"],
    "at": AT,
    "ended_at": None,
    "problem": None,
}


_VALUE = {"value": 12, "display": Text("12", "12")}
_LABEL = {"name": "hours", "label": Text("学时", "Hours"), "kind": "number"}
COLLECTION: dict[str, Any] = {
    "code": "theory-study",
    "name": Text("理论学习登记", "Theory study"),
    "state": "online",
    "opens": None,
    "closes": "2026-12-31",
}
ASKED_PERSON: dict[str, Any] = {
    "id": "110901",
    "name": Text("罗主任", "Mr Luo"),
    "duty": Text("主任", "Director"),
    "state": "entered",
    "values": {"hours": _VALUE},
}
ASKED_UNIT: dict[str, Any] = {
    "id": "science",
    "name": Text("科研处", "Research Office"),
    "state": None,
    "values": {},
    "sums": {"hours": _VALUE},
    "sum_labels": [_LABEL],
    "expected": 2,
    "answered": 1,
    "people": [
        ASKED_PERSON,
        ASKED_PERSON | {"id": "110903", "name": Text("邓副处长", "Ms Deng"), "state": None, "values": {}},
    ],
    "reminded_at": None,
}
COLLECTED: dict[str, Any] = COLLECTION | {
    "period": "2026",
    "periods": [{"value": "2026", "label": Text("2026", "2026")}],
    "by": "person",
    "columns": [_LABEL],
    "expects": True,
    "items": [ASKED_UNIT],
    "next": None,
}


class FakeCollections:
    """One collection."""

    def list_collections(self, person: Any) -> dict[str, Any]:
        return {"items": [COLLECTION]}

    def view(self, person: Any, code: str, period: str, cursor: str | None) -> dict[str, Any]:
        self._known(code)
        return COLLECTED

    def remind(self, person: Any, code: str, period: str, cursor: str | None) -> dict[str, Any]:
        self._known(code)
        return {"reminded": 1, "waiting": 0, "next": None}

    def _known(self, code: str) -> None:
        if code != "theory-study":
            raise NotFound()


OFFERED: dict[str, Any] = {
    "items": [
        {
            "value": "P1",
            "label": Text("图像识别", "Image recognition"),
            "source": NAME,
            "owner": REGISTER["owner"],
            "at": AT,
            "fresh_at": None,
            "disputed": [],
            "fills": {
                "leader": {
                    "value": "李",
                    "display": Text("李", "Li"),
                    "disputed": False,
                    "place": "register:p:P1:leader",
                }
            },
        }
    ],
    "down": None,
}


class FakeRegisters:
    """The room's parts in one."""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        self.reading = self.disputes = self.imports = self
        self.collections = FakeCollections()

    def look_up(self, person: Any, code: str, field: str, words: str) -> dict[str, Any]:
        if (code, field) != ("undergraduate-leave", "project"):
            raise NotFound()
        return OFFERED

    def as_table(self, file: str) -> dict[str, str]:
        return {"csv": "role,unit,person\r\n"}

    def list_registers(self, person: Any) -> dict[str, Any]:
        return {"items": [REGISTER]}

    def describe(self, person: Any, code: str) -> dict[str, Any]:
        self._known(code)
        return REGISTER | {"columns": [COLUMN], "key": "entry"}

    def list_rows(self, person: Any, code: str, *asked: Any) -> dict[str, Any]:
        self._known(code)
        return {"items": [ROW], "next": None}

    def view_row(self, person: Any, code: str, key: str) -> dict[str, Any]:
        self._known(code)
        return ROW | {"owner": REGISTER["owner"], "fresh_at": AT}

    def history(self, person: Any, code: str, key: str) -> dict[str, Any]:
        self._known(code)
        change = {"column": "score", "label": COLUMN["label"], "before": 88, "after": 90}
        return {"items": [{"rev": 7, "at": AT, "by": BY | {"why": "correction"}, "changes": [change]}]}

    def correct_row(self, person: Any, code: str, key: str, rev: int, values: Any) -> dict[str, Any]:
        self._known(code)
        if rev != self.seq:
            raise StaleVersion()
        return {"key": key, "rev": rev + 1}

    def value_at(self, person: Any, place: str) -> dict[str, Any]:
        if place != "register:grades:g1:score":
            raise NotFound()
        shown = {"source": NAME, "label": COLUMN["label"], "display": Text("90", "90")}
        return {"place": place, "owner": "registry", "owner_name": REGISTER["owner"]} | shown

    def request_import(self, person: Any, code: str, *told: Any) -> dict[str, Any]:
        self._known(code)
        return IMPORT | {"post": {"url": "https://files.example/", "fields": {"key": "imports/j1"}}, "expires_at": AT}

    def start_import(self, person: Any, code: str, job: str) -> dict[str, Any]:
        self._known(code)
        return IMPORT

    view_import = start_import

    def list_imports(self, person: Any, code: str) -> dict[str, Any]:
        self._known(code)
        return {"items": [IMPORT], "next": None}

    def list_refused(self, person: Any, code: str, job: str, cursor: str | None, limit: int) -> dict[str, Any]:
        self._known(code)
        fault = {"column": "score", "code": "not_a_number", "message": Text("须为数字", "must be a number")}
        return {"items": [{"row": 2, "key": "g1", "faults": [fault]}], "next": None}

    def _known(self, code: str) -> None:
        if code != "grades":
            raise NotFound()


API = "/api/v1"
_COLLECTIONS = f"{API}/collections"
_FIELDS = f"{API}/services/undergraduate-leave/fields"
_ROW, _IMPORT = "/rows/{key}", "/imports/{job}"


def _collection_requests() -> list[tuple[Any, ...]]:
    return [
        ("GET", f"{API}/collections", f"{API}/collections", 200),
        ("GET", f"{_COLLECTIONS}/{{code}}", f"{_COLLECTIONS}/theory-study?period=2026", 200, f"{_COLLECTIONS}/no"),
        (
            "POST",
            f"{_COLLECTIONS}/{{code}}/reminders",
            f"{_COLLECTIONS}/theory-study/reminders",
            200,
            f"{_COLLECTIONS}/no/reminders",
            {"period": "2026"},
            {},
        ),
    ]


def register_requests(match: dict[str, str]) -> list[tuple[Any, ...]]:
    """(method, path, url, status, the url of a register that is not there, body, headers) of every register route."""

    def below(method: str, path: str, status: int, body: Any = None, headers: Any = None) -> tuple[Any, ...]:
        plain, _, query = path.partition("?")
        filled = plain.format(key="g1", job="j1") + (f"?{query}" if query else "")
        urls = (f"{API}/registers/{code}{filled}" for code in ("grades", "no"))
        good, unknown = urls
        return method, f"{API}/registers/{{register}}{plain}", good, status, unknown, body, headers or {}

    return [
        ("GET", f"{API}/registers", f"{API}/registers", 200),
        *_collection_requests(),
        (
            "GET",
            f"{API}/values",
            f"{API}/values?place=register:grades:g1:score",
            200,
            f"{API}/values?place=register:no:g1:score",
        ),
        (
            "GET",
            f"{API}/services/{{code}}/fields/{{field}}/rows",
            f"{_FIELDS}/project/rows?q=P1",
            200,
            f"{_FIELDS}/no/rows",
        ),
        below("GET", "", 200),
        below("GET", "/rows?view=group&of=class-cs2301&limit=5", 200),
        below("GET", _ROW, 200),
        below("PUT", _ROW, 200, {"values": {"score": 92}}, match),
        below("GET", f"{_ROW}/history", 200),
        below("GET", "/imports", 200),
        below("POST", "/imports", 201, {"name": "a.csv", "size": 12, "mode": "best"}),
        below("GET", _IMPORT, 200),
        below("POST", f"{_IMPORT}/start", 202),
        below("GET", f"{_IMPORT}/refused", 200),
    ]
