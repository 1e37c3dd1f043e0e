"""The people table: persons, accounts, rosters and units; `items` says how they are written.

Items, pk / sk:
- ``P#<person id>`` / ``PERSON``: a `Person`, positions and standing proxies included
- ``L#<account>`` / ``ACCOUNT``: whose account it is, where it is not the person's id (Z-10)
- ``H#<unit>`` / ``<time>#<ref>``: what was handed over in a unit (`handovers`)
- ``R#<role>@<unit>`` / ``ROSTER``: a `Roster`
- ``UNITS`` / ``<unit id>``: a `Unit`; there are few, one Query reads them all
- ``O#unit#<id>``, ``O#person#<id>`` / ``<time>``: a change of it (`organisation`)
- ``P#<person id>`` / ``PHRASES``: the opinions a person keeps for use (`own`)
- ``SEED`` / ``<name>``: which edition of prepared data was loaded (demo university, first import)

Nothing scans. Persons, accounts and rosters are read consistently, so that a role taken away acts at the next request
(PROMISES R39); units come from a cache of the process. Every operation raises `Temporary` when there is no table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.update import Action

from chalicelib.errors import Conflict, NotFound
from chalicelib.people import records
from chalicelib.people.items.store import (
    Keyed,
    PersonItem,
    PlainItem,
    RosterItem,
    account_item,
    at_table,
    person_item,
    person_items,
    person_of,
    read_item,
    roster_item,
    unit_item,
)
from chalicelib.people.model import Member, Person, Roster, Unit, University, position_key, split_position_key
from chalicelib.people.own.store import OwnStore
from chalicelib.people.unit_cache import UnitCache
from chalicelib.shared.read_ahead import Key
from chalicelib.shared.store import transaction
from chalicelib.shared.store_faults import code_of

if TYPE_CHECKING:
    from chalicelib.people.give_proxy import Ledger
    from chalicelib.people.roster_changes import Part

_ATTEMPTS = 4


def person_key(id: str) -> Key:
    """A person's item, to be read ahead together with other items."""
    return Key(PersonItem.Meta.table_name, f"P#{id}", "PERSON")


class PeopleStore(OwnStore):
    """Reads and changes people. Units are cached for `units_for` seconds in each process."""

    def __init__(self, units_for: float = 300) -> None:
        self._units = UnitCache(_read_units, units_for)

    def get_person(self, id: str) -> Person:
        """Raises `NotFound`."""
        item = read_item(PersonItem, f"P#{id}", "PERSON")
        if item is None:
            raise NotFound
        return person_of(item)

    def get_people(self, ids: Iterable[str]) -> dict[str, Person]:
        """Those of `ids` that exist, in that order; one BatchGetItem for each hundred."""
        return {id: person_of(item) for id, item in person_items(ids).items()}

    def person_of_account(self, account: str) -> Person:
        """Whose account signs in (Z-10): students' numbers and card numbers are ids, a network account is not.

        Case and surrounding blanks do not matter. Raises `NotFound`.
        """
        name = account.strip().lower()
        if not name:
            raise NotFound
        item = read_item(PlainItem, f"L#{name}", "ACCOUNT")
        return self.get_person(account.strip() if item is None else item.data)

    def put_person(self, person: Person) -> None:
        """Write what the university's systems know of a person.

        Positions belong to the rosters and preferences to the person: of somebody who is there already both stay.
        """
        new = person_item(person)
        kept = ((PersonItem.lang, new.lang), (PersonItem.sms, new.sms))
        stays = (*kept, (PersonItem.positions, "[]"), (PersonItem.rev, 0))
        actions: list[Action] = [attribute.set(attribute | value) for attribute, value in stays]
        actions += [PersonItem.home.set(new.home), PersonItem.home_at.set(new.home_at)] if new.home else []
        with at_table():
            PersonItem(new.pk, new.sk).update(actions=[PersonItem.data.set(new.data), *actions])

    def put_account(self, account: str, person_id: str) -> None:
        """From now on `account` leads to this person."""
        with at_table():
            account_item(account, person_id).save()

    def change_proxies(
        self, ids: Collection[str], change: Callable[[Mapping[str, Person]], Mapping[str, Ledger]]
    ) -> None:
        """Read these people, let `change` say what each gave and stands in for, and write that in one transaction.

        Nothing is written where `change` names nobody; it is asked again when somebody was faster. Raises `Conflict`.
        """
        for _ in range(_ATTEMPTS):
            items = person_items(ids)
            wanted = change({id: person_of(item) for id, item in items.items()})
            if not wanted or _write_proxies(items, wanted):
                return
        raise Conflict

    def with_principals(self, person: Person, on: date) -> Person:
        """The person together with those they stand in for on that day, or did until a moment ago.

        One BatchGetItem, none where there are none.
        """
        ids = [one.principal for one in person.stands_in if one.active_on(on) or one.just_over(on)]
        return replace(person, principals=tuple(self.get_people(ids).values())) if ids else person

    def members(self, position_key: str, on: date) -> tuple[Person, ...]:
        """Who holds the position on that day, in the roster's order: one GetItem, then one BatchGetItem."""
        ids = self.get_roster(*split_position_key(position_key)).active_ids(on)
        found = self.get_people(ids).values() if ids else ()
        return tuple(person for person in found if not person.left_on(on))

    def get_roster(self, role: str, unit: str) -> Roster:
        """The roster as last changed; an empty one of `rev` 0 when nobody wrote it."""
        key = position_key(role, unit)
        item = read_item(RosterItem, f"R#{key}", "ROSTER")
        return _roster(key, item) if item else Roster(role, unit)

    def get_rosters(self, keys: Iterable[str]) -> dict[str, Roster]:
        """The rosters of these positions by position key, those nobody wrote left out; a BatchGetItem each hundred."""
        wanted = {f"R#{key}": key for key in keys}
        with at_table():
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
        from chalicelib.people.set_roster import set_roster  # only whoever keeps rosters needs it

        return set_roster(self, role, unit, members, owner_unit, expect_rev)

    def write_part(self, part: Part) -> bool:
        """Whether it went through; not when somebody else changed the roster or a person meanwhile."""
        roster, people = part.roster, person_items(part.people)
        if missing := {member.person_id for member in roster.members}.intersection(part.people).difference(people):
            raise NotFound(extra={"people": sorted(missing)})
        with at_table():
            try:
                with transaction() as write:
                    unchanged = (RosterItem.rev == roster.rev - 1) if roster.rev > 1 else RosterItem.pk.does_not_exist()
                    write.save(roster_item(roster), condition=unchanged)
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

    def forget_units(self) -> None:
        """Read them anew: somebody changed them."""
        self._units.forget()

    def put_unit(self, unit: Unit) -> None:
        with at_table():
            unit_item(unit).save()
        self._units.forget()

    def seed_digest(self, name: str) -> str | None:
        """Which edition of the prepared data set `name` was loaded last, if any."""
        return item.data if (item := read_item(PlainItem, "SEED", name)) else None

    def load_seed(self, name: str, digest: str, university: University, as_of: str = "") -> None:
        """Write a whole prepared university in batches, over whatever is there; nothing is removed.
        The digest is written last, so that an unfinished load is done again. `as_of` is of when its data is.
        """
        people = (replace(person, as_of=as_of or person.as_of) for person in university.people)
        items: list[Keyed] = [
            *map(unit_item, university.units),
            *map(person_item, people),
            *map(roster_item, university.rosters),
            *(account_item(account, id) for account, id in university.accounts.items()),
        ]
        with at_table():
            with Keyed.batch_write() as batch:
                for item in items:
                    batch.save(item)
            PlainItem("SEED", name, data=digest).save()
        self._units.forget()


def _write_proxies(items: Mapping[str, PersonItem], wanted: Mapping[str, Ledger]) -> bool:
    """Whether it was written; not when one of these people was changed meanwhile."""
    with at_table():
        try:
            with transaction() as write:
                for id, (gave, stands_in) in wanted.items():
                    item = items[id]
                    actions: list[Action] = [
                        PersonItem.gave.set(records.proxies_text(gave)),
                        PersonItem.stands_in.set(records.proxies_text(stands_in)),
                        PersonItem.rev.add(1),
                    ]
                    write.update(item, actions=actions, condition=PersonItem.rev == item.rev)
        except TransactWriteError as error:
            if code_of(error) == "TransactionCanceledException":
                return False
            raise
    return True


def _read_units() -> dict[str, Unit]:
    with at_table():
        items = list(PlainItem.query("UNITS", consistent_read=True))
    return {item.sk: records.unit_from(item.sk, item.data) for item in items}


def _roster(key: str, item: RosterItem) -> Roster:
    return Roster(*split_position_key(key), records.members_from(item.members), item.owner_unit, int(item.rev))
