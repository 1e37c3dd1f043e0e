"""Saved exports: asked for by themselves at their times, each run once, and the department's system hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, NotFound
from chalicelib.exports.plan import days_before, next_run
from chalicelib.shared.clock import CHINA, unstamp
from tests.exports.conftest import WISH, ExportWorld

PLAN: dict[str, Any] = {name: value for name, value in WISH.items() if name not in ("from", "to")} | {
    "name": "每日办件",
    "rhythm": "daily",
}


@pytest.mark.req("H-07")
@pytest.mark.parametrize(
    ("rhythm", "now", "runs", "first", "last"),
    [
        ("daily", (2026, 11, 23, 4), (2026, 11, 23), (2026, 11, 22), (2026, 11, 22)),
        ("daily", (2026, 11, 23, 5), (2026, 11, 24), (2026, 11, 23), (2026, 11, 23)),
        ("weekly", (2026, 11, 23, 9), (2026, 11, 30), (2026, 11, 23), (2026, 11, 29)),
        ("weekly", (2026, 11, 29, 23), (2026, 11, 30), (2026, 11, 23), (2026, 11, 29)),
        ("monthly", (2026, 12, 31, 9), (2027, 1, 1), (2026, 12, 1), (2026, 12, 31)),
        ("monthly", (2027, 2, 1, 9), (2027, 3, 1), (2027, 2, 1), (2027, 2, 28)),
    ],
)
def test_when_it_runs_and_what_it_is_about(rhythm: str, now: Any, runs: Any, first: Any, last: Any) -> None:
    upcoming = next_run(rhythm, datetime(*now, tzinfo=CHINA).astimezone(UTC))
    assert upcoming == datetime(*runs, 5, tzinfo=CHINA)
    assert days_before(rhythm, upcoming) == (date(*first), date(*last))


def at_its_end(world: ExportWorld) -> None:
    """The same asked for on one day is one job; it ends here, so that it sends nothing into the next test."""
    [job] = world.hall.exports.list_exports(world.head)["items"]
    world.run(world.head, job)
    world.rest(job)


@pytest.mark.req("H-07")
def test_a_plan_runs_once_however_often_the_sweep_comes(world: ExportWorld) -> None:
    world.apply("补办")
    plan = world.hall.export_plans.save(world.head, PLAN, "zh")
    assert world.hall.export_plans.run_due() == 0
    world.now = unstamp(plan["next_at"]) + timedelta(minutes=3)
    assert [world.hall.export_plans.run_due() for _ in range(2)] == [1, 0]
    [job] = world.hall.exports.list_exports(world.head)["items"]
    assert (job["from"], job["to"]) == ("2026-11-23", "2026-11-23")
    done = world.run(world.head, job)
    assert (done["state"], done["rows"]) == ("done", 1)
    world.rest(job)
    [shown] = world.hall.export_plans.list_plans(world.head)["items"]
    assert (shown["last_job"], shown["failed"]) == (job["id"], False)
    assert unstamp(shown["next_at"]) == unstamp(plan["next_at"]) + timedelta(days=1)


def test_missed_runs_are_not_made_up_for(world: ExportWorld) -> None:
    plan = world.hall.export_plans.save(world.head, PLAN, "zh")
    world.now = unstamp(plan["next_at"]) + timedelta(days=3)
    assert [world.hall.export_plans.run_due() for _ in range(2)] == [1, 0]
    at_its_end(world)


@pytest.mark.req("H-07", "Z-02")
def test_a_keys_plan_tells_its_system_by_a_webhook(world: ExportWorld) -> None:
    key = world.key()
    desk = world.hall.webhooks.desk
    wish = {"name": "平台", "url": "https://one.example/x", "events": ["export.ready"], "services": [], "target": ""}
    made = desk.make(world.head, "registry", wish)
    world.apply("补办")
    plan = world.hall.export_plans.save(key, PLAN, "zh")
    world.now = unstamp(plan["next_at"])
    world.hall.export_plans.run_due()
    [job] = world.hall.exports.list_exports(key)["items"]
    assert world.run(key, job)["state"] == "done"
    world.rest(job)
    log = world.hall.webhooks.log.list_deliveries(world.head, "registry", made["id"], None, 10, failed=False)
    assert [one["type"] for one in log["items"]] == ["export.ready"]
    stored = world.hall.webhooks.store.delivery(made["id"], log["items"][0]["id"])
    assert stored and stored.content["export"] == job["id"]


def test_who_may_not_export_any_more_gets_nothing_and_is_told(world: ExportWorld) -> None:
    key = world.key()
    plan = world.hall.export_plans.save(key, PLAN, "zh")
    world.hall.api_keys.desk.revoke_key(world.head, "registry", key.id)
    world.now = unstamp(plan["next_at"])
    assert world.hall.export_plans.run_due() == 1
    [shown] = world.hall.export_plans.list_plans(key)["items"]
    assert shown["failed"] and shown["last_job"] is None


def test_others_see_none_of_it_and_what_is_wrong_is_said(world: ExportWorld) -> None:
    plans, finance = world.hall.export_plans, world.holder_of("position:department_head@finance")
    plan = plans.save(world.head, PLAN, "zh")
    assert plans.list_plans(finance)["items"] == []
    with pytest.raises(NotFound):
        plans.remove(finance, plan["id"])
    with pytest.raises(InvalidForm):
        plans.save(finance, PLAN, "zh")
    with pytest.raises(InvalidForm):
        plans.save(world.head, PLAN | {"name": " "}, "zh")
    for _ in range(19):
        plans.save(world.head, PLAN, "zh")
    with pytest.raises(Conflict):
        plans.save(world.head, PLAN, "zh")
    plans.remove(world.head, plan["id"])
    assert len(plans.list_plans(world.head)["items"]) == 19
    world.now = unstamp(plan["next_at"])
    assert plans.run_due() == 19  # the one that was removed does not run
    at_its_end(world)
