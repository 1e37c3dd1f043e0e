"""The windows table.

Items, pk / sk:
- ``HALLS`` / ``<hall>``: a hall's definition, as it was published
- ``A#<appointment>`` / ``APPOINTMENT``: an appointment
- ``P#<person>`` / ``HEAD``: what the person has open and has missed; every change of theirs is conditional on it
- ``P#<person>`` / ``A#<made at>#<appointment>``: that the appointment is theirs
- ``S#<counter>`` / ``<day>T<time>``: how many places of a slot are taken
- ``S#<counter>`` / ``<day>X``: what is closed on that day; bookings are conditional on its version
- ``D#<counter>#<day>`` / ``<time>#<appointment>``: that the counter has it on that day; the day's tickets
  (`chalicelib.tickets.store`) stand behind them
- ``R#<day in UTC>`` / ``<moment>#<appointment>#<rev>#<message>``: somebody is to be told at that moment

An appointment, its person's head, its slot and what is to be told change in one transaction: the last place is given
once, and a message that was due is never lost with the process that should have sent it. Everything about a person is
gone two years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib import settings
from chalicelib.errors import HallError
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached
from chalicelib.windows.appointment import HOLDING, Appointment, Bookings
from chalicelib.windows.slots import Closure, Slot

KEPT = timedelta(days=730)
SLOT_KEPT = timedelta(days=7)
MOST_TOLD = 100
"""Messages one sweep takes up."""
_HALLS, _CLOSED = "HALLS", "X"
_AFTER_TIMES = "A"
"""Where in a counter's day the tickets of `chalicelib.tickets` begin."""
_reached = partial(reached, PynamoDBException)


class Overtaken(HallError):
    """Somebody was first: read again. Never leaves the room."""


@dataclass(frozen=True)
class Telling:
    """That `message` about the appointment as of `rev` is to be told at `due`."""

    due: datetime
    appointment: str
    rev: int
    message: str

    @property
    def key(self) -> tuple[str, str]:
        at = stamp(self.due)
        return f"R#{at[:10]}", f"{at}#{self.appointment}#{self.rev}#{self.message}"

    @classmethod
    def of(cls, sk: str) -> Telling:
        at, appointment, rev, message = sk.split("#")
        return cls(unstamp(at), appointment, int(rev), message)


@dataclass(frozen=True)
class Day:
    """What is taken of a counter's slots, and what is closed: by slot key, and by day with the row's version."""

    taken: dict[str, int]
    closures: dict[str, tuple[tuple[Closure, ...], int]]

    def closed(self, day: date) -> tuple[Closure, ...]:
        return self.closures.get(day.isoformat(), ((), 0))[0]

    def version(self, day: date) -> int:
        return self.closures.get(day.isoformat(), ((), 0))[1]

    def left(self, slot: Slot, places: int) -> int:
        return max(0, places - self.taken.get(slot_key(slot), 0))


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("windows")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    taken = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)


def slot_key(slot: Slot) -> str:
    return f"{slot.day.isoformat()}T{slot.time}"


class WindowStore:
    """Every method raises `Temporary` when the table cannot be reached."""

    # Halls

    @_reached()
    def put_hall(self, id: str, raw: dict[str, Any]) -> None:
        """Keep a hall's definition, which was checked."""
        _Row(_HALLS, id, data=raw).save()

    @_reached()
    def halls(self) -> list[dict[str, Any]]:
        return [row.data for row in _Row.query(_HALLS, consistent_read=True)]

    # Reading

    @_reached()
    def one(self, id: str) -> Appointment | None:
        row = _Row.read(f"A#{id}", "APPOINTMENT")
        return _appointment(row) if row else None

    @_reached()
    def some(self, ids: Iterable[str]) -> dict[str, Appointment]:
        rows = _Row.read_all((f"A#{id}", "APPOINTMENT") for id in ids)
        return {one.id: one for one in map(_appointment, rows)}

    @_reached()
    def bookings(self, person: str) -> Bookings:
        row = _Row.read(f"P#{person}", "HEAD")
        return Bookings.of(person, row.data, int(row.rev)) if row else Bookings(person)

    @_reached()
    def of_person(self, person: str, limit: int, before: str = "") -> tuple[list[Appointment], str]:
        """(the person's, those made last first, from that mark on; the mark to go on from, or ""); two calls."""
        last = f"A#{before}" if before else "A#~"
        below = _Row.sk.between("A#", last)
        rows = list(_Row.query(f"P#{person}", below, scan_index_forward=False, limit=limit + 1, consistent_read=True))
        rows = [row for row in rows if row.sk != last][: limit + 1]
        page = rows[:limit]
        found = self.some(row.sk.rpartition("#")[2] for row in page)
        listed = [found[id] for row in page if (id := row.sk.rpartition("#")[2]) in found]
        return listed, page[-1].sk.removeprefix("A#") if len(rows) > limit else ""

    @_reached()
    def on_day(self, counter: str, day: date) -> list[Appointment]:
        """What the counter has on that day, by time; two calls."""
        rows = list(_Row.query(f"D#{counter}#{day.isoformat()}", _Row.sk < _AFTER_TIMES, consistent_read=True))
        found = self.some(row.sk.rpartition("#")[2] for row in rows) if rows else {}
        return sorted(found.values(), key=lambda one: (one.at, one.made_at, one.id))

    @_reached()
    def days(self, counter: str, first: date, last: date) -> Day:
        """What is taken and closed from `first` to `last`; one query."""
        between = _Row.sk.between(first.isoformat(), f"{last.isoformat()}~")
        taken: dict[str, int] = {}
        closures: dict[str, tuple[tuple[Closure, ...], int]] = {}
        for row in _Row.query(f"S#{counter}", between, consistent_read=True):
            if row.sk.endswith(_CLOSED):
                closures[row.sk[:10]] = tuple(Closure.of(one) for one in row.data), int(row.rev)
            else:
                taken[row.sk] = int(row.taken or 0)
        return Day(taken, closures)

    # Writing

    def write(
        self,
        made: Appointment,
        was: Appointment | None,
        has: Bookings,
        *,
        places: int,
        closed: int,
        tell: Sequence[Telling],
    ) -> None:
        """An appointment's next version with everything that hangs on it. `has` is its person's head after it, `places`
        what its slot has, `closed` the version of what is closed on its day. Raises `Overtaken`."""
        with _reached():
            try:
                with transaction() as write:
                    self._save(write, made, was)
                    self._head(write, has, made.until)
                    self._places(write, made, was, places, closed)
                    for one in tell:
                        write.save(_told(one))
            except TransactWriteError as error:
                if lost_race(error):
                    raise Overtaken() from error
                raise

    def _save(self, write: TransactWrite, made: Appointment, was: Appointment | None) -> None:
        before = _Row.pk.does_not_exist() if was is None else _Row.rev == was.rev
        end = _gone(made.until)
        row = _Row(f"A#{made.id}", "APPOINTMENT", data=made.to_data(), rev=made.rev, expires_at=end)
        write.save(row, condition=before)
        if was is None:
            write.save(_Row(f"P#{made.person}", f"A#{stamp(made.made_at)}#{made.id}", expires_at=end))
        if was is None or _day_key(was) != _day_key(made):
            write.save(_Row(*_day_key(made), expires_at=end))
            if was is not None:
                write.delete(_Row(*_day_key(was)))

    def _head(self, write: TransactWrite, has: Bookings, until: datetime) -> None:
        before = _Row.pk.does_not_exist() if has.rev == 1 else _Row.rev == has.rev - 1
        gone = _gone(max([until, *(one.until for one in has.open), *has.missed]))
        row = _Row(f"P#{has.person}", "HEAD", data=has.to_data(), rev=has.rev, expires_at=gone)
        write.save(row, condition=before)

    def _places(
        self, write: TransactWrite, made: Appointment, was: Appointment | None, places: int, closed: int
    ) -> None:
        old = (was.counter, slot_key(was.slot)) if was and was.state in HOLDING else None
        new = (made.counter, slot_key(made.slot)) if made.state in HOLDING else None
        if old == new:
            return
        if old:
            write.update(_Row(f"S#{old[0]}", old[1]), actions=[_Row.taken.add(-1)])
        if new:
            row = _Row(f"S#{new[0]}", new[1])
            free = _Row.taken.does_not_exist() | (_Row.taken < places)
            gone = _Row.expires_at.set((made.until + SLOT_KEPT).astimezone(UTC))
            write.update(row, actions=[_Row.taken.add(1), gone], condition=free)
            shut = _Row.rev == closed if closed else _Row.pk.does_not_exist()
            write.condition_check(_Row, f"S#{made.counter}", f"{made.day}{_CLOSED}", condition=shut)

    def close(
        self, counter: str, day: date, closures: Sequence[Closure], rev: int, tell: Telling | None = None
    ) -> None:
        """What is closed on that day, all of it, as the version after `rev`, with what is to be done about it. Raises
        `Overtaken`."""
        row = _Row(f"S#{counter}", f"{day.isoformat()}{_CLOSED}")
        gone = datetime(day.year, day.month, day.day, tzinfo=UTC) + SLOT_KEPT
        actions: list[Any] = [_Row.data.set([one.to_data() for one in closures]), _Row.rev.set(rev + 1)]
        before = _Row.rev == rev if rev else _Row.pk.does_not_exist()
        with _reached():
            try:
                with transaction() as write:
                    write.update(row, actions=[*actions, _Row.expires_at.set(gone)], condition=before)
                    if tell:
                        write.save(_told(tell))
            except TransactWriteError as error:
                if lost_race(error):
                    raise Overtaken() from error
                raise

    # Telling

    @_reached()
    def due(self, now: datetime) -> list[Telling]:
        """What was to be told yesterday and today (UTC) by now and has not been taken away; two queries."""
        found: list[Telling] = []
        for day in (now - timedelta(days=1), now):
            below = _Row.sk <= f"{stamp(now)}~"
            rows = _Row.query(f"R#{stamp(day)[:10]}", below, limit=MOST_TOLD, consistent_read=True)
            found += [Telling.of(row.sk) for row in rows]
        return found

    @_reached()
    def told(self, one: Telling) -> None:
        """It has been told, or nobody needs it any more."""
        _Row(*one.key).delete()


def _told(one: Telling) -> _Row:
    return _Row(*one.key, expires_at=(one.due + SLOT_KEPT).astimezone(UTC))


def _gone(at: datetime) -> datetime:
    return (at + KEPT).astimezone(UTC)


def _day_key(one: Appointment) -> tuple[str, str]:
    return f"D#{one.counter}#{one.day}", f"{one.slot.time}#{one.id}"


def _appointment(row: Any) -> Appointment:
    return Appointment.of(row.pk.removeprefix("A#"), row.data, int(row.rev))
