"""What is due to be looked at, and what an erasure leaves in and takes out of the applications table.

An erasure begins with one transaction: the proof is appended to the timeline and the head is gone, so that from then on
the application is in no list and reads as erased, whatever is left of it. The proof stands in the clock index until all
of the rest is gone. Raises `Temporary` when the table cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import settings
from chalicelib.applications import (
    Event,
    Overtaken,
    Proof,
    event_key,
    event_of,
    event_row,
    keep_row,
    kept_shards,
    partition,
)
from chalicelib.shared.clock import stamp
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached, was_refused

_reached = partial(reached, PynamoDBException)


class _Clock(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "clock"
        projection = KeysOnlyProjection()

    clock_shard = UnicodeAttribute(hash_key=True)
    clock_at = UnicodeAttribute(range_key=True)


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("applications")

    clock = _Clock()
    clock_shard = UnicodeAttribute(null=True)
    clock_at = UnicodeAttribute(null=True)
    type = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    by = JsonText(null=True)
    data = JsonText(null=True)
    hash = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)


@dataclass(frozen=True)
class Left:
    """What an erased application still has: `events` in order, and the keys of its other items."""

    events: tuple[Event, ...]
    others: tuple[str, ...]


class RetentionStore:
    """One call each, unless it says otherwise."""

    @_reached()
    def due(self, until: datetime, most: int) -> Iterator[str]:
        """Ids of what is to be looked at, the longest due first, up to `most` of each shard; a query a shard."""
        for shard in kept_shards():
            for row in _Row.clock.query(shard, _Row.clock_at <= stamp(until), limit=most):
                yield row.pk.removeprefix("A#")

    @_reached()
    def look_at(self, application_id: str, moment: datetime | None) -> None:
        """When to look at one that is kept next, None for never; nothing where it was reopened meanwhile."""
        condition = _Row.clock_shard.does_not_exist() | _Row.clock_shard.startswith("keep-")
        self._set_clock(_Row(partition(application_id), "HEAD"), moment, condition & _Row.pk.exists())

    @_reached()
    def begin(self, application_id: str, event: Event) -> None:
        """Append the proof in place of the head. Raises `Overtaken` where anything happened to it since it was read."""
        pk = partition(application_id)
        row = {**event_row(event), **keep_row(application_id, event.at)}
        try:
            with transaction() as write:
                write.save(_Row(pk, event_key(event.seq), **row), condition=_Row.pk.does_not_exist())
                write.delete(_Row(pk, "HEAD"), condition=_Row.pk.exists())
        except TransactWriteError as error:
            if lost_race(error):
                raise Overtaken from error
            raise

    @_reached()
    def left(self, application_id: str) -> Left:
        found = list(_Row.query(partition(application_id), consistent_read=True))
        events = [event_of(row.sk, row.attribute_values) for row in found if row.sk.startswith("E#")]
        return Left(tuple(events), tuple(row.sk for row in found if not row.sk.startswith("E#")))

    @_reached()
    def drop(self, application_id: str, keys: Iterable[str]) -> None:
        """Remove these items; no error for what is not there. A call for each twenty-five."""
        pk = partition(application_id)
        with _Row.batch_write() as batch:
            for key in keys:
                batch.delete(_Row(pk, key))

    def drop_events(self, application_id: str, seqs: Iterable[int]) -> None:
        """The same for events."""
        self.drop(application_id, [event_key(seq) for seq in seqs])

    @_reached()
    def look_again(self, proof: Proof, moment: datetime | None) -> None:
        """When to go on with an erasure; None when it is done."""
        self._set_clock(_Row(partition(proof.id), event_key(proof.event.seq)), moment, _Row.pk.exists())

    def _set_clock(self, row: _Row, moment: datetime | None, condition: Any) -> None:
        wanted = keep_row(row.pk.removeprefix("A#"), moment)
        fields = {"clock_shard": _Row.clock_shard, "clock_at": _Row.clock_at}
        actions: list[Action] = [
            fields[name].remove() if value is None else fields[name].set(value) for name, value in wanted.items()
        ]
        try:
            row.update(actions=actions, condition=condition)
        except UpdateError as error:
            if not was_refused(error):
                raise
