"""A notices room with providers that write down what they are asked to send, on an in-process table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.errors import NotFound
from chalicelib.notices import Channel, Hours, Notice, Notices, NoticeStore, Preparer, Renderer, Rules, gather
from chalicelib.notices.store import Row
from chalicelib.people import Person
from chalicelib.shared.letter import Letter
from chalicelib.shared.store import forget_connection
from chalicelib.shared.text import Text

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SITE = Text("一站式网上办事大厅", "Yizhan Service Hall")
SERVICE = Text("本科生请销假", "Leave for undergraduates")


@dataclass
class Head:
    id: str = "01app"
    number: str = "20261123-000123"
    service_name: Text = SERVICE


@dataclass
class Event:
    seq: int = 1
    at: datetime = START


class Ticking:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **length: float) -> None:
        self.now += timedelta(**length)


class People(dict[str, Person]):
    def get_person(self, id: str, /) -> Person:
        if id not in self:
            raise NotFound()
        return self[id]

    def set_preferences(self, person_id: str, /, *, sms: bool | None = None, lang: str | None = None) -> None:
        known = self[person_id]
        self[person_id] = replace(known, sms=known.sms if sms is None else sms, lang=lang or known.lang)

    def set_choices(self, person_id: str, choices: Mapping[str, Any], /) -> None:
        self[person_id] = replace(self[person_id], choices=dict(choices))

    def set_unreachable(self, person_id: str, unreachable: Mapping[str, str], /) -> None:
        self[person_id] = replace(self[person_id], unreachable=dict(unreachable))


@dataclass
class Provider:
    """Mail or SMS. `answers` says what happens to the next calls: None sends, an exception is raised instead;
    (exception, "sent") sends and then loses the answer."""

    sent: list[Letter] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    calls: int = 0

    def send(self, letter: Letter) -> str:
        self.calls += 1
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        self.sent.append(letter)
        if answer:
            raise answer[0]
        return "id"


def person(id: str = "s1", **changes: Any) -> Person:
    known: dict[str, Any] = {
        "id": id, "name": Text("张三", "Zhang San"), "category": "undergraduate", "units": {},
        "email": f"{id}@yizhan.example", "mobile": "13800138000", "lang": "zh", "sms": True,
    }  # fmt: skip
    return Person(**known | changes)


@dataclass
class Room:
    notices: Notices
    store: NoticeStore
    people: People
    mail: Provider
    sms: Provider
    wecom: Provider
    clock: Ticking
    queue: list[Mapping[str, Any]]
    details: dict[str, Any]
    outcomes: list[tuple[str, str, str]]
    rules: dict[str, Any]

    def tell(self, message: str = "submitted", *people: str, **extra: Any) -> list[Notice]:
        return self.notices.notify(message, Event(), Head(), people or ("s1",), extra)

    def deliver(self) -> dict[str, Any]:
        """One round of the queue: what fails stays in it."""
        import json

        records = [{"messageId": str(n), "body": json.dumps(body)} for n, body in enumerate(self.queue)]
        answer = self.notices.handle({"Records": records})
        failed = {int(item["itemIdentifier"]) for item in answer["batchItemFailures"]}
        self.queue[:] = [body for n, body in enumerate(self.queue) if n in failed or n >= len(records)]
        return answer

    def with_wecom(self) -> Room:
        """The hall has WeCom from now on."""
        prepare = self.notices.prepare
        assert isinstance(prepare, Preparer)
        senders = {**prepare.senders, Channel.WECOM: self.wecom}
        self.notices = replace(self.notices, prepare=replace(prepare, senders=senders))
        return self

    def states(self, notice: Notice) -> dict[str, tuple[str, str, int]]:
        entry = self.store.find(notice.person_id, notice.key)
        assert entry is not None
        return {channel.value: (d.state.value, d.reason, d.attempts) for channel, d in entry.deliveries.items()}


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def store(clock: Ticking) -> Iterator[NoticeStore]:
    with mock_aws():
        forget_connection()
        Row.create_table(billing_mode="PAY_PER_REQUEST")
        yield NoticeStore(clock)
        forget_connection()


@pytest.fixture
def room(store: NoticeStore, clock: Ticking) -> Room:
    people = People(s1=person("s1"), s2=person("s2", lang="en", sms=False))
    mail, sms, wecom = Provider(), Provider(), Provider()
    details: dict[str, Any] = {"query_code": "ABC234"}
    rules: dict[str, Any] = {"night": Hours(22, 7)}
    queue: list[Mapping[str, Any]] = []
    outcomes: list[tuple[str, str, str]] = []
    renderer = Renderer(SITE, "https://hall.example", "一站大学")
    told: Callable[..., None] = lambda _notice, channel, d: outcomes.append((channel, d.state, d.reason))  # noqa: E731
    told_of: Callable[[str, str], Any] = lambda _application, _event: dict(details) or None  # noqa: E731
    preparer = Preparer(
        people, told_of, renderer, {Channel.MAIL: mail, Channel.SMS: sms}, lambda _now: Rules(**rules),
        lambda digest: gather(digest, store=store, details=told_of),
    )  # fmt: skip
    notices = Notices(store, queue.extend, preparer, clock, "secret", people, receipt_secret="sms-secret", told=told)
    return Room(notices, store, people, mail, sms, wecom, clock, queue, details, outcomes, rules)
