"""Before an application is started, and while it is under way: who will act, by name, and by when (L3)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.errors import NotEligible
from tests.hall_world import HallWorld
from tests.services.walking import prepare, with_linked

STUDENT, TEACHER = "2023010101", "120111"


def way(world: HallWorld, person: str, code: str, **form: Any) -> dict[str, Any]:
    return world.hall.viewing.service_way(world.person(person), code, form)


@pytest.mark.req("C-16", "C-18")
def test_before_starting_the_hall_says_who_and_by_when_and_the_answers_change_it(aws: Any) -> None:
    world = HallWorld(aws, ["student-leave", "ip-address"])
    before = way(world, STUDENT, "student-leave")
    steps = {step["step"]: step for step in before["steps"]}
    first = steps["counsellor_review"]
    assert first["holder"]["people"][0]["name"]["zh"] and first["holder"]["people"][0]["phone"]
    assert first["expected_at"] == "2026-11-24T09:30:00.000Z"
    assert steps["college_review"]["only_if"] == {"zh": "请假天数大于 3", "en": "Days of leave is more than 3"}
    assert before["questions"] == [{"zh": "请假天数", "en": "Days of leave"}]

    short = way(world, STUDENT, "student-leave", period={"from": "2026-11-24", "to": "2026-11-25"}, kind="nonsense")
    assert [step["step"] for step in short["steps"]] == ["counsellor_review", "report_back", "confirm_return"]
    assert short["questions"] == []
    own = short["steps"][1]["holder"]["people"]
    assert own == [{"name": world.person(STUDENT).name.to_dict()}]  # of a student only the name
    drawn = world.hall.viewing.service_way(world.person(STUDENT), "student-leave", {}, "zh")["diagram"]
    assert first["holder"]["people"][0]["name"]["zh"] in drawn and "预计 11月24日前" in drawn
    long = way(world, STUDENT, "student-leave", period={"from": "2026-11-24", "to": "2026-12-10"})
    assert [step["step"] for step in long["steps"]][:3] == ["counsellor_review", "college_review", "division_approval"]
    with pytest.raises(NotEligible):
        way(world, STUDENT, "ip-address")


@pytest.mark.req("C-16", "C-18")
def test_under_way_the_steps_to_come_have_names_and_dates_in_no_more_reads(aws: Any) -> None:
    code = "technology-transfer-contract"
    world = HallWorld(aws, with_linked(code))
    teacher = world.person(TEACHER)
    id = world.submit(teacher, code, **prepare(world, teacher, code))
    calls: list[str] = []
    people = world.hall.people
    for name in ("get_rosters", "get_people", "get_roster", "members"):
        setattr(people, name, _counted(getattr(people, name), name, calls))
    view = world.hall.view_application(teacher, id, None)
    assert view is not None
    assert calls == ["get_rosters", "get_people"]
    steps = {step["step"]: step for step in view["steps"]}
    assert (steps["research_review"]["status"], steps["legal_review"]["status"]) == ("now", "next")
    assert steps["research_review"]["holder"]["people"]
    legal, finance = steps["legal_review"], steps["finance_review"]
    assert legal["beside"] == finance["beside"] == "legal_and_finance"
    assert finance["holder"]["pool"] and len(finance["holder"]["people"]) == 2
    assert legal["expected_at"] == finance["expected_at"] == "2026-11-30T09:30:00.000Z"
    assert steps["leader_approval"]["expected_at"] == "2026-12-02T09:30:00.000Z"
    named = steps["leader_approval"]["holder"]["people"][0]["name"]
    assert named["zh"] in view["diagram"]["zh"] and "预计 12月2日前" in view["diagram"]["zh"]
    [only] = world.hall.view_application(teacher, id, None, "en")["diagram"].items()
    assert only[0] == "en" and named["en"] in only[1]


def _counted(call: Any, name: str, calls: list[str]) -> Any:
    def counted(*arguments: Any) -> Any:
        calls.append(name)
        return call(*arguments)

    return counted
