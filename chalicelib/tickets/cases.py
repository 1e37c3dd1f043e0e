"""What a counter asks of applications; the rooms that know them stand above this one, so it is handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from chalicelib.people import Person
from chalicelib.shared.text import Text
from chalicelib.tickets.ticket import Ticket

Json = dict[str, Any]


class Cases(Protocol):
    """Forms are those of `person`, who stands at the window; `clerk` only enters what they say."""

    def open_case(self, person: Person, service: str, /) -> str:
        """The id of the person's open application for the service; empty where there is none."""

    def begins(self, service: str, /) -> bool:
        """Whether the service has a form that can be entered."""

    def offices(self, application: str, reader: Person, /) -> Json | None:
        """Which offices have its tasks (`approvals.describe_offices`); None for one that is no more."""

    def form(self, person: Person, service: str, /) -> Json: ...
    def rows(self, person: Person, service: str, field: str, words: str, /) -> Json: ...
    def request_upload(self, person: Person, service: str, asked: Mapping[str, Any], /) -> Json: ...
    def confirm_upload(self, person: Person, upload: str, /) -> Json: ...
    def entered(self, person: Person, ticket: str, /) -> Json | None:
        """`{id, number}` of the application that was entered for this ticket before."""

    def enter(self, clerk: Person, counter: Text, person: Person, ticket: Ticket, form: Mapping[str, Any], /) -> Json:
        """`{id, number}`: the application of the person; one for a ticket. Raises what submitting raises."""


def left_here(case: Json | None, units: Collection[str]) -> list[Json]:
    """The offices of the counter that still have a task of the case. Pure."""
    return [one for one in (case["offices"] if case else ()) if one["open"] and one["unit"] in units]


def names_of(offices: Iterable[Json]) -> Text:
    """Their steps, each once, as they are listed in a sentence."""
    return Text.listed(dict.fromkeys(Text.of(one["title"]) for one in offices))
