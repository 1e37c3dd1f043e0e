"""The archive room for `fake_hall`, and what is asked of it rightly."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound
from chalicelib.people import Person
from tests.web.good import Good
from tests.web.samples import APPLICATION

API, ID, DIGEST = "/api/v1", APPLICATION["id"], "5a" * 32


class FakeArchive:
    def link(self, reader: Person, application_id: str, file: str, lang: str) -> str:
        if application_id != ID:
            raise NotFound()
        return f"https://files.example/archive/{application_id}/own.{file}"

    def check(self, application_id: str, digest: str) -> dict[str, Any]:
        known = (application_id, digest) == (ID, DIGEST)
        return {"recorded": known, "archived_at": "2026-11-23T02:00:00.000Z" if known else None, "proof": None}


ONE = f"{API}/applications/{{application_id}}/archive"
ARCHIVE = [
    Good("GET", ONE, f"{API}/applications/{ID}/archive?file=pdf&lang=en", 302, f"{API}/applications/no/archive"),
    Good("GET", f"{API}/archives/{{application_id}}", f"{API}/archives/{ID}?digest={DIGEST}", 200),
]
