"""What a page says about one service, with every code turned into words; templates see this, never `Service`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.catalogue import ARCHETYPES, CHANNEL_STATES, Contact, Pinyin, Service
from chalicelib.people import Unit
from chalicelib.shared.text import Text

_TAGS = {"trial": "now", "testing": "quiet", "closed": "quiet"}
"""Channel states worth a tag in lists, with its tone; what is open as usual needs none."""

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


@dataclass(frozen=True)
class ServiceView:
    """`limit` is the promised time, or what kind of entry it is where nothing is promised; `letter` is the one it is
    filed under in each language, `sound` its Chinese name in pinyin, `campuses` the ids of those where its desks are."""

    service: Service
    unit_name: Text
    limit: Text
    letter: Text
    sound: str
    contacts: tuple[ContactView, ...]
    campuses: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.service.code

    @property
    def open(self) -> bool:
        """Whether the page offers to start it; dates and persons are judged when somebody does."""
        return self.service.channel.state in ("online", "dual", "trial")

    @property
    def kind(self) -> str:
        """How it is done, one of `KINDS` (W-03)."""
        return _BY_ARCHETYPE.get(self.service.archetype, "online")

    @property
    def desk(self) -> ContactView | None:
        """Where to go for what is or may be done at a counter (W-15): the first contact that has a place."""
        if self.kind != "window" and self.service.channel.state != "dual":
            return None
        return next((contact for contact in self.contacts if contact.place), None)

    @property
    def tag(self) -> tuple[Text, str] | None:
        tone = _TAGS.get(self.service.channel.state)
        return (self.channel_text, tone) if tone else None

    @property
    def channel_text(self) -> Text:
        return CHANNEL_STATES[self.service.channel.state]


def view_service(service: Service, units: Mapping[str, Unit], pinyin: Callable[[str], Pinyin]) -> ServiceView:
    """`units` has every unit the service names; an unknown one shows its id, so that a page still appears."""
    owner = units.get(service.owner_unit)
    unit_name = owner.name if owner else Text(service.owner_unit, service.owner_unit)
    sound = pinyin(service.name.zh)
    first_en = next((char.upper() for char in service.name.en if char.isalnum()), "#")
    return ServiceView(
        service=service,
        unit_name=unit_name,
        limit=ARCHETYPES[service.archetype] if service.is_entry else limit_text(service.limit),
        letter=Text(sound["initials"][:1].upper() or "#", first_en),
        sound=sound["full"],
        contacts=tuple(_contact(contact, units) for contact in service.guide.contacts),
        campuses=_campuses(service, units),
    )


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
    if contact.name and contact.name != name:
        name = Text(f"{name.zh} · {contact.name.zh}", f"{name.en} · {contact.name.en}")
    return ContactView(
        name=name,
        phone=contact.phone or (unit.phone if unit else ""),
        email=contact.email or (unit.email if unit else ""),
        place=contact.place or (unit.place if unit else None),
        hours=contact.hours,
    )


def _campuses(service: Service, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Where its desks are; where it names none, where its department is."""
    desks = [contact.unit for contact in service.guide.contacts] or [service.owner_unit]
    found = [units[unit].campus for unit in desks if unit in units]
    return tuple(dict.fromkeys(campus for campus in found if campus))
