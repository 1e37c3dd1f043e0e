"""The physical hall: its counters, and times booked there (W-01, W-05, W-20).

The door of the room. A hall is data (`ServiceHall`, ``catalogue/windows/<hall>.yaml``), checked and kept when services
are published (`check_hall`, `define_halls`). `Booking` is a person's side, `CounterDesk` the side of the department
that serves at a counter, with its duty list (`DutyDesk`) and what is to be expected there (`Crowds`); `Teller` tells
people. Rules are pure: `slots_on`, `may_book`, `forecast`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.windows.ahead.crowds import Crowds
    from chalicelib.windows.ahead.duty import Turn
    from chalicelib.windows.ahead.duty_desk import DutyDesk
    from chalicelib.windows.ahead.forecast import forecast
    from chalicelib.windows.ahead.store import AheadStore
    from chalicelib.windows.ahead.tally import Tally
    from chalicelib.windows.appointment import ARRIVED, BOOKED, NO_SHOW, SERVED, Appointment
    from chalicelib.windows.arriving import Arriving
    from chalicelib.windows.booking import Booking
    from chalicelib.windows.day import CounterDesk, masked_number
    from chalicelib.windows.define_halls import bundled_halls, check_hall, define_halls
    from chalicelib.windows.halls import Halls, looks_after
    from chalicelib.windows.model import Counter, Desk, ServiceHall
    from chalicelib.windows.rules import MayNotBook, SlotTaken, may_book
    from chalicelib.windows.slots import open_on, slots_on
    from chalicelib.windows.store import WindowStore
    from chalicelib.windows.teller import Happened, Teller
    from chalicelib.windows.view import counter_line, counter_view
else:
    open_lazily(__name__)

__all__ = [
    "ARRIVED",
    "BOOKED",
    "NO_SHOW",
    "SERVED",
    "AheadStore",
    "Appointment",
    "Arriving",
    "Booking",
    "Counter",
    "CounterDesk",
    "Crowds",
    "Desk",
    "DutyDesk",
    "Halls",
    "Happened",
    "MayNotBook",
    "ServiceHall",
    "SlotTaken",
    "Tally",
    "Teller",
    "Turn",
    "WindowStore",
    "bundled_halls",
    "check_hall",
    "counter_line",
    "counter_view",
    "define_halls",
    "forecast",
    "looks_after",
    "masked_number",
    "may_book",
    "open_on",
    "slots_on",
]
