"""Profile, contacts and phrases of the fake hall's one person, and the requests it takes about them."""

from __future__ import annotations

from typing import Any

from chalicelib.errors import NotFound
from chalicelib.forms import profile
from chalicelib.people import Person
from chalicelib.shared.text import Text

API = "/api/v1/me"
ONE = f"{API}/contacts/{{contact}}"
WAITING = {
    "id": "c1",
    "kind": "email",
    "address": "li@example.org",
    "expires_at": "2026-11-23T02:10:00.000Z",
    "resend_at": "2026-11-23T02:01:00.000Z",
}
NONE = {"address": "", "verified_at": None, "directory": "", "offered": True}
LOG = [{"at": "2026-11-20T02:00:00.000Z", "kind": "email", "change": "verified", "address": "l***@example.org"}]
OWN: list[tuple[Any, ...]] = [
    ("GET", f"{API}/profile", f"{API}/profile", 200),
    ("POST", f"{API}/contacts", f"{API}/contacts", 201, "", {"kind": "email", "address": "li@example.org"}),
    ("POST", f"{ONE}/confirmation", f"{API}/contacts/c1/confirmation", 200, f"{API}/contacts/no/confirmation",
     {"code": "123456"}),
    ("DELETE", ONE, f"{API}/contacts/email", 200, f"{API}/contacts/fax"),
    ("GET", f"{API}/sessions", f"{API}/sessions", 200),
    ("DELETE", f"{API}/sessions", f"{API}/sessions", 204),
    ("DELETE", f"{API}/sessions/{{session}}", f"{API}/sessions/s1", 204),
    ("GET", f"{API}/phrases", f"{API}/phrases", 200),
    ("POST", f"{API}/phrases", f"{API}/phrases", 200, "", {"text": "同意"}),
    ("DELETE", f"{API}/phrases/{{phrase}}", f"{API}/phrases/p1", 200),
]  # fmt: skip


def profile_of(person: Person) -> list[dict[str, Any]]:
    return profile(person, {})


class FakeContacts:
    def view(self, person: Person) -> dict[str, Any]:
        return {"email": NONE, "mobile": NONE, "waiting": WAITING, "outside": False, "log": LOG}

    def begin(self, person: Person, kind: str, address: str) -> dict[str, Any]:
        return WAITING

    def confirm(self, person: Person, id: str, code: str) -> dict[str, Any]:
        if id != "c1":
            raise NotFound()
        return self.view(person)

    def remove(self, person: Person, kind: str) -> dict[str, Any]:
        if kind not in ("email", "mobile"):
            raise NotFound(Text("没有这种联系方式", "There is no such contact"))
        return self.view(person)


class FakeSessions:
    """`live` holds the sessions by cookie."""

    live: dict[str, Any]

    def open_ones(self, person_id: str) -> list[tuple[Any, str]]:
        return [(one, "Chrome · Windows") for one in self.live.values()]

    def close_one(self, person_id: str, id: str) -> None:
        """Nobody asks afterwards."""

    close_all = close_one


class FakePhrases:
    def phrases(self, person_id: str) -> list[dict[str, str]]:
        return [{"id": "p1", "text": "同意"}]

    def add_phrase(self, person_id: str, text: str) -> list[dict[str, str]]:
        return [{"id": "p2", "text": text}, *self.phrases(person_id)]

    def remove_phrase(self, person_id: str, id: str) -> list[dict[str, str]]:
        return []
