"""The people table: persons, accounts, rosters and units; the only file of the room that knows DynamoDB.

Items, pk / sk:
- ``P#<person id>`` / ``PERSON``: a `Person`, positions included
- ``L#<account>`` / ``ACCOUNT``: whose account it is, where it is not the person's id (Z-10)
- ``R#<role>@<unit>`` / ``ROSTER``: a `Roster`
- ``UNITS`` / ``<unit id>``: a `Unit`; there are few, one Query reads them all
- ``SEED`` / ``<name>``: which edition of prepared data was loaded (demo university, first import)

Nothing here scans. Persons, accounts and rosters are read consistently, so that a role taken away acts at the next
request (PROMISES R39); units come from a cache of the process. Every operation raises `Temporary` when the table
cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.errors import NotFound
from chalicelib.people import records
from chalicelib.people.model import Member, Person, Roster, Unit, University, position_key, split_position_key
from chalicelib.people.roster_changes import Part
from chalicelib.people.set_roster import set_roster
from chalicelib.people.unit_cache import UnitCache
from chalicelib.shared.read_ahead import Key
from chalicelib.shared.store import Defaults, Item, transaction
from chalicelib.shared.store_faults import code_of, reached, was_refused


class _Keyed(Item):
    class Meta(Defaults):
        table_name = settings.current().table("people")


class PersonItem(_Keyed):
    """`data` is what the personnel and student systems know; the rest is decided in the hall."""

    data = UnicodeAttribute()
    positions = UnicodeAttribute(default="[]")
    rev = NumberAttribute(default=0)
    lang = UnicodeAttribute()
    sms = BooleanAttribute()


class RosterItem(_Keyed):
    members = UnicodeAttribute()
    owner_unit = UnicodeAttribute()
    rev = NumberAttribute()


class PlainItem(_Keyed):
    """One text: a unit as JSON, the person id of an account, the digest of a seed."""

    data = UnicodeAttribute()


_Item = TypeVar("_Item", bound=_Keyed)
_reached = partial(reached, PynamoDBException)


def person_key(id: str) -> Key:
    """A person's item, to be read ahead together with other items."""
    return Key(PersonItem.Meta.table_name, f"P#{id}", "PERSON")


class PeopleStore:
    """Reads and changes people. Units are cached for `units_for` seconds in each process."""

    def __init__(self, units_for: float = 300) -> None:
        self._units = UnitCache(_read_units, units_for)

    def get_person(self, id: str) -> Person:
        """Raises `NotFound`."""
        item = _get(PersonItem, f"P#{id}", "PERSON")
        if item is None:
            raise NotFound
        return _person(item)

    def get_people(self, ids: Iterable[str]) -> dict[str, Person]:
        """Those of `ids` that exist, in that order; one BatchGetItem for each hundred."""
        return {id: _person(item) for id, item in _person_items(ids).items()}

    def person_of_account(self, account: str) -> Person:
        """Whose account signs in (Z-10): students' numbers and card numbers are ids, a network account is not.

        Case and surrounding blanks do not matter. Raises `NotFound`.
        """
        name = account.strip().lower()
        if not name:
            raise NotFound
        item = _get(PlainItem, f"L#{name}", "ACCOUNT")
        return self.get_person(account.strip() if item is None else item.data)

    def put_person(self, person: Person) -> None:
        """Write what the university's systems know of a person.

        Positions belong to the rosters and preferences to the person: of somebody who is there already both stay.
        """
        new = _person_item(person)
        stays = (
            (PersonItem.lang, new.lang),
            (PersonItem.sms, new.sms),
            (PersonItem.positions, "[]"),
            (PersonItem.rev, 0),
        )
        actions: list[Action] = [attribute.set(attribute | value) for attribute, value in stays]
        with _reached():
            PersonItem(new.pk, new.sk).update(actions=[PersonItem.data.set(new.data), *actions])

    def put_account(self, account: str, person_id: str) -> None:
        """From now on `account` leads to this person."""
        with _reached():
            _account_item(account, person_id).save()

    def set_preferences(self, person_id: str, sms: bool | None = None, lang: str | None = None) -> None:
        """What the person chose; ``None`` leaves it. Raises `NotFound`."""
        actions: list[Action] = [] if sms is None else [PersonItem.sms.set(sms)]
        if lang is not None:
            actions.append(PersonItem.lang.set("en" if lang == "en" else "zh"))
        if not actions:
            return
        with _reached():
            try:
                PersonItem(f"P#{person_id}", "PERSON").update(actions=actions, condition=PersonItem.pk.exists())
            except UpdateError as error:
                if was_refused(error):
                    raise NotFound from None
                raise

    def members(self, position_key: str, on: date) -> tuple[Person, ...]:
        """Who holds the position on that day, in the roster's order: one GetItem, then one BatchGetItem."""
        ids = self.get_roster(*split_position_key(position_key)).active_ids(on)
        return tuple(self.get_people(ids).values()) if ids else ()

    def get_roster(self, role: str, unit: str) -> Roster:
        """The roster as last changed; an empty one of `rev` 0 when nobody wrote it."""
        key = position_key(role, unit)
        item = _get(RosterItem, f"R#{key}", "ROSTER")
        if item is None:
            return Roster(role, unit)
        return _roster(key, item)

    def get_rosters(self, keys: Iterable[str]) -> dict[str, Roster]:
        """The rosters of these positions by position key, those nobody wrote left out; a BatchGetItem each hundred."""
        wanted = {f"R#{key}": key for key in keys}
        with _reached():
            items = RosterItem.read_all((pk, "ROSTER") for pk in wanted)
        return {wanted[item.pk]: _roster(wanted[item.pk], item) for item in items}

    def set_roster(
        self, role: str, unit: str, members: Sequence[Member], owner_unit: str, *, expect_rev: int | None = None
    ) -> Roster:
        """Make `members` the roster, and each person's positions agree with it, in one transaction.

        More than 99 people are changed in several, each complete in itself. With `expect_rev` (the `rev` the editor
        saw) somebody else's change in between raises `StaleVersion`; without it the last one wins. A member who is
        not in the table raises `NotFound`, and nothing of that part is written.
        """
        return set_roster(self, role, unit, members, owner_unit, expect_rev)

    def write_part(self, part: Part) -> bool:
        """Whether the transaction went through; not when somebody else changed the roster or a person meanwhile."""
        roster, people = part.roster, _person_items(part.people)
        if missing := {member.person_id for member in roster.members}.intersection(part.people).difference(people):
            raise NotFound(extra={"people": sorted(missing)})
        with _reached():
            try:
                with transaction() as write:
                    unchanged = (RosterItem.rev == roster.rev - 1) if roster.rev > 1 else RosterItem.pk.does_not_exist()
                    write.save(_roster_item(roster), condition=unchanged)
                    for id, item in people.items():
                        text = records.positions_text(part.positions_of(id, records.positions_from(item.positions)))
                        actions: list[Action] = [PersonItem.positions.set(text), PersonItem.rev.add(1)]
                        write.update(item, actions=actions, condition=PersonItem.rev == item.rev)
            except TransactWriteError as error:
                if code_of(error) == "TransactionCanceledException":
                    return False
                raise
        return True

    def get_unit(self, id: str) -> Unit:
        """Raises `NotFound`."""
        for unit in self._units.some([id]).values():
            return unit
        raise NotFound

    def get_units(self, ids: Iterable[str]) -> dict[str, Unit]:
        """Those of `ids` that exist, in that order."""
        return self._units.some(ids)

    def all_units(self) -> list[Unit]:
        """Every unit, by id."""
        return list(self._units.all().values())

    def put_unit(self, unit: Unit) -> None:
        with _reached():
            _unit_item(unit).save()
        self._units.forget()

    def seed_digest(self, name: str) -> str | None:
        """Which edition of the prepared data set `name` was loaded last, if any."""
        item = _get(PlainItem, "SEED", name)
        return None if item is None else item.data

    def load_seed(self, name: str, digest: str, university: University) -> None:
        """Write a whole prepared university in batches, over whatever is there; nothing is removed.

        The digest is written last, so that an unfinished load is done again.
        """
        items: list[_Keyed] = [
            *map(_unit_item, university.units),
            *map(_person_item, university.people),
            *map(_roster_item, university.rosters),
            *(_account_item(account, id) for account, id in university.accounts.items()),
        ]
        with _reached():
            with _Keyed.batch_write() as batch:
                for item in items:
                    batch.save(item)
            PlainItem("SEED", name, data=digest).save()
        self._units.forget()


def _person_items(ids: Iterable[str]) -> dict[str, PersonItem]:
    keys = {f"P#{id}": id for id in ids if records.could_be_key(id)}
    with _reached():
        items = PersonItem.read_all((pk, "PERSON") for pk in keys)
    found = {item.pk: item for item in items}
    return {id: found[pk] for pk, id in keys.items() if pk in found}


def _get(model: type[_Item], pk: str, sk: str) -> _Item | None:
    with _reached():
        return model.read(pk, sk) if records.could_be_key(pk) else None


def _read_units() -> dict[str, Unit]:
    with _reached():
        items = list(PlainItem.query("UNITS", consistent_read=True))
    return {item.sk: records.unit_from(item.sk, item.data) for item in items}


def _person(item: PersonItem) -> Person:
    return records.person_from(item.pk.removeprefix("P#"), item.data, item.positions, item.lang, item.sms)


def _person_item(person: Person) -> PersonItem:
    data, positions = records.person_text(person), records.positions_text(person.positions)
    return PersonItem(f"P#{person.id}", "PERSON", data=data, positions=positions, lang=person.lang, sms=person.sms)


def _roster(key: str, item: RosterItem) -> Roster:
    return Roster(*split_position_key(key), records.members_from(item.members), item.owner_unit, int(item.rev))


def _roster_item(roster: Roster) -> RosterItem:
    members = records.members_text(roster.members)
    return RosterItem(f"R#{roster.key}", "ROSTER", members=members, owner_unit=roster.owner_unit, rev=roster.rev)


def _unit_item(unit: Unit) -> PlainItem:
    return PlainItem("UNITS", unit.id, data=records.unit_text(unit))


def _account_item(account: str, person_id: str) -> PlainItem:
    return PlainItem(f"L#{account.strip().lower()}", "ACCOUNT", data=person_id)
