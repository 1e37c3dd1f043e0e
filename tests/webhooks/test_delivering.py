"""From an event of an application to a system of a department: once, signed, thin, tried again, off when it must be."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.shared.clock import unstamp
from chalicelib.shared.parcel import Answered
from chalicelib.webhooks import WAITS, Outcome, is_signed
from chalicelib.webhooks.model import asked_for
from tests.webhooks.conftest import STUDENT, HookWorld

DOWN = Answered(503, "busy")
SILENT = Answered(None, error="timeout", ms=10_000)
ONE = "https://one.example/hook"
TWO = "https://two.example/hook"


def lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.req("Z-02")
def test_every_event_once_signed_and_thin(world: HookWorld) -> None:
    made = world.make(ONE)
    id = world.apply()
    world.approve(id)
    world.bring()
    said = world.systems.said()
    assert [one["type"] for one in said] == [
        "application.submitted",
        "application.step_opened",
        "application.step_decided",
        "application.completed",
    ]
    assert said[2]["data"] | {"link": ""} == {
        "application": id,
        "number": world.load(id).head.number,
        "service": "card",
        "seq": 3,
        "step": "review",
        "entry": 1,
        "outcome": "approved",
        "link": "",
    }
    assert said[0]["data"]["link"].endswith(f"/zh/application/?id={id}")
    assert STUDENT not in json.dumps(said) and "李明" not in json.dumps(said, ensure_ascii=False)
    for parcel in world.systems.parcels:
        assert is_signed(made["secret"], lower(parcel.headers), parcel.body)
        assert not is_signed(made["secret"], lower(parcel.headers), parcel.body + b" ")


@pytest.mark.req("Z-02")
def test_reactions_and_messages_that_come_again_send_nothing_twice(world: HookWorld) -> None:
    made = world.make(ONE)
    id = world.apply()
    for event in world.load(id).events:
        world.hall.reactions(id, event)
    world.bring()
    for event in world.load(id).events:
        world.hall.reactions(id, event)
    world.bring()
    world.room.worker({"unit": "registry", "hook": made["id"]})
    ids = [parcel.headers["webhook-id"] for parcel in world.systems.parcels]
    assert len(ids) == len(set(ids)) == 2
    assert ids == sorted(ids)


def test_only_what_was_asked_for(world: HookWorld) -> None:
    world.make(ONE, events=["application.rejected"])
    world.make(TWO, services=["card"], events=["application.submitted"])
    id = world.apply()
    world.apply(code="invoice")  # another department's
    world.approve(id, "reject")
    world.bring()
    assert [one["type"] for one in world.systems.said(ONE)] == ["application.rejected"]
    assert [one["data"]["service"] for one in world.systems.said(TWO)] == ["card"]


def test_tried_again_with_growing_waits_then_failed_and_off(world: HookWorld) -> None:
    made = world.make(ONE, events=["application.submitted"])
    world.systems.answers[ONE] = [DOWN] * 50
    world.apply()
    world.bring()
    moments = [world.now]
    while (waiting := world.deliveries(made["id"])[0])["next_at"]:
        world.now = unstamp(waiting["next_at"])
        sent = len(world.systems.parcels)
        world.bring()
        if len(world.systems.parcels) > sent:
            moments.append(world.now)
        else:
            world.pass_by(minutes=15)  # it rests after three misses in a row
            world.bring()
            moments.append(world.now)
        assert len(moments) <= len(WAITS) + 1
    assert waiting["outcome"] == "failed" and len(moments) == len(WAITS) + 1
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert all(gap >= wait for gap, wait in zip(gaps, WAITS, strict=True))
    assert all(gap.total_seconds() <= wait.total_seconds() + 1000 for gap, wait in zip(gaps, WAITS, strict=True))
    hook = world.hook(made["id"])
    assert hook.off == "failing"
    world.settle()
    told = world.hall.list_notices(world.head, None, 10)["items"]
    assert any("停用" in one["text"]["zh"] for one in told), told


def test_gone_switches_off_at_once_and_on_again_brings_what_waited(world: HookWorld) -> None:
    made = world.make(ONE)
    world.systems.answers[ONE] = [Answered(410)]
    id = world.apply()
    world.bring()
    assert world.hook(made["id"]).off == "gone" and len(world.systems.parcels) == 1
    assert [one["outcome"] for one in world.deliveries(made["id"])] == ["pending", "failed"]
    world.forget()
    world.approve(id)
    world.bring()
    assert len(world.systems.parcels) == 1  # it is off: nothing new is kept for it
    world.room.desk.change(world.head, "registry", made["id"], {"on": True})
    world.forget()
    world.bring()
    assert [one["type"] for one in world.systems.said()][1:] == ["application.step_opened"]


def test_a_rotation_signs_with_both_secrets_until_the_overlap_is_over(world: HookWorld) -> None:
    made = world.make(ONE)
    new = world.room.desk.rotate(world.head, "registry", made["id"], 7)
    assert new["secret"] != made["secret"]
    world.room.desk.test(world.head, "registry", made["id"])
    world.bring()
    world.pass_by(days=8)
    world.room.desk.test(world.head, "registry", made["id"])
    world.bring()
    during, after = world.systems.parcels
    taken = [[is_signed(one["secret"], lower(p.headers), p.body) for one in (made, new)] for p in (during, after)]
    assert taken == [[True, True], [False, True]]


def test_replay_of_one_and_of_a_stretch_keeps_the_ids(world: HookWorld) -> None:
    made = world.make(ONE)
    begin = world.now
    world.apply()
    world.bring()
    world.pass_by(hours=1)
    world.apply("第二次")
    world.bring()
    first = world.deliveries(made["id"])[-1]["id"]
    sent = len(world.systems.parcels)
    world.room.log.replay(world.head, "registry", made["id"], first)
    world.bring()
    assert world.systems.parcels[-1].headers["webhook-id"] == first and len(world.systems.parcels) == sent + 1
    wish = {"from": begin.isoformat(), "to": world.now.isoformat(), "which": "failed"}
    replay = world.room.log.replay_range
    assert replay(world.head, "registry", made["id"], wish) == {"count": 0, "next": None}
    until = {"which": "all", "to": (begin.replace(minute=30)).isoformat()}
    assert replay(world.head, "registry", made["id"], wish | until) == {"count": 2, "next": None}
    world.bring()
    assert len(world.systems.parcels) == sent + 3
    assert {one["outcome"] for one in world.deliveries(made["id"])} == {Outcome.DELIVERED}


def test_a_system_that_is_down_is_left_alone_for_a_while(world: HookWorld) -> None:
    made = world.make(ONE)
    world.systems.answers[ONE] = [SILENT] * 100
    for n in range(10):
        world.apply(f"第{n}次")
    world.bring()
    assert len(world.systems.parcels) == 3  # the third miss in a row: it rests, and the others wait without a try
    world.pass_by(seconds=31)
    world.bring()
    assert len(world.systems.parcels) == 4
    lane = world.room.store.lanes([world.hook(made["id"])])[made["id"]]
    assert lane.misses == 4 and (lane.rest_until - world.now).total_seconds() == 60
    world.systems.answers.clear()
    world.pass_by(minutes=10)
    world.bring()
    world.pass_by(minutes=10)
    world.bring()
    assert len(world.deliveries(made["id"])) == 20
    assert {one["outcome"] for one in world.deliveries(made["id"])} == {"delivered"}


@pytest.mark.req("R30")
@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Mon, 23 Nov 2026 02:10:00 GMT", 600),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 0),
        ("999999999999", 3600),
        ("Sat, 01 Jan 2028 00:00:00 GMT", 3600),
        ("-5", 0),
        ("soon", 0),
        ("١٢٠", 0),
        ("", 0),
    ],
)
def test_how_long_a_system_asked_to_be_left_alone(said: str, seconds: int) -> None:
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert asked_for(Answered(429, later=said), now).total_seconds() == seconds
    assert asked_for(Answered(200, later=said), now).total_seconds() == 0


@pytest.mark.req("R30")
def test_an_endpoint_that_says_when_is_left_alone_until_then(world: HookWorld) -> None:
    """All of its lane, and not longer; others are not concerned."""
    made = world.make(ONE)
    world.systems.answers[ONE] = [Answered(429, "slower", later="1200")]
    world.apply()
    world.bring()
    world.apply("另一件")
    world.bring()
    tries = len(world.systems.parcels)
    world.pass_by(minutes=19)
    world.bring()
    assert len(world.systems.parcels) == tries == 1
    world.pass_by(minutes=2)
    world.bring()
    assert {one["outcome"] for one in world.deliveries(made["id"])} == {"delivered"}
