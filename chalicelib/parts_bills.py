"""The room bills with its adapters: the queue, file storage, telling people, what the ledger knows of them."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_telling import TellingParts
from chalicelib.shared.clock import CHINA

if TYPE_CHECKING:
    from chalicelib.access import CalendarLinks
    from chalicelib.bills import Bill, BillDesk, BillStore, BillWorker, Charges
    from chalicelib.shared.text import Lang


class BillParts(TellingParts):
    """What departments tell many at once."""

    @cached_property
    def bills(self) -> BillDesk:
        from chalicelib.bills import BillDesk

        rooms: dict[str, Any] = {"files": self.files, "queue": self._queue_bill, "outcomes": self._outcomes}
        return BillDesk(self._bill_store, self.people, **rooms, render=self._render, **self._keyed)

    @cached_property
    def charges(self) -> Charges:
        from chalicelib.bills import Charges

        return Charges(self._bill_store, self.people.get_units, **self._keyed)

    @cached_property
    def bill_worker(self) -> BillWorker:
        from chalicelib.bills import BillWorker
        from chalicelib.people import ids_at

        files: Any = self.files
        told: dict[str, Any] = {"notify": self.notices.notify, "again": self._queue_bill, "report": self.report}
        return BillWorker(self._bill_store, self.people, ids_at, files, clock=self.clock, **told)

    @cached_property
    def calendars(self) -> PrivateCalendars:
        return PrivateCalendars(self)

    def on_bill(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the bills queue."""
        return self.bill_worker(batch)

    @property
    def _bill_store(self) -> BillStore:
        from chalicelib.bills import BillStore

        return BillStore()

    def _queue_bill(self, id: str) -> None:
        from chalicelib.aws import Queue

        queue = self._replaced.get("queue") or Queue(self.clients)
        queue.send(self.settings.bills_queue_url, {"bill": id})

    def _outcomes(self, bill: Bill, people: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """Of the first telling: a reminder has a notice of its own, and is in each person's ledger."""
        from chalicelib.notices import Notice

        if not bill.sent_at or not people:
            return {}
        of = (Notice("bill", person, bill.id, f"{bill.id}.1", bill.sent_at) for person in people)
        return self.notices.outcomes(of)

    def _render(self, values: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
        """The message by each channel, as a preview shows it."""
        from chalicelib.notices import Channel

        letters = {channel: self._renderer.letter(channel, "bill", lang, values) for channel in list(Channel)[1:]}
        mail, sms, card = letters[Channel.MAIL], letters[Channel.SMS], letters[Channel.WECOM]
        return {
            "subject": mail.subject,
            "mail": mail.text,
            "sms": sms.text,
            "wecom": card.subject,
        }


class PrivateCalendars:
    """A person's deadlines at an address of their own."""

    def __init__(self, hall: BillParts) -> None:
        self._hall = hall

    @cached_property
    def _links(self) -> CalendarLinks:
        from chalicelib.access import CalendarLinks, CalendarStore

        return CalendarLinks(self._hall.settings, CalendarStore())

    def make(self, person_id: str) -> str:
        """See `access.CalendarLinks`."""
        return self._links.make(person_id)

    def revoke(self, person_id: str) -> None:
        self._links.revoke(person_id)

    def file(self, name: str) -> bytes:
        """The calendar behind an address. Raises `NotFound`."""
        from chalicelib.deadlines import Deadlines
        from chalicelib.shared.text import Text

        hall = self._hall
        person = hall.people.get_person(self._links.read(name))
        person = hall.people.with_principals(person, hall.clock().astimezone(CHINA).date())
        site = Text(hall.settings.site_name_zh, hall.settings.site_name_en)
        rooms = (hall.boxes, hall.charges.mine, hall.windows.booking.upcoming)
        return Deadlines(*rooms, site, hall.settings.base_url).file(person)
