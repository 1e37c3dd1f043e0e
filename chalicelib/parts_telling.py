"""The parts that tell people: who is meant by a holder key, what a message says, how it leaves."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_records import RecordParts
from chalicelib.shared.clock import CHINA

if TYPE_CHECKING:
    from chalicelib.applications import Application, Event
    from chalicelib.approvals import NoticeDetails
    from chalicelib.contacts import Contacts
    from chalicelib.notices import Notice, Notices, Prepared, Preparer, Renderer
    from chalicelib.shared.text import Text


class TellingParts(RecordParts):
    """Notices and what they say."""

    @cached_property
    def notices(self) -> Notices:
        from chalicelib.aws import Queue
        from chalicelib.notices import Digest, Notices, NoticeStore
        from chalicelib.observability import count
        from chalicelib.parts_sending import DeadQueues, channels_of

        queue = self._replaced.get("queue") or Queue(self.clients)
        return Notices(
            store=NoticeStore(self.clock),
            post=lambda bodies: queue.send_many(self.settings.notices_queue_url, bodies),
            prepare=self._prepare,
            clock=self.clock,
            secret=self.settings.secret,
            people=self.people,
            receipt_secret=self.settings.sms_secret,
            there=channels_of(self.settings),
            digest=Digest(self.settings.digest),
            dead_letters=lambda: DeadQueues(queue, self.settings),
            report=self.report,
            told=lambda _notice, channel, delivery: count("notices", channel=channel, state=delivery.state),
        )

    def _prepare(self, notice: Notice, now: datetime) -> Prepared:
        return self._preparer(notice, now)

    @cached_property
    def _preparer(self) -> Preparer:
        """Made when the first notice is sent: whoever only lists notices pays for no sender and no template."""
        from chalicelib.notices import Digest, Hours, Preparer, Rules, gather
        from chalicelib.parts_sending import make_senders

        settings, details = self.settings, self._details()
        night, digest = Hours.read(settings.sms_night), Digest(settings.digest)
        return Preparer(
            self.people,
            details,
            self._renderer,
            make_senders(settings, self._replaced, lambda: self.clients, self.clock),
            lambda now: Rules(night, digest, self.notices.tally.paused(now)),
            lambda notice: gather(notice, store=self.notices.store, details=details),
            self._charged,
            self._direct,
            self._visited,
        )

    def _visited(self, appointment: str, event: str) -> Mapping[str, Any] | None:
        room = self.tickets if "." in appointment else self.windows  # of both ids only a ticket's has dots
        return room.teller.details(appointment, event)  # type: ignore[no-any-return]

    def _charged(self, bill: str, person: str) -> Mapping[str, Any] | None:
        return self.charges.details(bill, person)  # type: ignore[no-any-return]

    @cached_property
    def _renderer(self) -> Renderer:
        from chalicelib.notices import Renderer
        from chalicelib.shared.text import Text

        settings = self.settings
        return Renderer(Text(settings.site_name_zh, settings.site_name_en), settings.base_url, settings.sms_sign)

    def _direct(self, notice: Notice) -> Any:
        """Where a message goes that need not go to the person's own address; the occasion is all the queue knows."""
        from chalicelib.notices import Channel

        found = self.contacts.addressed(notice.message, notice.person_id, notice.event_id.partition(".")[2])
        return found and (Channel.MAIL if found[0] == "email" else Channel.SMS, *found[1:])

    @cached_property
    def contacts(self) -> Contacts:
        from chalicelib.contacts import KINDS, Contacts, ContactStore

        def take(key: str, limit: int, per: int) -> None:
            self.access.rate.take(key, limit, per)

        def tell(message: str, person: str, occasion: str, at: datetime) -> None:
            self.notices.tell_self(message, person, occasion, at)

        kinds = tuple(kind for kind in KINDS if kind == "email" or self.settings.sms_by != "none")
        return Contacts(ContactStore(), self.people, take, tell, kinds=kinds, **self._keyed)

    def _details(self) -> NoticeDetails:
        from chalicelib.approvals import NoticeDetails

        return NoticeDetails(**self._common, people=self.people, progress_url=self._progress_url, **self._keyed)

    def _progress_url(self, application_id: str, expires: Any) -> str:
        return self.links.url(self.links.make(application_id, expires))


@dataclass(frozen=True)
class SelfAbout:
    """What happened, and what it happened to, as the notices room knows it, where that is no application."""

    id: str
    number: str
    service_name: Text
    seq: int
    at: datetime


@dataclass(frozen=True)
class Telling:
    """From holder keys to people: whoever is in the position at this moment is told."""

    hall: RecordParts

    def __call__(
        self, message: str, application: Application, event: Event, holders: Sequence[str], extra: Mapping[str, Any]
    ) -> None:
        if "people" in extra:  # looked up already, by who had to know whether anybody can act
            self.hall.notices.notify(message, event, application.head, extra["people"], extra)
            return
        today = self.hall.clock().astimezone(CHINA).date()
        ids: list[str] = []
        for holder in holders:
            kind, _, key = holder.partition(":")
            ids += [key] if kind == "person" else [person.id for person in self.hall.people.members(key, today)]
        head = application.head
        if about := extra.get("about"):  # the message leads to something else than the application
            aside = SelfAbout(str(about), head.number, head.service_name, event.seq, event.at)
            self.hall.notices.notify(message, aside, aside, ids, {})
        else:
            self.hall.notices.notify(message, event, head, ids, extra)
