"""What stands in the hall: kiosks, boards, rating pads. A device shows its key and learns nothing of a person but what
the ticket itself says; who serves in the hall may open the same pages signed in (W-09, W-21, W-Q3, W-Q6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.keys import ApiKey
from chalicelib.people import PeopleStore, Person
from chalicelib.proof import administers
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.tickets.line import waiting_line
from chalicelib.tickets.take import Tickets, rated
from chalicelib.tickets.ticket import SERVED, WAITING, Ticket
from chalicelib.tickets.view import booked_view, call_view, shown_name
from chalicelib.windows import Desk, ServiceHall, counter_view

Json = dict[str, Any]
UNKNOWN, UNKNOWN_SECONDS = 10, 600
"""Numbers that nobody has which a device may ask for in that time: enough for who mistypes, too few to find people."""


@dataclass(frozen=True)
class HallDevices:
    """`take(key, limit, seconds)` counts attempts, and raises `TooManyRequests`; `redeem` gives a kiosk the file for a
    print code: hall, place, device, code, the request's key."""

    tickets: Tickets
    people: PeopleStore
    take: Callable[[str, int, int], None]
    redeem: Callable[[Text, str, str, str, str], Json]

    def kiosk(self, who: Person | ApiKey, hall: str) -> Json:
        """`{hall, prints, counters}`: what a ticket can be taken for here, and whether it may print certificates."""
        found = self._hall(who, hall)
        return {"hall": named(found), "prints": _prints(who)} | self.tickets.offer(self.desks(found))

    def print(self, who: Person | ApiKey, hall: str, place: str, code: str, key: str) -> Json:
        """The file of a certificate for its print code, to a kiosk with a key for that alone. Raises as `redeem`."""
        found = self._hall(who, hall)
        if not _prints(who):
            raise NotFound()
        return self.redeem(found.name, place.strip(), who.id, code, key)

    def look_up(self, who: Person | ApiKey, hall: str, number: str) -> Json:
        """`{name, booked}` of who has this campus card or account: the masked name, what is booked here today."""
        here = {desk.counter.id: desk for desk in self.desks(self._hall(who, hall))}
        person, lines = self._person(who, number), self.tickets.lines
        booked = [one for one in lines.arriving.today(person.id) if one.counter in here]
        names = lines.names(here[one.counter] for one in booked)
        return {"name": shown_name(person), "booked": [
            booked_view(one.id, one.service, one.service_name.to_dict(), one.at, counter_view(here[one.counter], names))
            for one in booked
        ]}  # fmt: skip

    def take_ticket(
        self, who: Person | ApiKey, hall: str, number: str, counter: str, service: str, appointment: str, key: str
    ) -> Json:
        """A ticket from a kiosk; without a `number` it is nobody's in particular. Raises as `Tickets.take`."""
        return self.given(who, self._hall(who, hall), number, counter, service, appointment, key)

    def given(
        self,
        who: Person | ApiKey,
        hall: ServiceHall,
        number: str,
        counter: str,
        service: str,
        appointment: str,
        key: str,
    ) -> Json:
        """As `take_ticket`, to who may do so in this hall."""
        if counter not in {desk.counter.id for desk in self.desks(hall)}:
            raise NotFound()
        person = self._person(who, number) if number else None
        return self.tickets.take(person, counter, service, key, remote=False, appointment=appointment)

    def board(self, who: Person | ApiKey, hall: str, counter: str) -> Json:
        """`{hall, calls, counters, help}`, of one counter if one is named: who is called where, how many wait. One
        query for each counter, and one for those who asked for help."""
        found = self._hall(who, hall)
        desks = [one for one in self.desks(found) if not counter or one.counter.id == counter]
        if not desks:
            raise NotFound()
        lines, calls, counters = self.tickets.lines, [], []
        for desk in desks:
            live = lines.store.live(desk.counter.id, lines.today, strong=False)
            calls += [one for one in live if one.state != WAITING]
            counters.append(_counter(desk) | {"waiting": len(waiting_line(live, lines.clock()))})
        calls.sort(key=lambda one: (one.called_at or one.taken_at, one.number), reverse=True)
        asked = [{"place": place, "at": at} for place, at in lines.store.help_asked(hall, lines.today)]
        told = [call_view(one) for one in calls]
        return {"hall": named(found), "calls": told, "counters": counters, "help": asked}

    def ask_help(self, who: Person | ApiKey, hall: str, place: str) -> None:
        """Somebody at `place` needs a person."""
        self._hall(who, hall)
        lines = self.tickets.lines
        lines.store.ask_help(hall, lines.today, place.strip(), lines.clock())

    def pad(self, who: Person | ApiKey, hall: str, counter: str, window: str) -> Json:
        """`{number, rated}`: who was served at this window last, for the pad that stands there."""
        one = self._last(who, hall, counter, window)
        return {"number": one.number if one else None, "rated": bool(one and one.rating)}

    def rate(self, who: Person | ApiKey, hall: str, counter: str, window: str, number: str, stars: int) -> Json:
        """Stars for who was served there last. Raises `NotFound` when that is somebody else by now."""
        one = self._last(who, hall, counter, window)
        if one is None or one.number != number:
            raise NotFound()
        made = rated(self.tickets.lines, one, stars, "")
        return {"number": made.number, "rated": True}

    def _last(self, who: Person | ApiKey, hall: str, counter: str, window: str) -> Ticket | None:
        if counter not in {desk.counter.id for desk in self.desks(self._hall(who, hall))}:
            raise NotFound()
        lines = self.tickets.lines
        over = lines.store.over(counter, lines.today)
        served = [one for one in over if one.state == SERVED and one.window == window]
        return max(served, key=lambda one: one.ended_at or one.taken_at, default=None)

    def _person(self, who: Person | ApiKey, number: str) -> Person:
        """By campus card, student or staff number, or account. Who asks for too many that nobody has must wait."""
        try:
            return self.people.person_of_account(number.strip())
        except NotFound:
            self.take(f"kiosk#unknown#{who.id}", UNKNOWN, UNKNOWN_SECONDS)
            raise

    def _hall(self, who: Person | ApiKey, id: str) -> ServiceHall:
        hall = self.tickets.lines.halls.hall(id)
        if isinstance(who, ApiKey):
            if who.unit != hall.owner_unit:
                raise NotFound()
            return hall
        today = self.tickets.lines.clock().astimezone(CHINA).date()
        if not any(administers(who, unit, today) for unit in {unit for one in hall.counters for unit in one.units}):
            raise NotFound()
        return hall

    def desks(self, hall: ServiceHall) -> list[Desk]:
        return [Desk(hall, one) for one in hall.counters if one.has_queue]


def _prints(who: Person | ApiKey) -> bool:
    """Nobody signed in: whoever serves in the hall prints nothing of others with it."""
    return isinstance(who, ApiKey) and "prints" in who.actions


def named(hall: ServiceHall) -> Json:
    return {"id": hall.id, "name": hall.name.to_dict()}


def _counter(desk: Desk) -> Json:
    one = desk.counter
    return {"id": one.id, "name": one.name.to_dict(), "floor": one.floor, "windows": list(one.windows)}
