"""One slow system never keeps others waiting beyond its share; a worker that dies loses nothing."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import Temporary
from chalicelib.shared.parcel import Answered, Parcel
from chalicelib.webhooks.worker import LEASE
from tests.webhooks.conftest import HookWorld

SLOW = "https://slow.example/x"
FAST = "https://fast.example/x"


def pinged(world: HookWorld, made: Any, count: int) -> None:
    for _ in range(count):
        world.room.desk.test(world.head, "registry", made["id"])


def message(made: Any) -> dict[str, str]:
    return {"unit": "registry", "hook": made["id"]}


def purge(world: HookWorld) -> None:
    world.aws.client("sqs").purge_queue(QueueUrl=world.hall.settings.hooks_queue_url)


def received(world: HookWorld) -> list[dict[str, str]]:
    sqs, url = world.aws.client("sqs"), world.hall.settings.hooks_queue_url
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for one in found:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return [json.loads(one["Body"]) for one in found]


@pytest.mark.req("Z-02")
def test_a_slice_is_over_and_the_others_come_first(world: HookWorld) -> None:
    """A system that takes longer than its slice gets one call in turn, and the lane goes to the back of the queue."""
    slow, fast = world.make(SLOW), world.make(FAST)
    pinged(world, slow, 3)
    pinged(world, fast, 2)
    purge(world)
    calls: list[str] = []

    class Slowly:
        def __call__(self, parcel: Parcel) -> Answered:
            calls.append(parcel.url)
            time.sleep(0.3 if parcel.url == SLOW else 0)
            return Answered(204)

    worker = replace(world.room.worker, send=Slowly(), slice=0.25)
    waiting = [message(slow), message(fast)]
    while waiting:
        worker(waiting.pop(0))
        waiting += received(world)
    assert calls[:3] == [SLOW, FAST, FAST] and calls.count(SLOW) == 3


@pytest.mark.req("Z-02")
def test_who_comes_second_leaves_it_to_who_is_there(world: HookWorld) -> None:
    made = world.make(SLOW)
    pinged(world, made, 1)
    asked: list[int] = []

    class Inside:
        def __call__(self, parcel: Parcel) -> Answered:
            asked.append(len(asked))
            if len(asked) == 1:
                pinged(world, made, 1)
                world.room.worker(message(made))  # another worker, while this one is at it
            return Answered(204)

    replace(world.room.worker, send=Inside())(message(made))
    world.bring()
    assert len(asked) + len(world.systems.parcels) == 2
    assert {one["outcome"] for one in world.deliveries(made["id"])} == {"delivered"}


@pytest.mark.req("R6")
def test_a_worker_that_dies_leaves_the_lane_to_the_next(world: HookWorld) -> None:
    made = world.make(SLOW)
    pinged(world, made, 1)
    store, now = world.room.store, world.now
    assert store.take_lane(made["id"], "registry", now, now + LEASE)  # and then it dies
    world.bring()
    assert not world.systems.parcels
    world.now = now + LEASE + timedelta(seconds=1)
    world.room.worker(message(made))
    assert len(world.systems.parcels) == 1


@pytest.mark.req("R6")
def test_a_fault_in_between_is_tried_again_under_the_same_id(world: HookWorld) -> None:
    made = world.make(SLOW)
    pinged(world, made, 1)

    class Broken:
        def __call__(self, parcel: Parcel) -> Answered:
            world.systems.parcels.append(parcel)
            raise Temporary()

    with pytest.raises(Temporary):
        replace(world.room.worker, send=Broken())(message(made))
    world.room.worker(message(made))
    ids = [parcel.headers["webhook-id"] for parcel in world.systems.parcels]
    assert len(ids) == 2 and len(set(ids)) == 1


def test_the_sweep_wakes_what_was_forgotten(world: HookWorld) -> None:
    made = world.make(SLOW)
    world.systems.answers[SLOW] = [Answered(500), Answered(500)]
    pinged(world, made, 1)
    world.bring()
    purge(world)
    world.pass_by(minutes=10)
    assert world.room.worker.bring_due() == 1
    assert world._work("hooks_queue_url", world.hall.on_hook) == 1
    assert len(world.systems.parcels) == 2
