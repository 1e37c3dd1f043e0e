"""What the stand-in API tells those who look after services: findings, versions, migration."""

from __future__ import annotations

from typing import Any

from tests.web.samples import DIFFERENCE, MIGRATION, PROOF, WAY

SERVICE = {**WAY["service"], "code": "student-leave"}
UNIT = {
    "id": "college-md",
    "name": {"zh": "医学院", "en": "Medicine"},
    "phone": "0000-88004700",
    "email": "md@yizhan.example",
}
FINDING = {**PROOF["findings"][0], "units": [UNIT]}


def proofs(*_: Any) -> tuple[int, Any]:
    item = {**PROOF, "service": SERVICE, "findings": [FINDING]}
    return 200, {"checked_at": "2026-11-23T02:00:00.000Z", "items": [item]}


def versions(*_: Any) -> tuple[int, Any]:
    items = [{"version": 2, "current": True}, {"version": 1, "current": False}]
    return 200, {"service": {**SERVICE, "version": 2}, "current": 2, "items": items}


def differences(*_: Any) -> tuple[int, Any]:
    return 200, {"service": SERVICE, "before": 1, "after": 2, "differences": [DIFFERENCE]}


def dry_run(_hall: Any, query: dict[str, str], *_: Any) -> tuple[int, Any]:
    """An empty page first: nothing is open this month."""
    if not query.get("cursor"):
        return 200, {"to": 2, "items": [], "next": "older"}
    moved = {**MIGRATION, "id": "app-2", "number": "20261123-000002"}
    return 200, {"to": 2, "items": [{**MIGRATION, "id": "app-1", "version": 1}, moved], "next": None}


def migrate(_hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    moved = {"zh": "试算之后该办件已有变化，没有迁移", "en": "It has moved on since the dry run"}
    version = 1 if body.get("undo") else 2
    results = {
        "app-1": {"id": "app-1", "done": True, "number": "1", "why": None, "seq": 8, "version": version},
        "app-2": {"id": "app-2", "done": False, "number": "2", "why": moved},
    }
    return 200, {"items": [results[id] for id in body["applications"]]}


ROUTES: list[tuple[str, Any]] = [
    (r"GET proofs", proofs),
    (r"GET sweeps/last", lambda *_: (200, {"at": None, "age_seconds": None, "late": True, "counts": {}})),
    (r"GET services/[\w-]+/versions", versions),
    (r"GET services/[\w-]+/differences", differences),
    (r"GET services/[\w-]+/migrations", dry_run),
    (r"POST services/[\w-]+/migrations", migrate),
]
