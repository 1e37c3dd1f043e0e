"""What the stand-in API tells those who look after services: findings, versions, migration."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from tests.web import fake_directory, fake_editing
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
    items = [{"version": 2, "current": True, "note": HISTORY}, {"version": 1, "current": False, "note": None}]
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


HISTORY = {"at": "2026-11-20T02:00:00.000Z", "by": "111102", "name": {"zh": "周老师", "en": "Ms Zhou"},
           "reviewer": "110102", "reviewer_name": {"zh": "陈老师", "en": "Mr Chen"}, "application": "app-9",
           "number": "20261120-000009", "text": "缩短办理时限"}  # fmt: skip
GOOD_PREVIEW = {
    "name": {"zh": "开票信息查询", "en": "Invoice details"},
    "summary": {"zh": "抬头与税号。", "en": "Name and tax number."},
    "code": "invoice-titles", "owner": fake_editing.UNIT, "owner_unit": "student-affairs", "questions": [],
    "guide": {
        key: {"zh": "不收费", "en": "Free of charge"} for key in ("instruction", "range", "procedure", "fee", "result")
    },
    "diagram": None, "changes": None,
}  # fmt: skip


def check(_hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    """Whatever has a summary is right."""
    good = {"problems": [], "count": 0, "takes": "guide", "preview": GOOD_PREVIEW}
    return 200, good if "zh: 学校" in body["text"] else fake_editing.CHECKED


def preview_file(_hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    """A file that says so has a mistake."""
    wrong = {
        "path": "finance/x.yaml",
        "line": 3,
        "message": {"zh": "finance/x.yaml · 3：缺少事项简介", "en": "no summary"},
    }
    told = fake_editing.PLANNED_IMPORT
    faulty = told | {"count": 1, "problems": [wrong], "changes": []}
    return 200, faulty if b"wrong" in b64decode(body["file"]) else told


def bring_file(_hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    return 202, fake_editing.IMPORT | {"ended": False, "published": [], "refused": []}


ROUTES: list[tuple[str, Any]] = [
    (r"GET proofs", proofs),
    (r"GET catalogue", lambda *_: (200, fake_editing.DASHBOARD)),
    (r"GET catalogue/file", lambda *_: (200, {"name": "catalogue.csv", "type": "text/csv", "base64": "YQ=="})),
    (r"POST catalogue/previews", preview_file),
    (r"POST catalogue/imports", bring_file),
    (r"GET catalogue/imports/\w+", lambda *_: (200, fake_editing.IMPORT)),
    (r"GET directory/(?:units|people)", lambda *_: (200, fake_directory.PAGE)),
    (r"GET archetypes", lambda *_: (200, fake_editing.TEMPLATES)),
    (r"GET services/[\w-]+/definition", lambda *_: (200, fake_editing.DEFINITION)),
    (r"POST definitions/check", check),
    (r"GET services/[\w-]+/feedback", lambda *_: (200, {"items": [fake_editing.SAID]})),
    (r"GET services/[\w-]+/testers", lambda *_: (200, fake_editing.TESTERS)),
    (r"POST services/[\w-]+/testers", lambda *_: (202, {"told": 1})),
    (r"POST services/[\w-]+/feedback", lambda *_: (201, {"id": "01", "at": fake_editing.AT})),
    (r"GET sweeps/last", lambda *_: (200, {"at": None, "age_seconds": None, "late": True, "counts": {}})),
    (r"GET services/[\w-]+/versions", versions),
    (r"GET services/[\w-]+/differences", differences),
    (r"GET services/[\w-]+/migrations", dry_run),
    (r"POST services/[\w-]+/migrations", migrate),
]
