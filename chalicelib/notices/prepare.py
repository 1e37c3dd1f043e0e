"""Everything a notice needs, read and rendered before it is claimed: between claim and sending nothing can fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote

from chalicelib.errors import HallError, NotFound
from chalicelib.notices.messages import MESSAGES
from chalicelib.notices.model import Channel, Notice, Reason
from chalicelib.notices.render import Renderer
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

Send = Callable[[], object]
Details = Callable[[str, str], Mapping[str, Any] | None]
"""(application id, event id) -> what only the record may tell: title, applicant_name, opinion, step_title, query_code,
progress_link, contact; or None when the notice has been overtaken and nobody needs it any more."""

QuietHours = tuple[time, time]
"""From and to, on the clock in China; may go over midnight."""


class PeopleReader(Protocol):
    def get_person(self, id: str, /) -> Person: ...


class MailPort(Protocol):
    def send(self, to: str, subject: str, text: str, html: str, tags: Mapping[str, str] | None = None) -> object: ...


class SmsPort(Protocol):
    def send(self, mobile: str, text: str) -> object: ...


@dataclass(frozen=True)
class Prepared:
    """A notice ready to go: its line, where it leads, what to send on which channel, and why not on the others."""

    text: Text
    place: str
    sends: Mapping[Channel, Send]
    skips: Mapping[Channel, str]


@dataclass(frozen=True)
class Preparer:
    """Reads the person and the record fresh, so preferences count as they are when the notice is sent."""

    people: PeopleReader
    details: Details
    renderer: Renderer
    mail: MailPort
    sms: SmsPort
    quiet_hours: QuietHours | None = None

    def __call__(self, notice: Notice, now: datetime) -> Prepared:
        place = place_of(notice)
        known = self.details(notice.application_id, notice.event_id)
        values = {**notice.values, **(known or {}), "place": place}
        line = self.renderer.line(notice.message, values)
        channels = MESSAGES[notice.message].channels
        try:
            person = self.people.get_person(notice.person_id)
        except NotFound:
            return Prepared(line, place, {}, dict.fromkeys(channels, Reason.PERSON_GONE))
        if known is None:
            return Prepared(line, place, {}, dict.fromkeys(channels, Reason.NO_LONGER_CURRENT))
        skips = {channel: reason for channel in channels if (reason := self._skipped(channel, person, now))}
        values["person_name"] = person.name
        makers = {Channel.MAIL: self._mail, Channel.SMS: self._sms}
        wanted = [channel for channel in channels if channel not in skips and channel in makers]
        return Prepared(line, place, {channel: makers[channel](notice, person, values) for channel in wanted}, skips)

    def _skipped(self, channel: Channel, person: Person, now: datetime) -> Reason | None:
        """Why this person is not told this way, if so."""
        if channel is Channel.MAIL:
            return None if person.email else Reason.NO_EMAIL
        if channel is not Channel.SMS:
            return None
        if not person.sms:
            return Reason.SMS_NOT_CHOSEN
        if not person.mobile:
            return Reason.NO_MOBILE
        return Reason.QUIET_HOURS if self.quiet_hours and _within(self.quiet_hours, now) else None

    def _mail(self, notice: Notice, person: Person, values: Mapping[str, Any]) -> Send:
        mail = self.renderer.mail(notice.message, person.lang, values)
        tags = {"notice": notice.id, "message": notice.message}
        return partial(self.mail.send, person.email, mail.subject, mail.text, mail.html, tags)

    def _sms(self, notice: Notice, person: Person, values: Mapping[str, Any]) -> Send:
        try:
            text = self.renderer.sms(notice.message, person.lang, values)
        except HallError as refusal:
            return partial(_refuse, refusal)  # the mail still goes out
        return partial(self.sms.send, person.mobile, text)


def place_of(notice: Notice) -> str:
    """The page the notice leads to, below the language: one key press from the message to the task (C-21)."""
    if MESSAGES[notice.message].audience != "handler":
        return f"application/?id={quote(notice.application_id, safe='')}"
    task = str(notice.values.get("task_id") or "")
    return f"task/?id={quote(task, safe='')}" if task else "inbox/"


def _within(hours: QuietHours, now: datetime) -> bool:
    begin, end = hours
    clock = now.astimezone(CHINA).time()
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def _refuse(refusal: HallError) -> object:
    raise refusal
