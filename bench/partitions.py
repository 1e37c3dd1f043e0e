"""Which partition keys the writes of a table and its indexes go to: a hot one stops a hall before its table is busy.

DynamoDB takes 1,000 write units a second for each partition, whatever the table as a whole may take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.counting import WRITES

Item = Mapping[str, Any]
Partition = tuple[str, str]
"""Where, ``table`` or ``table/index``, and the key."""


@dataclass
class Partitions:
    """Watches a low-level DynamoDB client, one call at a time. `quietly` hides from a meter what is asked beside."""

    client: Any
    quietly: Callable[[], AbstractContextManager[None]]
    writes: Counter[Partition] = field(default_factory=Counter)
    """How often each partition was written to. A row that leaves one key of an index for another writes both."""
    _before: list[tuple[str, Item, Item]] = field(default_factory=list)
    _keys: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _busy: bool = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        events, hooks = self.client.meta.events, {"before-parameter-build": self._asked, "after-call": self._answered}
        for name, hook in hooks.items():
            events.register_last(f"{name}.dynamodb", hook)
        try:
            yield
        finally:
            for name, hook in hooks.items():
                events.unregister(f"{name}.dynamodb", hook)

    def _asked(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if self._busy or model.name not in WRITES:
            return
        with self._aside():
            self._before = [(table, key, self._read(table, key)) for table, key in self._rows(model.name, params)]

    def _answered(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        if self._busy or model.name not in WRITES:
            return
        rows, self._before = self._before, []
        if "Error" in parsed:
            return
        with self._aside():
            for table, key, before in rows:
                self.writes.update(touched(self._described(table), table, before or key, self._read(table, key) or key))

    def _rows(self, operation: str, params: Mapping[str, Any]) -> Iterator[tuple[str, Item]]:
        """Table and primary key of each row a call writes."""
        if operation == "BatchWriteItem":
            for table, asked in params["RequestItems"].items():
                for one in asked:
                    yield table, self._key(table, one.get("PutRequest", {}).get("Item") or one["DeleteRequest"]["Key"])
            return
        if operation == "TransactWriteItems":
            for one in params["TransactItems"]:
                ((kind, asked),) = one.items()
                if kind != "ConditionCheck":
                    yield asked["TableName"], self._key(asked["TableName"], asked.get("Item") or asked["Key"])
            return
        yield params["TableName"], self._key(params["TableName"], params.get("Item") or params["Key"])

    def _key(self, table: str, item: Item) -> Item:
        return {name: item[name] for name in self._described(table)[table]}

    def _read(self, table: str, key: Item) -> Item:
        found: Item = self.client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {})
        return found

    def _described(self, table: str) -> dict[str, list[str]]:
        """The key's attributes of a table and of each of its indexes, partition first."""
        if table not in self._keys:
            told = self.client.describe_table(TableName=table)["Table"]
            places = [(table, told["KeySchema"])]
            places += [
                (f"{table}/{one['IndexName']}", one["KeySchema"]) for one in told.get("GlobalSecondaryIndexes", [])
            ]
            self._keys[table] = {
                place: [one["AttributeName"] for one in sorted(keys, key=lambda one: one["KeyType"] != "HASH")]
                for place, keys in places
            }
        return self._keys[table]

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """What is asked meanwhile is the bench's own."""
        self._busy = True
        try:
            with self.quietly():
                yield
        finally:
            self._busy = False


def touched(keys: Mapping[str, list[str]], table: str, before: Item, after: Item) -> list[Partition]:
    """The partitions of a table and its indexes that one row's change is written to."""
    found = [(table, text(after[keys[table][0]]))]
    for place, names in keys.items():
        if place != table:
            here = [
                tuple(text(row[name]) for name in names) if set(names) <= set(row) else None for row in (before, after)
            ]
            found += [(place, one[0]) for one in dict.fromkeys(here) if one]
    return found


def text(value: Mapping[str, Any]) -> str:
    ((_, content),) = value.items()
    return str(content)
