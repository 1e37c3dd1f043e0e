"""Exports with a filter: which rows are in the file, what is refused, and what stays hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import InvalidForm
from tests.exports.conftest import ID_NUMBER, ExportWorld, rows
from tests.exports.test_plans import PLAN


def exported(world: ExportWorld, who: Any, condition: dict[str, Any], **more: Any) -> list[str]:
    done = world.run(who, world.ask(who, filter=condition, **more))
    return [row[2] for row in rows(world.file(done))[1:]]


@pytest.mark.req("R33", "H-07")
def test_rows_are_chosen_by_values_state_outcome_and_durations(world: ExportWorld) -> None:
    officer = world.holder_of("position:officer@registry")
    quick = world.apply("遗失 图书馆")
    world.now += timedelta(seconds=1)
    slow = world.apply("遗失 食堂")
    world.now += timedelta(hours=1) - timedelta(seconds=1)
    world.decide(quick, "review.1.1", officer, opinion="同意")
    world.now += timedelta(hours=47)
    world.decide(slow, "review.1.1", officer, "reject", opinion="材料不齐")
    world.apply("损坏")
    for condition, expected in (
        ({}, ["遗失 图书馆", "遗失 食堂", "损坏"]),
        ({"form.reason": {"contains": "遗失"}}, ["遗失 图书馆", "遗失 食堂"]),
        ({"all": [{"form.reason": {"contains": "遗失"}}, {"hours.total": {"gt": 24}}]}, ["遗失 食堂"]),
        ({"outcome.review": {"eq": "rejected"}}, ["遗失 食堂"]),
        ({"hours.review": {"le": 1}}, ["遗失 图书馆"]),
        ({"state": {"in": ["in_progress", "completed"]}}, ["遗失 图书馆", "损坏"]),
        ({"not": {"ended_at": {"empty": True}}}, ["遗失 图书馆", "遗失 食堂"]),
        ({"submitted_at": {"ge": "2026-11-24"}}, ["损坏"]),
        ({"applicant.name": {"contains": "李明"}}, ["遗失 图书馆", "遗失 食堂", "损坏"]),
        ({"applicant.units": {"contains": "registry"}, "urgent": {"eq": True}}, []),
    ):
        assert exported(world, world.head, condition) == expected, condition


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("condition", "pointer", "named"),
    [
        ({"form.nothing": {"eq": "1"}}, "/filter/form.nothing", "form.nothing"),
        ({"form.reason": {"eq": 1}}, "/filter/form.reason/eq", "事由"),
        ({"state": {"eq": "gone"}}, "/filter/state/eq", "办件状态"),
        ({"hours.review": {"contains": "1"}}, "/filter/hours.review/contains", "审核用时（小时）"),
        ({"submitted_at": {"ge": "23.11.2026"}}, "/filter/submitted_at/ge", "提交日期"),
        ({"form.reason": "遗失"}, "/filter/form.reason", ""),
        ({"any": []}, "/filter/any", ""),
    ],
)
def test_what_cannot_be_asked_is_said_with_the_fields_name(
    world: ExportWorld, condition: dict[str, Any], pointer: str, named: str
) -> None:
    with pytest.raises(InvalidForm) as refused:
        world.ask(world.head, filter=condition)
    [fault] = refused.value.errors
    assert (fault.pointer, named in fault.message.zh) == (pointer, True) and fault.message.en
    with pytest.raises(InvalidForm):
        world.hall.export_plans.save(world.head, PLAN | {"filter": condition}, "zh")


@pytest.mark.req("R33", "R40")
def test_a_masked_field_is_no_oracle(world: ExportWorld) -> None:
    """A filter that may be asked again and again would tell what the mask hides."""
    world.apply("遗失", id_number=ID_NUMBER)
    condition = {"form.id_number": {"contains": "1949"}}
    for who in (world.head, world.key()):
        assert "form.id_number" not in [one["name"] for one in world.hall.exports.columns(who, "card")["filters"]]
        with pytest.raises(InvalidForm):
            world.ask(who, filter=condition)
    assert exported(world, world.key("exports", "sensitive"), condition) == ["遗失"]


@pytest.mark.req("R33")
def test_the_same_filter_written_differently_is_the_same_job(world: ExportWorld) -> None:
    world.apply("遗失")
    one = world.ask(world.head, filter={"form.reason": {"eq": "遗失"}, "urgent": {"eq": False}})
    two = world.ask(world.head, filter={"all": [{"form.reason": {"eq": "遗失"}}, {"urgent": {"eq": False}}]})
    other = world.ask(world.head, filter={"form.reason": {"eq": "损坏"}})
    assert one["id"] == two["id"] != other["id"]
    assert one["filter"] == two["filter"]
    for job in (one, other):
        world.run(world.head, job)
        world.rest(job)


@pytest.mark.req("H-07")
def test_a_plan_keeps_its_filter(world: ExportWorld) -> None:
    world.apply("遗失")
    world.apply("损坏")
    condition = {"form.reason": {"contains": "损"}}
    plan = world.hall.export_plans.save(world.head, PLAN | {"filter": condition}, "zh")
    assert plan["filter"] == condition
    world.now += timedelta(days=1)
    assert world.hall.export_plans.run_due() == 1
    [job] = world.hall.exports.list_exports(world.head)["items"]
    done = world.run(world.head, job)
    world.rest(job)
    assert [row[2] for row in rows(world.file(done))[1:]] == ["损坏"] and job["filter"] == condition
