"""A person's side: what may be booked, booking it, moving and cancelling it, and what they have booked (W-20)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.errors import Conflict, NotFound, StaleVersion
from chalicelib.people import Person, Unit
from chalicelib.shared.clock import CHINA, Clock, unstamp
from chalicelib.shared.ids import application_number, derived_id
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text
from chalicelib.windows.ahead.crowds import Crowds
from chalicelib.windows.appointment import BOOKED, CANCELLED, OPEN, Appointment
from chalicelib.windows.change import change
from chalicelib.windows.halls import Halls
from chalicelib.windows.model import Desk
from chalicelib.windows.rules import may_book, may_change, slot_taken
from chalicelib.windows.slots import Slot, days_ahead, slots_on
from chalicelib.windows.store import Day, WindowStore
from chalicelib.windows.teller import BOOKED_MESSAGE, CANCELLED_MESSAGE, MOVED_MESSAGE, Teller
from chalicelib.windows.view import appointment_view, counter_view, days_view, free_slots, slot_view

Json = dict[str, Any]
TRIES = 8
UPCOMING = 20
_BUSY = Text("预约的人较多，请稍后再试", "Many people are booking at the moment; please try again")


class Service(Protocol):
    """What is asked of a service of the catalogue."""

    @property
    def name(self) -> Text: ...
    @property
    def guide(self) -> Any: ...
    def check_audience(self, person: Person, /) -> None: ...


@dataclass(frozen=True)
class Booking:
    """`service` finds a service by its code (`NotFound`), `units` tells units' names."""

    store: WindowStore
    halls: Halls
    teller: Teller
    service: Callable[[str], Service]
    units: Callable[[Iterable[str]], Mapping[str, Unit]]
    crowds: Crowds
    clock: Clock
    secret: str

    # Choosing

    def counters(self, person: Person, code: str) -> Json:
        """`{service, bring, counters, open}`: where the service's times can be booked, each with its next free one, and
        the person's open appointment for it. Raises `NotFound` where none can."""
        desks = self.halls.booked_for(code)
        if not desks:
            raise NotFound()
        service, names, now = self.service(code), self._names(desks), self.clock()
        found = []
        for desk in desks:
            free = self._free(desk, now)
            found.append(counter_view(desk, names) | {"next": slot_view(free[0]) if free else None})
        opened = [one for one in self.store.bookings(person.id).without_past(now).open if one.service == code]
        told = {"code": code, "name": service.name.to_dict()}
        return {"service": told, "bring": self._bring(service), "counters": found,
                "open": opened[0].id if opened else None}  # fmt: skip

    def slots(self, counter: str) -> Json:
        """`{counter, days}` from today on as far as one may book, with the times at which it is usually quiet. Raises
        `NotFound`."""
        desk, now = self._desk(counter), self.clock()
        days = days_ahead(desk, now)
        view = days_view(desk, days, self._days(desk, days), self.teller.calendar, now)
        for day, one in zip(days, view, strict=True):
            one["usual"] = self.crowds.usual(desk, day) if one["slots"] else None
        return {"counter": counter_view(desk, self._names([desk])), "days": view}

    # Booking

    def book(self, person: Person, code: str, counter: str, at: str, key: str) -> tuple[Json, int]:
        """(the appointment, its version). The same key again gives the same appointment. Raises `SlotTaken`,
        `MayNotBook`, `NotEligible`, `ServiceClosed`, `NotFound`."""
        id = derived_id(self.secret, "appointment", person.id, key)
        desk, service = self._desk(counter, code), self.service(code)
        for _ in range(TRIES):
            if known := self.store.one(id):
                return self._view(known), known.rev
            now = self.clock()
            service.check_audience(person)
            has = self.store.bookings(person.id)
            slot, closed = self._place(desk, at, now)
            may_book(desk, code, slot, has, now)
            number = application_number(now.astimezone(CHINA).date(), id)
            names = (code, service.name, counter)
            made = Appointment(id, number, person.id, *names, slot.at, slot.until, BOOKED, now, now, person.id)
            if change(self.teller, made, None, has, BOOKED_MESSAGE, places=desk.counter.places, closed=closed):
                return self._view(made), made.rev
        raise Conflict(_BUSY)

    def move(self, person: Person, id: str, rev: int, counter: str, at: str) -> tuple[Json, int]:
        """To another time, at the same or another counter that handles the service. Raises as `book` does, and
        `StaleVersion`."""
        for _ in range(TRIES):
            was, now = self._current(person, id, rev), self.clock()
            desk = self._desk(counter, was.service)
            before = self.halls.find(was.counter)
            may_change(was, before.counter if before else None, now)
            has = self.store.bookings(person.id)
            slot, closed = self._place(desk, at, now)
            may_book(desk, was.service, slot, has, now, moved=id)
            times = {"at": slot.at, "until": slot.until, "before": was.at}
            told = {"changed_at": now, "by": person.id, "reason": ""}
            made = was.next(state=BOOKED, counter=counter, **times, **told)
            if change(self.teller, made, was, has, MOVED_MESSAGE, places=desk.counter.places, closed=closed):
                return self._view(made), made.rev
        raise Conflict(_BUSY)

    def cancel(self, person: Person, id: str, rev: int, reason: str) -> tuple[Json, int]:
        """Raises `MayNotBook` when it is too late for that."""
        for _ in range(TRIES):
            was, now = self._current(person, id, rev), self.clock()
            desk = self.halls.find(was.counter)
            may_change(was, desk.counter if desk else None, now)
            has = self.store.bookings(person.id)
            made = was.next(state=CANCELLED, changed_at=now, by=person.id, reason=reason.strip())
            if change(self.teller, made, was, has, CANCELLED_MESSAGE):
                return self._view(made), made.rev
        raise Conflict(_BUSY)

    # Looking

    def mine(self, person: Person, cursor: str | None, limit: int) -> Json:
        """`{items, next}`, those booked last first."""
        known = decode_cursor(self.secret, cursor) if cursor else {}
        before = str(known.get("made", "")) if known.get("appointments") == person.id else ""
        found, last = self.store.of_person(person.id, limit, before)
        names = self._names([desk for one in found if (desk := self.halls.find(one.counter))])
        now = self.clock()
        items = [appointment_view(one, self.halls.find(one.counter), names, now) for one in found]
        following = encode_cursor(self.secret, {"appointments": person.id, "made": last}) if last else None
        return {"items": items, "next": following}

    def view(self, person: Person, id: str) -> tuple[Json, int]:
        """(the appointment with what to bring, its version). Raises `NotFound` for everybody else's."""
        one = self._own(person, id)
        return self._view(one), one.rev

    def upcoming(self, person: Person) -> list[Json]:
        """What is still to come, the next first, for a calendar and for what a person has to do."""
        now = self.clock()
        opened = self.store.bookings(person.id).without_past(now).open[:UPCOMING]
        known = self.store.some(one.id for one in opened) if opened else {}
        found = sorted((one for one in known.values() if one.state in OPEN), key=lambda one: one.at)
        names = self._names([desk for one in found if (desk := self.halls.find(one.counter))])
        return [appointment_view(one, self.halls.find(one.counter), names, now) for one in found]

    def _own(self, person: Person, id: str) -> Appointment:
        one = self.store.one(id)
        if one is None or one.person != person.id:
            raise NotFound()
        return one

    def _current(self, person: Person, id: str, rev: int) -> Appointment:
        one = self._own(person, id)
        if one.rev != rev:
            raise StaleVersion()
        return one

    def _view(self, one: Appointment) -> Json:
        desk = self.halls.find(one.counter)
        names = self._names([desk] if desk else [])
        return appointment_view(one, desk, names, self.clock()) | {"bring": self._bring_to(one.service)}

    def _place(self, desk: Desk, at: str, now: datetime) -> tuple[Slot, int]:
        """(the slot that begins then, the version of what is closed that day). Raises `SlotTaken`."""
        days = days_ahead(desk, now)
        wanted, day = _moment(at)
        known = self._days(desk, days)
        if wanted and day in days and wanted > now:
            offered = slots_on(desk, day, self.teller.calendar, known.closed(day))
            slot = next((one for one in offered if one.at == wanted), None)
            if slot and known.left(slot, desk.counter.places):
                return slot, known.version(slot.day)
        raise slot_taken([slot_view(one) for one in free_slots(desk, days, known, self.teller.calendar, now)])

    def _free(self, desk: Desk, now: datetime) -> list[Slot]:
        days = days_ahead(desk, now)
        return free_slots(desk, days, self._days(desk, days), self.teller.calendar, now)

    def _days(self, desk: Desk, days: list[date]) -> Day:
        return self.store.days(desk.counter.id, days[0], days[-1])

    def _desk(self, counter: str, service: str = "") -> Desk:
        desk = self.halls.desk(counter)
        if not desk.counter.takes_bookings or (service and service not in desk.counter.services):
            raise NotFound()
        return desk

    def _names(self, desks: Iterable[Desk]) -> Mapping[str, Unit]:
        ids = {id for desk in desks for id in (desk.counter.unit, desk.counter.campus)}
        return self.units(sorted(ids)) if ids else {}

    def _bring_to(self, code: str) -> list[Json]:
        """Nothing for a service that is no more."""
        try:
            return self._bring(self.service(code))
        except NotFound:
            return []

    def _bring(self, service: Service) -> list[Json]:
        return [
            {"name": one.name.to_dict(), "required": one.required, "note": one.note.to_dict() if one.note else None}
            for one in service.guide.materials
        ]


def _moment(at: str) -> tuple[datetime, date] | tuple[None, None]:
    """The moment and its day in China; nothing for what is none."""
    try:
        found = unstamp(at)
        return found, found.astimezone(CHINA).date()
    except (ValueError, OverflowError):
        return None, None
