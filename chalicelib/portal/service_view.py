"""What a page says about one service, with every code turned into words; templates see this, never `Service`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chalicelib.catalogue import ARCHETYPES, UNWRITTEN, Contact, Pinyin, Release, Service, retention_of
from chalicelib.people import Unit
from chalicelib.portal.life_view import Phase, phases_of
from chalicelib.shared.clock import CHINA, system_clock, unstamp
from chalicelib.shared.text import Text

KINDS: Mapping[str, Text] = {
    "online": Text("在线办理", "Online"),
    "window": Text("窗口办理", "At a counter"),
    "guide": Text("办事指南", "Guide"),
    "link": Text("应用入口", "Linked system"),
}
"""What an entry of the catalogue is, in the order it is shown (W-03)."""
_BY_ARCHETYPE = {"WINDOW": "window", "GUIDE": "guide", "LINK": "link"}

_LIMIT = re.compile(r"(\d+) (workday|day|hour)s?")
_LIMITS = {
    "workday": (Text("{n} 个工作日", "{n} working day"), Text("{n} 个工作日", "{n} working days")),
    "day": (Text("{n} 天", "{n} day"), Text("{n} 天", "{n} days")),
    "hour": (Text("{n} 个工作小时", "{n} working hour"), Text("{n} 个工作小时", "{n} working hours")),
}


@dataclass(frozen=True)
class ContactView:
    """A desk: its name with the unit it belongs to, and how to reach it; the unit's own data fill what is missing."""

    name: Text
    phone: str
    email: str
    place: Text | None
    hours: Text | None
    campus: Text | None = None
    floor: Text | None = None
    counter: Text | None = None

    @property
    def signs(self) -> tuple[Text, ...]:
        """What leads there, the widest first: campus, floor, counter; a campus its place names is not repeated."""
        named = self.campus and self.place and self.campus.zh in self.place.zh
        return tuple(one for one in (None if named else self.campus, self.floor, self.counter) if one)


class ReleaseView(NamedTuple):
    """A version as the guide tells it; `parts` are keys of the interface's words."""

    version: int
    day: str
    parts: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class ServiceView:
    """`limit` is the promised time, or what kind of entry it is where nothing is promised; `letter` is the one it is
    filed under in each language, `sound` its Chinese name in pinyin, `campuses` the ids of those with a desk of it."""

    service: Service
    unit_name: Text
    limit: Text
    letter: Text
    sound: str
    contacts: tuple[ContactView, ...]
    campuses: tuple[str, ...]
    phases: tuple[Phase, ...]
    complaint: ContactView | None = None
    releases: tuple[ReleaseView, ...] = ()

    @property
    def code(self) -> str:
        return self.service.code

    @property
    def now(self) -> Phase:
        """The phase of the day the page is made on."""
        return self.phases[0]

    @property
    def open(self) -> bool:
        """Whether the page offers to start it today; persons are judged when somebody does."""
        return self.now.start == "start"

    @property
    def channel_text(self) -> Text:
        """The state of that day, for what is printed and carries no other."""
        return self.now.state

    @property
    def written(self) -> bool:
        """Whether there is a guide; what is only planned may have none."""
        return self.service.guide is not UNWRITTEN

    @property
    def legal(self) -> Text | None:
        """The time the law gives, where the guide says one."""
        return limit_text(self.service.guide.legal) if self.service.guide.legal else None

    @property
    def startable(self) -> bool:
        """Whether it can be started today or on a later day, be it by testers only."""
        return any(phase.start != "off" for phase in self.phases)

    @property
    def listed(self) -> tuple[str, str] | None:
        """From when until when the list of services has it, "" for always; None when it never will."""
        shown = [phase for phase in self.phases if phase.listed]
        return (shown[0].since if not self.now.listed else "", shown[-1].until) if shown else None

    @property
    def kind(self) -> str:
        """How it is done, one of `KINDS` (W-03)."""
        return _BY_ARCHETYPE.get(self.service.archetype, "online")

    @property
    def desk(self) -> ContactView | None:
        """Where to go for what is or may be done at a counter (W-15): the first contact that has a place."""
        if self.kind != "window" and self.now.period.state != "dual":
            return None
        return next((contact for contact in self.contacts if contact.place), None)


def view_service(
    service: Service,
    units: Mapping[str, Unit],
    pinyin: Callable[[str], Pinyin],
    today: date | None = None,
    releases: Sequence[Release] = (),
) -> ServiceView:
    """`units` has every unit the service names; an unknown one shows its id, so that a page still appears. `today` is
    the day in China the page is made on, by default the present one."""
    today = today or system_clock().astimezone(CHINA).date()
    owner = units.get(service.owner_unit)
    unit_name = owner.name if owner else Text(service.owner_unit, service.owner_unit)
    sound = pinyin(service.name.zh)
    first_en = next((char.upper() for char in service.name.en if char.isalnum()), "#")
    return ServiceView(
        service=service,
        unit_name=unit_name,
        limit=ARCHETYPES[service.archetype] if service.is_entry or not service.limit else limit_text(service.limit),
        letter=Text(sound["initials"][:1].upper() or "#", first_en),
        sound=sound["full"],
        contacts=tuple(_contact(contact, units) for contact in service.guide.contacts),
        campuses=_campuses(service, units),
        phases=phases_of(service.channel, today),
        complaint=_complaint(service, units),
        releases=tuple(
            ReleaseView(one.version, str(unstamp(one.at).astimezone(CHINA).date()), one.parts, one.text)
            for one in releases
        ),
    )


def kept_for(service: Service, hall: str) -> Text:
    """How long what has ended is kept; `hall` is the time where the service says nothing."""
    return retention_of(service.retention or hall).text


def limit_text(limit: str) -> Text:
    """``3 workdays`` as people say it; what has another form stays as written."""
    match = _LIMIT.fullmatch(limit)
    if not match:
        return Text(limit, limit)
    one, many = _LIMITS[match[2]]
    return (one if match[1] == "1" else many).format(n=match[1])


def _contact(contact: Contact, units: Mapping[str, Unit]) -> ContactView:
    unit = units.get(contact.unit)
    name = unit.name if unit else Text(contact.unit, contact.unit)
    # Floor and counter belong to the unit's own place, not to another one a guide names.
    own = (unit.floor, unit.counter) if unit and not contact.place else ("", "")
    if contact.name and contact.name != name:
        name = Text(f"{name.zh} · {contact.name.zh}", f"{name.en} · {contact.name.en}")
    return ContactView(
        name=name,
        phone=contact.phone or (unit.phone if unit else ""),
        email=contact.email or (unit.email if unit else ""),
        place=contact.place or (unit.place if unit else None),
        hours=contact.hours or (unit.hours if unit else None),
        campus=_name_of(contact.campus or (unit.campus if unit else None), units),
        floor=_floor(contact.floor or own[0]),
        counter=_counter(contact.counter or own[1]),
    )


def _name_of(unit: str | None, units: Mapping[str, Unit]) -> Text | None:
    return units[unit].name if unit and unit in units else None


def _floor(signed: str) -> Text | None:
    return Text(f"{signed} 层", f"Floor {signed}") if signed else None


def _counter(signed: str) -> Text | None:
    return Text(f"{signed} 号窗口", f"Counter {signed}") if signed else None


def _complaint(service: Service, units: Mapping[str, Unit]) -> ContactView | None:
    """Where to complain: as the guide says, else of the owning department, else of what it is part of."""
    if service.guide.complaint:
        return _contact(service.guide.complaint, units)
    for unit in _upwards(service.owner_unit, units):
        if unit.complaint_phone or unit.complaint_email:
            return ContactView(unit.name, unit.complaint_phone, unit.complaint_email, None, None)
    return None


def _upwards(id: str, units: Mapping[str, Unit]) -> Iterator[Unit]:
    seen: set[str] = set()
    while id in units and id not in seen:
        seen.add(id)
        yield units[id]
        id = units[id].parent or ""


def _campuses(service: Service, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Where its desks are; where it names none, where its department is."""
    desks = [contact.unit for contact in service.guide.contacts] or [service.owner_unit]
    found = [units[unit].campus for unit in desks if unit in units]
    return tuple(dict.fromkeys(campus for campus in found if campus))
