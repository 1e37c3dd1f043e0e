"""Who holds a step, in words and with contact: a person by name, or a position with the people in it today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from chalicelib.people import ROLES, Person, Unit
from chalicelib.shared.text import Text

NOBODY = Text("未知办理人", "Unknown handler")


class Directory(Protocol):
    """What of `PeopleStore` it takes to know who can act."""

    def get_people(self, ids: Iterable[str], /) -> dict[str, Person]: ...
    def get_units(self, ids: Iterable[str], /) -> dict[str, Unit]: ...
    def members(self, position_key: str, on: date, /) -> tuple[Person, ...]: ...


@dataclass(frozen=True)
class Holders:
    """Looks holders up, each once for as long as the object lives (one request, one event, one sweep)."""

    people: Directory
    today: date
    _known: dict[str, tuple[Person, ...]] = field(default_factory=dict)

    def name(self, holder: str) -> Text:
        """What the holder is called: `计算机学院 教学秘书`, or a person's name."""
        kind, _, key = holder.partition(":")
        if kind == "person":
            found = self.person(key)
            return found.name if found else NOBODY
        return position_name(self.people, key)

    def person(self, id: str) -> Person | None:
        """The person, also one who has left; None for an id that the directory does not have."""
        holder = f"person:{id}"
        if holder not in self._known:
            self._known[holder] = tuple(self.people.get_people([id]).values())
        return next(iter(self._known[holder]), None)

    def who(self, holder: str) -> tuple[Person, ...]:
        """The people who can act for the holder today; empty when the position is vacant or the person has left."""
        kind, _, key = holder.partition(":")
        if kind == "person":
            found = self.person(key)
            return (found,) if found and not found.left_on(self.today) else ()
        if holder not in self._known:
            self._known[holder] = self.people.members(key, self.today)
        return self._known[holder]

    def describe(self, holder: str, service: str) -> dict[str, Any]:
        """For pages: `{name, people: [{name, phone, email, away_until, proxy}]}`; never a student's private number.

        Who is away says until when, and who acts for them in the service meanwhile.
        """
        people = [contact(person) | self._away(person, service) for person in self.who(holder)]
        return {"name": self.name(holder).to_dict(), "people": people}

    def _away(self, person: Person, service: str) -> dict[str, Any]:
        until = person.away_until(self.today)
        if until is None:
            return {}
        proxies = self.people.get_people(person.proxies_for(service, self.today)).values()
        named = next((proxy.name.to_dict() for proxy in proxies), None)
        return {"away_until": until.isoformat()} | ({"proxy": named} if named else {})


def holder_name(people: Directory, holder: str) -> Text:
    """What one holder is called; `Holders.name` where there are several to look up."""
    kind, _, key = holder.partition(":")
    if kind == "person":
        found = people.get_people([key]).get(key)
        return found.name if found else NOBODY
    return position_name(people, key)


def position_name(people: Directory, key: str) -> Text:
    """`counsellor@class-cs2301` as `计科2301 辅导员`."""
    role, _, unit_id = key.partition("@")
    title = ROLES[role].title if role in ROLES else Text(role, role)
    unit = people.get_units([unit_id]).get(unit_id)
    return Text("{unit}{title}", "{title}, {unit}").format(unit=unit.name, title=title) if unit else title


def contact(person: Person) -> dict[str, Any]:
    """How to reach a member of staff at work; of a student only the name."""
    shown: dict[str, Any] = {"name": person.name.to_dict()}
    if person.category in ("staff", "cadre"):
        shown |= {"phone": person.extra.get("office_phone", ""), "email": person.email}
    return shown
