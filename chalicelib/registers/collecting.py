"""What a department collects, as its people see it: who has answered and who has not, sums, and reminding (COLLECT).

A service says in `collect` which register its answers are entered in, one row for each period and person (or unit), and
which roles of each unit are expected to answer. A page is some units, or a part of a large one: rosters, people and
rows are read together, so it costs what is on it, whatever is stored; sums by unit stand in a register of their own,
kept by the same effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from chalicelib.catalogue import Service
from chalicelib.errors import InvalidRequest, NotFound, Temporary
from chalicelib.people import PeopleStore, Person, Unit
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.kinds import shown
from chalicelib.registers.model import KEEPERS, Register, Row
from chalicelib.registers.rows import ROW, row_of, row_pk
from chalicelib.registers.store import Doc, Overtaken, Put, RegisterStore
from chalicelib.shared.clock import CHINA, Clock, stamp, unstamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor

UNITS = 10
"""Units a page; with four roles a unit that is one batch of rosters, one of people and one or two of rows."""
PEOPLE = 100
"""People a page: a unit that has more goes on on the next one, so that a page costs the same however many there are."""
KINDS = ("college", "department")
COOL_DOWN = timedelta(days=2)
"""Nobody is reminded of the same thing more often."""


class Services(Protocol):
    """What this needs of the catalogue's store."""

    def current(self, code: str, /) -> Service: ...
    def current_all(self) -> list[dict[str, Any]]: ...


Remind = Callable[[Service, str, datetime, Sequence[str]], None]
"""Queues the reminder of a service and period to these people. Raises `Temporary`."""


@dataclass(frozen=True)
class Page:
    """Some units with who is expected in each, and the rows of those who have answered by row key."""

    service: Service
    period: str
    units: Sequence[Unit]
    people: Mapping[str, Sequence[Person]]
    rows: Mapping[tuple[str, str], Row]
    next: str | None
    start: int = 0
    """How many of its first unit's people were on pages before."""
    notes: Mapping[str, Doc] = field(default_factory=dict)
    """By unit, when those of its people who are on the page were reminded."""

    @property
    def by_unit(self) -> bool:
        return bool(self.service.collect["by"] == "unit")

    def row(self, code: str, who: str) -> Row | None:
        return self.rows.get((code, f"{self.period}:{who}"))

    def missing(self, unit: Unit, now: datetime) -> list[str]:
        """Who has neither answered nor an answer on its way; of a unit that answers as one, whoever may do it."""
        code, people = self.service.collect["register"], self.people[unit.id]
        if self.by_unit:
            return [] if _state(self.row(code, unit.id), now) else [person.id for person in people]
        return [person.id for person in people if not _state(self.row(code, person.id), now)]


@dataclass(frozen=True)
class Collections:
    store: RegisterStore
    registers: RegisterDefinitions
    people: PeopleStore
    services: Services
    remind_people: Remind
    clock: Clock
    secret: str

    def list_collections(self, person: Person) -> dict[str, Any]:
        """`{items: [{code, name, channel}]}`: what the person's department collects."""
        own = self._departments(person)
        codes = [one["code"] for one in self.services.current_all()
                 if one["archetype"] == "COLLECT" and one["owner_unit"] in own]  # fmt: skip
        found = [self.services.current(code) for code in codes]
        today = self.clock().astimezone(CHINA).date()
        return {"items": [_named(service, today) for service in found if service.collect]}

    def view(self, person: Person, code: str, period: str, cursor: str | None) -> dict[str, Any]:
        """One page of a collection. Raises `NotFound`, also for who is not of its department, `InvalidRequest`."""
        page = self._page(person, code, period, cursor)
        register = self.registers.get(page.service.collect["register"])
        listed = [column for name in page.service.collect["columns"] if (column := register.column(name))]
        periods = _periods(page.service)
        return {
            **_named(page.service, self.clock().astimezone(CHINA).date()),
            "period": page.period,
            "periods": periods,
            "by": page.service.collect["by"],
            "columns": [{"name": column.name, "label": column.label.to_dict()} for column in listed],
            "expects": bool(page.service.collect.get("expected")),
            "items": [self._unit(page, unit, register) for unit in page.units],
            "next": page.next,
        }

    def remind(self, person: Person, code: str, period: str, cursor: str | None) -> dict[str, Any]:
        """Remind everybody of one page who has not answered: `{reminded, waiting, next}`; `waiting` are people of units
        that were reminded within `COOL_DOWN`. Raises as `view`, `Temporary` when messages cannot be queued."""
        page, now = self._page(person, code, period, cursor), self.clock()
        if page.service.collect.get("expected") is None:
            raise InvalidRequest()
        reminded = waiting = 0
        for unit in page.units:
            people = page.missing(unit, now)
            if people and self._reminded(page, unit, people, now):
                reminded += len(people)
            else:
                waiting += len(people)
        return {"reminded": reminded, "waiting": waiting, "next": page.next}

    def _reminded(self, page: Page, unit: Unit, people: Sequence[str], now: datetime) -> bool:
        """Whether they were reminded now: noted first, so that two who press at once remind once."""
        place = _note_place(page, unit)
        before = self.store.read(*place)
        if before is not None and now - unstamp(before.data["at"]) < COOL_DOWN:
            return False
        noted = Doc(*place, {"at": stamp(now), "people": len(people)}, before.rev + 1 if before else 1)
        try:
            self.store.write([Put(noted)])
        except Overtaken:
            return False
        try:
            self.remind_people(page.service, page.period, now, people)
        except Temporary:
            ago = stamp(now - COOL_DOWN)  # nobody was told: it may be tried again at once
            self.store.write([Put(Doc(*place, {"at": ago, "people": 0}, noted.rev + 1))])
            raise
        return True

    def _page(self, person: Person, code: str, period: str, cursor: str | None) -> Page:
        service = self.services.current(code)
        if not service.collect or service.owner_unit not in self._departments(person):
            raise NotFound()
        periods = [one["value"] for one in _periods(service)]
        chosen = period or periods[0]
        if chosen not in periods:
            raise InvalidRequest()
        place = {"list": f"collection/{code}/{chosen}/{person.id}"}
        at = decode_cursor(self.secret, cursor) if cursor else {}
        if cursor and at.get("list") != place["list"]:
            raise InvalidRequest()
        every = sorted((unit for unit in self.people.all_units() if unit.kind in KINDS), key=lambda unit: unit.id)
        left, start = [unit for unit in every if unit.id >= str(at.get("unit", ""))], int(at.get("start", 0))
        people, goes_on = self._expected(service, left[:UNITS], start)
        units = [unit for unit in left if unit.id in people]
        if goes_on is None and len(left) > len(units):
            goes_on = {"unit": left[len(units)].id, "start": 0}
        following = encode_cursor(self.secret, {**place, **goes_on}) if goes_on else None
        return self._filled(Page(service, chosen, units, people, {}, following, start))

    def _expected(
        self, service: Service, units: Sequence[Unit], start: int
    ) -> tuple[dict[str, list[Person]], dict[str, Any] | None]:
        """Who is expected in each unit that has room on the page, each once and in the first unit that has them, from
        the first one's place `start` on; and where the last of them goes on, if it does."""
        today, roles = self.clock().astimezone(CHINA).date(), service.collect.get("expected") or ()
        room = len(units) * PEOPLE if service.collect["by"] == "unit" or not roles else PEOPLE
        taken, goes_on = dict[str, list[str]](), None
        for unit, ids in self._listed(units, roles):
            there, first = ids[start:], start
            start = 0
            taken[unit] = there[:room]
            room -= len(taken[unit])
            if len(taken[unit]) < len(there):
                goes_on = {"unit": unit, "start": first + len(taken[unit])}
            if goes_on or room <= 0 < len(roles):
                break
        known = self.people.get_people(dict.fromkeys(id for ids in taken.values() for id in ids))
        found, seen = dict[str, list[Person]](), set[str]()
        for unit, ids in taken.items():
            there_are = [known[id] for id in ids if id in known and id not in seen]
            found[unit] = [one for one in there_are if one.category in service.audience and not one.left_on(today)]
            seen |= {one.id for one in found[unit]}
        return found, goes_on

    def _listed(self, units: Sequence[Unit], roles: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
        """Each unit with who is on its rosters today: one call for the first, another for all others if
        anybody asks for them."""
        today = self.clock().astimezone(CHINA).date()
        for some in (units[:1], units[1:]):
            keys = {unit.id: [f"{role}@{unit.id}" for role in roles] for unit in some}
            rosters = self.people.get_rosters(key for one in keys.values() for key in one) if roles and some else {}
            for unit, own in keys.items():
                ids = [id for key in own if key in rosters for id in rosters[key].active_ids(today)]
                yield unit, list(dict.fromkeys(ids))

    def _filled(self, page: Page) -> Page:
        """With the rows of everybody on the page, the sums of its units, and when they were reminded, read together."""
        code, totals = page.service.collect["register"], page.service.collect.get("totals")
        who = [unit.id for unit in page.units] if page.by_unit else [
            one.id for some in page.people.values() for one in some]  # fmt: skip
        wanted = {(code, f"{page.period}:{id}") for id in who}
        if totals:
            wanted |= {(totals, f"{page.period}:{unit.id}") for unit in page.units}
        places = {_note_place(page, unit): unit.id for unit in page.units}
        docs = self.store.read_all([*((row_pk(*place), ROW) for place in wanted), *places])
        found = {place: docs.get((row_pk(*place), ROW)) for place in wanted}
        rows = {place: row_of(doc) for place, doc in found.items() if doc}
        return replace(page, rows=rows, notes={places[at]: doc for at, doc in docs.items() if at in places})

    def _unit(self, page: Page, unit: Unit, register: Register) -> dict[str, Any]:
        collect, now = page.service.collect, self.clock()
        people = [] if page.by_unit else [self._person(page, one, register, now) for one in page.people[unit.id]]
        own = page.row(register.code, unit.id) if page.by_unit else None
        sums = page.row(collect["totals"], unit.id) if collect.get("totals") else None
        totals = self.registers.get(collect["totals"]) if collect.get("totals") else None
        note = page.notes.get(unit.id) if page.missing(unit, now) else None
        return {
            "id": unit.id,
            "name": unit.name.to_dict(),
            "state": _state(own, now),
            "values": _values(register, own, collect["columns"]),
            "sums": _values(totals, sums, [one.name for one in totals.columns]) if totals else {},
            "sum_labels": _labels(totals) if totals else [],
            "expected": 1 if page.by_unit else len(people),
            "answered": sum(1 for one in people if one["state"]) + (1 if _state(own, now) else 0),
            "people": people,
            "reminded_at": note.data["at"] if note and note.data["people"] else None,
        }

    def _person(self, page: Page, person: Person, register: Register, now: datetime) -> dict[str, Any]:
        row = page.row(register.code, person.id)
        duty = person.extra.get("duty")
        told = {"id": person.id, "name": person.name.to_dict(), "duty": duty if isinstance(duty, Mapping) else None}
        return told | {"state": _state(row, now), "values": _values(register, row, page.service.collect["columns"])}

    def _departments(self, person: Person) -> set[str]:
        today = self.clock().astimezone(CHINA).date()
        return {one.unit for one in person.positions if one.role in KEEPERS and one.held_on(today)}


def _state(row: Row | None, now: datetime) -> str | None:
    """``entered``, ``sent`` (an answer is on its way), or None."""
    if row is None:
        return None
    if not row.reserved:
        return "entered"
    return "sent" if row.held(now) else None


def _values(register: Register | None, row: Row | None, names: Iterable[str]) -> dict[str, Any]:
    """Column to how its value reads; nothing for a row that is not there, or only reserved, nor of masked columns."""
    if register is None or row is None or row.reserved:
        return {}
    columns = [column for name in names if (column := register.column(name)) and not column.sensitive]
    return {one.name: {"value": row.values[one.name], "display": shown(one, row.values[one.name]).to_dict()}
            for one in columns if one.name in row.values}  # fmt: skip


def _labels(register: Register) -> list[dict[str, Any]]:
    """The columns of figures: what sums are made of."""
    figures = [column for column in register.columns if column.kind in ("number", "count", "money")]
    return [{"name": column.name, "label": column.label.to_dict(), "kind": column.kind} for column in figures]


def _note_place(page: Page, unit: Unit) -> tuple[str, str]:
    """Where it is noted when these people were reminded: those of a later page of a unit apart from its first ones."""
    later = f"#{page.start}" if page.start and unit is page.units[0] else ""
    return f"G#{page.service.code}#{page.period}", f"{unit.id}{later}"


def _periods(service: Service) -> list[dict[str, Any]]:
    """The options of the field that says for which period somebody answers, the newest first."""
    field = next(one for one in service.form if one["field"] == service.collect["period"])
    options = [{"value": str(one["value"]), "label": {"zh": one["zh"], "en": one["en"]}} for one in field["options"]]
    return sorted(options, key=lambda one: str(one["value"]), reverse=True)


def _named(service: Service, day: date) -> dict[str, Any]:
    channel = service.channel
    window = {"opens": channel.opens, "closes": channel.closes}
    told = {name: day.isoformat() if day else None for name, day in window.items()}
    return {"code": service.code, "name": service.name.to_dict(), "state": channel.state_on(day), **told}
