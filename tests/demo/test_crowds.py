"""The demo hall foresees its counters' days, says who is on duty and who helps."""

from __future__ import annotations

from typing import Any

from local.demo.crowds import load_demo_crowds, load_demo_duty
from local.demo.staff import HELPERS
from tests.hall_world import HallWorld


def test_a_newcomer_finds_a_forecast_a_duty_list_and_two_helpers(aws: Any) -> None:
    world = HallWorld(aws, services=["student-card-replacement"])
    windows, coordinator = world.hall.windows, world.person("110102")
    assert load_demo_crowds(world.hall) > 200 and load_demo_crowds(world.hall) == 0
    ahead = windows.crowds.ahead(coordinator, "registry")["days"]
    assert len(ahead) == 10 and all(one["from_days"] == 8 for one in ahead)
    assert any(half["peak"] for half in ahead[0]["halves"])
    load_demo_duty(world.hall)
    listed = windows.duty.view(coordinator, "registry")
    assert not any(one["gap"] for one in listed["days"]) and all(one["serves"] for one in listed["turns"])
    windows.duty.change(coordinator, "registry", 1, [], "")
    load_demo_duty(world.hall)  # what somebody has changed stays
    assert windows.duty.view(coordinator, "registry")["turns"] == []
    gaps = {one["id"]: one["gaps"] for one in windows.desk.choices(coordinator)["counters"]}
    assert gaps["research"] and not gaps["seal"] and not gaps["self-service"]
    helpers = [world.person(id) for id in HELPERS]
    halls = [[one["id"] for one in world.hall.tickets.helpers.halls(one)["halls"]] for one in helpers]
    assert halls == [["service-centre"], ["service-centre"]]
