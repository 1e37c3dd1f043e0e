"""What guides show and what departments see: whose services, which month, how few are too few."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.catalogue import Channel
from chalicelib.errors import InvalidForm, NotFound
from chalicelib.insight import Ending, InsightStore, digest_of
from chalicelib.insight.entries import Day, added_up, begun, packed
from chalicelib.insight.figures import ENOUGH
from chalicelib.insight.model import Rating, months_until
from tests.hall_world import MORNING
from tests.insight.conftest import OTHER, InsightWorld, service


def ended(count: int, hours: float = 5) -> list[bytes]:
    one = Ending("completed", used=timedelta(hours=hours))
    return [packed(digest_of(f"a{n}", 3), one) for n in range(count)]


def fill(store: InsightStore, day: date, count: int, hours: float = 5) -> None:
    store.fold(day, "card", added_up((digest_of(f"a{n}", 1) for n in range(count)), ended(count, hours)))


@pytest.mark.req("N3", "C-14", "C-18")
def test_a_guide_shows_figures_from_twenty_on(world: InsightWorld) -> None:
    nothing = dict.fromkeys(("visits", "handled", "rating", "half_within", "most_within"))
    assert world.room.figures("card") == nothing
    store: InsightStore = world.room.store
    fill(store, date(2026, 10, 5), ENOUGH - 1)
    for n in range(ENOUGH - 1):
        store.visit("2026-10", "card", "")
        store.rate("2026-10", "card", f"m{n}", Rating(5, 4, "", MORNING, MORNING), None)
    assert world.room.figures("card") == nothing, "nineteen say too little"
    fill(store, date(2026, 11, 6), 2, 60)
    store.visit("2026-11", "card", "")
    store.rate("2026-11", "card", "m", Rating(3, 4, "", MORNING, MORNING), None)
    assert world.room.figures("card") == {
        "visits": 20,
        "handled": 21,
        "rating": {"count": 20, "service": 4.9, "flow": 4},
        "half_within": 7,
        "most_within": 7,
    }


def test_figures_are_of_the_last_twelve_months(world: InsightWorld) -> None:
    fill(world.room.store, date(2025, 11, 30), 50)
    assert world.room.figures("card")["handled"] is None
    fill(world.room.store, date(2025, 12, 1), 50)
    assert world.room.figures("card")["handled"] == 50


def test_no_figures_of_what_is_not_published(world: InsightWorld) -> None:
    with pytest.raises(NotFound):
        world.room.figures("no-such")


@pytest.mark.req("W-13", "N3")
def test_a_department_sees_its_own_and_the_coordinators_everything(world: InsightWorld) -> None:
    def seen(person: Any) -> list[str]:
        return [one["code"] for one in world.overview(person)["services"]]

    assert seen(world.head) == ["card"]
    assert seen(world.person("department_head-finance")) == ["invoice"]
    assert seen(world.coordinator) == ["card", "invoice"]
    for person in (world.student, world.officer):
        told = world.overview(person)
        assert (told["services"], told["units"], told["searches"], told["sum"]["visits"]) == ([], [], None, 0)


@pytest.mark.req("S-04", "Z-14", "C-29", "N13")
def test_started_running_ended_late_on_time_and_visits_saved_by_service_and_department(world: InsightWorld) -> None:
    world.publish(service("badge", demand={"visits": 3}))
    world.done()
    late = [world.apply(), world.apply("badge")]
    world.pass_hours(24 * 7)
    world.room.fold()
    for id in late:
        world.finish(id)
    open_ones = [world.apply(), world.apply("invoice"), world.apply("invoice")]
    told = world.overview(world.coordinator)
    row = {one["code"]: one for one in told["services"]}
    named = ("started", "running", "late", "on_time", "trips")
    assert [row["card"][name] for name in named] == [3, 1, 1, 50.0, 2], "one visit each where nobody has said more"
    assert [row["badge"][name] for name in named] == [1, 0, 1, 0.0, 3]
    assert [row["invoice"][name] for name in named] == [2, 2, 0, None, 0]
    unit = {one["unit"]: one for one in told["departments"]}
    assert [unit["registry"][name] for name in named] == [4, 1, 2, 33.3, 5]
    assert [unit["finance"][name] for name in named] == [2, 2, 0, None, 0]
    for name in ("started", "running", "late", "trips"):
        assert told["sum"][name] == sum(one[name] for one in told["departments"]) == sum(
            one[name] for one in told["services"]
        ), "whatever way it is added up"
    world.pass_hours(24 * 20)
    world.room.fold()
    assert world.overview(month="2026-11")["sum"]["running"] is None, "what was open then is not known"
    assert world.row()["running"] == 1, "what began in an earlier month"
    world.finish(open_ones[0])
    assert world.row()["running"] == 0


@pytest.mark.req("Z-12")
def test_use_by_college_survives_the_night_and_repetition(world: InsightWorld) -> None:
    id = world.apply()
    world.submit(world.person(OTHER), "card", {"reason": "丢失"})
    for event in world.load(id).events:
        world.hall.reactions(id, event)
    law = [{"unit": "college-law", "name": {"zh": "法学院", "en": "School of Law"}, "started": 1}]
    assert world.overview()["colleges"] == law, "who belongs to no college is in none"
    assert world.overview(world.person("department_head-finance"))["colleges"] == []
    world.pass_hours(24)
    assert world.hall.sweep()["folded"] == 1
    assert world.overview()["colleges"] == law
    assert world.overview()["sum"]["started"] == 2


def test_days_that_were_folded_before_colleges_were_counted_are_read() -> None:
    assert Day.of_data([3, 1, 0, 0, 0, 0, {"2": 1}]).colleges == {}
    told = added_up([begun(digest_of("a", 1), "college-law"), digest_of("a", 1), begun(digest_of("b", 1))], [])
    assert (told.started, len(told.colleges or {})) == (2, 1), "one application, whichever way it was noted"
    assert Day.of_data(told.to_data()) == told


@pytest.mark.req("N18")
def test_what_is_on_trial_is_marked_among_the_others(world: InsightWorld) -> None:
    world.publish(service("new", channel=Channel("trial")))
    assert [(one["code"], one["trial"]) for one in world.overview()["services"]] == [("card", False), ("new", True)]


def test_months_go_back_a_year_and_no_further(world: InsightWorld) -> None:
    told = world.overview(month="2025-11")
    assert told["months"][0] == "2026-11" and told["months"][-1] == "2025-11" == told["month"]
    for month in ("2025-10", "2026-12", "2026-13"):
        with pytest.raises(InvalidForm) as refused:
            world.overview(month=month)
        assert refused.value.errors[0].pointer == "/month"


def test_months_are_counted_back_over_the_year() -> None:
    assert months_until(date(2026, 2, 1), 3) == ["2026-02", "2026-01", "2025-12"]


@pytest.mark.req("W-13", "R34")
def test_the_months_figures_as_a_file(world: InsightWorld) -> None:
    fill(world.room.store, date(2026, 10, 5), 3)
    world.now = world.now.replace(month=11)
    world.room.store.visit("2026-10", "card", "wecom")
    name, content = world.room.statistics.overview_file(world.head, "2026-10", "en")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    assert name == "statistics-2026-10.csv" and rows[0][:4] == ["Code", "Service", "Department", "Visits"]
    assert rows[1][:6] == ["card", "Replacement of a student card", "Registry", "1", "3", "3"]
    assert rows[1][-1] == "wecom=1" and rows[1][10:12] == ["7", "7"]


def test_a_file_of_many_services_reads_in_batches(aws: Any) -> None:
    """A hundred keys are one call; more are read all the same."""
    store = InsightStore()
    codes = [f"s{n:03d}" for n in range(70)]
    for code in codes:
        store.visit("2026-11", code, "")
    assert len(store.months(["2026-11"], codes)) == 70


def test_stored_journal_expires_and_months_do_not(aws: Any) -> None:
    store = InsightStore()
    store.note(date(2026, 11, 23), "card", "started", b"abcdef")
    store.search(date(2026, 11, 23), "停车证")
    fill(store, date(2026, 11, 23), 1)
    found = aws.client("dynamodb").scan(TableName="hall-test-insight")["Items"]
    kept = {item["pk"]["S"][0]: int(item["expires_at"]["N"]) if "expires_at" in item else None for item in found}
    day = 1_795_392_000  # 23 November 2026, UTC
    assert kept == {"J": day + 45 * 86_400, "Q": day + 100 * 86_400, "M": None}
