"""The event pump: order, retries, partial failures, dead letters, position (PROMISES R6, R32)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.people import changed_holders
from local.lambda_shape import failed_items
from local.pump import Pump

TABLE = "hall-test-applications"
Event = dict[str, Any]


def write(aws: Any, application: str, number: int, sk: str = "E#") -> None:
    key = {"pk": {"S": f"A#{application}"}, "sk": {"S": f"{sk}{number:06d}"}}
    aws.client("dynamodb").put_item(TableName=TABLE, Item=key | {"seq": {"N": str(number)}})


def keys(event: Event) -> list[tuple[str, str]]:
    images = [record["dynamodb"]["NewImage"] for record in event["Records"]]
    return [(image["pk"]["S"], image["sk"]["S"]) for image in images]


def dead(aws: Any, output: str) -> list[str]:
    url = aws.outputs[output]
    found = aws.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0)
    return [message["Body"] for message in found.get("Messages", [])]


def wait_for(condition: Callable[[], Any], seconds: float = 10) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("did not happen in time")


@pytest.fixture
def pumped(any_server: Any) -> Iterator[Callable[..., Pump]]:
    running: list[Pump] = []

    def start(handlers: dict[str, Any], **options: Any) -> Pump:
        pump = Pump(
            any_server.session,
            handlers=handlers,
            table=TABLE,
            outputs=any_server.outputs,
            endpoint_url=any_server.url,
            **{"every": 0.02, "pause": 0.01, "retry_after": 0} | options,
        )
        pump.start()
        running.append(pump)
        return pump

    yield start
    for pump in running:
        pump.stop()


@pytest.mark.req("R6")
def test_only_timeline_events_arrive_in_order_per_application(any_server: Any, pumped: Any) -> None:
    seen: list[tuple[str, str]] = []
    pump = pumped({"on_change": lambda event, _: seen.extend(keys(event))})
    for number in range(1, 6):
        for application in ("a", "b", "c"):
            write(any_server, application, number)
    write(any_server, "a", 1, sk="T#")
    write(any_server, "a", 1)  # MODIFY, not INSERT
    assert pump.drain()
    assert len(seen) == 15
    for application in ("a", "b", "c"):
        assert [sk for pk, sk in seen if pk == f"A#{application}"] == [f"E#{n:06d}" for n in range(1, 6)]


@pytest.mark.req("R6", "R32")
def test_a_poison_record_goes_to_the_dead_letters_and_holds_up_nobody(any_server: Any, pumped: Any) -> None:
    seen: list[tuple[str, str]] = []

    def on_change(event: Event, _: Any) -> None:
        if ("A#bad", "E#000001") in keys(event):
            raise RuntimeError("poison")
        seen.extend(keys(event))

    for application in ("a", "bad", "b"):
        write(any_server, application, 1)
        write(any_server, application, 2)
    pump = pumped({"on_change": on_change}, attempts=3)
    assert pump.drain()
    assert set(seen) == {(f"A#{name}", f"E#{n:06d}") for name in ("a", "b", "bad") for n in (1, 2)} - {
        ("A#bad", "E#000001")
    }
    [letter] = dead(any_server, "ChangesDeadQueueUrl")
    assert json.loads(letter)["DDBStreamBatchInfo"]["batchSize"] == 1
    assert "poison" not in letter
    assert "bad" not in letter


@pytest.mark.req("R6")
def test_a_reported_record_is_tried_again_and_those_before_it_are_not(any_server: Any, pumped: Any) -> None:
    calls: list[list[str]] = []

    def on_change(event: Event, _: Any) -> Any:
        calls.append([sk for _, sk in keys(event)])
        failing = [record for record in event["Records"] if record["dynamodb"]["NewImage"]["seq"]["N"] == "3"]
        if failing and sum("E#000003" in call for call in calls) < 2:
            return {"batchItemFailures": [{"itemIdentifier": failing[0]["dynamodb"]["SequenceNumber"]}]}
        return {"batchItemFailures": []}

    for number in range(1, 6):
        write(any_server, "a", number)
    pump = pumped({"on_change": on_change})
    assert pump.drain()
    flat = [sk for call in calls for sk in call]
    assert flat.count("E#000001") == 1
    assert flat.count("E#000003") == 2
    assert flat[-1] == "E#000005"
    assert flat.index("E#000003") < flat.index("E#000004") or flat.count("E#000004") > 1


def test_the_position_is_kept_and_nothing_comes_twice_after_a_restart(
    any_server: Any, pumped: Any, tmp_path: Path
) -> None:
    seen: list[tuple[str, str]] = []
    handlers = {"on_change": lambda event, _: seen.extend(keys(event))}
    write(any_server, "a", 1)
    first = pumped(handlers, position=tmp_path / "position.json")
    assert first.drain()
    first.stop()
    write(any_server, "a", 2)
    second = pumped(handlers, position=tmp_path / "position.json")
    assert second.drain()
    assert seen == [("A#a", "E#000001"), ("A#a", "E#000002")]


@pytest.mark.req("R32")
def test_a_queue_message_that_keeps_failing_ends_in_the_dead_letter_queue(any_server: Any, pumped: Any) -> None:
    tried: list[str] = []

    def on_notice(event: Event, _: Any) -> Any:
        bodies = [record["body"] for record in event["Records"]]
        tried.extend(bodies)
        return {
            "batchItemFailures": [
                {"itemIdentifier": record["messageId"]} for record in event["Records"] if record["body"] == "bad"
            ]
        }

    pumped({"on_notice": on_notice})
    for body in ("good", "bad", "fine"):
        any_server.client("sqs").send_message(QueueUrl=any_server.outputs["NoticesQueueUrl"], MessageBody=body)
    dead_url = any_server.outputs["NoticesQueueUrl"] + "-dead"
    policy = any_server.client("sqs").get_queue_attributes(
        QueueUrl=any_server.outputs["NoticesQueueUrl"], AttributeNames=["RedrivePolicy"]
    )["Attributes"]["RedrivePolicy"]
    allowed = int(json.loads(policy)["maxReceiveCount"])

    def letters() -> list[str]:
        found = any_server.client("sqs").receive_message(QueueUrl=dead_url, WaitTimeSeconds=0)
        return [message["Body"] for message in found.get("Messages", [])]

    assert wait_for(letters) == ["bad"]
    assert (tried.count("good"), tried.count("fine"), tried.count("bad")) == (1, 1, allowed)


def test_a_raising_handler_keeps_the_whole_batch(any_server: Any, pumped: Any) -> None:
    tries: list[int] = []

    def on_step(event: Event, context: Any) -> None:
        tries.append(len(event["Records"]))
        assert context.get_remaining_time_in_millis() > 0
        if len(tries) == 1:
            raise RuntimeError("once")

    pump = pumped({"on_step": on_step})
    any_server.client("sqs").send_message(QueueUrl=any_server.outputs["StepsQueueUrl"], MessageBody="{}")
    wait_for(lambda: len(tries) >= 2)
    assert pump.drain()
    assert len(tries) == 2


def test_a_change_is_seen_by_a_pump_that_has_been_idle(any_server: Any, pumped: Any) -> None:
    seen = threading.Event()
    pumped({"on_change": lambda *_: seen.set()}, every=0.1)
    time.sleep(0.3)
    write(any_server, "a", 1)
    assert seen.wait(20)


def test_the_sweep_runs_on_time_and_survives_its_errors(any_server: Any, pumped: Any) -> None:
    runs: list[str] = []

    def sweep(event: Event, _: Any) -> None:
        runs.append(event["source"])
        raise RuntimeError("again next time")

    pumped({"sweep": sweep}, sweep_every=0.05)
    wait_for(lambda: len(runs) >= 2)
    assert set(runs) == {"aws.events"}


@pytest.mark.req("S-06", "N10")
def test_each_new_day_is_published_once_as_the_schedule_does(any_server: Any, pumped: Any) -> None:
    day, told, failed = [date(2026, 11, 26)], [], []

    def publish(event: Event, _: Any) -> None:
        if not failed:
            failed.append(event)
            raise RuntimeError("tried again")
        told.append(event)

    pumped({"sweep": lambda *_: None, "publish": publish}, sweep_every=0.03, today=lambda: day[0])
    time.sleep(0.2)
    assert not failed and not told, "what was rendered at the start is not rendered again"
    day[0] = date(2026, 11, 27)
    wait_for(lambda: told)
    time.sleep(0.2)
    assert told == [{"services": []}] == failed, "as infra/functions.yaml says, and once"


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}, {"other": 1}])
def test_nothing_failed(answer: Any) -> None:
    assert failed_items(answer) == []


@pytest.mark.parametrize("answer", ["no", {"batchItemFailures": [{"itemIdentifier": ""}]}])
def test_a_wrong_answer_fails_the_batch(answer: Any) -> None:
    with pytest.raises(ValueError, match=r"batch response|empty"):
        failed_items(answer)


def test_who_was_changed_or_removed_reaches_on_directory_with_both_images(pumped: Any, any_server: Any) -> None:
    seen: list[Any] = []
    pumped({"on_directory": lambda event, _: seen.extend(event["Records"])}, people="hall-test-people")
    put = partial(any_server.client("dynamodb").put_item, TableName="hall-test-people")
    for sk, data in (("PERSON", "one"), ("PERSON", "two"), ("ACCOUNT", "one"), ("ACCOUNT", "two")):
        put(Item={"pk": {"S": "P#1"}, "sk": {"S": sk}, "data": {"S": data}, "positions": {"S": "[]"}})
    (record,) = wait_for(lambda: seen)
    images = [record["dynamodb"][name]["data"]["S"] for name in ("OldImage", "NewImage")]
    assert (record["eventName"], images) == ("MODIFY", ["one", "two"])
    assert changed_holders(record) == ("person:1",)
