"""The parts that views ask directly, for `fake_hall`: one person's proxies, drafts and earlier files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalicelib.errors import NotFound, StaleVersion
from chalicelib.people import Person
from chalicelib.shared.text import Text
from tests.web.samples import FORM, SUMMARY

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SEQ = 7
NUMBER = "20261123-004217"


PROXY = {
    "id": "x1",
    "kind": "proxy",
    "principal": {"id": "2023010001", "name": Text("李明", "Li Ming")},
    "proxy": {"id": "10001", "name": Text("王老师", "Ms Wang")},
    "services": [],
    "since": "2026-11-23",
    "until": "2026-11-30",
    "reason": "出差",
    "state": "active",
}


class Desk:
    def __init__(self, calls: list[Any]) -> None:
        self.calls = calls

    def proxies(self, person: Person) -> dict[str, Any]:
        return {"gave": [PROXY], "stands_in": []}

    def give(self, person: Person, wish: Any) -> dict[str, Any]:
        self.calls.append(("give", wish))
        return PROXY

    def revoke(self, person: Person, proxy_id: str) -> None:
        if proxy_id != "x1":
            raise NotFound()
        self.calls.append(("revoke", proxy_id))

    def colleagues(self, person: Person) -> dict[str, Any]:
        return {"items": []}

    def handovers(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        words = {name: Text("一", "One") for name in ("service", "step", "unit", "from", "to")}
        return {"items": [{"at": NOW, "number": NUMBER, "why": "left", **words}], "next": None}


DRAFT = {
    "service": SUMMARY["code"],
    "version": 1,
    "seq": SEQ,
    "answers": {"reason": "因病"},
    "left_over": [{"name": "old", "label": Text("旧", "Old"), "display": Text("值", "Value")}],
    "saved_at": NOW,
    "expires_at": NOW,
}


class Drafts:
    def __init__(self, catalogue: Any) -> None:
        self.catalogue, self.dropped = catalogue, 0

    def open_form(self, person: Person, code: str) -> dict[str, Any]:
        self.catalogue.current(code)
        last = {"reason": {"value": "x", "display": Text("因病", "Illness"), "at": NOW, "number": NUMBER}}
        return {**FORM, "draft": DRAFT, "last": last}

    def get(self, person: Person, code: str) -> dict[str, Any]:
        self.catalogue.current(code)
        return DRAFT

    def list_drafts(self, person: Person) -> list[dict[str, Any]]:
        named = {"code": SUMMARY["code"], "name": SUMMARY["name"]}
        return [{"service": named, "answers": 1, "saved_at": NOW, "expires_at": NOW}]

    def save(self, person: Person, code: str, seen: int, version: int, changes: Any) -> dict[str, Any]:
        self.catalogue.current(code)
        if seen != SEQ:
            raise StaleVersion()
        return {"seq": SEQ + 1, "others": {}, "saved_at": NOW, "expires_at": NOW}

    def drop(self, person: Person, code: str) -> None:
        self.dropped += 1


class Shelf:
    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue

    def fitting(self, person: Person, service: str, field: str) -> list[dict[str, Any]]:
        self.catalogue.current(service)
        kept = {"id": "u0", "name": "旧.pdf", "size": 12, "type": "application/pdf", "state": "clean"}
        return [{**kept, "at": NOW, "service": {"code": service, "name": SUMMARY["name"]}}]

    def reuse(self, person: Person, upload_id: str, service: str, field: str) -> dict[str, Any]:
        if upload_id != "u0":
            raise NotFound()
        return {"id": "u9", "name": "旧.pdf", "size": 12, "type": "application/pdf", "state": "clean"}
