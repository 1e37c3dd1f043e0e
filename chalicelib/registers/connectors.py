"""Asking departments' systems what they know of a person: definitions as stored, and answers judged like rows.

Definitions come from ``catalogue/connectors/*.yaml`` when services are published and are read from the table by
everybody else, as registers' are. The call itself is a port (`providers.ask_department` behind it): this room makes
rows of the answer. An answer that cannot be read, or is older than the owner allows, is no answer (`Temporary`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.errors import NotFound, Temporary
from chalicelib.people import Person
from chalicelib.registers.check_row import check_row
from chalicelib.registers.connector import MOST_ROWS, Answered, Connector, found_at
from chalicelib.registers.store import Doc, Put, RegisterStore
from chalicelib.shared.clock import Clock, unstamp

PK = "CONNECTORS"
MAX_CONNECTORS = 100

Ask = Callable[[Connector, Mapping[str, Any]], Any]
"""Sends the question to the connector's address and gives the answer's JSON. Raises `Temporary`, for every fault."""


@dataclass
class Connectors:
    """All connectors by code; a change is seen by every process within `keep_for` seconds."""

    store: RegisterStore
    ask: Ask
    clock: Clock
    keep_for: float = 60
    _kept: dict[str, Connector] = field(default_factory=dict)
    _read_at: float = float("-inf")

    def get(self, code: str) -> Connector:
        """Raises `NotFound`."""
        if time.monotonic() - self._read_at > self.keep_for:
            docs = self.store.below(PK, "", limit=MAX_CONNECTORS)
            self._kept = {doc.sk: Connector.of(doc.data["raw"]) for doc in docs}
            self._read_at = time.monotonic()
        if code not in self._kept:
            raise NotFound()
        return self._kept[code]

    def define(self, raw: Mapping[str, Any]) -> bool:
        """Store a definition that passed its check; whether that changed anything."""
        before = self.store.read(PK, raw["connector"])
        if before is not None and before.data["raw"] == raw:
            return False
        self.store.write([Put(Doc(PK, raw["connector"], {"raw": dict(raw)}, before.rev + 1 if before else 1))])
        self._read_at = float("-inf")
        return True

    def answer(self, code: str, person: Person) -> Answered:
        """What the department's system says of the person, one call. Raises `NotFound`, `Temporary`."""
        connector = self.get(code)
        sent = getattr(person, connector.send, None) or person.extra.get(connector.send)
        if not sent:
            return Answered((), self.clock())
        answer = self.ask(connector, {connector.send: str(sent)})
        return self._judged(connector, answer)

    def _judged(self, connector: Connector, answer: Any) -> Answered:
        found = found_at(answer, connector.rows)
        listed = [found] if isinstance(found, Mapping) else found
        if not isinstance(listed, list) or len(listed) > MOST_ROWS:
            raise Temporary(extra={"cause": "odd_answer"})
        at = self._moment(connector, answer)
        return Answered(tuple(_row(connector, one) for one in listed), at)

    def _moment(self, connector: Connector, answer: Any) -> Any:
        now = self.clock()
        if not connector.as_of:
            return now
        try:
            at = unstamp(str(found_at(answer, connector.as_of)))
        except (ValueError, OverflowError):
            raise Temporary(extra={"cause": "odd_answer"}) from None
        if connector.fresh_for is not None and now - at > connector.fresh_for:
            raise Temporary(extra={"cause": "out_of_date"})
        return min(at, now)


def _row(connector: Connector, raw: Any) -> dict[str, Any]:
    """The row's values, every cell judged like an imported one; a cell that cannot be read spoils the answer: half of
    what a department says would look like all of it."""
    if not isinstance(raw, Mapping):
        raise Temporary(extra={"cause": "odd_answer"})
    names = [column.name for column in connector.register.columns]
    cells = {name: found_at(raw, connector.places.get(name, name)) for name in names}
    values, faults = check_row(connector.register, cells)
    if faults:
        raise Temporary(extra={"cause": "odd_answer", "column": faults[0].column})
    return {name: value for name, value in values.items() if value is not None}
