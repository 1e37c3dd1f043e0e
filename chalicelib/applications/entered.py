"""An application that a counter's clerk enters for who stands before them (W-06): who did, where, for which ticket.

The applicant is the person. The record of the submission keeps both names, so that nobody takes it for the person's
own act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.applications.model import Actor, Applicant, Event
from chalicelib.people import Person
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Entered:
    """`counter` is its name, `ticket` the number that was called to it, as the record shows both for ever."""

    clerk: Person
    counter: Text
    ticket: str

    def actor(self, applicant: Applicant) -> Actor:
        return Actor(self.clerk.id, self.clerk.name, principal=(applicant.id, applicant.name))

    def to_data(self) -> dict[str, Any]:
        return {"counter": list(self.counter), "ticket": self.ticket}


def entered_in(events: Iterable[Event]) -> Event | None:
    """The submission, where a clerk entered it."""
    return next((event for event in events if "entered" in event.data), None)


def place_in(data: Mapping[str, Any]) -> tuple[Text, str]:
    """(the counter's name, the ticket's number) of such an event."""
    return Text(*data["entered"]["counter"]), str(data["entered"]["ticket"])
