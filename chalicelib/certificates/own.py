"""The person's side: the certificates of an application, all of one's own, a link to the file. And anybody's: is it
genuine?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from chalicelib.certificates.desk import find, issuing_units
from chalicelib.certificates.issue import PDF
from chalicelib.certificates.model import Certificate, read_code
from chalicelib.certificates.store import CertificateStore
from chalicelib.certificates.view import shown, verified
from chalicelib.errors import NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.pagination import decode_cursor, encode_cursor

LINK_SECONDS = 300
PER_ADDRESS = (60, 600)
"""Codes asked for per seconds from one address: an office may check a pile of papers."""


class Links(Protocol):
    def presigned_get(self, key: str, filename: str, content_type: str, expires: int, /) -> str: ...


@dataclass(frozen=True)
class Certificates:
    """`may_read` says whether somebody may read an application; `take` counts a try, or raises `TooManyRequests`;
    `kiosks` are the halls where one prints."""

    store: CertificateStore
    files: Links
    may_read: Callable[[Person, str], bool]
    take: Callable[[str, int, int], None]
    clock: Clock
    secret: str
    base_url: str
    kiosks: Callable[[], Sequence[Any]]

    def of_application(self, person: Person, application_id: str) -> dict[str, Any]:
        """`{items}`, oldest first. Raises `NotFound` for an application the person may not read."""
        if not self.may_read(person, application_id):
            raise NotFound()
        return {"items": self._shown(self.store.of_application(application_id), person)}

    def mine(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        """`{items, next}`, newest first."""
        known = decode_cursor(self.secret, cursor) if cursor else {}
        before = str(known.get("at", "")) if known.get("certificates") == person.id else ""
        found, last = self.store.of_person(person.id, limit, before)
        following = encode_cursor(self.secret, {"certificates": person.id, "at": last}) if last else None
        return {"items": self._shown(found, person), "next": following}

    def link(self, person: Person, application_id: str, id: str) -> str:
        """A five-minute link to the file. Raises `NotFound`, also while there is no file."""
        one = find(self.store, application_id, id)
        if one is None or not one.digest:
            raise NotFound()
        if one.unit not in issuing_units(person, self._today) and not self.may_read(person, application_id):
            raise NotFound()
        return self.files.presigned_get(one.key, f"{one.title.zh} {one.number}.pdf", PDF, LINK_SECONDS)

    def verify(self, code: str, address: str) -> dict[str, Any]:
        """What a stranger with the code may know; the same shape for a code nobody has."""
        self.take(f"certificate:{address}", *PER_ADDRESS)
        right = read_code(code)
        return verified(self.store.by_code(right) if right else None, self._today)

    def _shown(self, found: Iterable[Certificate], person: Person) -> list[dict[str, Any]]:
        today, base = self._today, self.base_url
        own = [(one, one.person == person.id) for one in found]
        printing = any(mine for _, mine in own) and bool(self.kiosks())
        return [shown(one, today, base, may_print=mine and printing) for one, mine in own]

    @property
    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()
