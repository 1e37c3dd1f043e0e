"""The people table's items as pynamodb models, and how a person, a roster and a unit become one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TypeVar

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import PynamoDBException

from chalicelib import settings
from chalicelib.people import records
from chalicelib.people.model import Person, Roster, Unit
from chalicelib.shared.store import Defaults, Item
from chalicelib.shared.store_faults import reached


class Keyed(Item):
    class Meta(Defaults):
        table_name = settings.current().table("people")


class PersonItem(Keyed):
    """`data` is what the personnel and student systems know; the rest is decided in the hall."""

    data = UnicodeAttribute()
    positions = UnicodeAttribute(default="[]")
    rev = NumberAttribute(default=0)
    lang = UnicodeAttribute()
    sms = BooleanAttribute()
    gave = UnicodeAttribute(null=True)
    stands_in = UnicodeAttribute(null=True)
    choices = UnicodeAttribute(null=True)
    unreachable = UnicodeAttribute(null=True)
    favourites = UnicodeSetAttribute(null=True)
    disputed = UnicodeSetAttribute(null=True)


class RosterItem(Keyed):
    members = UnicodeAttribute()
    owner_unit = UnicodeAttribute()
    rev = NumberAttribute()


class PlainItem(Keyed):
    """One text: a unit as JSON, the person id of an account, the digest of a seed."""

    data = UnicodeAttribute()


AnyItem = TypeVar("AnyItem", bound=Keyed)
at_table = partial(reached, PynamoDBException)


def person_items(ids: Iterable[str]) -> dict[str, PersonItem]:
    keys = {f"P#{id}": id for id in ids if records.could_be_key(id)}
    with at_table():
        items = PersonItem.read_all((pk, "PERSON") for pk in keys)
    found = {item.pk: item for item in items}
    return {id: found[pk] for pk, id in keys.items() if pk in found}


def read_item(model: type[AnyItem], pk: str, sk: str) -> AnyItem | None:
    with at_table():
        return model.read(pk, sk) if records.could_be_key(pk) else None


def person_of(item: PersonItem) -> Person:
    return records.person_from(
        item.pk.removeprefix("P#"),
        item.data,
        item.positions,
        item.lang,
        item.sms,
        gave=item.gave,
        stands_in=item.stands_in,
        choices=item.choices,
        unreachable=item.unreachable,
        favourites=item.favourites or (),
        disputed=item.disputed or (),
    )


def person_item(person: Person) -> PersonItem:
    data, positions = records.person_text(person), records.positions_text(person.positions)
    return PersonItem(f"P#{person.id}", "PERSON", data=data, positions=positions, lang=person.lang, sms=person.sms)


def roster_item(roster: Roster) -> RosterItem:
    members = records.members_text(roster.members)
    return RosterItem(f"R#{roster.key}", "ROSTER", members=members, owner_unit=roster.owner_unit, rev=roster.rev)


def unit_item(unit: Unit) -> PlainItem:
    return PlainItem("UNITS", unit.id, data=records.unit_text(unit))


def account_item(account: str, person_id: str) -> PlainItem:
    return PlainItem(f"L#{account.strip().lower()}", "ACCOUNT", data=person_id)
