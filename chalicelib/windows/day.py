"""A counter's side: its day, marks on those who come, times at which it is closed after all (W-05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound, StaleVersion
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.text import Text
from chalicelib.windows.ahead.duty_desk import DutyDesk
from chalicelib.windows.appointment import (
    ARRIVED,
    BOOKED,
    CANCELLED,
    DISPLACED,
    NO_SHOW,
    SERVED,
    STATES,
    Appointment,
)
from chalicelib.windows.change import change
from chalicelib.windows.displace import closing, finish
from chalicelib.windows.halls import Halls, looks_after
from chalicelib.windows.model import Desk
from chalicelib.windows.slots import Closure, open_on
from chalicelib.windows.store import Overtaken, Telling, WindowStore
from chalicelib.windows.teller import CANCELLED_MESSAGE, Teller
from chalicelib.windows.view import counter_view, slot_view

Json = dict[str, Any]
TRIES = 6
ACTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "arrive": ((BOOKED, NO_SHOW, SERVED), ARRIVED),
    "serve": ((BOOKED, ARRIVED), SERVED),
    "miss": ((BOOKED, ARRIVED), NO_SHOW),
    "cancel": ((BOOKED, ARRIVED, DISPLACED), CANCELLED),
}
"""What a clerk may do, from which states, and the state it makes; a mark made by mistake is taken back with another."""
_NOT_NOW = Text("该预约当前不能这样处理，请刷新页面", "This cannot be done with it as it stands; please reload")
_WHY = Text("请填写原因，将告知预约人", "Say why; those who booked are told")
_EARLY = Text("尚未到预约时间，不能登记未到场", "It is not time yet: nobody can have missed it")
_TIMES = Text("结束时间须晚于开始时间", "The end must be later than the beginning")
_PAST = Text("不能关闭已过去的日期", "A day that is over cannot be closed")


@dataclass(frozen=True)
class CounterDesk:
    """For who speaks for the counter's department; to anybody else there is nothing (`NotFound`)."""

    store: WindowStore
    halls: Halls
    teller: Teller
    people: PeopleStore
    duty: DutyDesk
    clock: Clock

    def choices(self, person: Person) -> Json:
        """`{counters}` this person looks after, each with the days (`gaps`) on which nobody is on duty there."""
        desks = [desk for desk in self.halls.desks() if looks_after(person, desk.counter, self._today)]
        units = self.people.get_units({id for desk in desks for id in (desk.counter.unit, desk.counter.campus)})
        gaps = self.duty.gaps(desks)
        return {"counters": [counter_view(desk, units) | {"gaps": gaps[desk.counter.id]} for desk in desks]}

    def day(self, person: Person, counter: str, day: str) -> Json:
        """`{counter, day, today, periods, note, closures, version, items}`: who comes when; nobody's number whole."""
        desk, on = self._kept(person, counter), _day(day)
        periods, note = open_on(desk, on, self.teller.calendar)
        known = self.store.days(counter, on, on)
        found = self.store.on_day(counter, on)
        names = self.people.get_people({one.person for one in found}) if found else {}
        units = self.people.get_units({desk.counter.unit, desk.counter.campus})
        return {
            "counter": counter_view(desk, units),
            "day": on.isoformat(),
            "today": self._today.isoformat(),
            "periods": [str(one) for one in periods],
            "note": note.to_dict() if note else None,
            "closures": [{"from": f"{one.opens:%H:%M}", "to": f"{one.closes:%H:%M}", "reason": one.why}
                         for one in known.closed(on)],
            "version": known.version(on),
            "queue": desk.counter.has_queue,
            "items": [_line(one, names.get(one.person), self.clock()) for one in found],
        }  # fmt: skip

    def act(self, person: Person, counter: str, id: str, rev: int, act: str, reason: str) -> tuple[Json, int]:
        """`arrive`, `serve`, `miss`, `cancel` with a reason: (the line as it is now, its version)."""
        self._kept(person, counter)
        for _ in range(TRIES):
            was = self.store.one(id)
            if was is None or was.counter != counter:
                raise NotFound()
            if was.rev != rev:
                raise StaleVersion()
            made = self._acted(was, act, reason.strip(), person)
            if self._write(made, was, CANCELLED_MESSAGE if act == "cancel" else ""):
                return _line(made, self.people.get_people([made.person]).get(made.person), self.clock()), made.rev
        raise Conflict()

    def close(self, person: Person, counter: str, day: str, rev: int, times: tuple[str, str], reason: str) -> Json:
        """Close the counter that day from … to …; those who booked are told and keep their appointment, to be moved.
        The day as it is then. Raises `StaleVersion`, `InvalidForm`."""
        self._kept(person, counter)
        on = _day(day)
        made = self._closure(person, on, times, reason.strip())
        known = self.store.days(counter, on, on)
        if known.version(on) != rev:
            raise StaleVersion()
        noted = closing(self.teller, counter, on, rev + 1)
        self._store_closures(counter, on, (*known.closed(on), made), rev, noted)
        finish(self.teller, noted)
        return self.day(person, counter, day)

    def reopen(self, person: Person, counter: str, day: str, rev: int) -> Json:
        """Take back everything that was closed that day; who was told stays told and free to choose another time."""
        self._kept(person, counter)
        on = _day(day)
        self._store_closures(counter, on, (), rev)
        return self.day(person, counter, day)

    def _store_closures(
        self, counter: str, on: date, closures: tuple[Closure, ...], rev: int, noted: Telling | None = None
    ) -> None:
        try:
            self.store.close(counter, on, closures, rev, noted)
        except Overtaken as error:
            raise StaleVersion() from error

    def _closure(self, person: Person, on: date, times: tuple[str, str], reason: str) -> Closure:
        faults = []
        try:
            opens, closes = map(time.fromisoformat, times)
            if closes <= opens:
                faults.append(FieldError("/to", "order", _TIMES))
        except ValueError:
            raise InvalidForm(errors=(FieldError("/to", "order", _TIMES),)) from None
        if not reason:
            faults.append(FieldError("/reason", "required", _WHY))
        if on < self._today:
            faults.append(FieldError("/from", "past", _PAST))
        if faults:
            raise InvalidForm(errors=tuple(faults))
        return Closure(opens, closes, reason, person.id, stamp(self.clock()))

    def _acted(self, was: Appointment, act: str, reason: str, person: Person) -> Appointment:
        states, state = ACTS[act]
        if was.state not in states:
            raise Conflict(_NOT_NOW)
        if act == "cancel" and not reason:
            raise InvalidForm(errors=(FieldError("/reason", "required", _WHY),))
        if act == "miss" and was.at > self.clock():
            raise Conflict(_EARLY)
        told = reason if act == "cancel" else ""
        return was.next(state=state, changed_at=self.clock(), by=person.id, reason=told)

    def _write(self, made: Appointment, was: Appointment, message: str) -> bool:
        return change(self.teller, made, was, self.store.bookings(made.person), message)

    def _kept(self, person: Person, counter: str) -> Desk:
        return self.halls.kept(person, counter, self._today)

    @property
    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()


def _line(one: Appointment, person: Person | None, now: datetime) -> Json:
    """The name, to call, and the last digits of the number, to compare with a card."""
    name = person.name if person else Text("（已不在校）", "(no longer here)")
    return {
        "id": one.id,
        "number": one.number,
        **slot_view(one.slot),
        "person": {"name": name.to_dict(), "number": masked_number(one.person)},
        "service": {"code": one.service, "name": one.service_name.to_dict()},
        "state": one.state,
        "state_text": STATES[one.state].to_dict(),
        "reason": one.reason,
        "acts": [act for act, (states, _) in ACTS.items() if one.state in states and (act != "miss" or one.at <= now)],
        "version": one.rev,
    }


def masked_number(id: str) -> str:
    """The last four characters of a person's number."""
    return f"{'*' * max(0, len(id) - 4)}{id[-4:]}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound() from None
