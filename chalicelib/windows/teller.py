"""Telling people of their appointments: at once, the working day before, and again by the sweep if that was lost.

What is to be told stands in the table since the change itself; it is taken away once it is in the notices queue. The
ledger of the notices room knows event, person and message, so whoever is told twice is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from chalicelib.errors import Temporary
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.windows.appointment import BOOKED, DISPLACED, Appointment
from chalicelib.windows.halls import Halls
from chalicelib.windows.slots import days_ahead, workday_before
from chalicelib.windows.store import Telling, WindowStore
from chalicelib.windows.view import counter_line, free_slots

BOOKED_MESSAGE, MOVED_MESSAGE = "appointment_booked", "appointment_moved"
CANCELLED_MESSAGE, DISPLACED_MESSAGE = "appointment_cancelled", "appointment_displaced"
REMINDER = "appointment_reminder"
CLOSING = "closing"
"""No message: that those who booked a time which was closed are to be found and told (`windows.displace`)."""
AGAIN = timedelta(minutes=2)
"""When the sweep takes up what the request that changed it should have told."""
REMIND_AT = time(15)


@dataclass(frozen=True)
class Happened:
    """The change as the notices room knows it: its number within the appointment, and when it was."""

    seq: int
    at: datetime


@dataclass(frozen=True)
class Teller:
    """`notify(message, happened, appointment, people)` queues a notice."""

    store: WindowStore
    halls: Halls
    notify: Callable[[str, Happened, Appointment, Iterable[str]], Any]
    calendar: WorkingCalendar
    clock: Clock
    guides: Callable[[str], Any]

    def at_once(self, one: Appointment, message: str) -> Telling:
        return Telling(self.clock() + AGAIN, one.id, one.rev, message)

    def reminder(self, one: Appointment) -> list[Telling]:
        """The afternoon of the working day before, if that is still to come."""
        day = workday_before(one.at.astimezone(CHINA).date(), self.calendar)
        due = datetime.combine(day, REMIND_AT, CHINA)
        return [Telling(due, one.id, one.rev, REMINDER)] if due > self.clock() else []

    def tell(self, one: Appointment, telling: Telling) -> None:
        """Now; where the queue cannot be reached, the sweep does it later."""
        with suppress(Temporary):
            self._tell(one, telling)

    def sweep(self) -> int:
        """Tell what is due, and end what a closing began; how many that were."""
        due = self.store.due(self.clock())
        for telling in due:
            if telling.message == CLOSING:
                from chalicelib.windows.displace import finish

                finish(self, telling)
                continue
            one = self.store.one(telling.appointment)
            if one is None or self._overtaken(one, telling):
                self.store.told(telling)
            else:
                self._tell(one, telling)
        return len(due)

    def details(self, id: str, event: str) -> Mapping[str, Any] | None:
        """What a message about the appointment says, read when it is sent; None when it has been overtaken."""
        one = self.store.one(id)
        if one is None or one.rev != int(event.rpartition(".")[2]):
            return None
        desk = self.halls.find(one.counter)
        place = desk.counter.place or desk.hall.name if desk else Text("", "")
        return {
            "starts_at": one.at,
            "was_at": one.before or "",
            "counter_name": desk.counter.name if desk else Text(one.counter, one.counter),
            "counter_place": _joined(place, counter_line(desk.counter)) if desk else place,
            "counter_sign": desk.counter.sign if desk else "",
            "reason": one.reason,
            "by_counter": not one.own,
            "bring": self._bring(one.service),
            "free_at": self._free(one) if one.state == DISPLACED else "",
        }

    def _bring(self, service: str) -> Text:
        names = [material.name for material in self.guides(service)]
        return Text("；".join(name.zh for name in names), "; ".join(name.en for name in names))

    def _free(self, one: Appointment) -> datetime | str:
        desk = self.halls.find(one.counter)
        if desk is None:
            return ""
        now = self.clock()
        days = days_ahead(desk, now)
        free = free_slots(desk, days, self.store.days(desk.counter.id, days[0], days[-1]), self.calendar, now)
        return free[0].at if free else ""

    def _overtaken(self, one: Appointment, telling: Telling) -> bool:
        if telling.message == REMINDER and (one.state != BOOKED or one.at <= self.clock()):
            return True
        return one.rev != telling.rev

    def _tell(self, one: Appointment, telling: Telling) -> None:
        self.notify(telling.message, Happened(one.rev, one.changed_at), one, [one.person])
        self.store.told(telling)


def _joined(place: Text, line: Text) -> Text:
    return Text(f"{place.zh} {line.zh}", f"{place.en}, {line.en}")
