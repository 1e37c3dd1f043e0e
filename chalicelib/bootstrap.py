"""The only place that wires rooms to adapters.

`build_hall` makes the whole hall from settings; parts may be replaced by name (a test gives a clock or a mail sender
of its own). Lambda functions use `hall()`, built at first use and kept while the process lives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from chalicelib import settings as settings_module
from chalicelib.access import (
    BucketStore,
    CasClient,
    LinkStore,
    ProgressLinks,
    RateLimiter,
    Redirect,
    SessionStore,
    finish_sign_in,
    sign_out,
    start_sign_in,
)
from chalicelib.applications import Application, ApplicationStore, Definitions, Event
from chalicelib.approvals import Acts, Boxes, NoticeDetails, Reactions, ServiceNames, StepWorker, Sweep, Viewing
from chalicelib.aws import Clients, FileStorage, FlowRunner, MailSender, Queue, SmsSender
from chalicelib.catalogue import ServiceStore
from chalicelib.hall import Hall
from chalicelib.materials import UploadStore
from chalicelib.notices import Notices, NoticeStore, Preparer, Renderer
from chalicelib.observability import count, report
from chalicelib.people import PeopleStore
from chalicelib.settings import Settings
from chalicelib.shared.clock import Clock, system_clock
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar


@dataclass(frozen=True)
class Access:
    """The access room bound to settings, stores and clock."""

    settings: Settings
    clock: Clock
    sessions: SessionStore
    cas: CasClient
    limiter: RateLimiter
    people: PeopleStore

    @property
    def rate(self) -> Access:
        return self

    def take(self, key: str, limit: int, per: int) -> None:
        """One of `limit` per `per` seconds. Raises `TooManyRequests`."""
        self.limiter.take(key, limit, per, self.clock())

    def start_sign_in(self, return_path: str, cookie_header: str | None) -> Redirect:
        return start_sign_in(return_path, cookie_header, settings=self.settings, clock=self.clock)

    def finish_sign_in(self, ticket: str, state: str, cookie_header: str | None) -> Redirect:
        return finish_sign_in(
            ticket,
            state,
            cookie_header,
            settings=self.settings,
            clock=self.clock,
            cas=self.cas,
            sessions=self.sessions,
            find_person=self.people.person_of_account,
        )

    def sign_out(self, cookie_header: str | None) -> Redirect:
        return sign_out(cookie_header, settings=self.settings, sessions=self.sessions)


def build_hall(settings: Settings, **replaced: Any) -> Hall:
    """The hall with these settings. `replaced` may name: clock, people, catalogue, flow, mail, sms, files, queue."""
    clock: Clock = replaced.get("clock", system_clock)
    clients = Clients(settings.region)
    people: PeopleStore = replaced.get("people") or PeopleStore()
    catalogue: ServiceStore = replaced.get("catalogue") or ServiceStore()
    store, uploads, definitions = ApplicationStore(), UploadStore(), Definitions(catalogue)
    flow = replaced.get("flow") or FlowRunner(clients, settings.flow_role_arn)
    access = Access(
        settings,
        clock,
        SessionStore(settings, clock),
        CasClient(settings),
        RateLimiter(BucketStore()),
        people,
    )
    links = ProgressLinks(settings, LinkStore(), clock)
    common: dict[str, Any] = {"store": store, "definitions": definitions}
    details = NoticeDetails(
        **common, people=people, progress_url=partial(_progress_url, links), clock=clock, secret=settings.secret
    )
    notices = _notices(settings, people, details, clients, clock, replaced)
    reactions = Reactions(**common, flow=flow, notify=Telling(notices, people, clock), stage=settings.stage)
    return Hall(
        settings=settings,
        clock=clock,
        access=access,
        people=people,
        catalogue=catalogue,
        definitions=definitions,
        store=store,
        uploads=uploads,
        flow=flow,
        pages=FileStorage(clients, settings.portal_bucket),
        files=replaced.get("files") or FileStorage(clients, settings.files_bucket, settings.files_url),
        links=links,
        acts=Acts(**common, uploads=uploads, people=people, clock=clock),
        boxes=Boxes(store=store, names=ServiceNames(definitions), clock=clock, secret=settings.secret),
        viewing=Viewing(**common, uploads=uploads, people=people, clock=clock, secret=settings.secret),
        worker=StepWorker(**common, flow=flow, calendar=WorkingCalendar.load(), clock=clock),
        reactions=reactions,
        sweeper=Sweep(**common, flow=flow, react=reactions, clock=clock, stage=settings.stage, report=report),
        notices=notices,
        report=report,
    )


@dataclass(frozen=True)
class Telling:
    """From holder keys to people: whoever is in the position at this moment is told."""

    notices: Notices
    people: PeopleStore
    clock: Clock

    def __call__(
        self, message: str, application: Application, event: Event, holders: Sequence[str], extra: Mapping[str, Any]
    ) -> None:
        today = self.clock().date()
        ids: list[str] = []
        for holder in holders:
            kind, _, key = holder.partition(":")
            ids += [key] if kind == "person" else [person.id for person in self.people.members(key, today)]
        self.notices.notify(message, event, application.head, ids, extra)


def _notices(
    settings: Settings, people: PeopleStore, details: NoticeDetails, clients: Clients, clock: Clock, replaced: Any
) -> Notices:
    site = Text(settings.site_name_zh, settings.site_name_en)
    mail = replaced.get("mail") or MailSender(clients, settings.mail_from, settings.site_name_zh)
    sms = replaced.get("sms") or SmsSender(clients)
    queue = replaced.get("queue") or Queue(clients)
    renderer = Renderer(site, settings.base_url, settings.sms_sign)
    return Notices(
        store=NoticeStore(clock),
        post=lambda bodies: queue.send_many(settings.notices_queue_url, bodies),
        prepare=Preparer(people, details, renderer, mail, sms),
        clock=clock,
        secret=settings.secret,
        report=report,
        told=lambda _notice, channel, delivery: count("notices", channel=channel, state=delivery.state),
    )


def _progress_url(links: ProgressLinks, application_id: str, expires: Any) -> str:
    return links.url(links.make(application_id, expires))


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
