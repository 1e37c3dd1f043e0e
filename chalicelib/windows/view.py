"""Halls, counters and appointments as pages show them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.people import Unit
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.windows.appointment import STATES, Appointment
from chalicelib.windows.model import Counter, Desk
from chalicelib.windows.rules import changeable
from chalicelib.windows.slots import Slot, open_on, slots_on
from chalicelib.windows.store import Day

Json = dict[str, Any]
FREE = 5
"""How many free slots are offered instead of one that was taken."""


def counter_view(desk: Desk, units: Mapping[str, Unit]) -> Json:
    """Where it is and whose it is."""
    counter = desk.counter
    return {
        "id": counter.id,
        "name": counter.name.to_dict(),
        "hall": desk.hall.name.to_dict(),
        "campus": _name(counter.campus, units).to_dict(),
        "floor": counter.floor,
        "sign": counter.sign,
        "place": counter.place.to_dict() if counter.place else None,
        "unit": (counter.provider or _name(counter.unit, units)).to_dict(),
        "phone": counter.phone,
    }


def days_view(desk: Desk, days: Iterable[date], known: Day, calendar: WorkingCalendar, now: datetime) -> list[Json]:
    """Each day with its slots that are still to come and have places left, and why it has none or fewer."""
    return [_day_view(desk, day, known, calendar, now) for day in days]


def _day_view(desk: Desk, day: date, known: Day, calendar: WorkingCalendar, now: datetime) -> Json:
    shut, places = known.closed(day), desk.counter.places
    usual, why = open_on(desk, day, calendar)
    offered = [one for one in slots_on(desk, day, calendar, shut) if one.at > now]
    slots = [slot_view(one) | {"left": left} for one in offered if (left := known.left(one, places))]
    said = why or (Text(*(shut[0].why,) * 2) if shut and len(offered) == 0 else None)
    if not slots and said is None:
        said = FULL if offered else OVER if usual else None
    return {"day": day.isoformat(), "slots": slots, "note": said.to_dict() if said else None}


FULL = Text("已约满", "Fully booked")
OVER = Text("今天的预约时间已过", "No times are left today")


def free_slots(desk: Desk, days: Iterable[date], known: Day, calendar: WorkingCalendar, now: datetime) -> list[Slot]:
    """The next slots with places left, `FREE` at most."""
    found: list[Slot] = []
    for day in days:
        for one in slots_on(desk, day, calendar, known.closed(day)):
            if one.at > now and known.left(one, desk.counter.places):
                found.append(one)
                if len(found) == FREE:
                    return found
    return found


def slot_view(slot: Slot) -> Json:
    """`day` and `time` are China's."""
    return {"at": stamp(slot.at), "until": stamp(slot.until), "day": slot.day.isoformat(), "time": slot.time}


def appointment_view(one: Appointment, desk: Desk | None, units: Mapping[str, Unit], now: datetime) -> Json:
    """As its person sees it."""
    return {
        "id": one.id,
        "number": one.number,
        "service": {"code": one.service, "name": one.service_name.to_dict()},
        "counter": counter_view(desk, units) if desk else None,
        **slot_view(one.slot),
        "state": one.state,
        "state_text": STATES[one.state].to_dict(),
        "made_at": stamp(one.made_at),
        "reason": one.reason,
        "by_counter": not one.own,
        "may_change": changeable(one, desk.counter if desk else None, now),
    }


def counter_line(counter: Counter) -> Text:
    """What is said of where to go: floor, counter."""
    return Text(f"{counter.floor}层{counter.sign}号窗口", f"floor {counter.floor}, counter {counter.sign}")


def _name(id: str, units: Mapping[str, Unit]) -> Text:
    return units[id].name if id in units else Text(id, id)
