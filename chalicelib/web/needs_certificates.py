"""What the HTTP edge asks of the certificates room; a part of `needs`."""

from __future__ import annotations

from typing import Any, Protocol

from chalicelib.people import Person

Json = dict[str, Any]


class Certificates(Protocol):
    """What one person has been issued, and what anybody with a code may know."""

    def of_application(self, person: Person, application_id: str, /) -> Json: ...
    def mine(self, person: Person, cursor: str | None, limit: int, /) -> Json: ...
    def link(self, person: Person, application_id: str, id: str, /) -> str: ...
    def verify(self, code: str, address: str, /) -> Json: ...


class CertificateDesk(Protocol):
    """The office's side; another unit's certificates do not exist for it."""

    def choices(self, person: Person, /) -> Json: ...
    def list_certificates(self, person: Person, unit: str, number: str, cursor: str | None, limit: int, /) -> Json: ...
    def act(self, person: Person, application_id: str, id: str, act: str, reason: str, /) -> Json: ...


class Printing(Protocol):
    """Codes that kiosks print for; giving one in is the devices' (`needs_tickets`)."""

    def make(self, person: Person, application_id: str, id: str, /) -> Json: ...


class IssuingHall(Protocol):
    """The part of the hall that issues."""

    @property
    def certificates(self) -> Certificates: ...
    @property
    def certificate_desk(self) -> CertificateDesk: ...
    @property
    def printing(self) -> Printing: ...
