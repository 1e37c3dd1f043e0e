"""A service is tried out by its cohort: asked, reminded, heard, and counted (N18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.catalogue import read_channel
from chalicelib.errors import Conflict, NotFound
from tests.hall_world import HallWorld
from tests.service_shape import bare_service

STUDENT, OTHER = "2023010101", "2023010102"
TEXT = {"zh": "说明", "en": "What"}
FORM = [{"field": "what", "type": "text", "label": TEXT, "required": True}]
REVIEW = {
    "step": "review", "title": {"zh": "审核", "en": "Review"}, "by": {"role": "officer", "unit": "registry"},
    "within": "1 workday",
}  # fmt: skip


def test_a_cohort_may_be_a_column_that_was_pasted() -> None:
    pasted = "学号,姓名\n2023010101,李明\n2023010102\t王芳\n\n2023010101\n"
    channel = read_channel({"state": "testing", "cohort": {"people": pasted}})
    assert channel.cohort and channel.cohort.people == (STUDENT, OTHER)


@pytest.mark.req("N18")
def test_the_cohort_is_asked_reminded_and_counted(aws: Any) -> None:
    world = HallWorld(aws, services=[])
    today = world.now.date()
    ends = today + timedelta(days=14)
    channel = {"state": "testing", "cohort": {"people": [STUDENT, OTHER, "gone"]},
               "then": [{"state": "online", "since": ends.isoformat()}]}  # fmt: skip
    world.publish(bare_service("new-thing", 1, FORM, [REVIEW], owner_unit="registry", channel=read_channel(channel)))
    trials, officer = world.hall.trials, world.holder_of("position:officer@registry")
    with pytest.raises(NotFound):
        trials.view(world.person(STUDENT), "new-thing")
    seen = trials.view(officer, "new-thing")
    assert (seen["total"], seen["tried"], seen["days_left"]) == (2, 0, 14)

    def told(person: str) -> list[str]:
        world.settle()
        return [one["message"] for one in world.hall.list_notices(world.person(person), None, 10)["items"]]

    assert (trials.daily(), trials.daily()) == (2, 0), "asked on the first day, once"
    assert told(STUDENT) == ["trial_invited"]
    link = world.hall.list_notices(world.person(STUDENT), None, 10)["items"][0]["link"]["zh"]
    assert link == "/zh/services/new-thing/"
    with pytest.raises(Conflict):
        trials.ask(officer, "new-thing", "invite")

    world.submit(world.person(STUDENT), "new-thing", {"what": "试用"})
    world.hall.editing.add_feedback(world.person(OTHER), "new-thing", "看不清按钮")
    assert trials.ask(officer, "new-thing", "remind") == {"told": 1}
    assert (told(STUDENT).count("trial_reminder"), told(OTHER).count("trial_reminder")) == (0, 1)
    seen = trials.view(officer, "new-thing")
    assert [(one["id"], one["tried"] is not None, one["feedback"]) for one in seen["items"]] == [
        (OTHER, False, 1), (STUDENT, True, 0),
    ]  # fmt: skip
    assert [one["kind"] for one in seen["rounds"]] == ["remind", "invite"]
    world.now += timedelta(days=12)
    assert (trials.daily(), trials.daily()) == (1, 0), "and near the end by itself"
    assert trials.view(officer, "new-thing")["days_left"] == 2
    world.now += timedelta(days=2)
    assert trials.view(officer, "new-thing") == {"state": None} and trials.daily() == 0


@pytest.mark.req("N18")
def test_a_unit_tries_it_with_everything_below_it(aws: Any) -> None:
    world = HallWorld(aws, services=[])
    channel = {"state": "testing", "cohort": {"units": ["college-cs"]}}
    world.publish(bare_service("new-thing", 1, FORM, [REVIEW], owner_unit="registry", channel=read_channel(channel)))
    seen = world.hall.trials.view(world.holder_of("position:officer@registry"), "new-thing")
    units = {world.person(one["id"]).units.get("college") for one in seen["items"]}
    assert seen["total"] > 20 and units == {"college-cs"} and seen["days_left"] is None
