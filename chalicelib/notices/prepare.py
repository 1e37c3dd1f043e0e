"""Everything a notice needs, read and rendered before it is claimed: between claim and sending nothing can fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote

from chalicelib.errors import HallError, NotFound
from chalicelib.notices.messages import MESSAGES
from chalicelib.notices.model import Notice
from chalicelib.notices.plan import Plan, Rules, address_of, plan_channels, skipping
from chalicelib.notices.render import Renderer
from chalicelib.notices.states import Channel, Delivery, Reason, State
from chalicelib.people import Person
from chalicelib.shared.letter import Sender, make_reference
from chalicelib.shared.text import Text

Send = Callable[[], object]
Details = Callable[[str, str], Mapping[str, Any] | None]
"""(application id, event id) -> what only the record may tell: title, applicant_name, opinion, step_title, query_code,
progress_link, contact; or None when the notice has been overtaken and nobody needs it any more."""
Charged = Callable[[str, str], Mapping[str, Any] | None]
"""(bill id, person id) -> text, charge, note, unit_name of what a department tells this person; None: not any more."""
Gather = Callable[[Notice], list[Mapping[str, Any]]]
"""A digest notice -> the lines that belong into it and are still true, `{text, place}` each."""


class PeopleReader(Protocol):
    def get_person(self, id: str, /) -> Person: ...


class Prepare(Protocol):
    """A `Preparer`, or what makes one when the first notice is sent."""

    def __call__(self, notice: Notice, now: datetime, /) -> Prepared: ...


Direct = Callable[[Notice], "tuple[Channel, str, Mapping[str, Any]] | None"]
"""A direct message's notice -> its channel, its address and its values; None when nobody needs it any more."""


def _nowhere(_notice: Notice) -> None:
    return None


def _nothing(_notice: Notice) -> list[Mapping[str, Any]]:
    return []


def _not_charged(_bill: str, _person: str) -> None:
    return None


def _not_visited(_appointment: str, _event: str) -> None:
    return None


@dataclass(frozen=True)
class Prepared:
    """A notice ready to go: its line, where it leads, by which channels, and what sends it by each of them."""

    text: Text
    place: str
    plan: Plan
    sends: Mapping[Channel, Send]


@dataclass(frozen=True)
class Preparer:
    """Reads the person and the record fresh, so preferences count as they are when the notice is sent.

    `senders` are the channels this hall has, each behind the one port; `rules` are asked for at every notice.
    """

    people: PeopleReader
    details: Details
    renderer: Renderer
    senders: Mapping[Channel, Sender]
    rules: Callable[[datetime], Rules] = lambda _now: Rules()
    gather: Gather = _nothing
    charged: Charged = _not_charged
    direct: Direct = _nowhere
    visited: Details = _not_visited
    """(appointment id, event id) -> what a message about an appointment says; None: not any more."""

    def __call__(self, notice: Notice, now: datetime) -> Prepared:
        message, place = MESSAGES[notice.message], place_of(notice)
        if message.direct:
            return self._direct(notice, place)
        known = self._known(notice)
        values = {**notice.values, **(known or {}), "place": place}
        line = self.renderer.line(notice.message, values)
        try:
            person = self.people.get_person(notice.person_id)
        except NotFound:
            return Prepared(line, place, skipping(message, self.senders, Reason.PERSON_GONE), {})
        if known is None:
            return Prepared(line, place, skipping(message, self.senders, Reason.NO_LONGER_CURRENT), {})
        plan = plan_channels(message, person, self.senders, now, self.rules(now))
        values["person_name"] = person.name
        return Prepared(line, place, plan, {c: self._send(c, notice, person, values) for c in plan.sendable})

    def _direct(self, notice: Notice, place: str) -> Prepared:
        """By one channel to one address. No receipts are asked for: they would say nothing of the person's own one."""
        found, values = self.direct(notice), {**notice.values, "place": place}
        line = self.renderer.line(notice.message, values)
        if found is None or found[0] not in self.senders:
            return Prepared(line, place, skipping(MESSAGES[notice.message], self.senders, Reason.NO_LONGER_CURRENT), {})
        channel, address, more = found
        person = self.people.get_person(notice.person_id)
        values = {**values, "person_name": person.name, **more}
        letter = replace(self.renderer.letter(channel, notice.message, person.lang, values), to=address)
        return Prepared(
            line,
            place,
            Plan({channel: Delivery(State.QUEUED)}, {}),
            {channel: partial(self.senders[channel].send, letter)},
        )

    def _known(self, notice: Notice) -> Mapping[str, Any] | None:
        if notice.message == "digest":
            items = self.gather(notice)
            return {"items": items} if items else None
        if MESSAGES[notice.message].audience == "self":
            return {}
        if MESSAGES[notice.message].audience == "payer":
            return self.charged(notice.application_id, notice.person_id)
        if MESSAGES[notice.message].audience == "visitor":
            return self.visited(notice.application_id, notice.event_id)
        return self.details(notice.application_id, notice.event_id)

    def _send(self, channel: Channel, notice: Notice, person: Person, values: Mapping[str, Any]) -> Send:
        try:
            letter = self.renderer.letter(channel, notice.message, person.lang, values)
        except HallError as refusal:
            return partial(_refuse, refusal)  # the other channels still work
        to, reference = address_of(channel, person), make_reference(notice.person_id, notice.key)
        return partial(self.senders[channel].send, replace(letter, to=to, reference=reference))


def place_of(notice: Notice) -> str:
    """The page the notice leads to, below the language: one key press from the message to the task (C-21)."""
    message = MESSAGES[notice.message]
    audience = message.audience
    if audience in ("self", "visitor"):
        about, _, part = notice.application_id.partition("/")
        return message.place.format(about=quote(about, safe=""), part=quote(part, safe=""))
    if audience == "payer":
        return f"charges/?id={quote(notice.application_id, safe='')}"
    if audience != "handler":
        return f"application/?id={quote(notice.application_id, safe='')}"
    task = str(notice.values.get("task_id") or "")
    return f"task/?id={quote(task, safe='')}" if task else "inbox/"


def _refuse(refusal: HallError) -> object:
    raise refusal
