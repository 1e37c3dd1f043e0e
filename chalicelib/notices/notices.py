"""The room as `build_hall` binds it: tell people, work off the queue, show the bell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.errors import NotAllowed, Temporary
from chalicelib.notices.addresses import Addresses, Directory
from chalicelib.notices.bell import list_notices, mark_read
from chalicelib.notices.bring_due import bring_due
from chalicelib.notices.choices import Digest
from chalicelib.notices.handle_notices import handle_notices
from chalicelib.notices.ledger import channels_of, read_ledger
from chalicelib.notices.messages import MESSAGES
from chalicelib.notices.model import Notice
from chalicelib.notices.notify import About, Happened, notify
from chalicelib.notices.preferences import view_preferences, wish
from chalicelib.notices.prepare import Prepare
from chalicelib.notices.receipts import Receipt, read_sms, take_receipt
from chalicelib.notices.send_notice import Told, send_notice
from chalicelib.notices.states import Channel, Delivery, State
from chalicelib.notices.store import NoticeStore
from chalicelib.notices.tally import Tally
from chalicelib.notices.upkeep import Upkeep
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.signature import is_signed


@dataclass(frozen=True)
class Notices:
    """`post` puts bodies into the notices queue; `report` and `told` hear of failures and of outcomes;
    `receipt_secret` is what an SMS gateway signs its receipts with ("": there is none). `there` are the channels of
    this hall, `digest` is its usual one."""

    store: NoticeStore
    post: Callable[[Sequence[Mapping[str, Any]]], None]
    prepare: Prepare
    clock: Clock
    secret: str
    people: Directory
    receipt_secret: str = ""
    there: frozenset[Channel] = frozenset(Channel)
    digest: Digest = Digest.IMMEDIATE
    dead_letters: Callable[[], Any] = lambda: None
    report: Callable[[str, Exception], None] = lambda *_: None
    told: Told = lambda *_: None
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tally", Tally(self.store, self.clock))

    def notify(
        self, message: str, event: Happened, head: About, people: Iterable[str], extra: Mapping[str, Any] | None = None
    ) -> list[Notice]:
        """Queue `message` for the people with these ids; see `notify.notify`."""
        return notify(message, event, head, people, extra, post=self.post, store=self.store)

    def tell_self(self, message: str, person_id: str, occasion: str, at: datetime) -> None:
        """Queue what concerns the person and no application, once for each occasion and moment. Raises `Temporary`."""
        self.post([Notice(message, person_id, "", f"{message}.{occasion}", stamp(at), {"number": ""}).to_dict()])

    def handle(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """An SQS batch of the notices queue; see `handle_notices`."""
        send = partial(send_notice, store=self.store, prepare=self.prepare, clock=self.clock, told=self._heard)
        answer = handle_notices(batch, send=send, take=self._take, report=self.report)
        with suppress(Temporary):  # counted with the next batch
            self.tally.write()
        return answer

    def bring_due(self) -> int:
        """What waited for this hour goes into the queue; see `bring_due.bring_due`."""
        return bring_due(self.clock(), store=self.store, post=self.post)

    def sms_receipt(self, receipt: Mapping[str, Any], raw: bytes, timestamp: str, given: str) -> None:
        """A gateway's receipt, as it came and as it was read; into the queue. Raises `NotAllowed` when not signed."""
        if not is_signed(self.receipt_secret, timestamp, raw, given, self.clock()):
            raise NotAllowed()
        self.post([read_sms(receipt).to_dict()])

    def _take(self, receipt: Receipt) -> str:
        return take_receipt(receipt, store=self.store, addresses=self._addresses, post=self._post_all, now=self.clock())

    @property
    def _addresses(self) -> Addresses:
        return Addresses(self.people, self.post)

    def _post_all(self, notices: Iterable[Notice]) -> None:
        self.post([notice.to_dict() for notice in notices])

    def _heard(self, notice: Notice, channel: Channel, delivery: Delivery) -> None:
        self.tally.told(notice, channel, delivery)
        self.told(notice, channel, delivery)
        if delivery.state is State.BOUNCED and not MESSAGES[notice.message].direct:
            self._addresses.mark_dead(notice.person_id, channel, delivery.reason, stamp(self.clock()))

    def list_notices(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        return list_notices(person.id, cursor, limit, store=self.store, secret=self.secret)

    def preferences(self, person: Person) -> dict[str, Any]:
        """What this person may choose and has chosen; see `preferences.view_preferences`."""
        return view_preferences(person, self.there, self.digest)

    def choose(self, person: Person, wished: Mapping[str, Any]) -> dict[str, Any]:
        """Change what is not None of `sms`, `lang`, `channels`, `quiet`, `order`, `digest`, or nothing at all; the
        preferences as they are then. Raises `InvalidRequest`."""
        choices = wish(person, wished, self.there)
        sms, lang = wished.get("sms"), wished.get("lang")
        if choices != person.choices:
            self.people.set_choices(person.id, choices)
        self.people.set_preferences(person.id, sms=sms, lang=lang)
        return self.preferences(
            replace(person, choices=choices, sms=person.sms if sms is None else sms, lang=lang or person.lang)
        )

    def ledger(self, asking: Person, about: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """Why somebody was or was not told; see `ledger.read_ledger`."""
        now = self.clock()
        return read_ledger(asking, about, cursor, limit, store=self.store, secret=self.secret, now=now)

    def outcomes(self, notices: Iterable[Notice]) -> dict[str, list[dict[str, Any]]]:
        """What became of these, by person; who was not told yet is missing. One call for each hundred."""
        found = self.store.find_all((notice.person_id, notice.key) for notice in notices)
        return {entry.person_id: channels_of(entry) for entry in found}

    @property
    def upkeep(self) -> Upkeep:
        """For whoever looks after the hall."""
        return Upkeep(self.store, self.clock, self.dead_letters)

    def mark_read(self, person: Person, notice_id: str) -> None:
        mark_read(person.id, notice_id, store=self.store)
