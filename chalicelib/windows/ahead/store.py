"""Duty lists and what is known of past days, in the windows table (`chalicelib.windows.store`), pk / sk:

- ``U#<counter>`` / ``LIST``: the counter's duty list; every change is conditional on its version
- ``U#<counter>`` / ``V#<rev>``: what the change that made this version entered and took out, who made it
- ``F#<counter>`` / ``<day>``: how many came on that day in each half hour (`chalicelib.windows.ahead.tally`)

A day's row is made from its tickets and appointments when it is over, so it may be written twice and says the same. It
is kept as long as the beginning of a term has to be compared with that of other years.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from pynamodb.attributes import NumberAttribute, TTLAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from chalicelib import settings
from chalicelib.errors import StaleVersion
from chalicelib.people import Author
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached
from chalicelib.shared.text import Text
from chalicelib.windows.ahead.duty import DutyChange, DutyList, Turn
from chalicelib.windows.ahead.tally import Tally

KEPT = timedelta(days=800)
_reached = partial(reached, PynamoDBException)


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("windows")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class AheadStore:
    """Every method raises `Temporary` when the table cannot be reached."""

    @_reached()
    def duty(self, counter: str) -> DutyList:
        row = _Row.read(f"U#{counter}", "LIST")
        return _duty(row) if row else DutyList(counter)

    @_reached()
    def duties(self, counters: list[str]) -> dict[str, DutyList]:
        """One call for all of them."""
        found = map(_duty, _Row.read_all((f"U#{counter}", "LIST") for counter in counters))
        return {counter: DutyList(counter) for counter in counters} | {one.counter: one for one in found}

    def change_duty(self, before: DutyList, turns: tuple[Turn, ...], author: Author) -> None:
        """The list's next version with its line of history. Raises `StaleVersion` when it is not `before` any more."""
        rev, pk = before.rev + 1, f"U#{before.counter}"
        told = {
            "by": author.id, "name": author.name.to_dict(), "at": stamp(author.at), "note": author.note,
            "entered": [one.to_data() for one in turns if one not in before.turns],
            "taken": [one.to_data() for one in before.turns if one not in turns],
        }  # fmt: skip
        condition = _Row.rev == before.rev if before.rev else _Row.pk.does_not_exist()
        with _reached():
            try:
                with transaction() as write:
                    made = _Row(pk, "LIST", data=[one.to_data() for one in turns], rev=rev)
                    write.save(made, condition=condition)
                    write.save(_Row(pk, f"V#{rev:06d}", data=told))
            except TransactWriteError as error:
                if lost_race(error):
                    raise StaleVersion() from error
                raise

    @_reached()
    def duty_changes(self, counter: str, limit: int) -> list[DutyChange]:
        """The last changes, newest first; one query."""
        below = _Row.sk.startswith("V#")
        rows = _Row.query(f"U#{counter}", below, scan_index_forward=False, limit=limit, consistent_read=True)
        return [_change(row) for row in rows]

    @_reached()
    def keep(self, counter: str, tally: Tally) -> None:
        gone = datetime.combine(tally.day, time(), UTC) + KEPT
        _Row(f"F#{counter}", tally.day.isoformat(), data=tally.to_data(), expires_at=gone).save()

    @_reached()
    def tallies(self, counter: str, first: date, last: date) -> list[Tally]:
        """What is known of the days from `first` to `last`; one query of about 200 bytes a day."""
        between = _Row.sk.between(first.isoformat(), last.isoformat())
        return [Tally.of(row.sk, row.data) for row in _Row.query(f"F#{counter}", between)]


def _duty(row: _Row) -> DutyList:
    return DutyList(row.pk.removeprefix("U#"), tuple(map(Turn.of, row.data)), int(row.rev))


def _change(row: _Row) -> DutyChange:
    told = row.data
    author = Author(told["by"], Text.of(told["name"]), unstamp(told["at"]), told["note"])
    entered, taken = (tuple(map(Turn.of, told[part])) for part in ("entered", "taken"))
    return DutyChange(int(row.sk.removeprefix("V#")), author, entered, taken)
