"""The room with its real providers and queues, each provider off in turn: the hall goes on, nobody is told twice, what
cannot be handled is seen among the dead letters and brought again (PROMISES R25, R32)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.aws import Queue
from chalicelib.bootstrap import build_hall
from chalicelib.errors import NotAllowed, NotFound
from chalicelib.notices.upkeep import QUEUES
from chalicelib.parts_sending import DeadQueues
from chalicelib.people import Person, Position
from chalicelib.shared.text import Text
from local.providers import Providers
from local.stand_in import Odd
from tests.notices.conftest import SERVICE, Event, Head, Ticking, person
from tools.dead_letters import main

CARETAKER = replace(person("t1"), positions=(Position("technical_administrator", "network-centre"),))


@dataclass
class Whole:
    """The hall as `build_hall` makes it, sending by SMTP, gateway and WeCom."""

    hall: Any
    aws: Any
    providers: Providers
    clock: Ticking

    def tell(self, message: str = "completed", seq: int = 1) -> None:
        self.hall.notices.notify(message, Event(seq), Head(), ["s1"])

    def work(self, rounds: int = 12) -> None:
        """The queue as Lambda brings it, without the pauses."""
        sqs, url = self.aws.client("sqs"), self.hall.settings.notices_queue_url
        for _ in range(rounds):
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            if not found:
                break
            batch = {"Records": [{"messageId": m["MessageId"], "body": m["Body"]} for m in found]}
            failed = {item["itemIdentifier"] for item in self.hall.on_notice(batch)["batchItemFailures"]}
            for m in found:
                if m["MessageId"] in failed:
                    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"], VisibilityTimeout=0)
                else:
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"])

    def received(self) -> list[tuple[str, str]]:
        return sorted((one.kind, one.to) for one in self.providers.received())


@pytest.fixture
def whole(aws: Any) -> Iterator[Whole]:
    providers, clock = Providers(), Ticking()
    providers.start()
    reached = {name.removeprefix("HALL_").lower(): value for name, value in providers.variables().items()}
    ports = {"smtp_port": int(reached.pop("smtp_port")), "wecom_agent": int(reached.pop("wecom_agent"))}
    settings = aws.settings(mail_by="smtp", sms_by="gateway", sms_night="", **reached, **ports)
    hall: Any = build_hall(settings, clock=clock)
    hall.people.put_person(person("s1", extra={}))
    hall._preparer = replace(hall._preparer, details=lambda *_: {"query_code": "ABC234", "service_name": SERVICE})
    yield Whole(hall, aws, providers, clock)
    providers.stop()


ALL = [("mail", "s1@yizhan.example"), ("sms", "13800138000"), ("wecom", "s1")]


@pytest.mark.req("R25", "S-12", "Z-07")
def test_five_deliveries_at_once_reach_every_channel_once(whole: Whole) -> None:
    for _ in range(5):
        whole.tell()
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: whole.work(6), range(5)))
    whole.work()
    assert whole.received() == ALL


@pytest.mark.req("R25", "R26")
@pytest.mark.parametrize("off", ["mail", "sms", "wecom"])
def test_a_provider_that_is_down_for_a_while_gets_it_later(whole: Whole, off: str) -> None:
    if off == "mail":
        whole.providers.mail.script = {"CONNECT": [None] * 3}
    else:
        getattr(whole.providers, off).script = [Odd(status=503)] * 3
    whole.tell()
    whole.work()
    assert whole.received() == ALL


@pytest.mark.req("C-19", "R26")
@pytest.mark.parametrize("off", ["mail", "sms", "wecom"])
def test_a_provider_that_stays_down_holds_up_no_other(whole: Whole, off: str) -> None:
    whole.hall.people.set_choices("s1", {"channels": {"outcome": [off]}})
    if off == "mail":
        whole.providers.mail.script = {"CONNECT": ["421 closed"] * 99}
    else:
        getattr(whole.providers, off).script = [Odd(status=500)] * 99
    whole.tell()
    whole.work()
    arrived = whole.received()
    assert len(arrived) == 1 and arrived[0][0] != off, "by the next way, once"
    [item] = whole.hall.notices.ledger(person("s1"), "", None, 25)["items"]
    states = {way["channel"]: (way["state"], way["reason_text"] and way["reason_text"].en) for way in item["channels"]}
    assert states[off] == ("failed", "Given up after several tries")


@pytest.mark.req("R32")
def test_a_poison_message_is_seen_and_brought_again(whole: Whole) -> None:
    sqs, url = whole.aws.client("sqs"), whole.hall.settings.notices_queue_url
    sqs.send_message(QueueUrl=url, MessageBody='{"message": "no such"}')
    whole.tell()
    whole.work(14)
    assert whole.received() == ALL, "it holds up nobody"
    title = Text("消息发送", "Messages")
    dead = whole.hall.notices.upkeep.usage(CARETAKER, "")["dead"]
    assert dead == [{"queue": "notices", "title": title, "count": 1, "again": True}]
    assert whole.hall.notices.upkeep.redrive(CARETAKER, "notices") == 1
    assert whole.hall.notices.upkeep.usage(CARETAKER, "")["dead"] == []
    [again] = sqs.receive_message(QueueUrl=url)["Messages"]
    assert again["Body"] == '{"message": "no such"}'


@pytest.mark.req("R32")
def test_the_dead_letters_of_every_queue_are_seen_and_brought_again(whole: Whole) -> None:
    sqs, home = whole.aws.client("sqs"), whole.hall.settings.notices_queue_url.removesuffix("notices")
    upkeep = whole.hall.notices.upkeep
    assert upkeep.usage(CARETAKER, "")["dead"] == []
    for name in QUEUES:
        sqs.send_message(QueueUrl=f"{home}{name}-dead", MessageBody=f'{{"of": "{name}"}}')
    dead = upkeep.usage(CARETAKER, "")["dead"]
    assert [(one["queue"], one["count"]) for one in dead] == [(name, 1) for name in QUEUES]
    assert [one["queue"] for one in dead if not one["again"]] == ["changes"], "a place in a stream is brought by nobody"
    for name in QUEUES.keys() - {"changes"}:
        assert upkeep.redrive(CARETAKER, name) == 1
        [again] = sqs.receive_message(QueueUrl=f"{home}{name}")["Messages"]
        assert again["Body"] == f'{{"of": "{name}"}}'
    for name in ("changes", "nowhere"):
        with pytest.raises(NotFound):
            upkeep.redrive(CARETAKER, name)
    assert [one["queue"] for one in upkeep.usage(CARETAKER, "")["dead"]] == ["changes"]


@pytest.mark.req("R32")
def test_the_command_brings_all_of_a_queue(whole: Whole, capsys: pytest.CaptureFixture[str]) -> None:
    sqs, url = whole.aws.client("sqs"), whole.hall.settings.steps_queue_url
    for _ in range(120):
        sqs.send_message(QueueUrl=f"{url}-dead", MessageBody="{}")
    dead = DeadQueues(Queue(whole.hall.clients), whole.hall.settings)
    assert main(["--redrive", "steps"], dead) == 0
    assert "steps: 120 条" in capsys.readouterr().out
    assert dead.depths()["steps"] == 0
    assert main(["--redrive", "changes"], dead) == 2


@pytest.mark.req("S-12")
def test_the_months_counts_are_for_who_looks_after_the_hall(whole: Whole) -> None:
    whole.tell()
    whole.work()
    found = whole.hall.notices.upkeep.usage(CARETAKER, "2026-11")
    assert {one["channel"]: one["sent"] for one in found["channels"]} == {"wecom": 1, "mail": 1, "sms": 1}
    other = Person("s2", Text("李四", "Li Si"), "staff", {}, (Position("officer", "registry"),))
    upkeep = whole.hall.notices.upkeep
    for act in (lambda: upkeep.usage(other, ""), lambda: upkeep.redrive(other, "notices"), lambda: upkeep.resume(other),
                lambda: whole.hall.notices.ledger(other, "s1", None, 25)):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert whole.hall.notices.ledger(CARETAKER, "s1", None, 25)["items"]
    assert whole.hall.notices.ledger(other, "", None, 25)["items"] == []


@pytest.mark.req("Z-07")
def test_what_was_read_is_told_as_read(whole: Whole) -> None:
    whole.tell()
    whole.work()
    [line] = whole.hall.notices.list_notices(person("s1"), None, 25)["items"]
    whole.hall.notices.mark_read(person("s1"), line["id"])
    [item] = whole.hall.notices.ledger(person("s1"), "", None, 25)["items"]
    assert item["channels"][0]["state"] == "read"
