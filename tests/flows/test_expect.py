"""The way ahead with dates: limits in working time, branches side by side, what is not answered yet left open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.flows import Expected, Outlook, expect, parse_flow
from chalicelib.shared.working_calendar import WorkingCalendar
from tests.flows.samples import step

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)  # Thursday morning in China
CALENDAR = WorkingCalendar.load()


def ahead(flow: list[Any], facts: dict[str, Any], **known: Any) -> list[Expected]:
    return expect(parse_flow(flow), Outlook(facts, NOW, CALENDAR, **known))


def dates(found: list[Expected]) -> dict[str, str]:
    return {one.step.name: f"{one.due:%m-%d}" if one.due and one.timed else "-" for one in found}


DAY = {"within": "1 workday"}


@pytest.mark.req("R18")
def test_dates_follow_the_limits_over_a_weekend_and_branches_run_side_by_side() -> None:
    flow = [
        step("a", **DAY),
        {"parallel": [[step("b", within="3 workdays")], [step("c", **DAY), step("d", **DAY)]], "name": "both"},
        step("e", **DAY),
    ]
    found = ahead(flow, {})
    assert dates(found) == {"a": "11-27", "b": "12-02", "c": "11-30", "d": "12-01", "e": "12-03"}
    assert [one.beside for one in found] == [None, "both", "both", "both", None]


def test_what_is_done_is_left_out_and_what_is_open_keeps_its_due_time() -> None:
    flow = [step("a", **DAY), step("b", within="5 workdays"), step("c", **DAY)]
    due = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    assert dates(ahead(flow, {}, passed=["a"], open_due={"b": due})) == {"b": "11-27", "c": "11-30"}
    late = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # overdue: the next one counts from now
    assert dates(ahead(flow, {}, passed=["a"], open_due={"b": late})) == {"b": "11-20", "c": "11-27"}


def test_an_unanswered_question_leaves_both_arms_open() -> None:
    flow = [{"when": {"days": {"gt": 3}}, "then": [step("long", **DAY)], "else": [step("short")]}, step("end", **DAY)]
    assert [one.step.name for one in ahead(flow, {"days": 5})] == ["long", "end"]
    found = ahead(flow, {}, unknown={"days"})
    assert [(one.step.name, len(one.only_if)) for one in found] == [("long", 1), ("short", 1), ("end", 0)]
    assert dates(found)["end"] == "11-30"  # the latest of both
    assert dates(found)["short"] == "-"


def test_what_one_answer_settles_needs_no_other() -> None:
    either = {"any": [{"kind": {"eq": "a"}}, {"days": {"gt": 3}}]}
    flow = [{"when": either, "then": [step("long")]}, step("end")]
    assert [len(one.only_if) for one in ahead(flow, {"kind": "a"}, unknown={"days"})] == [0, 0]
    assert [len(one.only_if) for one in ahead(flow, {"kind": "b"}, unknown={"days"})] == [1, 0]
    neither = {"not": {"all": [{"kind": {"eq": "a"}}, {"days": {"gt": 3}}]}}
    flow = [{"when": neither, "then": [step("long")]}, step("end")]
    assert [len(one.only_if) for one in ahead(flow, {"kind": "b"}, unknown={"days"})] == [0, 0]


def test_beyond_the_calendar_there_are_steps_but_no_dates() -> None:
    found = ahead([step("a", within="900 days"), step("b", **DAY)], {})
    assert dates(found) == {"a": "-", "b": "-"}
