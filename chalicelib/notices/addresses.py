"""Addresses that are known to be dead: marked with their owner, who is told in the hall to have them renewed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.errors import NotFound
from chalicelib.notices.model import Notice
from chalicelib.notices.plan import address_mark, address_of
from chalicelib.notices.states import Channel
from chalicelib.people import Person


class Directory(Protocol):
    """What the room asks of the people room, and writes into it."""

    def get_person(self, id: str, /) -> Person: ...
    def set_preferences(self, person_id: str, /, *, sms: bool | None = None, lang: str | None = None) -> None: ...
    def set_choices(self, person_id: str, choices: Mapping[str, Any], /) -> None: ...
    def set_unreachable(self, person_id: str, unreachable: Mapping[str, str], /) -> None: ...


@dataclass(frozen=True)
class Addresses:
    """`post` puts bodies into the notices queue."""

    people: Directory
    post: Callable[[Sequence[Mapping[str, Any]]], None]

    def mark_dead(self, person_id: str, channel: Channel, reason: str, at: str, mark: str = "") -> None:
        """Send nothing more to the address the person has now, if it is the one with `mark` (any when it is ""). A new
        address is not marked, so it works at once. May be repeated."""
        try:
            person = self.people.get_person(person_id)
        except NotFound:
            return
        known = address_mark(address_of(channel, person))
        if (mark and mark != known) or person.unreachable.get(channel, "").startswith(f"{known} "):
            return
        told = Notice("unreachable", person_id, "", f"unreachable.{channel}.{known}", at, {"number": ""})
        self.post([told.to_dict()])
        self.people.set_unreachable(person_id, {**person.unreachable, channel.value: f"{known} {reason}"[:90]})
