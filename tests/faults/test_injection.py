"""The fault kit does what it says, and what the hall does when AWS is slow to take something."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from chalicelib.applications.store import Row
from chalicelib.errors import Temporary
from tests.faults.injection import How, Injector, Killed, failing, table_client, throttled
from tests.faults.rig import Rig
from tests.world import STANDARD_FLOW, STANDARD_FORM, World

pytestmark = pytest.mark.req("C-16")

FORM = {"reason": "回家", "days": 2}


@pytest.fixture
def rig(aws: Any) -> Rig:
    return Rig(aws, STANDARD_FLOW[:1], STANDARD_FORM)


@pytest.mark.parametrize(
    ("how", "error", "done"),
    [(How.NOT_SENT, EndpointConnectionError, 0), (How.ANSWER_LOST, ReadTimeoutError, 1), (How.KILLED, Killed, 1)],
    ids=str,
)
def test_a_call_fails_before_or_after_it_was_done(aws: Any, how: How, error: type[BaseException], done: int) -> None:
    """The one named, and only that; whether the message is in the queue says whether AWS saw it."""
    sqs = aws.client("sqs")
    queue = aws.outputs["StepsQueueUrl"]
    injector = Injector()
    injector.watch(sqs)
    injector.watch(sqs)
    injector.arm(("sqs.SendMessage", 1), how)
    sqs.list_queues()
    with pytest.raises(error):
        sqs.send_message(QueueUrl=queue, MessageBody="{}")
    assert injector.victim == "sqs.SendMessage"
    found = sqs.receive_message(QueueUrl=queue).get("Messages", [])
    assert len(found) == done
    assert injector.calls == ["sqs.ListQueues", "sqs.SendMessage", "sqs.ReceiveMessage"]


def test_a_submission_outlasts_throttling(moto_server: Any) -> None:
    """R11: an index behind its load throttles the table; the SDK tries again and the applicant notices nothing."""
    world = World(moto_server)
    seen = throttled(table_client(Row), "TransactWriteItems", 2)
    assert world.store.load(world.submit().id).head.number
    assert seen() == 3


def test_throttling_without_end_is_temporary(moto_server: Any) -> None:
    """And nothing was stored; the same request succeeds later."""
    world = World(moto_server)
    seen = throttled(table_client(Row), "TransactWriteItems", 4)
    with pytest.raises(Temporary):
        world.submit()
    assert seen() <= 4
    assert world.aws.client("dynamodb").scan(TableName=world.settings.table("applications"))["Count"] == 0
    while seen() < 4:
        with pytest.raises(Temporary):
            world.submit()
    assert world.submit().seq == 1


def test_submitting_needs_neither_flow_nor_queue_nor_mail(rig: Rig) -> None:
    """ASVS 16.5.2: all else may be down; what follows from the event waits in the stream and is not lost."""
    for client, operation in ((rig.clients.flows, "StartExecution"), (rig.clients.ses, "SendEmail")):
        failing(client, operation, EndpointConnectionError(endpoint_url="https://aws.example"), after=False)
    made = rig.submit("key", FORM)
    assert made["number"]
    assert rig.stream(made["id"]) == 1
    assert rig.stream(made["id"]) == 1, "the record comes again"
