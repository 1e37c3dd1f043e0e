"""The physical hall with its adapters: the catalogue's guides, units' names, telling people."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_telling import TellingParts

if TYPE_CHECKING:
    from chalicelib.people import Person
    from chalicelib.windows import AheadStore, Booking, CounterDesk, Crowds, DutyDesk, Halls, Teller, WindowStore


class WindowParts(TellingParts):
    """The windows room."""

    @cached_property
    def windows(self) -> Windows:
        return Windows(self)


class Windows:
    """The room's parts, each made when it is first asked for."""

    def __init__(self, hall: WindowParts) -> None:
        self._hall = hall

    @cached_property
    def store(self) -> WindowStore:
        from chalicelib.windows import WindowStore

        return WindowStore()

    @cached_property
    def halls(self) -> Halls:
        from chalicelib.windows import Halls

        return Halls(self.store)

    @cached_property
    def teller(self) -> Teller:
        from chalicelib.shared.working_calendar import WorkingCalendar
        from chalicelib.windows import Teller

        hall = self._hall
        notify: Any = hall.notices.notify
        return Teller(self.store, self.halls, notify, WorkingCalendar.load(), hall.clock, self._materials)

    @cached_property
    def booking(self) -> Booking:
        from chalicelib.windows import Booking

        hall = self._hall
        rooms = (self.store, self.halls, self.teller, hall.catalogue.current, hall.people.get_units, self.crowds)
        return Booking(*rooms, hall.clock, hall.settings.secret)

    @cached_property
    def desk(self) -> CounterDesk:
        from chalicelib.windows import CounterDesk

        return CounterDesk(self.store, self.halls, self.teller, self._hall.people, self.duty, self._hall.clock)

    @cached_property
    def duty(self) -> DutyDesk:
        from chalicelib.windows import DutyDesk

        return DutyDesk(self.ahead, self.halls, self._hall.people, self.teller.calendar, self._hall.clock)

    @cached_property
    def crowds(self) -> Crowds:
        from chalicelib.windows import Crowds

        return Crowds(self.ahead, self.store, self.halls, self.teller.calendar, self._hall.clock)

    @cached_property
    def ahead(self) -> AheadStore:
        from chalicelib.windows import AheadStore

        return AheadStore()

    def file(self, person: Person, id: str) -> bytes:
        """One appointment as a calendar file. Raises `NotFound`."""
        from chalicelib.deadlines import appointment_file

        found, _ = self.booking.view(person, id)
        return appointment_file(found, person.lang, self._hall.settings.base_url)

    def _materials(self, service: str) -> Any:
        """What the guide says to bring; nothing for a service that is no more."""
        from chalicelib.errors import NotFound

        try:
            return self._hall.catalogue.current(service).guide.materials
        except NotFound:
            return ()
