"""What is approved goes to a department's own system (C-27): once, visibly, tried again, sent again by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.shared.parcel import Answered
from tests.webhooks.conftest import STUDENT, HookWorld

URL = "https://cards.example/in"
DOWN = Answered(502)


def timeline(world: HookWorld, id: str) -> list[str]:
    view = world.hall.view_application(world.person(STUDENT), id, None)
    assert view is not None
    return [entry["text"]["zh"] for entry in view["timeline"]]


def address(world: HookWorld) -> str:
    made = world.make(URL, target="cards")
    return str(made["id"])


@pytest.mark.req("C-27")
def test_the_flow_goes_on_and_the_timeline_says_when_it_arrived(world: HookWorld) -> None:
    world.calls_cards(wait=False)
    address(world)
    id = world.apply("丢失", "reissue")
    world.approve(id)
    assert world.load(id).head.state is State.COMPLETED
    world.bring()
    world.settle()
    assert world.systems.said(URL)[0]["data"] == {
        "number": world.load(id).head.number,
        "person": STUDENT,
        "why": "丢失",
    }
    assert world.types(id).count("effect:called") == 1
    assert "一卡通系统已收到" in timeline(world, id)
    world.bring()
    assert len(world.systems.said(URL)) == 1


@pytest.mark.req("C-27")
def test_a_flow_that_waits_goes_on_with_the_answer(world: HookWorld) -> None:
    world.calls_cards(wait=True)
    world.systems.answers[URL] = [DOWN, DOWN, DOWN]
    hook = address(world)
    id = world.submit_and_approve("reissue")
    world.bring()
    assert world.load(id).head.state is State.IN_PROGRESS
    for _ in range(2):
        world.pass_by(hours=1)
        world.bring()
    assert "一卡通系统暂未收到，系统正在重试" in timeline(world, id)
    assert world.load(id).head.state is State.IN_PROGRESS
    world.pass_by(hours=3)
    world.bring()
    world.turn_until(lambda: world.load(id).head.state is State.COMPLETED)
    assert [one["outcome"] for one in world.deliveries(hook)] == ["delivered"]
    assert world.types(id)[-2:] == ["effect:called", "application:completed"]
    assert len({parcel.headers["webhook-id"] for parcel in world.systems.parcels}) == 1


@pytest.mark.req("C-27")
def test_a_refusal_is_final_seen_by_the_applicant_and_sent_again_by_the_owner(world: HookWorld) -> None:
    world.calls_cards(wait=True)
    world.systems.answers[URL] = [Answered(422, "no such card")]
    hook = address(world)
    id = world.submit_and_approve("reissue")
    world.bring()
    world.bring()
    assert len(world.systems.parcels) == 1  # a refusal does not pass by itself
    assert "一卡通系统未能收到，待归口部门处理后重新发送" in timeline(world, id)
    world.settle_notices()
    told = world.hall.list_notices(world.head, None, 10)["items"]
    assert [one["message"] for one in told] == ["call_failed"]
    failed = world.deliveries(hook, failed=True)
    assert [one["tries"][0]["said"] for one in failed] == ["no such card"]
    world.room.log.replay(world.head, "registry", hook, failed[0]["id"])
    world.bring()
    world.turn_until(lambda: world.load(id).head.state is State.COMPLETED)
    assert world.deliveries(hook, failed=True) == []


@pytest.mark.req("C-27")
def test_calls_wait_for_an_address_and_go_out_with_it(world: HookWorld) -> None:
    world.calls_cards(wait=False)
    id = world.apply("丢失", "reissue")
    world.approve(id)
    world.bring()
    assert not world.systems.parcels
    address(world)
    world.bring()
    assert [one["type"] for one in world.systems.said(URL)] == ["call.cards"]
    assert "effect:called" in world.types(id)


@pytest.mark.req("C-27")
def test_asked_again_the_flow_queues_no_second_call(world: HookWorld) -> None:
    world.calls_cards(wait=True)
    address(world)
    id = world.submit_and_approve("reissue")
    before = world.load(id)
    from chalicelib.flows import find_effect

    definition = world.hall.definitions.version("reissue", 1)
    effect = find_effect(definition.flow, "call")
    world.pass_by(minutes=5)  # as when the state's day is over and the machine asks once more
    world.room.calls.run(before, definition, effect)
    world.bring()
    assert len(world.systems.parcels) == 1


@pytest.mark.req("C-27")
def test_nothing_is_sent_for_an_application_that_was_withdrawn_meanwhile(world: HookWorld) -> None:
    world.calls_cards(wait=True)
    hook = address(world)
    id = world.submit_and_approve("reissue")
    head = world.load(id)
    world.hall.withdraw_application(world.person(STUDENT), id, head.seq, "不需要了")
    world.bring()
    assert not world.systems.parcels
    assert [one["outcome"] for one in world.deliveries(hook)] == ["dropped"]


def test_a_call_is_private_to_its_target(world: HookWorld) -> None:
    """Endpoints for events never get what targets get."""
    world.calls_cards(wait=False)
    world.make("https://other.example/hook")
    address(world)
    id = world.apply("丢失", "reissue")
    world.approve(id)
    world.bring()
    others: list[dict[str, Any]] = world.systems.said("https://other.example/hook")
    assert others and all(one["type"].startswith("application.") for one in others)
    assert "丢失" not in json.dumps(others, ensure_ascii=False)
