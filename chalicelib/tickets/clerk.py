"""The clerk's side: today's line of a counter, calling, and what comes of each call (W-Q4, W-Q5, W-06)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound, StaleVersion
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.tickets.cases import Cases, left_here, names_of
from chalicelib.tickets.entering import Entering
from chalicelib.tickets.line import waiting_line
from chalicelib.tickets.lines import Lines
from chalicelib.tickets.store import Overtaken
from chalicelib.tickets.take import returned
from chalicelib.tickets.tell import TicketTeller
from chalicelib.tickets.ticket import WAITING, Ticket
from chalicelib.tickets.view import line_view
from chalicelib.windows import NO_SHOW, SERVED, Desk, looks_after

Json = dict[str, Any]
TRIES = 12
OVER_SHOWN = 30
"""How many of those that are over a clerk sees, the last first."""
_NOBODY = Text("没有等候的号", "Nobody is waiting")
_HELD = Text("{number} 还在该窗口，请先办结或过号", "{number} is still at this window; finish it, or mark it missed")
_BUSY = Text("请再试一次", "Please try again")
_ELSEWHERE = Text("该号不能转到那个窗口", "The ticket cannot go to that counter")
_LEFT = Text("{steps}尚未办理，请写明余下事项", "Still to be done: {steps}. Say what is left")
_WINDOW = Text("该窗口不属于此柜台", "This window is none of the counter's")


@dataclass(frozen=True)
class TicketDesk:
    """For who speaks for a department of the counter; to anybody else there is nothing (`NotFound`)."""

    lines: Lines
    teller: TicketTeller
    people: PeopleStore
    cases: Cases
    entering: Entering

    def line(self, person: Person, counter: str) -> Json:
        """`{counter, windows, waiting, here, over, to, ratings, help}`: the line as it is now."""
        desk, now, day = self._kept(person, counter), self.lines.clock(), self.lines.today
        live, over = self.lines.store.live(counter, day), self.lines.store.over(counter, day)
        over = sorted(over, key=lambda one: one.ended_at or one.taken_at, reverse=True)
        who = self.people.get_people({one.person for one in (*live, *over[:OVER_SHOWN]) if one.person})
        count, stars = self.lines.store.ratings(counter, day[:7])
        here = [one for one in live if one.state != WAITING]
        return {
            "counter": counter,
            "day": day,
            "windows": list(desk.counter.windows),
            "open": self.lines.opening(desk, now).open,
            "waiting": [line_view(one, who.get(one.person)) for one in waiting_line(live, now)],
            "here": [
                self._served(person, desk, one, who.get(one.person)) for one in sorted(here, key=lambda one: one.window)
            ],
            "over": [line_view(one, who.get(one.person)) for one in over[:OVER_SHOWN]],
            "done": sum(one.state == "served" for one in over),
            "to": [{"id": one.counter.id, "name": one.counter.name.to_dict()} for one in self._others(desk)],
            "ratings": {"count": count, "average": round(stars / count, 1) if count else None},
            "help": [{"place": place, "at": at} for place, at in self.lines.store.help_asked(desk.hall.id, day)],
        }

    def call(self, person: Person, counter: str, window: str, chosen: str) -> Json:
        """Call the next to `window`, or the ticket that was `chosen`; nobody is called twice. Raises `Conflict` when
        nobody waits, and while the window still has somebody."""
        desk = self._kept(person, counter)
        if window not in desk.counter.windows:
            raise InvalidForm(errors=(FieldError("/window", "choice", _WINDOW),))
        for _ in range(TRIES):
            now = self.lines.clock()
            live = self.lines.store.live(counter, self.lines.today)
            if held := next((one for one in live if one.window == window and one.state != WAITING), None):
                raise Conflict(_HELD.format(number=held.number))
            line = [one for one in waiting_line(live, now) if not chosen or one.id == chosen]
            if not line:
                raise Conflict(_NOBODY)
            made = self._with_case(line[0].acted("call", now, window=window))
            try:
                self.lines.store.change(made, line[0])
            except Overtaken:
                continue
            self.teller.called(made)
            self.teller.near([one for one in live if one.number != made.number])
            return self._told(person, desk, made)
        raise Conflict(_BUSY)

    def act(self, person: Person, counter: str, id: str, rev: int, act: str, to: str, result: str) -> tuple[Json, int]:
        """One of `ACTS` but `call`; `to` is another counter of the hall, `result` what came of it. Raises
        `StaleVersion`, `Conflict`."""
        desk = self._kept(person, counter)
        was = self.lines.find(id)
        if was.counter != counter or was.day != self.lines.today:
            raise NotFound()
        if was.rev != rev:
            raise StaleVersion()
        if act == "done" and not result.strip():
            self._nothing_left(person, desk, was)
        made = self._acted(desk, was, act, to, result.strip())
        try:
            self.lines.store.change(made, was)
        except Overtaken:
            raise StaleVersion() from None
        self._follow(made, act, person)
        return self._told(person, desk, made), made.rev

    def helped(self, person: Person, counter: str, place: str) -> None:
        """Somebody has gone to who asked for help there."""
        self.lines.store.helped(self._kept(person, counter).hall.id, self.lines.today, place)

    def _acted(self, desk: Desk, was: Ticket, act: str, to: str, result: str) -> Ticket:
        now = self.lines.clock()
        if act == "return":
            return returned(self.lines, was)
        if act != "route":
            return was.acted(act, now, **({"result": result} if act == "done" else {}))
        if to not in {one.counter.id for one in self._others(desk)}:
            raise InvalidForm(errors=(FieldError("/to", "choice", _ELSEWHERE),))
        return was.acted("route", now, counter=to)

    def _follow(self, made: Ticket, act: str, person: Person) -> None:
        """What is done once it is written: the appointment marked, those who are next told."""
        state = {"done": SERVED, "miss": NO_SHOW}.get(act)
        if made.appointment and state:
            self.lines.arriving.mark(made.appointment, state, person.id)
        if act == "recall":
            self.teller.called(made)
        if act in ("route", "cancel", "return"):
            self.teller.near(self.lines.store.live(made.counter, made.day))

    def _with_case(self, made: Ticket) -> Ticket:
        """With the case its person has open for this service, whichever way that came in (X6)."""
        who = self.people.get_people([made.person]).get(made.person) if made.person else None
        found = self.cases.open_case(who, made.service) if who and not made.entered else ""
        return made.next(application=found, rev=made.rev) if found else made

    def _nothing_left(self, person: Person, desk: Desk, one: Ticket) -> None:
        """A case of which offices of this counter still have tasks is not left without a word of what remains."""
        case = self.cases.offices(one.application, person) if one.application else None
        if left := left_here(case, desk.counter.units):
            raise InvalidForm(errors=(FieldError("/result", "left", _LEFT.format(steps=names_of(left))),))

    def _told(self, person: Person, desk: Desk, one: Ticket) -> Json:
        who = self.people.get_people([one.person]).get(one.person) if one.person else None
        return self._served(person, desk, one, who)

    def _served(self, person: Person, desk: Desk, one: Ticket, who: Person | None) -> Json:
        """As it is at a window: with what its case has come to."""
        case = self.cases.offices(one.application, person) if one.at_window and one.application else None
        left = left_here(case, desk.counter.units)
        for office in case["offices"] if case else ():
            office["here"] = office in left
        return line_view(one, who, case, self.entering.may_enter(person, desk, one))

    def _others(self, desk: Desk) -> list[Desk]:
        """The other counters of the hall that have a line."""
        every = (Desk(desk.hall, one) for one in desk.hall.counters)
        return [one for one in every if one.counter.has_queue and one.counter.id != desk.counter.id]

    def _kept(self, person: Person, counter: str) -> Desk:
        desk = self.lines.desk(counter)
        if not looks_after(person, desk.counter, self.lines.clock().astimezone(CHINA).date()):
            raise NotFound()
        return desk
