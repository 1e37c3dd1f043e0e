"""The day in the physical hall: taking a ticket, waiting, being called, being served, rating (W-Q2 to W-Q6).

The door of the room. `Tickets` is the side of who takes one, `TicketDesk` the clerk's, `HallDevices` that of kiosks,
boards and rating pads, `HelperDesk` that of helpers at peaks; `Entering` begins an application for who stands at a
window, `TicketTeller` tells those who wait elsewhere, `Tallying` counts a day when it is over. Rules are pure:
`waiting_line`, `place_behind`, `left_here`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.tickets.cases import Cases, left_here
    from chalicelib.tickets.clerk import TicketDesk
    from chalicelib.tickets.devices import HallDevices
    from chalicelib.tickets.entering import Entering
    from chalicelib.tickets.helper import HelperDesk
    from chalicelib.tickets.line import expected_minutes, place_behind, place_of, waiting_line
    from chalicelib.tickets.lines import Lines
    from chalicelib.tickets.rules import NoTicket
    from chalicelib.tickets.store import TicketStore
    from chalicelib.tickets.take import Tickets
    from chalicelib.tickets.tallying import Tallying
    from chalicelib.tickets.tell import TicketTeller
    from chalicelib.tickets.ticket import Ticket
else:
    open_lazily(__name__)

__all__ = [
    "Cases",
    "Entering",
    "HallDevices",
    "HelperDesk",
    "Lines",
    "NoTicket",
    "Tallying",
    "Ticket",
    "TicketDesk",
    "TicketStore",
    "TicketTeller",
    "Tickets",
    "expected_minutes",
    "left_here",
    "place_behind",
    "place_of",
    "waiting_line",
]
