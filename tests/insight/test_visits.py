"""Visits, sources and searches in vain: counted without knowing who, and bounded."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.errors import NotFound
from chalicelib.insight import InsightStore
from chalicelib.insight.store import MOST_TAGS
from chalicelib.insight.terms import normalised
from chalicelib.insight.visits import MOST_SEARCHES
from tests.insight.conftest import InsightWorld


@pytest.mark.req("N3", "S-05", "S-11")
def test_visits_by_source(world: InsightWorld) -> None:
    for source in ("", "wecom", "wecom", "share"):
        world.room.visits.visit("card", source)
    row = world.row()
    assert row["visits"] == 4
    assert row["sources"] == [{"tag": "wecom", "visits": 2}, {"tag": "share", "visits": 1}]
    assert world.overview(world.coordinator)["sum"]["visits"] == 4


def test_a_service_nobody_published_is_not_visited(world: InsightWorld) -> None:
    with pytest.raises(NotFound):
        world.room.visits.visit("no-such", "")


@pytest.mark.req("S-05")
def test_invented_sources_do_not_pile_up(aws: Any) -> None:
    store = InsightStore()
    for n in range(MOST_TAGS + 5):
        store.visit("2026-11", "card", f"t{n}")
    store.visit("2026-11", "card", "t3")
    found = store.months(["2026-11"], ["card"])["2026-11", "card"].visited
    assert found.visits == MOST_TAGS + 6 and found.tags["other"] == 5 and found.tags["t3"] == 2
    assert len(found.tags) == MOST_TAGS + 1


@pytest.mark.req("C-05")
def test_a_search_in_vain_shows_from_three_places_on(world: InsightWorld) -> None:
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"):
        world.room.visits.search("停车证", address)
    assert world.overview(world.coordinator)["searches"] == [], "one person alone shows nothing of themselves"
    world.room.visits.search(" 停车证！", "10.0.0.3")
    assert world.overview(world.coordinator)["searches"] == [{"term": "停车证", "hits": 3, "last": "2026-11-23"}]
    assert world.overview(world.head)["searches"] is None, "the whole hall's, so who runs it sees them"
    world.pass_hours(24)
    world.room.visits.search("停车证", "10.0.0.1")
    assert world.overview(world.coordinator)["searches"][0] == {"term": "停车证", "hits": 4, "last": "2026-11-24"}


@pytest.mark.req("C-05")
def test_searches_of_a_day_are_bounded(world: InsightWorld) -> None:
    left = [MOST_SEARCHES]
    kept: list[str] = []

    class Store:
        def search(self, day: Any, term: str) -> None:
            kept.append(term)

    visits = type(world.room.visits)(Store(), world.hall.catalogue, world.hall.access.rate.take, world.clock)
    for n in range(MOST_SEARCHES + 4):
        visits.search(f"词{n}", "10.0.0.1")
    assert len(kept) == left[0]


@pytest.mark.req("C-05")
@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("停车证", "停车证"),
        ("  Parking   Permit ", "parking permit"),
        ("ＶＰＮ", "vpn"),
        ("奖学金 2026", "奖学金 2026"),
        ("王", ""),
        ("!!", ""),
        ("2023010001", ""),
        ("张三 138-0000-0001", ""),
        ("13800", ""),
        ("li@example.edu.cn", ""),
        ("长" * 31, ""),
    ],
)
def test_what_could_be_personal_is_not_kept(query: str, term: str) -> None:
    assert normalised(query) == term
