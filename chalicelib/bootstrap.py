"""The only place that wires rooms to adapters.

`build_hall` makes the whole hall from settings; parts may be replaced by name (a test gives a clock or a mail sender
of its own). Lambda functions use `hall()`, built at first use and kept while the process lives. Each part is made, and
its room imported, when somebody first asks for it: what a request does not use, its cold start does not pay for.
"""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib import settings as settings_module
from chalicelib.hall import Hall
from chalicelib.settings import Settings
from chalicelib.shared.clock import CHINA, system_clock

if TYPE_CHECKING:
    from chalicelib.access import CasClient, ProgressLinks, RateLimiter, Redirect, SessionStore
    from chalicelib.applications import Application, ApplicationStore, Definitions, Event
    from chalicelib.approvals import Acts, Boxes, NoticeDetails, Reactions, StepWorker, Sweep, Viewing
    from chalicelib.aws import Clients, FileStorage
    from chalicelib.catalogue import ServiceStore
    from chalicelib.materials import Files, UploadStore
    from chalicelib.notices import Notices, Preparer
    from chalicelib.people import PeopleStore


class Access:
    """The access room bound to settings, stores and clock."""

    def __init__(self, hall: Hall) -> None:
        self.settings, self.clock, self._hall = hall.settings, hall.clock, hall

    @cached_property
    def sessions(self) -> SessionStore:
        from chalicelib.access import SessionStore

        return SessionStore(self.settings, self.clock)

    @cached_property
    def cas(self) -> CasClient:
        from chalicelib.access import CasClient

        return CasClient(self.settings)

    @cached_property
    def limiter(self) -> RateLimiter:
        from chalicelib.access import BucketStore, RateLimiter

        return RateLimiter(BucketStore())

    @property
    def rate(self) -> Access:
        return self

    def take(self, key: str, limit: int, per: int) -> None:
        """One of `limit` per `per` seconds. Raises `TooManyRequests`."""
        self.limiter.take(key, limit, per, self.clock())

    def start_sign_in(self, return_path: str, cookie_header: str | None) -> Redirect:
        from chalicelib.access import start_sign_in

        return start_sign_in(return_path, cookie_header, settings=self.settings, clock=self.clock)

    def finish_sign_in(self, ticket: str, state: str, cookie_header: str | None) -> Redirect:
        from chalicelib.access import finish_sign_in

        return finish_sign_in(
            ticket,
            state,
            cookie_header,
            settings=self.settings,
            clock=self.clock,
            cas=self.cas,
            sessions=self.sessions,
            find_person=self._hall.people.person_of_account,
        )

    def sign_out(self, cookie_header: str | None) -> Redirect:
        from chalicelib.access import sign_out

        return sign_out(cookie_header, settings=self.settings, sessions=self.sessions)


class WiredHall(Hall):
    """The hall with each part made at its first use; `replaced` parts are there from the beginning."""

    def __init__(self, settings: Settings, replaced: Mapping[str, Any]) -> None:
        self.settings = settings
        self.clock = system_clock
        self._replaced = replaced
        vars(self).update(replaced)

    def report(self, subject: str, error: Exception) -> None:
        from chalicelib.observability import report

        report(subject, error)

    @cached_property
    def clients(self) -> Clients:
        from chalicelib.aws import Clients

        return Clients(self.settings.region)

    @cached_property
    def access(self) -> Access:
        return Access(self)

    @cached_property
    def people(self) -> PeopleStore:
        from chalicelib.people import PeopleStore

        return PeopleStore()

    @cached_property
    def catalogue(self) -> ServiceStore:
        from chalicelib.catalogue import ServiceStore

        return ServiceStore()

    @cached_property
    def definitions(self) -> Definitions:
        from chalicelib.applications import Definitions

        return Definitions(self.catalogue)

    @cached_property
    def store(self) -> ApplicationStore:
        from chalicelib.applications import ApplicationStore

        return ApplicationStore()

    @cached_property
    def uploads(self) -> UploadStore:
        from chalicelib.materials import UploadStore

        return UploadStore()

    @cached_property
    def flow(self) -> Any:
        from chalicelib.aws import FlowRunner

        return FlowRunner(self.clients, self.settings.flow_role_arn)

    @cached_property
    def files(self) -> Files:
        from chalicelib.aws import FileStorage

        return FileStorage(self.clients, self.settings.files_bucket, self.settings.files_url)

    @cached_property
    def pages(self) -> FileStorage:
        from chalicelib.aws import FileStorage

        return FileStorage(self.clients, self.settings.portal_bucket)

    @cached_property
    def links(self) -> ProgressLinks:
        from chalicelib.access import LinkStore, ProgressLinks

        return ProgressLinks(self.settings, LinkStore(), self.clock)

    @cached_property
    def acts(self) -> Acts:
        from chalicelib.approvals import Acts

        return Acts(self.store, self.uploads, self.definitions, self.people, self.clock)

    @cached_property
    def boxes(self) -> Boxes:
        from chalicelib.approvals import Boxes, ServiceNames

        names = ServiceNames(self.definitions)
        return Boxes(store=self.store, names=names, clock=self.clock, secret=self.settings.secret)

    @cached_property
    def viewing(self) -> Viewing:
        from chalicelib.approvals import Viewing

        return Viewing(**self._common, uploads=self.uploads, people=self.people, **self._keyed)

    @cached_property
    def worker(self) -> StepWorker:
        from chalicelib.approvals import StepWorker
        from chalicelib.shared.working_calendar import WorkingCalendar

        return StepWorker(**self._common, flow=self.flow, calendar=WorkingCalendar.load(), clock=self.clock)

    @cached_property
    def reactions(self) -> Reactions:
        from chalicelib.approvals import Reactions

        return Reactions(**self._common, flow=self.flow, notify=Telling(self), stage=self.settings.stage)

    @cached_property
    def sweeper(self) -> Sweep:
        from chalicelib.approvals import Sweep

        stage, report = self.settings.stage, self.report
        return Sweep(**self._common, flow=self.flow, react=self.reactions, clock=self.clock, stage=stage, report=report)

    @cached_property
    def notices(self) -> Notices:
        from chalicelib.aws import Queue
        from chalicelib.notices import Notices, NoticeStore
        from chalicelib.observability import count

        queue = self._replaced.get("queue") or Queue(self.clients)
        return Notices(
            store=NoticeStore(self.clock),
            post=lambda bodies: queue.send_many(self.settings.notices_queue_url, bodies),
            prepare=self._preparer(),
            clock=self.clock,
            secret=self.settings.secret,
            report=self.report,
            told=lambda _notice, channel, delivery: count("notices", channel=channel, state=delivery.state),
        )

    def _preparer(self) -> Preparer:
        from chalicelib.aws import MailSender, SmsSender
        from chalicelib.notices import Preparer, Renderer
        from chalicelib.shared.text import Text

        settings = self.settings
        mail = self._replaced.get("mail") or MailSender(self.clients, settings.mail_from, settings.site_name_zh)
        sms = self._replaced.get("sms") or SmsSender(self.clients)
        site = Text(settings.site_name_zh, settings.site_name_en)
        renderer = Renderer(site, settings.base_url, settings.sms_sign)
        return Preparer(self.people, self._details(), renderer, mail, sms)

    def _details(self) -> NoticeDetails:
        from chalicelib.approvals import NoticeDetails

        return NoticeDetails(**self._common, people=self.people, progress_url=self._progress_url, **self._keyed)

    def _progress_url(self, application_id: str, expires: Any) -> str:
        return self.links.url(self.links.make(application_id, expires))

    @property
    def _common(self) -> dict[str, Any]:
        return {"store": self.store, "definitions": self.definitions}

    @property
    def _keyed(self) -> dict[str, Any]:
        return {"clock": self.clock, "secret": self.settings.secret}


@dataclass(frozen=True)
class Telling:
    """From holder keys to people: whoever is in the position at this moment is told."""

    hall: Hall

    def __call__(
        self, message: str, application: Application, event: Event, holders: Sequence[str], extra: Mapping[str, Any]
    ) -> None:
        today = self.hall.clock().astimezone(CHINA).date()
        ids: list[str] = []
        for holder in holders:
            kind, _, key = holder.partition(":")
            ids += [key] if kind == "person" else [person.id for person in self.hall.people.members(key, today)]
        self.hall.notices.notify(message, event, application.head, ids, extra)


def build_hall(settings: Settings, **replaced: Any) -> Hall:
    """The hall with these settings. `replaced` may name any part of `Hall`, and clients, mail, sms and queue."""
    return WiredHall(settings, replaced)


_hall: Hall | None = None


def hall() -> Hall:
    """This process's hall."""
    global _hall
    if _hall is None:
        _hall = build_hall(settings_module.current())
    return _hall


@contextmanager
def use(other: Any) -> Iterator[Any]:
    """Let `hall()` give another hall for a while; for tests and the local machine."""
    global _hall
    before, _hall = _hall, other
    try:
        yield other
    finally:
        _hall = before
