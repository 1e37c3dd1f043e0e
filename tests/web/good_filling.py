"""Requests about drafts and earlier files that the fake hall accepts, as `Good` of test_refusals takes them."""

from __future__ import annotations

from typing import Any

from tests.web.fake_hall import SEQ

API = "/api/v1"
DRAFT = f"{API}/drafts/{{code}}"
MINE, NONE = f"{API}/drafts/undergraduate-leave", f"{API}/drafts/no"
COPY = f"{API}/uploads/{{upload_id}}/copy"
SURE = f"{API}/uploads/{{upload_id}}/confirmation"
FIELD = {"service": "undergraduate-leave", "field": "evidence"}
SAVED = {"version": 1, "answers": {"reason": "因病"}}
FILLING: list[tuple[Any, ...]] = [
    ("GET", f"{API}/drafts", f"{API}/drafts", 200),
    ("GET", DRAFT, MINE, 200, NONE),
    ("POST", DRAFT, MINE, 200, NONE, SAVED, {"If-Match": f'"{SEQ}"'}),
    ("DELETE", DRAFT, MINE, 204),
    ("GET", f"{API}/uploads", f"{API}/uploads?service=undergraduate-leave&field=evidence", 200),
    ("POST", SURE, f"{API}/uploads/u1/confirmation", 200, f"{API}/uploads/u2/confirmation"),
    ("POST", COPY, f"{API}/uploads/u0/copy", 201, f"{API}/uploads/u7/copy", FIELD),
]
