"""Who holds a step, in words and with contact: a person by name, or a position with the people in it today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.people import ROLES, PeopleStore, Person
from chalicelib.shared.text import Text

NOBODY = Text("未知办理人", "Unknown handler")


@dataclass(frozen=True)
class Holders:
    """Looks holders up, each once for as long as the object lives (one request)."""

    people: PeopleStore
    today: date
    _known: dict[str, tuple[Person, ...]] = field(default_factory=dict)

    def read(self, holders: Iterable[str], persons: Iterable[str] = ()) -> None:
        """Look up all of them together (and `persons`, by id): one batch for the rosters, one for the people."""
        wanted = [
            key for key in dict.fromkeys((*holders, *(f"person:{id}" for id in persons))) if key not in self._known
        ]
        positions = [key.partition(":")[2] for key in wanted if key.startswith("position:")]
        rosters = self.people.get_rosters(positions) if positions else {}
        ids = {f"position:{key}": roster.active_ids(self.today) for key, roster in rosters.items()}
        ids |= {key: (key.partition(":")[2],) for key in wanted if key.startswith("person:")}
        found = self.people.get_people(id for some in ids.values() for id in some)
        for key in wanted:
            self._known[key] = tuple(found[id] for id in ids.get(key, ()) if id in found)

    def name(self, holder: str) -> Text:
        """What the holder is called: `计算机学院 教学秘书`, or a person's name."""
        kind, _, key = holder.partition(":")
        if kind == "person":
            found = self.who(holder)
            return found[0].name if found else NOBODY
        return position_name(self.people, key)

    def who(self, holder: str) -> tuple[Person, ...]:
        """The people who can act for the holder today; empty when the position is vacant."""
        if holder not in self._known:
            self.read([holder])
        return self._known[holder]

    def describe(self, holder: str) -> dict[str, Any]:
        """For pages: `{name, people: [{name, phone, email}]}`; office contacts, never a private number of a student."""
        return {"name": self.name(holder).to_dict(), "people": [contact(person) for person in self.who(holder)]}


def position_name(people: PeopleStore, key: str) -> Text:
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
