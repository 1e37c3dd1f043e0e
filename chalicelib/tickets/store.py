"""Tickets in the windows table (`chalicelib.windows.store`), pk / sk:

- ``D#<counter>#<day>`` / ``L#<number>``: a ticket that waits, is called or served there; ``O#<number>``: one that
  is over
- ``D#<counter>#<day>`` / ``M#<number>``: that a ticket taken there waits at another counter now
- ``D#<counter>#<day>`` / ``K#<key>``: which ticket a request made, so that the same request again makes none
- ``D#<counter>#<day>`` / ``N``: how many numbers were given; counted up, never read before, so that nobody waits for
  anybody else: fifty at once are fifty numbers
- ``P#<person>`` / ``Q#<day>``: which tickets a person took that day; the next one is conditional on it
- ``R#<counter>`` / ``<month>``: how many rated, the sum of their stars, how many were low (as in `shared.rated`)
- ``H#<hall>#<day>`` / ``<place>``: where in the hall somebody asked for help

A board asks for the ``L#`` rows alone, which are few at any hour. What was left lying is over with its day, and gone a
quarter later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib import settings
from chalicelib.errors import HallError
from chalicelib.shared.clock import stamp
from chalicelib.shared.rated import Rated, is_low
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached, was_refused
from chalicelib.tickets.ticket import Ticket

KEPT = timedelta(days=90)
SOON_GONE = timedelta(days=3)
MOST_HELP = 20
_reached = partial(reached, PynamoDBException)


class Overtaken(HallError):
    """Somebody was first: read again. Never leaves the room."""


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("windows")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    given = NumberAttribute(null=True)
    stars = NumberAttribute(null=True)
    low = NumberAttribute(null=True)
    judged = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class TicketStore:
    """Every method raises `Temporary` when the table cannot be reached."""

    @_reached()
    def next_number(self, counter: str, day: str) -> int:
        """One call; a number whose ticket is then not made is given to nobody."""
        row = _Row(_day(counter, day), "N")
        row.update([_Row.given.add(1), _Row.expires_at.set(_end(day, SOON_GONE))])
        return int(row.given)

    @_reached()
    def live(self, counter: str, day: str, *, strong: bool = True) -> list[Ticket]:
        """Those that wait, are called or served; one query of a few rows."""
        rows = _Row.query(_day(counter, day), _Row.sk.startswith("L#"), consistent_read=strong)
        return [Ticket.of(row.data, int(row.rev)) for row in rows]

    @_reached()
    def over(self, counter: str, day: str) -> list[Ticket]:
        """Those that are over; one query of what the counter has done that day."""
        return [Ticket.of(row.data, int(row.rev)) for row in _Row.query(_day(counter, day), _Row.sk.startswith("O#"))]

    @_reached()
    def one(self, home: str, day: str, number: str) -> Ticket | None:
        """The ticket, wherever it is now; one call, two where it has changed counters."""
        keys = [(_day(home, day), f"{kind}#{number}") for kind in "LOM"]
        found = {row.sk[0]: row for row in _Row.read_all(keys)}
        if "M" in found:
            keys = [(_day(found["M"].data, day), f"{kind}#{number}") for kind in "LO"]
            found = {row.sk[0]: row for row in _Row.read_all(keys)}
        row = found.get("L") or found.get("O")
        return Ticket.of(row.data, int(row.rev)) if row else None

    @_reached()
    def made_by(self, counter: str, day: str, key: str) -> str:
        """The number of the ticket that a request with this key made; empty where there is none."""
        row = _Row.read(_day(counter, day), f"K#{key}")
        return str(row.data) if row else ""

    @_reached()
    def of_person(self, person: str, day: str) -> tuple[list[tuple[str, str]], int]:
        """(home and number of each ticket the person took that day, the row's version)."""
        row = _Row.read(f"P#{person}", f"Q#{day}")
        return ([(home, number) for home, number in row.data], int(row.rev)) if row else ([], 0)

    def take(self, one: Ticket, key: str, known: tuple[list[tuple[str, str]], int] | None) -> None:
        """A new ticket; `known` is what `of_person` told, where the person is known. Raises `Overtaken`."""
        with self._writing() as write:
            self._add(write, one)
            row = _Row(_day(one.home, one.day), f"K#{key}", data=one.number, expires_at=_end(one.day, SOON_GONE))
            write.save(row, condition=_Row.pk.does_not_exist())
            if known is not None:
                has, rev = known
                held = [*map(list, has), [one.home, one.number]]
                gone = _end(one.day, SOON_GONE)
                row = _Row(f"P#{one.person}", f"Q#{one.day}", data=held, rev=rev + 1, expires_at=gone)
                write.save(row, condition=_Row.rev == rev if rev else _Row.pk.does_not_exist())

    def change(self, made: Ticket, was: Ticket) -> None:
        """Its next version, at the place it has then. Raises `Overtaken`."""
        with self._writing() as write:
            if _place(made) == _place(was):
                write.save(_row(made), condition=_Row.rev == was.rev)
            else:
                write.delete(_Row(*_place(was)), condition=_Row.rev == was.rev)
                self._add(write, made)
            if made.counter != was.counter:
                pointer = _Row(_day(made.home, made.day), f"M#{made.number}")
                if made.counter == made.home:
                    write.delete(pointer)
                else:
                    pointer.data, pointer.expires_at = made.counter, _end(made.day, KEPT)
                    write.save(pointer)

    def rate(self, made: Ticket, was: Ticket) -> None:
        """The ticket with its stars, counted with its counter's. Raises `Overtaken`."""
        with self._writing() as write:
            write.save(_row(made), condition=_Row.rev == was.rev)
            write.update(_Row(f"R#{made.counter}", made.day[:7]), actions=_counted([made.rating]))

    @_reached()
    def ratings(self, counter: str, month: str) -> tuple[int, int]:
        """(how many rated in that month, the sum of their stars)."""
        row = _Row.read(f"R#{counter}", month)
        return (int(row.given or 0), int(row.stars or 0)) if row else (0, 0)

    @_reached()
    def rated(self, counters: Sequence[str], months: Sequence[str]) -> dict[str, Rated]:
        """What was rated in these months, by counter; a call for each hundred of both."""
        found: dict[str, Rated] = {}
        for row in _Row.read_all((f"R#{counter}", month) for counter in counters for month in months):
            counter = row.pk.removeprefix("R#")
            numbers = (int(number or 0) for number in (row.given, row.stars, row.low, row.judged))
            found[counter] = found.get(counter, Rated()) + Rated(*numbers)
        return found

    @_reached()
    def load_ratings(self, counter: str, month: str, stars: Sequence[int]) -> None:
        """Ratings of a month before the hall counted itself; a month that has some is left as it is."""
        row = _Row(f"R#{counter}", month)
        try:
            row.update(_counted(stars), condition=_Row.pk.does_not_exist())
        except UpdateError as error:
            if not was_refused(error):
                raise

    @_reached()
    def ask_help(self, hall: str, day: str, place: str, now: datetime) -> None:
        _Row(f"H#{hall}#{day}", place, data=stamp(now), expires_at=_end(day, SOON_GONE)).save()

    @_reached()
    def help_asked(self, hall: str, day: str) -> list[tuple[str, str]]:
        """(place, since when) of those who asked for help and have not got it."""
        return [(row.sk, str(row.data)) for row in _Row.query(f"H#{hall}#{day}", limit=MOST_HELP)]

    @_reached()
    def helped(self, hall: str, day: str, place: str) -> None:
        _Row(f"H#{hall}#{day}", place).delete()

    def _add(self, write: TransactWrite, one: Ticket) -> None:
        write.save(_row(one), condition=_Row.pk.does_not_exist())

    def _writing(self) -> _Writing:
        return _Writing()


def _counted(stars: Sequence[int]) -> list[Action]:
    low = sum(map(is_low, stars))
    return [_Row.given.add(len(stars)), _Row.stars.add(sum(stars)), _Row.low.add(low), _Row.judged.add(len(stars))]


class _Writing:
    """A transaction; whoever was second is `Overtaken`."""

    def __enter__(self) -> TransactWrite:
        self._transaction: Any = transaction()
        begun: TransactWrite = self._transaction.__enter__()
        return begun

    @_reached()
    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        try:
            self._transaction.__exit__(kind, value, trace)
        except TransactWriteError as error:
            if lost_race(error):
                raise Overtaken() from error
            raise


def _day(counter: str, day: str) -> str:
    return f"D#{counter}#{day}"


def _place(one: Ticket) -> tuple[str, str]:
    return _day(one.counter, one.day), f"{'L' if one.live else 'O'}#{one.number}"


def _row(one: Ticket) -> _Row:
    return _Row(*_place(one), data=one.to_data(), rev=one.rev, expires_at=_end(one.day, KEPT))


def _end(day: str, kept: timedelta) -> datetime:
    on = date.fromisoformat(day)
    return datetime(on.year, on.month, on.day, tzinfo=UTC) + kept
