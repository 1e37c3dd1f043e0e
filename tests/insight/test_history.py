"""Figures of earlier months, and those invented for the demo university."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.catalogue import load_definitions
from chalicelib.insight import Ending, History, load_history
from local.demo.insight import SERVICES, demo_history, load_demo_figures
from tests.hall_world import MORNING
from tests.insight.conftest import InsightWorld, service


@pytest.mark.req("W-13")
def test_a_month_before_the_hall_is_loaded_once(world: InsightWorld) -> None:
    ends = [Ending("completed", used=timedelta(hours=3)), Ending("rejected", late=True)]
    known = History("2026-10", "card", 3, ends, {"": 40, "poster": 2}, [(5, 4, "好"), (3, 4, "")])
    assert load_history(world.room.store, known)
    assert not load_history(world.room.store, known)
    row = world.row(month="2026-10")
    assert (row["started"], row["ended"]["completed"], row["late"], row["half_within"]) == (3, 1, 1, 3.5)
    assert (row["visits"], row["sources"]) == (42, [{"tag": "poster", "visits": 2}])
    assert row["rating"] == {"count": 2, "service": 4, "flow": 4}


def test_the_demo_university_has_figures_and_its_guides_show_them(world: InsightWorld) -> None:
    world.publish(service("student-leave"))
    assert load_demo_figures(world.hall) and not load_demo_figures(world.hall)
    figures = world.room.figures("student-leave")
    assert all(figures.values()) and figures["rating"]["count"] == 36
    assert world.overview(world.coordinator)["searches"][0]["term"] == "停车证"


def test_what_the_demo_invents_says_so_and_is_of_services_there_are() -> None:
    months = list(demo_history(MORNING))
    assert {one.month for one in months} == {"2026-10", "2026-09", "2026-08"}
    assert all(comment.startswith("（示例）") for one in months for _, _, comment in one.said if comment)
    assert set(SERVICES) <= {str(one.raw.get("service")) for one in load_definitions()}
