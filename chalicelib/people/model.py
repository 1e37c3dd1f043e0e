"""Who there is at the university and what they may be asked to decide: pure values, no storage.

A *position* is a role held in a unit, written ``counsellor@class-cs2301``; a *roster* is everybody who holds one
position, with dates, kept by the department that owns the role (H-19). A person's positions and the rosters say the
same thing from both sides; `store` changes them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from chalicelib.people.proxy import Proxy
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Lang, Text

UnitKind = Literal["university", "campus", "college", "department", "class", "office"]


class Category(StrEnum):
    """What a person is to the university; services name the categories they are for.

    `CADRE` is staff of division rank and above (处级): what is open to all staff names both.
    """

    UNDERGRADUATE = "undergraduate"
    GRADUATE = "graduate"
    INTERNATIONAL = "international"
    STAFF = "staff"
    CADRE = "cadre"


CATEGORY_NAMES: Mapping[str, Text] = {
    Category.UNDERGRADUATE: Text("本科生", "Undergraduate"),
    Category.GRADUATE: Text("研究生", "Postgraduate"),
    Category.INTERNATIONAL: Text("留学生", "International student"),
    Category.STAFF: Text("教职工", "Staff"),
    Category.CADRE: Text("处级及以上干部", "Senior staff (division rank and above)"),
}
STUDENTS = frozenset({Category.UNDERGRADUATE, Category.GRADUATE, Category.INTERNATIONAL})


def position_key(role: str, unit: str) -> str:
    return f"{role}@{unit}"


def split_position_key(key: str) -> tuple[str, str]:
    """``("counsellor", "class-cs2301")``; raises `ValueError` for a text that is no position key."""
    role, at, unit = key.partition("@")
    if not (role and at and unit):
        raise ValueError(f"not a position key: {key!r}")
    return role, unit


def _covers(since: date | None, until: date | None, on: date) -> bool:
    return (since is None or since <= on) and (until is None or on <= until)


@dataclass(frozen=True)
class Position:
    """A role in a unit from `since` to `until`, both days included; ``None`` is open."""

    role: str
    unit: str
    since: date | None = None
    until: date | None = None

    @property
    def key(self) -> str:
        return position_key(self.role, self.unit)

    def held_on(self, on: date) -> bool:
        return _covers(self.since, self.until, on)


@dataclass(frozen=True)
class Member:
    """One line of a roster: the person holds the position from `since` to `until`, both days included."""

    person_id: str
    since: date | None = None
    until: date | None = None

    def active_on(self, on: date) -> bool:
        return _covers(self.since, self.until, on)


@dataclass(frozen=True)
class Roster:
    """Everybody who held, holds or will hold one position. `rev` counts its changes; 0 means never written."""

    role: str
    unit: str
    members: tuple[Member, ...] = ()
    owner_unit: str = ""
    rev: int = 0

    @property
    def key(self) -> str:
        return position_key(self.role, self.unit)

    def active_ids(self, on: date) -> tuple[str, ...]:
        """Who holds the position on that day, in the roster's order, each once."""
        return tuple(dict.fromkeys(member.person_id for member in self.members if member.active_on(on)))


@dataclass(frozen=True)
class Person:
    """Somebody with a campus card. `id` is the card or student number; accounts lead to it (Z-10).

    `units` has ``campus`` and ``department`` for everybody (the department is the unit that answers for the person: an
    administrative department, or the college for its teachers and students), ``college`` for its people and ``class``
    for students. `extra` holds what forms are prefilled from: texts, numbers and ``{"zh", "en"}`` mappings.
    `email` and `mobile` (eleven digits without country code) are the university's; `reach` says what is
    used. After the day `until` somebody has left: they keep what they applied
    for, and hold nothing. `gave` and `stands_in` are the standing proxies they gave and took; `principals` those they
    stand in for today, where somebody has read them (`PeopleStore.with_principals`).
    """

    id: str
    name: Text
    category: str
    units: Mapping[str, str]
    positions: tuple[Position, ...] = ()
    email: str = ""
    mobile: str = ""
    lang: Lang = "zh"
    sms: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    until: date | None = None
    gave: tuple[Proxy, ...] = ()
    stands_in: tuple[Proxy, ...] = ()
    principals: tuple[Person, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)
    """How the person wants to be told, as the notices room writes it."""
    unreachable: Mapping[str, str] = field(default_factory=dict)
    """Channel to a mark of the address that is known to be dead there, and why; written by the notices room."""
    favourites: tuple[str, ...] = ()
    """Codes of the services the person keeps at hand, in order of the code."""
    contacts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """``email`` and ``mobile`` to (since when, address): what the person has proven; an empty address is none."""
    disputed: Mapping[str, str] = field(default_factory=dict)
    """Values shown of the person that they say are wrong (``directory:applicant.major``), until their owner answers:
    place to the id of the application that asks for the correction (Z-16)."""

    since: date | None = None
    """The day they joined; None where nobody said."""
    as_of: str = ""
    """Of when this is, as the university's systems last told it (RFC 3339); empty where nobody said."""

    def verified(self, kind: str) -> str:
        """The address of this kind (``email``, ``mobile``) that the person has proven, or ``""``."""
        return self.contacts.get(kind, ("", ""))[1]

    def reach(self, kind: str) -> str:
        """Where the person is reached: what they have proven, else what the university's systems know."""
        return self.verified(kind) or (self.email if kind == "email" else self.mobile)

    def having(self, kind: str, address: str, at: datetime) -> Person:
        """The same person with this address proven; none with ``""``."""
        return replace(self, contacts={**self.contacts, kind: (stamp(at), address)})

    def left_on(self, on: date) -> bool:
        return self.until is not None and self.until < on

    def holds(self, position_key: str, on: date) -> bool:
        return position_key in self.position_keys(on)

    def position_keys(self, on: date) -> list[str]:
        """The positions held on that day, each once, in the order they were given."""
        if self.left_on(on):
            return []
        return list(dict.fromkeys(position.key for position in self.positions if position.held_on(on)))

    def stood_for(self, service: str, on: date) -> tuple[Person, ...]:
        """Those this person may act for in the service on that day; only what was read (`principals`) counts."""
        if self.left_on(on):
            return ()
        ids = {one.principal for one in self.stands_in if one.covers(service, on)}
        return tuple(one for one in self.principals if one.id in ids and not one.left_on(on))

    def proxies_for(self, service: str, on: date) -> tuple[str, ...]:
        """The ids of those who may act for this person in the service on that day."""
        return tuple(dict.fromkeys(one.proxy for one in self.gave if one.covers(service, on)))

    def away_until(self, on: date) -> date | None:
        """The last day of the absence this day is part of; None who is there."""
        return max((one.until for one in self.gave if one.kind == "absence" and one.active_on(on)), default=None)


@dataclass(frozen=True)
class Unit:
    """A part of the university with who to ask there. `campus` is the id of the campus it sits on (N11)."""

    id: str
    name: Text
    kind: UnitKind
    parent: str | None = None
    campus: str | None = None
    phone: str = ""
    email: str = ""
    place: Text | None = None
    since: date | None = None
    until: date | None = None
    """The first and the last day there is such a unit; open where nobody said."""
    hours: Text | None = None
    floor: str = ""
    counter: str = ""
    complaint_phone: str = ""
    complaint_email: str = ""
    """What guides say of its desk unless they say it themselves: when it is open, on which floor at which counter, and
    who hears complaints of it (W-04)."""

    def ended_on(self, on: date) -> bool:
        return self.until is not None and self.until < on


@dataclass(frozen=True)
class University:
    """A whole university at once, for a first load; the people's positions and the rosters agree.

    `accounts` maps an account to the id of its person, where the two differ.
    """

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    rosters: tuple[Roster, ...]
    accounts: Mapping[str, str]
