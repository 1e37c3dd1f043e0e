"""Who helps in a hall at peaks (W-14): the lines without names, tickets for people, calls for help answered.

A helper is named in the roster of the department that owns the hall, with dates. Nothing here calls, finishes, routes
or rates; no person, appointment or case is told. Who serves in the hall may open the same page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.people import Person, position_key
from chalicelib.proof import administers
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.tickets.devices import HallDevices, named
from chalicelib.tickets.line import waiting_line
from chalicelib.tickets.lines import Lines
from chalicelib.tickets.rules import closed_words
from chalicelib.tickets.ticket import WAITING, Ticket
from chalicelib.windows import Desk, ServiceHall

Json = dict[str, Any]
ROLE = "hall_helper"


@dataclass(frozen=True)
class HelperDesk:
    devices: HallDevices

    def halls(self, person: Person) -> Json:
        """`{halls}` in which this person may help today."""
        return {"halls": [named(one) for one in self._lines.halls.all() if _may_help(person, one, self._today)]}

    def line(self, person: Person, hall: str) -> Json:
        """`{hall, counters, help}`: every line by its numbers, where help is asked for. Two queries a counter and one,
        once a process knows the services and how long serving takes. Raises `NotFound` for who does not help here."""
        found, now = self._hall(person, hall), self._lines.clock()
        asked = self._lines.store.help_asked(hall, self._lines.today)
        return {
            "hall": named(found),
            "counters": [self._counter(desk, now) for desk in self.devices.desks(found)],
            "help": [{"place": place, "at": at} for place, at in asked],
        }

    def take_ticket(self, person: Person, hall: str, counter: str, service: str, number: str, key: str) -> Json:
        """`{number, counter, ahead}`: a ticket for who has this card, or nobody's in particular. Raises as a kiosk."""
        found = self._hall(person, hall)
        made = self.devices.given(person, found, number, counter, service, "", key)
        return {"number": made["number"], "counter": counter, "ahead": made["ahead"]}

    def helped(self, person: Person, hall: str, place: str) -> None:
        """Somebody has gone to who asked for help there."""
        self._hall(person, hall)
        self._lines.store.helped(hall, self._lines.today, place)

    def _counter(self, desk: Desk, now: datetime) -> Json:
        live = self._lines.store.live(desk.counter.id, self._lines.today, strong=False)
        opening = self._lines.opening(desk, now)
        line = waiting_line(live, now)
        return {
            "id": desk.counter.id,
            "name": desk.counter.name.to_dict(),
            "floor": desk.counter.floor,
            "sign": desk.counter.sign,
            "open": opening.open,
            "note": None if opening.open else closed_words(opening).to_dict(),
            "services": self.devices.tickets.services(desk),
            "wait": self._lines.wait(desk.counter.id, len(line), live),
            "waiting": [_number(one) for one in line],
            "here": [_number(one) for one in sorted(live, key=lambda one: one.window) if one.state != WAITING],
        }

    def _hall(self, person: Person, id: str) -> ServiceHall:
        found = self._lines.halls.hall(id)
        if not _may_help(person, found, self._today):
            raise NotFound()
        return found

    @property
    def _lines(self) -> Lines:
        return self.devices.tickets.lines

    @property
    def _today(self) -> date:
        return self._lines.clock().astimezone(CHINA).date()


def _may_help(person: Person, hall: ServiceHall, on: date) -> bool:
    if person.holds(position_key(ROLE, hall.owner_unit), on):
        return True
    units = {unit for one in hall.counters for unit in one.units}
    return any(administers(person, unit, on) for unit in {hall.owner_unit, *units})


def _number(one: Ticket) -> Json:
    """A ticket as everybody in the hall may know it: the board shows the same of those who are called."""
    return {
        "number": one.number,
        "service": {"code": one.service, "name": one.service_name.to_dict()},
        "state": one.state,
        "window": one.window,
        "booked": bool(one.appointment),
        "taken_at": stamp(one.taken_at),
    }
