"""The tickets room with its adapters: counters, the catalogue, persons and their open cases, telling people."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.errors import NotFound
from chalicelib.parts_windows import WindowParts
from chalicelib.shared.clock import CHINA

if TYPE_CHECKING:
    from chalicelib.people import Person
    from chalicelib.shared.text import Text
    from chalicelib.tickets import (
        Entering,
        HallDevices,
        HelperDesk,
        Lines,
        Tallying,
        Ticket,
        TicketDesk,
        Tickets,
        TicketTeller,
    )

Json = dict[str, Any]


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

        return TicketDesk(self.lines, self.teller, self._hall.people, self.cases, self.entering)

    @cached_property
    def entering(self) -> Entering:
        from chalicelib.tickets import Entering

        return Entering(self.lines, self._hall.people, self.cases)

    @cached_property
    def cases(self) -> CounterCases:
        return CounterCases(self._hall)

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


class CounterCases:
    """Applications as a counter asks for them (`tickets.Cases`)."""

    def __init__(self, hall: Any) -> None:
        self._hall = hall

    def open_case(self, person: Person, service: str) -> str:
        """The one made last."""
        found = self._hall.boxes.mine(person, None, 1, {"state": "open", "service": service, "words": ""})["items"]
        return str(found[0]["id"]) if found else ""

    def begins(self, service: str) -> bool:
        try:
            return not self._hall.definitions.current(service).service.is_entry
        except NotFound:  # booked for a service that is no more, or that only leads somewhere
            return False

    def offices(self, application: str, reader: Person) -> Json | None:
        from chalicelib.approvals import Holders, describe_offices

        hall, now = self._hall, self._hall.clock()
        try:
            found = hall.store.load(application, consistent=False)
        except NotFound:  # erased meanwhile
            return None
        definition = hall.definitions.version(found.head.service, found.head.version)
        holders = Holders(hall.people, now.astimezone(CHINA).date())
        return describe_offices(found, definition, reader, holders, now)

    def form(self, person: Person, service: str) -> Json:
        """With what conditions of the form ask of the applicant."""
        from chalicelib.applications import EarlierApplications, applicant_of
        from chalicelib.approvals import service_form

        hall = self._hall
        rooms = {"definitions": hall.definitions, "people": hall.people, "clock": hall.clock}
        earlier = EarlierApplications(hall.store)
        shown = service_form(person, service, **rooms, earlier=earlier, at_counter=True)
        return shown | {"applicant": applicant_of(person).facts()}

    def rows(self, person: Person, service: str, field: str, words: str) -> Json:
        found: Json = self._hall.registers.look_up(person, service, field, words)
        return found

    def request_upload(self, person: Person, service: str, asked: Mapping[str, Any]) -> Json:
        found: Json = self._hall.request_upload(
            person, service, asked["field"], asked["name"], asked["type"], asked["size"]
        )
        return found

    def confirm_upload(self, person: Person, upload: str) -> Json:
        found: Json = self._hall.confirm_upload(person, upload)
        return found

    def entered(self, person: Person, ticket: str) -> Json | None:
        from chalicelib.applications import entered_id

        try:
            head = self._hall.store.load_head(entered_id(self._hall.settings.secret, person.id, ticket))
        except NotFound:
            return None
        return {"id": head.id, "number": head.number}

    def enter(self, clerk: Person, counter: Text, person: Person, ticket: Ticket, form: Mapping[str, Any]) -> Json:
        from chalicelib.applications import Entered

        entered = Entered(clerk, counter, ticket.number)
        made, _ = self._hall.submit(person, ticket.service, form, ticket.id, entered=entered)
        return {"id": made.id, "number": made.head.number}
