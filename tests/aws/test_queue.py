from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.aws import Clients, Queue
from chalicelib.errors import Temporary
from tests.aws.faults import answering, failing, json_error


@pytest.fixture
def url(clients: Clients) -> str:
    return clients.sqs.create_queue(QueueName="q")["QueueUrl"]


def bodies(clients: Clients, url: str) -> list[Any]:
    found: list[Any] = []
    while messages := clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(message["Body"]) for message in messages]
    return found


def test_one_body_arrives_as_it_was(clients: Clients, url: str) -> None:
    Queue(clients).send(url, {"zh": "中文", "n": 1})
    assert bodies(clients, url) == [{"zh": "中文", "n": 1}]


@pytest.mark.parametrize(("count", "calls"), [(0, 0), (1, 1), (10, 1), (23, 3)])
def test_many_go_ten_in_a_call(clients: Clients, url: str, count: int, calls: int) -> None:
    seen = answering(clients.sqs, "SendMessageBatch", 0, 0, "")
    Queue(clients).send_many(url, ({"n": n} for n in range(count)))
    assert sorted(body["n"] for body in bodies(clients, url)) == list(range(count))
    assert seen() == calls


def refuse(clients: Clients, ids: set[str], times: int, *, code: str = "InternalError", fault: bool = False) -> None:
    """SQS takes a batch but for these entries, `times` times."""
    left = [times]

    def drop(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["refused"] = []
        if left[0]:
            left[0] -= 1
            context["refused"] = [entry for entry in params["Entries"] if entry["Id"] in ids]
            params["Entries"] = [e for e in params["Entries"] if e["Id"] not in ids] or [
                {"Id": "none", "MessageBody": '{"n": "filler"}'}
            ]

    def report(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        parsed["Failed"] = [{"Id": e["Id"], "Code": code, "SenderFault": fault} for e in context["refused"]]

    clients.sqs.meta.events.register("provide-client-params.sqs.SendMessageBatch", drop)
    clients.sqs.meta.events.register("after-call.sqs.SendMessageBatch", report)


def test_only_what_was_refused_is_sent_again(clients: Clients, url: str) -> None:
    refuse(clients, {"1", "7"}, times=2)
    Queue(clients).send_many(url, ({"n": n} for n in range(12)))
    found = [body["n"] for body in bodies(clients, url) if body["n"] != "filler"]
    assert sorted(found) == list(range(12))


def test_what_stays_refused_is_said(clients: Clients, url: str) -> None:
    refuse(clients, {"3"}, times=3)
    with pytest.raises(Temporary):
        Queue(clients).send_many(url, ({"n": n} for n in range(5)))
    assert sorted(b["n"] for b in bodies(clients, url) if b["n"] != "filler") == [0, 1, 2, 4]


def test_a_message_sqs_never_takes_is_a_fault_of_ours(clients: Clients, url: str) -> None:
    refuse(clients, {"0"}, times=1, code="InvalidMessageContents", fault=True)
    with pytest.raises(ValueError, match="InvalidMessageContents"):
        Queue(clients).send_many(url, [{"n": 0}])


def test_throttling_is_tried_again_by_the_sdk_and_then_said(clients: Clients, url: str) -> None:
    requests = answering(clients.sqs, "SendMessage", 9, 400, json_error("RequestThrottled"))
    with pytest.raises(Temporary):
        Queue(clients).send(url, {})
    assert requests() == 3


def test_a_lost_answer_is_worth_another_try(clients: Clients, url: str) -> None:
    failing(clients.sqs, "SendMessage", ReadTimeoutError(endpoint_url="x"), after=True)
    with pytest.raises(Temporary):
        Queue(clients).send(url, {})


@pytest.mark.req("R32")
@pytest.mark.parametrize("operation", ["SendMessage", "DeleteMessage"])
def test_a_redrive_that_dies_loses_nothing(clients: Clients, url: str, operation: str) -> None:
    """It may bring a message twice, which every worker stands; never not at all."""
    dead = clients.sqs.create_queue(QueueName="dead")["QueueUrl"]
    queue = Queue(clients)
    for n in range(13):
        queue.send(dead, {"n": n})
    assert queue.depth(dead) == 13
    died: list[bool] = []

    def die(**_: Any) -> None:
        if not died:
            died.append(True)
            raise KeyboardInterrupt

    clients.sqs.meta.events.register(f"before-call.sqs.{operation}", die)
    with pytest.raises(KeyboardInterrupt):
        queue.redrive(dead, url, hidden=0)
    queue.redrive(dead, url, hidden=0)
    assert queue.depth(dead) == 0
    came = [body["n"] for body in bodies(clients, url)]
    assert set(came) == set(range(13))
    assert len(came) <= 14
