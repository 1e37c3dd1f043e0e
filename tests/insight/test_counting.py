"""Handlings on the whole hall: what the timeline says is what is counted, once, however often it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.applications import HALL, Event, EventType, event_from_image
from chalicelib.errors import Temporary
from chalicelib.insight import Counting, end_of
from chalicelib.insight.entries import added_up
from tests.hall_world import MORNING
from tests.insight.conftest import InsightWorld


def replay(world: InsightWorld, id: str) -> None:
    for event in [*world.load(id).events, *reversed(world.load(id).events)]:
        world.hall.reactions(id, event)


@pytest.mark.req("N3")
def test_started_ended_by_outcome_and_time_used(world: InsightWorld) -> None:
    approved, refused, open_, gone = (world.apply() for _ in range(4))
    world.pass_hours(2)  # 09:00 to 11:00 in China
    world.finish(approved)
    world.finish(refused, "reject")
    seq = world.load(gone).seq
    world.hall.withdraw_application(world.student, gone, seq, "")
    world.settle()
    row = world.row()
    assert row["started"] == 4 and world.load(open_).head.is_open
    assert row["ended"] == {"completed": 1, "rejected": 1, "withdrawn": 1, "terminated": 0}
    assert (row["late"], row["half_within"], row["most_within"]) == (0, 2, 2)
    assert world.row("invoice")["started"] == 0


@pytest.mark.req("N3", "R6")
def test_events_told_again_change_nothing(world: InsightWorld) -> None:
    ids = [world.done(), world.finish(world.apply(), "reject"), world.apply()]
    before = world.overview()
    for id in ids:
        replay(world, id)
    assert world.overview() == before
    world.pass_hours(24)
    assert world.hall.sweep()["folded"] == 1
    after = world.overview()
    assert after == before
    for id in ids:
        replay(world, id)
    world.pass_hours(24)
    world.hall.sweep()
    assert world.overview() == before


@pytest.mark.req("N3")
def test_past_its_promise_is_late_and_waiting_for_the_applicant_is_not_used_time(world: InsightWorld) -> None:
    late, returned = world.apply(), world.apply()
    world.decide(returned, "review.1.1", world.officer, "return")
    world.pass_hours(24 * 7)
    world.finish(late)
    world.hall.resubmit_application(world.student, returned, world.load(returned).seq, {"reason": "补"})
    world.settle()
    world.decide(returned, "review.2.1", world.officer)
    row = world.row()
    assert (row["ended"]["completed"], row["late"]) == (2, 1)
    assert (row["half_within"], row["most_within"]) == (1, 35), "one took five working days, the other no time at all"


def test_reopened_the_same_day_it_has_not_ended(world: InsightWorld) -> None:
    id = world.finish(world.apply(), "reject")
    application = world.load(id)
    event = Event(application.seq + 1, EventType.REOPENED, world.now, HALL, {})
    reopened = replace(application, events=(*application.events, event))
    for _ in range(2):
        world.room.count(reopened, reopened.events[-1])
    assert world.row()["ended"]["rejected"] == 0


def test_a_figure_never_holds_up_an_application(world: InsightWorld) -> None:
    """The insight table is gone: the application goes its way, and the fault is reported."""
    world.aws.client("dynamodb").delete_table(TableName="hall-test-insight")
    reported: list[tuple[str, Exception]] = []
    counting = world.room.count
    vars(world.room)["count"] = replace(counting, report=lambda id, error: reported.append((id, error)))
    id = world.done()
    assert not world.load(id).head.is_open
    assert {told for told, _ in reported} == {id} and all(isinstance(error, Temporary) for _, error in reported)
    assert world.hall.sweep()["folded"] == 0, "and the sweep goes on"


class OneDefinition:
    def __init__(self, definition: Any) -> None:
        self.definition = definition

    def version(self, code: str, number: int) -> Any:
        return self.definition


def stories(world: InsightWorld) -> list[tuple[Any, Event]]:
    """Every event of five applications that went different ways, with the application."""
    ids = [world.done(), world.finish(world.apply(), "reject"), world.apply(), world.done()]
    world.pass_hours(30)
    ids.append(world.done())
    return [(world.load(id), event) for id in ids for event in world.load(id).events]


@pytest.mark.req("N3", "R6")
def test_any_order_and_any_repetition_counts_the_same(world: InsightWorld) -> None:
    told = stories(world)
    definition = world.hall.definitions.current("card")
    counting = Counting(world.room.store, OneDefinition(definition), lambda id, error: pytest.fail(str(error)))  # type: ignore[arg-type]
    days = sorted({event.at.date() for _, event in told})
    runs = iter(range(10_000))

    def count(batch: list[tuple[Any, Event]]) -> Any:
        """Into a service of its own."""
        code = f"s{next(runs)}"
        for application, event in batch:
            counting(replace(application, head=replace(application.head, service=code)), event)
        return {day: noted for (day, _), noted in world.room.store.noted(days, [code]).items()}

    def sums(found: Any) -> Any:
        return {day: added_up(noted.started, noted.ended, noted.reopened) for day, noted in found.items()}

    wanted = sums(count(told))
    assert sum(day.started for day in wanted.values()) == 5

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        more = data.draw(st.lists(st.sampled_from(told), max_size=12))
        batch = data.draw(st.permutations([*told, *more]))
        assert sums(count(batch)) == wanted

    holds()


@pytest.mark.req("R6")
def test_the_stream_brings_it(world: InsightWorld) -> None:
    """The records as Lambda gets them, the batch twice."""
    id = str(world.hall.submit_application(world.student, "card", {"reason": "丢失"}, "key-00000001")["id"])
    raw = world.aws.client("dynamodb").query(
        TableName="hall-test-applications",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"A#{id}"}},
    )["Items"]
    assert [found for item in raw if (found := event_from_image(item))]
    images = [{"NewImage": item, "SequenceNumber": str(n)} for n, item in enumerate(raw)]
    batch = {"Records": [{"eventName": "INSERT", "dynamodb": image} for image in images]}
    for _ in range(2):
        assert world.hall.on_change(batch) == {"batchItemFailures": []}
    assert world.row()["started"] == 1


@pytest.mark.req("N3")
def test_a_day_that_ended_late_in_the_evening_belongs_to_its_day_in_china(world: InsightWorld) -> None:
    world.now = world.now.replace(month=11, day=30, hour=17)  # 1 December, one in the morning
    world.apply()
    assert world.row(month="2026-12")["started"] == 1
    world.pass_hours(24)
    assert world.hall.sweep()["folded"] == 1
    assert world.row(month="2026-12")["started"] == 1 and world.row(month="2026-11")["started"] == 0


def test_after_a_long_pause_all_days_are_folded_and_none_twice(world: InsightWorld) -> None:
    for _ in range(2):
        world.apply()
        world.pass_hours(24)
    assert world.row()["started"] == 2, "not folded yet, and there all the same"
    world.pass_hours(24 * 8)
    world.hall.sweep()
    assert world.row(month="2026-11")["started"] == 2
    assert world.hall.sweep()["folded"] == 0, "once a day"
    world.room.store.set_folded(world.now.date() - timedelta(days=9))
    again = type(world.room)(world.hall).fold
    assert again() > 0
    assert world.row(month="2026-11")["started"] == 2


def test_votes_may_end_it_with_an_approval() -> None:
    """What a decision meant for its step counts, and not what the last person did."""
    vote = Event(5, EventType.APPROVED, MORNING, HALL, {"step": "vote", "entry": 1, "outcome": "rejected"})
    assert end_of(vote) == "rejected"
    assert end_of(replace(vote, data={"step": "vote", "entry": 1})) is None
    assert end_of(replace(vote, type=EventType.REJECTED, data={"step": "vote", "entry": 1, "final": False})) is None
