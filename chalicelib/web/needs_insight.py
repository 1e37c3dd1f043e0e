"""What the HTTP edge asks of the room insight (see `needs`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.people import Person
from chalicelib.shared.text import Lang

if TYPE_CHECKING:
    from chalicelib.keys import ApiKey

Json = dict[str, Any]


class Visits(Protocol):
    """What pages report by themselves, from anybody."""

    def visit(self, service: str, source: str, /) -> None: ...
    def search(self, query: str, address: str, /) -> None: ...


class Ratings(Protocol):
    """Of one's own applications."""

    def view(self, person: Person, application_id: str, /) -> Json: ...
    def rate(self, person: Person, application_id: str, service: int, flow: int, comment: str, /) -> Json: ...


class Statistics(Protocol):
    """Of the services a person administers; files as (name, content)."""

    def overview(self, person: Person, month: str, /) -> Json: ...
    def overview_file(self, person: Person, month: str, lang: Lang, /) -> tuple[str, str]: ...
    def ratings(self, person: Person, service: str, month: str, cursor: str | None, limit: int, /) -> Json: ...
    def ratings_file(self, person: Person, service: str, month: str, lang: Lang, /) -> tuple[str, str]: ...


class Comparison(Protocol):
    """Ratings side by side, as far as whoever asks may see them; the file as (name, content)."""

    def tables(self, asker: Person | ApiKey, first: str, last: str, /) -> Json: ...
    def file(self, asker: Person | ApiKey, first: str, last: str, lang: Lang, /) -> tuple[str, str]: ...


class Insight(Protocol):
    @property
    def visits(self) -> Visits: ...
    @property
    def ratings(self) -> Ratings: ...
    @property
    def statistics(self) -> Statistics: ...
    @property
    def comparison(self) -> Comparison: ...
    def figures(self, code: str, /) -> Json: ...
