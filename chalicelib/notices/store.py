"""The notices table: the delivery ledger, which is the bell's list at the same time; what waits; what was counted.

Items, pk / sk:
- ``P#<person>`` / ``N#<event time>.<notice id>``: one notice to that person, all its channels (`Entry`); below 1 KB,
  so that a notice costs two write units: one to claim it, one to record what came of it
- ``P#<person>`` / ``READ``: up to where the person has read the bell
- ``T#<day>`` / ``<notice key>#<channel>``: what failed or is unconfirmed (`Trouble`)
- ``W#<hour>`` / ``<person>#<notice key>#<what>``: what is to be brought at that hour (`Line`): a notice that waits for
  the end of the night, or one that belongs into the person's digest
- ``W#`` / ``DONE``: up to which hour that was done
- ``C#<month>`` / ``<day>``: how many messages went out, by channel and outcome; ``C#`` / ``RESUMED``: when sending mail
  was taken up again, and what had been counted by then

Rows are kept 400 days and hidden from then on, whenever DynamoDB gets round to deleting them. Rows are written once
and then changed by update actions, so attributes newer code added survive. Raises `Temporary` when the table cannot
be reached; whether a write happened is then unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, PynamoDBException, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.notices.model import Entry, Line, Notice, Trouble
from chalicelib.notices.states import Channel, Delivery, State
from chalicelib.shared.clock import Clock, unstamp
from chalicelib.shared.store import UNREACHED, Defaults, Item, JsonText, connection
from chalicelib.shared.store_faults import reached, was_refused
from chalicelib.shared.text import Text

KEPT = timedelta(days=400)
LINES_KEPT = timedelta(days=30)
_NEVER = datetime.max.replace(tzinfo=UTC)
_CHANNELS: frozenset[str] = frozenset(Channel)
_READ = "READ"
_DONE = ("W#", "DONE")
_RESUMED = ("C#", "RESUMED")


class Row(Item):
    """Any item of the table; which attributes are there depends on its key."""

    class Meta(Defaults):
        table_name = settings.current().table("notices")

    message = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    place = UnicodeAttribute(null=True)
    text = JsonText(null=True)
    deliveries = JsonText(null=True)
    claim = UnicodeAttribute(null=True)
    lease = UnicodeAttribute(null=True)
    event = UnicodeAttribute(null=True)
    receipts = JsonText(null=True)
    read_until = UnicodeAttribute(null=True)
    notice = JsonText(null=True)
    noted = JsonText(null=True)
    trouble = JsonText(null=True)
    expires_at = TTLAttribute(null=True)


@dataclass(frozen=True)
class BellPage:
    """`read_until` is the newest key the person has seen; older lines follow below key `below`, unless it is None."""

    entries: tuple[Entry, ...]
    read_until: str
    below: str | None


class NoticeStore:
    """Reads and writes notices; no method makes more than one call unless it says so."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def create(self, entry: Entry) -> bool:
        """Write the row if there is none; False when there is."""
        row = Row(_person(entry.person_id), _notice(entry.key), expires_at=entry.expires)
        row.message, row.number, row.place, row.text = entry.message, entry.number, entry.place, list(entry.text)
        row.deliveries, row.claim, row.lease = _packed(entry.deliveries), entry.claim, entry.lease
        row.event = entry.event
        return _done(lambda: row.save(Row.pk.does_not_exist()))

    def find(self, person_id: str, key: str) -> Entry | None:
        with reached(PynamoDBException):
            row = Row.read(_person(person_id), _notice(key))
        return None if row is None else _entry(row)

    def find_all(self, places: Iterable[tuple[str, str]]) -> list[Entry]:
        """Those that exist of these (person, key), in any order; a call for each hundred."""
        with reached(PynamoDBException):
            return [_entry(row) for row in Row.read_all((_person(person), _notice(key)) for person, key in places)]

    def take_over(self, entry: Entry, before: Entry) -> bool:
        """Claim a row another run left; False when anything moved since `before` was read."""
        return self._update(entry, (Row.claim == before.claim) & (Row.lease == before.lease))

    def record(self, entry: Entry) -> bool:
        """Write how the deliveries stand now; False when the claim was lost. May be repeated."""
        return self._update(entry, Row.claim == entry.claim)

    def record_receipt(self, entry: Entry, channel: Channel, told: Delivery) -> bool:
        """Write what a provider reported of `entry`; False when another receipt was written meanwhile."""
        receipts = _packed({**entry.receipts, channel: told})
        unchanged = (
            (Row.receipts == _packed(entry.receipts)) if entry.receipts else Row.receipts.does_not_exist()
        ) & Row.pk.exists()
        row = Row(_person(entry.person_id), _notice(entry.key))
        return _done(lambda: row.update([Row.receipts.set(receipts)], unchanged))

    def newest(self, person_id: str, limit: int, before: str | None = None, *, everything: bool = False) -> BellPage:
        """The bell's lines below key `before`, newest first, or `everything` the ledger has; one query (one more read
        for a later page)."""
        with reached(PynamoDBException):
            older = (Row.sk < _notice(before)) if before else None
            found = list(Row.query(_person(person_id), older, scan_index_forward=False, limit=limit + 2))
            read = next((row.read_until for row in found if row.sk == _READ), None)
            if before:
                read = next((row.read_until for row in Row.query(_person(person_id), Row.sk == _READ)), None)
        lines = [_entry(row) for row in found if row.sk.startswith("N#")]
        below = lines[limit - 1].key if len(lines) > limit else None
        return BellPage(tuple(line for line in lines[:limit] if everything or self._shown(line)), read or "", below)

    def read_until(self, person_id: str, key: str) -> None:
        """The person has seen everything up to `key`; going back changes nothing."""
        row = Row(_person(person_id), _READ)
        further = Row.read_until.does_not_exist() | (Row.read_until < key)
        _done(lambda: row.update([Row.read_until.set(key)], further))

    def add_trouble(self, trouble: Trouble) -> None:
        """Make it visible; the same trouble again changes nothing."""
        row = Row(f"T#{trouble.at[:10]}", f"{trouble.key}#{trouble.channel}", expires_at=unstamp(trouble.at) + KEPT)
        told = [trouble.message, trouble.person_id, trouble.number, trouble.state, trouble.reason]
        row.trouble = told
        _done(lambda: row.save(Row.pk.does_not_exist()))

    def troubles(self, day: date, limit: int = 100) -> list[Trouble]:
        """What failed, is unconfirmed or had nobody to go to, of events of that UTC day, oldest first."""
        with reached(PynamoDBException):
            found = list(Row.query(f"T#{day.isoformat()}", limit=limit))
        return [_trouble(row) for row in found]

    def add_line(self, hour: str, notice: Notice, *, gathered: bool = False) -> None:
        """Bring `notice` at `hour` (a stamp), or put it into the digest of that hour; may be repeated."""
        row = Row(f"W#{hour}", f"{notice.person_id}#{notice.key}#{'digest' if gathered else 'again'}")
        row.notice, row.expires_at = notice.to_dict(), unstamp(hour) + LINES_KEPT
        with reached(PynamoDBException):
            row.save()

    def lines(self, hour: str, person_id: str = "") -> Iterator[Line]:
        """What waits for that hour, one person after the other; of one person only when there is a `person_id`."""
        with reached(PynamoDBException):
            theirs = Row.sk.startswith(f"{person_id}#") if person_id else None
            for row in Row.query(f"W#{hour}", theirs):
                yield Line(Notice.from_dict(row.notice), row.sk.endswith("#digest"))

    def hour_done(self) -> str:
        """The newest hour whose lines were all brought; "" when none was yet."""
        with reached(PynamoDBException):
            row = Row.read(*_DONE)
        return "" if row is None else str(row.read_until)

    def set_hour_done(self, hour: str) -> None:
        further = Row.read_until.does_not_exist() | (Row.read_until < hour)
        _done(lambda: Row(*_DONE).update([Row.read_until.set(hour)], further))

    def count(self, day: date, counts: Mapping[str, int]) -> None:
        """Add to the day's counters, by name; one call."""
        names = {f"#n{n}": name for n, name in enumerate(counts)}
        values = {f":n{n}": {"N": str(number)} for n, number in enumerate(counts.values())}
        with reached(UNREACHED):
            connection().dispatch("UpdateItem", {
                "TableName": Row.Meta.table_name,
                "Key": {"pk": {"S": f"C#{day:%Y-%m}"}, "sk": {"S": day.isoformat()}},
                "UpdateExpression": "ADD " + ", ".join(f"#n{n} :n{n}" for n in range(len(counts))),
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values,
            })  # fmt: skip

    def counted(self, month: str) -> dict[str, dict[str, int]]:
        """The counters of each day of a month, ``2026-11``; one query."""
        with reached(UNREACHED):
            answer = connection().dispatch("Query", {
                "TableName": Row.Meta.table_name,
                "KeyConditionExpression": "pk = :month",
                "ExpressionAttributeValues": {":month": {"S": f"C#{month}"}},
            })  # fmt: skip
        return {raw["sk"]["S"]: {n: int(v["N"]) for n, v in raw.items() if "N" in v} for raw in answer["Items"]}

    def resumed(self) -> dict[str, Any]:
        """What `set_resumed` noted last; empty when never."""
        with reached(PynamoDBException):
            row = Row.read(*_RESUMED)
        return {} if row is None else dict(row.noted)

    def set_resumed(self, noted: Mapping[str, Any]) -> None:
        _done(lambda: Row(*_RESUMED).update([Row.noted.set(dict(noted))]))

    def _update(self, entry: Entry, condition: Condition) -> bool:
        row = Row(_person(entry.person_id), _notice(entry.key))
        actions: list[Action] = [
            Row.deliveries.set(_packed(entry.deliveries)),
            Row.claim.set(entry.claim),
            Row.lease.set(entry.lease),
        ]
        return _done(lambda: row.update(actions, condition))

    def _shown(self, entry: Entry) -> bool:
        """Skipped in the hall, or expired and only waiting to be deleted: not shown."""
        hall = entry.deliveries.get(Channel.HALL)
        return entry.expires > self._clock() and hall is not None and hall.state is State.SENT


def _person(person_id: str) -> str:
    return f"P#{person_id}"


def _notice(key: str) -> str:
    return f"N#{key}"


def _packed(deliveries: Mapping[Channel, Delivery]) -> dict[str, list[Any]]:
    return {channel.value: [d.state.value, d.reason, d.attempts] for channel, d in deliveries.items()}


def _unpacked(packed: Mapping[str, list[Any]]) -> dict[Channel, Delivery]:
    """A channel that newer code knows is not this code's to touch."""
    return {Channel(c): Delivery(State(s), reason, n) for c, (s, reason, n) in packed.items() if c in _CHANNELS}


def _entry(row: Row) -> Entry:
    return Entry(
        person_id=row.pk[2:],
        key=row.sk[2:],
        message=str(row.message),
        number=str(row.number),
        place=str(row.place),
        text=Text(*row.text),
        deliveries=_unpacked(row.deliveries),
        expires=row.expires_at or _NEVER,
        claim=str(row.claim),
        lease=str(row.lease),
        event=row.event or "",
        receipts=_unpacked(row.receipts or {}),
    )


def _trouble(row: Row) -> Trouble:
    key, _, channel = row.sk.rpartition("#")
    message, person_id, number, state, reason = row.trouble
    return Trouble(key, key.rpartition(".")[0], message, person_id, number, channel, State(state), reason)


def _done(write: Callable[[], Any]) -> bool:
    """Whether the write happened; False when its condition did not hold."""
    with reached(PynamoDBException):
        try:
            write()
        except (PutError, UpdateError) as error:
            if was_refused(error):
                return False
            raise
    return True
