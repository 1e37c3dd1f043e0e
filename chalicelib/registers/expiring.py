"""What comes to an end soon: rows whose person is to be told today, and which of the reminders that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.registers.model import Register
from chalicelib.registers.rows import index_key, row_of
from chalicelib.registers.store import RegisterStore

PAGE = 100


@dataclass(frozen=True)
class Ending:
    """`days`: the reminder that is due, so many days before `ends`; `key` names the row."""

    key: str
    person: str
    ends: date
    days: int


def expiring(register: Register, store: RegisterStore, today: date) -> Iterator[Ending]:
    """The rows of a register that ends soon, soonest first in each part of its list; reads those alone. A row whose
    day is over is not among them: its keepers see it in the list."""
    rule = register.expires
    if rule is None:
        return
    between = (today.isoformat(), f"{(today + timedelta(days=rule.remind[0])).isoformat()}#\uffff")
    for shard in range(register.shards):
        after, more = None, True
        while more:
            key = index_key(register.code, "list", str(shard))
            found = store.listed("list", key, limit=PAGE, after=after, between=between)
            after, more = found.after, found.after is not None
            for row in map(row_of, found.docs):
                ends, person = date.fromisoformat(row.values[rule.column]), row.values.get(register.person)
                due = [days for days in rule.remind if (ends - today).days <= days]
                if person and due:
                    yield Ending(row.key, str(person), ends, due[-1])
