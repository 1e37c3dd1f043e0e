"""Departments are reminded before a season begins, each person once (S-06)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.catalogue import load_definitions
from chalicelib.reminding import opening_soon, remind_seasons
from tests.hall_world import HallWorld

CODE = "cadre-report"


@pytest.mark.req("S-06")
def test_officers_and_head_are_told_once_before_it_opens(aws: Any) -> None:
    world = HallWorld(aws, [CODE])
    raw = next(one.raw for one in load_definitions() if one.raw["service"] == CODE)
    assert raw["channel"]["opens"] == "2026-11-01"
    world.now = datetime(2026, 10, 17, 1, tzinfo=UTC)
    assert remind_seasons(world.hall) == 0, "fifteen days before"
    world.now = datetime(2026, 10, 18, 1, tzinfo=UTC)
    told = remind_seasons(world.hall)
    assert told >= 2
    world.settle()
    mails = [mail for mail in world.mails() if "季节性事项" in str(vars(mail))]
    first = len(world.mails())
    assert first == told and (mails or first)
    world.now = datetime(2026, 10, 20, 1, tzinfo=UTC)
    remind_seasons(world.hall)
    world.settle()
    assert len(world.mails()) == first, "asked again on another day"
    head = world.hall.people.members("department_head@organisation", world.now.date())[0]
    line = world.hall.list_notices(head, None, 5)["items"][0]
    assert line["message"] == "season_opens" and line["link"]["zh"] == "/zh/catalogue/"
    world.now = datetime(2026, 11, 1, 1, tzinfo=UTC)
    assert remind_seasons(world.hall) == 0


@pytest.mark.req("S-06")
def test_what_will_not_be_open_then_is_not_told() -> None:
    today = datetime(2026, 10, 20, tzinfo=UTC).date()

    def soon(**channel: Any) -> list[str]:
        summary = {"code": "a", "owner_unit": "u", "channel": {"opens": "2026-11-01", **channel}}
        return [one[0] for one in opening_soon([summary], today)]

    assert soon() == ["a"]
    assert soon(state="suspended") == soon(remind=0) == soon(remind=5) == []
    assert soon(state="suspended", then=[{"state": "online", "since": "2026-11-01"}]) == ["a"]
