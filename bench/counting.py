"""Counting at the AWS clients: every call by operation, and the capacity it takes, indexes included.

The hooks stand between the hall and botocore, so what is counted is what would leave the machine. A retry counts once
more; a refused transaction has no capacity in its answer and is listed in `refused`. Write units are those MiniStack
tells (it counts as AWS does, two for each KB in a transaction and one for each index row touched); read units are
worked out here from the items that came back, because MiniStack tells half a unit for every query whatever it reads.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}
READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}


@dataclass
class Count:
    """What was asked of AWS while it was open."""

    calls: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    """Write units by table."""
    read: Counter[str] = field(default_factory=Counter)
    """Read units by table, indexes included."""
    refused: Counter[str] = field(default_factory=Counter)
    each: list[tuple[str, str, float]] = field(default_factory=list)
    """(operation, table, units) of every answer."""

    @property
    def write_units(self) -> float:
        return float(sum(self.written.values()))

    @property
    def read_units(self) -> float:
        return float(sum(self.read.values()))

    @property
    def trips(self) -> int:
        """Round trips to the store."""
        return sum(times for name, times in self.calls.items() if name.startswith("dynamodb."))

    def of(self, *names: str) -> int:
        return sum(self.calls[name] for name in names)

    def add(self, other: Count) -> None:
        for mine, theirs in (
            (self.calls, other.calls),
            (self.written, other.written),
            (self.read, other.read),
            (self.refused, other.refused),
        ):
            mine.update(theirs)
        self.each += other.each


class Meter:
    """Watches clients; `measure` gives what happens inside its block, `paused` hides the bench's own doing."""

    def __init__(self) -> None:
        self._open: list[Count] = []
        self._paused = 0
        self._asked = ("", False)
        """Table and consistency of the call under way; the bench runs one at a time."""

    def watch(self, service: str, client: Any) -> None:
        """Count this client's calls from now on; as `Clients(on_new=…)` calls it."""
        events = client.meta.events
        events.register_last(f"before-call.{service}", lambda model, **_: self._called(service, model.name))
        if service == "dynamodb":
            events.register_first("provide-client-params.dynamodb", self._ask)
            events.register_last(
                "after-call.dynamodb", lambda http_response, parsed, model, **_: self._answered(model.name, parsed)
            )

    @contextmanager
    def measure(self) -> Iterator[Count]:
        count = Count()
        self._open.append(count)
        try:
            yield count
        finally:
            self._open.remove(count)

    @contextmanager
    def paused(self) -> Iterator[None]:
        self._paused += 1
        try:
            yield
        finally:
            self._paused -= 1

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any] | None:
        self._asked = (params.get("TableName", ""), bool(params.get("ConsistentRead")))
        return {**params, "ReturnConsumedCapacity": "INDEXES"} if model.name in WRITES | READS else None

    def _called(self, service: str, operation: str) -> None:
        if not self._paused:
            for count in self._open:
                count.calls[f"{service}.{operation}"] += 1

    def _answered(self, operation: str, parsed: Mapping[str, Any]) -> None:
        if self._paused:
            return
        if "Error" in parsed:
            for count in self._open:
                count.refused[f"dynamodb.{operation}"] += 1
        told = units_of(parsed) if operation in WRITES else read_units(operation, parsed, *self._asked)
        for table, units in told.items():
            for count in self._open:
                (count.written if operation in WRITES else count.read)[table] += units
                count.each.append((operation, table, units))


def units_of(parsed: Mapping[str, Any]) -> dict[str, float]:
    """Capacity units by table (its indexes included) in an answer; one table, several, or none."""
    told = parsed.get("ConsumedCapacity") or []
    units: dict[str, float] = {}
    for one in [told] if isinstance(told, dict) else told:
        units[one["TableName"]] = units.get(one["TableName"], 0.0) + float(one["CapacityUnits"])
    return units


def read_units(operation: str, parsed: Mapping[str, Any], table: str, consistent: bool) -> dict[str, float]:
    """Units by table of an answer by DynamoDB's rules: 4 KB each, half as much when eventually consistent.

    A query's items count together, a BatchGetItem's one by one. Nothing found costs as much as one small item, except
    in a BatchGetItem, where what is missing is not known any more.
    """
    rate = 1.0 if consistent else 0.5
    if operation == "BatchGetItem":  # the hall's are all strongly consistent
        found = (parsed.get("Responses") or {}).items()
        return {name: float(sum(_blocks(item_size(item)) for item in items)) for name, items in found}
    items = parsed.get("Items") or ([parsed["Item"]] if "Item" in parsed else [])
    return {table: rate * _blocks(sum(map(item_size, items)))}


def _blocks(size: int) -> int:
    return max(1, math.ceil(size / 4096))


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of a raw item as DynamoDB counts them, names and values; texts, sets of them, numbers, booleans, nulls."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return (len(content.lstrip("-").replace(".", "").strip("0")) + 1) // 2 + 1
    if kind == "SS":
        return sum(len(one.encode()) for one in content)
    if kind in ("BOOL", "NULL"):
        return 1
    raise ValueError(f"the hall stores no attribute of type {kind}")
