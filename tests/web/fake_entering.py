"""An application entered at a window as the edge sees it, and a good request to each route."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound
from chalicelib.shared.text import Text
from tests.web.fake_windows import SERVICE
from tests.web.good import Good
from tests.web.samples import FORM

API, AT = "/api/v1", "2026-11-23T02:00:00.000Z"
TICKET, STRANGE = "registry.20261123.B012.a3n5kq2m7r4tz6w2", "registry.20261123.B012.zzzzzzzzzzzzzzzz"
ENTRY_FORM = FORM | {"ticket": "B010", "person": Text("李明", "Li Ming"), "applicant": {"category": "undergraduate"}}
ENTERED = {"id": "a3n5kq2m7r4tz6w2x5y7b4c3d2", "number": "20261123-004217"}


class FakeEntering:
    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def form(self, clerk: Any, counter: str, id: str) -> dict[str, Any]:
        _known(counter, id)
        return ENTRY_FORM

    def rows(self, clerk: Any, counter: str, id: str, field: str, words: str) -> dict[str, Any]:
        _known(counter, id)
        return {"items": [], "down": None}

    def request_upload(self, clerk: Any, counter: str, id: str, asked: Any) -> dict[str, Any]:
        _known(counter, id)
        self.calls.append(("place", asked["field"]))
        return {"id": "u1", "post": {"url": "https://files.example/", "fields": {}}, "expires_at": AT}

    def confirm_upload(self, clerk: Any, counter: str, id: str, upload: str) -> dict[str, Any]:
        _known(counter, id)
        return {"id": upload, "name": "a.pdf", "size": 12, "type": "application/pdf", "state": "clean"}

    def enter(self, clerk: Any, counter: str, id: str, form: Any) -> dict[str, Any]:
        _known(counter, id)
        self.calls.append(("enter", form))
        return ENTERED


def _known(counter: str, id: str) -> None:
    if (counter, id) != ("registry", TICKET):
        raise NotFound()


_ENTRY = f"{API}/counters/{{counter}}/queue/tickets/{{ticket}}/entry"
PAPER = {"service": SERVICE, "field": "proof", "name": "a.pdf", "type": "application/pdf", "size": 12}


def _entry(method: str, part: str, status: int, body: Any = None) -> Good:
    path = f"{_ENTRY}{part}"
    at = path.replace("{field}", "project").replace("{upload_id}", "u1")
    return Good(
        method,
        path,
        at.format(counter="registry", ticket=TICKET),
        status,
        at.format(counter="registry", ticket=STRANGE),
        body,
    )


ENTRIES = [
    _entry("GET", "", 200),
    _entry("POST", "", 201, {"form": {"kind": "sick"}}),
    _entry("GET", "/fields/{field}/rows", 200),
    _entry("POST", "/uploads", 201, PAPER),
    _entry("POST", "/uploads/{upload_id}/confirmation", 200),
]
