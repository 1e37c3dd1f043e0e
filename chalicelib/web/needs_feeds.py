"""What the HTTP edge asks of the room feeds; a part of `needs`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.people import Person

if TYPE_CHECKING:
    from chalicelib.keys import ApiKey

Json = dict[str, Any]


class CampusFeed(Protocol):
    """Somebody else's part does not exist for a person: `NotFound`."""

    def services(self, category: str, cursor: str | None, limit: int, /) -> Json: ...
    def tasks(self, who: Person | ApiKey, person_id: str, cursor: str | None, limit: int, /) -> Json: ...
    def cases(self, who: Person | ApiKey, person_id: str, cursor: str | None, limit: int, /) -> Json: ...


class Outside(Protocol):
    """Each for whose service it is; others: `NotFound`."""

    def put(self, who: Person | ApiKey, service: str, number: str, told: Mapping[str, Any], /) -> Json: ...
    def put_many(self, who: Person | ApiKey, service: str, cases: Sequence[Mapping[str, Any]], /) -> Json: ...
    def withdraw(self, who: Person | ApiKey, service: str, number: str, updated: str, /) -> None: ...
    def list_cases(self, who: Person | ApiKey, service: str, month: str, cursor: str | None, limit: int, /) -> Json: ...
