"""Ratings by service, department and counter: who has a place, who sees which, over which months (W-13)."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import InvalidForm
from chalicelib.insight import InsightStore
from chalicelib.insight.league import LEAST, placed
from chalicelib.insight.model import Rating, Visited, together
from chalicelib.keys import ApiKey
from chalicelib.shared.rated import LOW, Rated, is_low
from tests.hall_world import MORNING
from tests.insight.conftest import InsightWorld
from tests.tickets.conftest import QUEUES

TABLES = ("services", "departments", "counters")
HALL = {
    **QUEUES, "hall": "centre", "owner_unit": "finance",
    "counters": [one | {"unit": "registry"} for one in QUEUES["counters"]],
}  # fmt: skip


def of(*stars: int) -> Rated:
    return Rated(len(stars), sum(stars), sum(map(is_low, stars)), len(stars))


def rows(**rated: Rated) -> list[Any]:
    return placed(({"code": name, "name": {"zh": name, "en": name}}, one) for name, one in rated.items())


def key_of(unit: str, *services: str) -> ApiKey:
    scope: Any = {"actions": ("exports",), "services": services, "networks": ()}
    return ApiKey("a" * 12, "d", unit, "系统", **scope, made_by="x", made_at=MORNING, ends_at=MORNING)


@pytest.fixture
def rated(world: InsightWorld) -> InsightWorld:
    """Two counters of the registry in a hall of finance; online and counter ratings of three months."""
    world.hall.windows.store.put_hall("centre", HALL)
    store = world.room.store
    for n in range(12):
        rate(store, "2026-10", "card", n, 4 if n else 1)
        rate(store, "2026-11", "invoice", n, 5)
    rate(store, "2026-09", "card", 0, 5)
    for counter, stars in (("one", [5] * 8 + [2] * 2), ("two", [4] * 9)):
        world.hall.tickets.lines.store.load_ratings(counter, "2026-10", stars)
    world.hall.tickets.lines.store.load_ratings("two", "2026-11", [1])
    return world


def rate(store: InsightStore, month: str, code: str, n: int, stars: int) -> None:
    store.rate(month, code, f"m{n}", Rating(stars, 3, "", MORNING, MORNING), None)


def told(world: InsightWorld, asker: Any, first: str = "2026-09", last: str = "2026-11") -> Any:
    return world.room.comparison.tables(asker, first, last)


def seen(world: InsightWorld, asker: Any) -> list[list[str]]:
    found = told(world, asker)
    return [[one.get("code") or one.get("counter") or one["unit"] for one in found[name]] for name in TABLES]


@pytest.mark.req("W-13")
def test_places_go_by_the_mean_and_too_few_have_none() -> None:
    many = LEAST
    found = rows(few=of(*[5] * (many - 1)), good=of(*[5] * many), same=of(*[4] * many), more=of(*[4] * (many + 1)),
                 bad=of(*[1] * many), none=Rated())  # fmt: skip
    assert [(one["code"], one["rank"]) for one in found] == [
        ("good", 1), ("more", 2), ("same", 2), ("bad", 4), ("few", None), ("none", None),
    ]  # fmt: skip
    few = found[-2]
    assert (few["count"], few["mean"], few["low"]) == (many - 1, None, None) and str(LEAST) in few["note"]["en"]
    assert [one["low"] for one in found[:4]] == [0, 0, 0, 100] and all(one["note"] is None for one in found[:4])


@pytest.mark.req("W-13")
@given(st.lists(st.lists(st.integers(1, 5), max_size=25), max_size=12))
def test_every_table_is_in_order_whatever_was_said(said: list[list[int]]) -> None:
    found = rows(**{f"s{n}": of(*stars) for n, stars in enumerate(said)})
    ranked = [one for one in found if one["rank"] is not None]
    assert found[: len(ranked)] == ranked and all(one["count"] >= LEAST for one in ranked)
    for one in ranked:
        assert one["rank"] == 1 + sum(other["mean"] > one["mean"] for other in ranked)
        assert 1 <= one["mean"] <= 5 and 0 <= one["low"] <= 100
    assert sum(one["count"] for one in found) == sum(map(len, said))


@pytest.mark.req("W-13")
def test_a_share_is_told_only_where_it_was_counted_of_all() -> None:
    one = of(1, 2, 3)
    assert (one.mean, one.low_share, LOW) == (2.0, 66.7, 2)
    assert (one + Rated(1, 5)).low_share is None and (one + of(5)).low_share == 50
    assert (Rated().mean, Rated().low_share) == (None, None)
    assert Rated(3, 13).mean == 4.33 and Rated(8, 33).mean == 4.13
    months = [Visited(rated=2, rated_service=7, low=1, judged=2), Visited(rated=1, rated_service=5)]
    assert together(months).of_service == Rated(3, 12, 1, 2)


@pytest.mark.req("W-13")
def test_services_departments_and_counters_over_a_span(rated: InsightWorld) -> None:
    found = told(rated, rated.coordinator)
    services, departments, counters = (found[name] for name in TABLES)
    assert [(one["code"], one["rank"], one["count"], one["mean"], one["low"]) for one in services] == [
        ("invoice", 1, 12, 5.0, 0), ("card", 2, 13, 3.85, 7.7),
    ]  # fmt: skip
    assert [(one["counter"], one["rank"], one["count"], one["mean"], one["low"]) for one in counters] == [
        ("one", 1, 10, 4.4, 20), ("two", 2, 10, 3.7, 10),
    ]  # fmt: skip
    assert [(one["unit"], one["rank"], one["count"], one["online"], one["at_counters"]) for one in departments] == [
        ("finance", 1, 12, 12, 0), ("registry", 2, 33, 13, 20),
    ]  # fmt: skip
    assert departments[1]["mean"] == 3.97  # (50 + 44 + 37) of 33
    october = told(rated, rated.coordinator, "2026-10", "2026-10")
    assert [(one["counter"], one["rank"]) for one in october["counters"]] == [("one", 1), ("two", None)]
    assert (october["from"], october["to"], october["least"]) == ("2026-10", "2026-10", LEAST)


@pytest.mark.req("W-13", "R40")
def test_who_sees_what(rated: InsightWorld) -> None:
    finance = rated.person("department_head-finance")
    assert seen(rated, rated.coordinator) == [["invoice", "card"], ["finance", "registry"], ["one", "two"]]
    assert seen(rated, rated.head) == [["card"], ["registry"], ["one", "two"]]
    # The hall is finance's: it sees its counters, and of the registry nothing else.
    assert seen(rated, finance) == [["invoice"], ["finance"], ["one", "two"]]
    for nobody in (rated.student, rated.officer):
        assert seen(rated, nobody) == [[], [], []]
    assert seen(rated, key_of("registry")) == [["card"], ["registry"], ["one", "two"]]
    assert seen(rated, key_of("finance")) == [["invoice"], ["finance"], ["one", "two"]]
    assert seen(rated, key_of("registry", "card")) == [["card"], [], []]
    assert seen(rated, key_of("elsewhere")) == [[], [], []]


@pytest.mark.req("W-13")
def test_months_that_are_not_shown_are_named(rated: InsightWorld) -> None:
    assert told(rated, rated.head, "", "")["from"] == told(rated, rated.head, "", "")["to"] == "2026-11"
    assert told(rated, rated.head, "2026-10", "")["to"] == "2026-10"
    wrong = (("2020-01", "2026-11", "/from"), ("2026-11", "2026-12", "/to"), ("2026-11", "2026-10", "/to"))
    for first, last, where in wrong:
        with pytest.raises(InvalidForm) as refused:
            told(rated, rated.head, first, last)
        assert [one.pointer for one in refused.value.errors] == [where]


@pytest.mark.req("W-13", "R34")
def test_the_tables_as_a_file(rated: InsightWorld) -> None:
    name, content = rated.room.comparison.file(rated.coordinator, "2026-10", "2026-11", "en")
    found = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    assert name == "ratings-2026-10-2026-11.csv" and found[0][:4] == ["Table", "Place", "Code", "Name"]
    assert [row[0] for row in found[1:]] == ["Services"] * 2 + ["Departments"] * 2 + ["Counters"] * 2
    one = next(row for row in found if row[2] == "one")
    assert one[1] == "1" and one[6:9] == ["10", "4.4", "20"] and one[5] == QUEUES["name"]["en"]
    assert next(row for row in found if row[2] == "registry")[9:11] == ["12", "20"]


@pytest.mark.req("W-13")
def test_a_rating_that_is_changed_is_counted_once(world: InsightWorld) -> None:
    store, one = world.room.store, Rating(1, 1, "", MORNING, MORNING)
    store.rate("2026-11", "card", "m", one, None)
    [month] = store.months(["2026-11"], ["card"], "V").values()
    assert month.visited.of_service == Rated(1, 1, 1, 1)
    better = replace(one, service=5, changed_at=MORNING + timedelta(days=1))
    store.rate("2026-11", "card", "m", better, one)
    [month] = store.months(["2026-11"], ["card"], "V").values()
    assert month.visited.of_service == Rated(1, 5, 0, 1)
