"""How people are written down in the table: compact JSON texts, read back into the values of `model`.

JSON and not nested attributes: nothing queries inside, and a text is read several times faster.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.people.model import Member, Person, Position, Unit
from chalicelib.people.proxy import Proxy
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text


def could_be_key(text: str) -> bool:
    """Whether it could be a key: DynamoDB refuses broken or very long ones, which is no reason to try again."""
    return len(text) <= 400 and text.isprintable()


def person_text(person: Person) -> str:
    """What does not change in the hall itself: everything but positions and preferences."""
    return _text(
        {
            "name": list(person.name),
            "category": str(person.category),
            "units": dict(person.units),
            "email": person.email,
            "mobile": person.mobile,
            "extra": dict(person.extra),
        }
        | {name: day for name, day in (("since", _day(person.since)), ("until", _day(person.until))) if day}
        | ({"as_of": person.as_of} if person.as_of else {})
    )


def person_from(
    id: str,
    data: str,
    positions: str,
    lang: str,
    sms: bool,
    *,
    gave: str | None = None,
    stands_in: str | None = None,
    choices: str | None = None,
    unreachable: str | None = None,
    favourites: Iterable[str] = (),
    contacts: Mapping[str, str] | None = None,
    disputed: Iterable[str] = (),
) -> Person:
    values: dict[str, Any] = json.loads(data)
    return Person(
        id,
        Text(*values["name"]),
        values["category"],
        values["units"],
        positions_from(positions),
        values["email"],
        values["mobile"],
        "en" if lang == "en" else "zh",
        sms,
        values["extra"],
        until=_date(values.get("until")),
        gave=proxies_from(gave or "[]"),
        stands_in=proxies_from(stands_in or "[]"),
        choices=json.loads(choices or "{}"),
        unreachable=json.loads(unreachable or "{}"),
        favourites=tuple(sorted(favourites)),
        contacts={kind: contact_from(text) for kind, text in (contacts or {}).items()},
        since=_date(values.get("since")),
        as_of=values.get("as_of", ""),
        disputed={place: application for place, _, application in (mark.rpartition(" ") for mark in disputed)},
    )


def contact_text(at: datetime, address: str) -> str:
    """The moment first: as texts, these are in the order of time."""
    return _text([stamp(at), address])


def contact_from(text: str) -> tuple[str, str]:
    at, address = json.loads(text)
    return at, address


def name_from(data: str) -> Text:
    """Only the name of what `person_text` wrote."""
    return Text(*json.loads(data)["name"])


def proxies_text(proxies: Iterable[Proxy]) -> str:
    return _text([_proxy_row(proxy) for proxy in proxies])


def proxies_from(text: str) -> tuple[Proxy, ...]:
    return tuple(_proxy(row) for row in json.loads(text))


def _proxy_row(proxy: Proxy) -> list[Any]:
    who = [proxy.principal, list(proxy.principal_name), proxy.proxy, list(proxy.proxy_name)]
    when = [proxy.since.isoformat(), proxy.until.isoformat()]
    return [proxy.id, proxy.kind, *who, list(proxy.services), *when, proxy.reason, proxy.revoked]


def _proxy(row: list[Any]) -> Proxy:
    id, kind, giver, giver_name, taker, taker_name, services, since, until, reason, revoked = row
    days = date.fromisoformat(since), date.fromisoformat(until)
    return Proxy(id, kind, giver, Text(*giver_name), taker, Text(*taker_name), tuple(services), *days, reason, revoked)


def positions_text(positions: Iterable[Position]) -> str:
    return _text([[p.role, p.unit, _day(p.since), _day(p.until)] for p in positions])


def positions_from(text: str) -> tuple[Position, ...]:
    return tuple(Position(role, unit, _date(since), _date(until)) for role, unit, since, until in json.loads(text))


def members_text(members: Iterable[Member]) -> str:
    return _text([[m.person_id, _day(m.since), _day(m.until)] for m in members])


def members_from(text: str) -> tuple[Member, ...]:
    return tuple(Member(id, _date(since), _date(until)) for id, since, until in json.loads(text))


def unit_text(unit: Unit) -> str:
    values = {"name": list(unit.name), "kind": unit.kind, "parent": unit.parent, "campus": unit.campus}
    place = None if unit.place is None else list(unit.place)
    days = {name: day for name, day in (("since", _day(unit.since)), ("until", _day(unit.until))) if day}
    desk = {name: getattr(unit, name) for name in _DESK if getattr(unit, name)}
    hours = {} if unit.hours is None else {"hours": list(unit.hours)}
    return _text(values | {"phone": unit.phone, "email": unit.email, "place": place} | days | hours | desk)


def unit_from(id: str, text: str) -> Unit:
    values: Mapping[str, Any] = json.loads(text)
    return Unit(
        id,
        Text(*values["name"]),
        values["kind"],
        values["parent"],
        values["campus"],
        values["phone"],
        values["email"],
        None if values["place"] is None else Text(*values["place"]),
        _date(values.get("since")),
        _date(values.get("until")),
        Text(*values["hours"]) if values.get("hours") else None,
        *(values.get(name, "") for name in _DESK),
    )


_DESK = ("floor", "counter", "complaint_phone", "complaint_email")


def settings_text(settings: Mapping[str, Any]) -> str:
    return _text(dict(settings))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
