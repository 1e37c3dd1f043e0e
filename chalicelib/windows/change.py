"""One change of an appointment, whoever makes it: written with its person's head and with what is to be told."""

from __future__ import annotations

from chalicelib.windows.appointment import BOOKED, Appointment, Bookings
from chalicelib.windows.store import Overtaken
from chalicelib.windows.teller import Teller


def change(
    teller: Teller,
    made: Appointment,
    was: Appointment | None,
    has: Bookings,
    message: str = "",
    *,
    places: int = 0,
    closed: int = 0,
) -> bool:
    """Whether it was written; False when somebody was first. Its person is told `message`, if there is one, and
    reminded of what is booked. `places` and `closed` are what `WindowStore.write` asks for."""
    tell = [teller.at_once(made, message)] if message else []
    reminder = teller.reminder(made) if made.state == BOOKED else []
    after = has.without_past(teller.clock()).having(made)
    try:
        teller.store.write(made, was, after, places=places, closed=closed, tell=[*tell, *reminder])
    except Overtaken:
        return False
    for telling in tell:
        teller.tell(made, telling)
    return True
