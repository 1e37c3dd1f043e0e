"""Telling those who wait elsewhere: that few are before them, and that they are called (N5, X5).

Asked again it queues the same notices, and the ledger of the notices room knows them: nobody is told twice. Where the
queue cannot be reached the page still says it; a call is told again with the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Temporary
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text
from chalicelib.tickets.line import NEAR, waiting_line
from chalicelib.tickets.store import Overtaken, TicketStore
from chalicelib.tickets.ticket import CALLED, WAITING, Ticket, parts_of
from chalicelib.windows import Halls, Happened, counter_line

NEAR_MESSAGE, CALLED_MESSAGE = "ticket_near", "ticket_called"
_NEAR_EVENT = 0


@dataclass(frozen=True)
class About:
    """A ticket as the notices room knows it."""

    id: str
    number: str
    service_name: Text


@dataclass(frozen=True)
class TicketTeller:
    """`notify(message, happened, about, people)` queues a notice."""

    store: TicketStore
    halls: Halls
    notify: Callable[[str, Happened, About, Iterable[str]], Any]
    clock: Clock

    def called(self, one: Ticket) -> None:
        if one.person and one.remote:
            self._tell(CALLED_MESSAGE, one, one.calls)

    def near(self, tickets: Sequence[Ticket]) -> None:
        """Everybody who is among the next and has not been told. `tickets` are those of the counter."""
        for one in waiting_line(tickets, self.clock())[: NEAR + 1]:
            if one.person and one.remote and not one.near:
                self._tell(NEAR_MESSAGE, one, _NEAR_EVENT)
                with suppress(Overtaken):  # told again by who is next, and known by the ledger
                    self.store.change(one.next(near=True), one)

    def details(self, id: str, event: str) -> Mapping[str, Any] | None:
        """What a message says, read when it is sent; None when it is no longer so."""
        parts = parts_of(id)
        one = self.store.one(*parts[:3]) if parts else None
        if one is None or one.id != id:
            return None
        happened = int(event.rpartition(".")[2])
        if (one.state != WAITING) if happened == _NEAR_EVENT else (one.state != CALLED or one.calls != happened):
            return None
        desk = self.halls.find(one.counter)
        place = desk.counter.place or desk.hall.name if desk else Text("", "")
        line = counter_line(desk.counter) if desk else Text("", "")
        return {
            "counter_name": desk.counter.name if desk else Text(one.counter, one.counter),
            "counter_place": Text(f"{place.zh} {line.zh}", f"{place.en}, {line.en}"),
            "counter_sign": one.window or (desk.counter.sign if desk else ""),
        }

    def _tell(self, message: str, one: Ticket, event: int) -> None:
        about = About(one.id, one.number, one.service_name)
        with suppress(Temporary):
            self.notify(message, Happened(event, self.clock()), about, [one.person])
