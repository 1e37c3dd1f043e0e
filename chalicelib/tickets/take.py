"""Taking a ticket, on a phone or at a kiosk, and what its holder may do with it (W-Q2, W-21, N5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.ids import derived_id
from chalicelib.shared.text import Text
from chalicelib.tickets.line import NEAR, place_behind, place_of, waiting_line
from chalicelib.tickets.lines import Lines
from chalicelib.tickets.rules import NoTicket, closed_words, may_take
from chalicelib.tickets.store import Overtaken
from chalicelib.tickets.tell import TicketTeller
from chalicelib.tickets.ticket import MISSED, SERVED, Ticket, number_of
from chalicelib.windows import ARRIVED, Appointment, Desk, counter_view

Json = dict[str, Any]
TRIES = 8
_KEY = 20
_BUSY = Text("取号的人较多，请再试一次", "Many people are taking tickets; please try again")
_OVER = Text("该号不是今天的", "This ticket is not of today")
_RATED = Text("尚未办结，或已评价", "It is not finished, or was rated before")
_STARS = Text("请选择 1 至 5 星", "Choose one to five stars")


class Service(Protocol):
    """What is asked of a service of the catalogue."""

    @property
    def name(self) -> Text: ...
    def check_audience(self, person: Person, /) -> None: ...


@dataclass(frozen=True)
class Tickets:
    """`service` finds a service by its code (`NotFound`); `usual` says when a counter is usually quiet on a day."""

    lines: Lines
    teller: TicketTeller
    service: Callable[[str], Service]
    usual: Callable[[Desk, date], Json | None]

    # Choosing

    def offer(self, desks: list[Desk]) -> Json:
        """`{counters}` with their services, whether they are open, how many wait; two queries for each counter."""
        names, now = self.lines.names(desks), self.lines.clock()
        found = []
        for desk in desks:
            opening, live = self.lines.opening(desk, now), self.lines.store.live(desk.counter.id, self.lines.today)
            line = waiting_line(live, now)
            found.append(counter_view(desk, names) | {
                "letter": desk.counter.letter,
                "services": self.services(desk),
                "open": opening.open,
                "opens": stamp(opening.opens) if opening.opens else None,
                "note": None if opening.open else closed_words(opening).to_dict(),
                "waiting": len(line),
                "wait": self.lines.wait(desk.counter.id, len(line), live),
                "usual": self.usual(desk, now.astimezone(CHINA).date()),
            })  # fmt: skip
        return {"counters": found}

    def queues(self, person: Person, service: str, hall: str) -> Json:
        """`{counters, mine}`: where a ticket for this service, or in this hall, can be taken; the person's tickets of
        today. Raises `NotFound` where there is no queue for it."""
        desks = [one for one in self.lines.halls.desks() if one.counter.has_queue]
        desks = [one for one in desks if not service or service in one.counter.services]
        desks = [one for one in desks if not hall or one.hall.id == hall]
        if not desks:
            raise NotFound()
        return self.offer(desks) | {"mine": self.mine(person)}

    def mine(self, person: Person) -> list[Json]:
        """The person's tickets of today, those taken last first."""
        return [self.lines.view(one) for one in reversed(self._of(person.id)[0])]

    # Taking

    def take(
        self, person: Person | None, counter: str, service: str, key: str, *, remote: bool, appointment: str = ""
    ) -> Json:
        """The ticket; the same key again gives the same one. With `appointment`, the person's own of today, they check
        in. Raises `NoTicket`, `NotEligible`, `NotFound`."""
        desk, day = self._desk(counter, service), self.lines.today
        asker = person.id if person else ""
        made_by = derived_id(self.lines.secret, "ticket-key", asker, key)[:_KEY]
        number = ""
        for _ in range(TRIES):
            if known := self.lines.store.made_by(counter, day, made_by):
                found = self.lines.store.one(counter, day, known)
                assert found
                return self.lines.view(found)
            number = number or self._next(person, desk, service, day, appointment)
            has, rev = self._of(asker) if person else ([], 0)
            may_take(self.lines.opening(desk, self.lines.clock()), service, has)
            one = self._ticket(person, desk, service, number, appointment, remote)
            told = ([(each.home, each.number) for each in has], rev) if person else None
            try:
                self.lines.store.take(one, made_by, told)
            except Overtaken:
                continue
            if appointment:
                self.lines.arriving.mark(appointment, ARRIVED, asker)
            return self.lines.view(one)
        raise Conflict(_BUSY)

    def _next(self, person: Person | None, desk: Desk, service: str, day: str, appointment: str) -> str:
        """A number; only once it is sure that the rules allow a ticket, so that refusals leave no gaps."""
        found = self.service(service)
        if person and not appointment:
            found.check_audience(person)
        has = self._of(person.id)[0] if person else []
        may_take(self.lines.opening(desk, self.lines.clock()), service, has)
        return number_of(desk.counter.letter, self.lines.store.next_number(desk.counter.id, day))

    def _ticket(
        self, person: Person | None, desk: Desk, service: str, number: str, appointment: str, remote: bool
    ) -> Ticket:
        now, day, home = self.lines.clock(), self.lines.today, desk.counter.id
        booked = self._booked(person, appointment, home, service) if appointment else None
        name = booked.service_name if booked else self.service(service).name
        names = (home, day, number, self.lines.code(home, day, number), home, service, name)
        one = Ticket(*names, place_of(now, number), now, person=person.id if person else "", remote=remote)
        if remote:  # who takes one where few wait need not be told that few wait
            few = len(waiting_line(self.lines.store.live(home, day), now)) <= NEAR
            one = replace(one, near=few)
        return replace(one, appointment=appointment, due=booked.at) if booked else one

    def _booked(self, person: Person | None, id: str, counter: str, service: str) -> Appointment:
        for one in self.lines.arriving.today(person.id) if person else ():
            if one.id == id and (one.counter, one.service) == (counter, service):
                return one
        raise NotFound()

    # Holding

    def view(self, id: str) -> Json:
        """Raises `NotFound`."""
        return self.lines.view(self.lines.find(id))

    def act(self, id: str, act: str) -> Json:
        """`return` after a missed call, or `cancel`. Raises `Conflict`, `NoTicket` for a ticket of another day."""
        for _ in range(TRIES):
            was = self.lines.find(id)
            if was.day != self.lines.today:
                raise NoTicket(_OVER)
            made = returned(self.lines, was) if act == "return" else was.acted("cancel", self.lines.clock())
            try:
                self.lines.store.change(made, was)
            except Overtaken:
                continue
            self.teller.near(self.lines.store.live(was.counter, was.day))
            return self.lines.view(made)
        raise Conflict(_BUSY)

    def rate(self, id: str, stars: int, remark: str) -> Json:
        """One to five stars for being served, once. Raises `Conflict`."""
        return self.lines.view(rated(self.lines, self.lines.find(id), stars, remark))

    def _of(self, person: str) -> tuple[list[Ticket], int]:
        """(the person's tickets of today, their row's version)."""
        day = self.lines.today
        refs, rev = self.lines.store.of_person(person, day)
        return [one for home, number in refs if (one := self.lines.store.one(home, day, number))], rev

    def _desk(self, counter: str, service: str) -> Desk:
        desk = self.lines.desk(counter)
        if service not in desk.counter.services:
            raise NotFound()
        return desk

    def services(self, desk: Desk) -> list[Json]:
        """Those there are; a service that is no more is left out."""
        found = []
        for code in desk.counter.services:
            try:
                found.append({"code": code, "name": self.service(code).name.to_dict()})
            except NotFound:
                continue
        return found


def returned(lines: Lines, was: Ticket) -> Ticket:
    """A missed ticket back behind the next three; the time it was booked for is gone."""
    now = lines.clock()
    line = waiting_line(lines.store.live(was.counter, was.day), now) if was.state == MISSED else []
    place, due = place_behind(line, now, was.number)
    return was.acted("return", now, place=place, due=due)


def rated(lines: Lines, was: Ticket, stars: int, remark: str) -> Ticket:
    if not 1 <= stars <= 5:
        raise InvalidForm(errors=(FieldError("/stars", "range", _STARS),))
    if was.state != SERVED or was.rating:
        raise Conflict(_RATED)
    made = was.next(rating=stars, remark=remark.strip())
    try:
        lines.store.rate(made, was)
    except Overtaken:
        raise Conflict(_RATED) from None
    return made
