"""The tickets room with its adapters: counters, the catalogue, persons and their open cases, telling people."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_windows import WindowParts

if TYPE_CHECKING:
    from chalicelib.people import Person
    from chalicelib.shared.text import Text
    from chalicelib.tickets import HallDevices, HelperDesk, Lines, Tallying, TicketDesk, Tickets, TicketTeller


class TicketParts(WindowParts):
    """The tickets room."""

    @cached_property
    def tickets(self) -> TicketRoom:
        return TicketRoom(self)


class TicketRoom:
    """The room's parts, each made when it is first asked for."""

    def __init__(self, hall: TicketParts) -> None:
        self._hall = hall

    @cached_property
    def lines(self) -> Lines:
        from chalicelib.shared.working_calendar import WorkingCalendar
        from chalicelib.tickets import Lines, TicketStore
        from chalicelib.windows import Arriving

        hall, windows = self._hall, self._hall.windows
        arriving = Arriving(windows.store, windows.teller)
        rooms = (TicketStore(), windows.halls, arriving, hall.people.get_units)
        return Lines(*rooms, WorkingCalendar.load(), hall.clock, hall.settings.secret)

    @cached_property
    def teller(self) -> TicketTeller:
        from chalicelib.tickets import TicketTeller

        notify: Any = self._hall.notices.notify
        return TicketTeller(self.lines.store, self.lines.halls, notify, self._hall.clock)

    @cached_property
    def own(self) -> Tickets:
        from chalicelib.tickets import Tickets

        return Tickets(self.lines, self.teller, self._hall.catalogue.current, self._hall.windows.crowds.usual)

    @cached_property
    def desk(self) -> TicketDesk:
        from chalicelib.tickets import TicketDesk

        return TicketDesk(self.lines, self.teller, self._hall.people, self._case)

    @cached_property
    def devices(self) -> HallDevices:
        from chalicelib.tickets import HallDevices

        return HallDevices(self.own, self._hall.people, self._hall.access.rate.take, self._print)

    def _print(self, hall: Text, place: str, device: str, code: str, key: str) -> dict[str, Any]:
        from chalicelib.certificates import Spot

        rooms: Any = self._hall
        told: dict[str, Any] = rooms.printing.redeem(Spot(hall, place), device, code, key)
        return told

    @cached_property
    def helpers(self) -> HelperDesk:
        from chalicelib.tickets import HelperDesk

        return HelperDesk(self.devices)

    @cached_property
    def tallying(self) -> Tallying:
        from chalicelib.tickets import Tallying

        return Tallying(self.lines, self._hall.windows.crowds)

    def _case(self, person: Person, service: str) -> tuple[str, str] | None:
        """The person's open application for the service, made last: (id, number)."""
        boxes: Any = self._hall.boxes
        found = boxes.mine(person, None, 1, {"state": "open", "service": service, "words": ""})["items"]
        return (str(found[0]["id"]), str(found[0]["number"])) if found else None
