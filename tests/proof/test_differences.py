"""What a new version changes, said in the form's words and in both languages."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.catalogue import Service, load_definitions
from chalicelib.proof import Difference, differences
from local.demo import demo_university

UNITS = {unit.id: unit for unit in demo_university().units}
LEAVE = next(one for one in load_definitions() if one.raw["service"] == "student-leave")


def after(change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str, str, str, str]]:
    raw = copy.deepcopy(dict(LEAVE.raw))
    change(raw)
    return [_plain(one) for one in differences(LEAVE.service, Service.from_dict(raw), UNITS)]


def _plain(one: Difference) -> tuple[str, str, str, str, str]:
    said = [text.zh if text else "" for text in (one.before, one.after)]
    for text in (one.what, one.before, one.after):
        assert text is None or (text.zh and text.en)
    return (one.part, one.kind, one.what.zh, *said)  # type: ignore[return-value]


def test_the_same_is_no_difference() -> None:
    assert after(lambda raw: None) == []


@pytest.mark.req("R19")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda raw: raw.update(limit="5 workdays"), ("about", "changed", "承诺时限", "4 个工作日", "5 个工作日")),
        (lambda raw: raw["guide"].update(fee={"zh": "十元", "en": "CNY 10"}),
         ("guide", "changed", "收费标准", "不收费", "十元")),
        (lambda raw: raw["guide"]["materials"].pop(),
         ("guide", "removed", "申请材料 · 派出单位通知（公假）", "", "")),
        (lambda raw: raw["form"][6]["label"].update(zh="请假起止"),
         ("form", "changed", "请假起止 · 题目", "请假起止日期", "请假起止")),
        (lambda raw: raw["form"][5]["options"].pop(),
         ("form", "changed", "请假类型 · 选项", "病假、事假、公假", "病假、事假")),
        (lambda raw: raw["flow"][0].update(within="4 hours"),
         ("flow", "changed", "辅导员审核 · 时限", "1 个工作日", "4 个工作小时")),
        (lambda raw: raw["flow"][1].update(when={"days": {"gt": 5}}),
         ("flow", "changed", "学院学生工作负责人审核 · 经过条件", "请假天数大于 3", "请假天数大于 5")),
        (lambda raw: raw["flow"][0].update(by={"role": "officer", "unit": "student-affairs"}),
         ("flow", "changed", "辅导员审核 · 办理人", "班级 · 辅导员", "学生处 · 经办人")),
    ],
)  # fmt: skip
def test_one_change_is_told_once_with_before_and_after(change: Any, expected: tuple[str, ...]) -> None:
    found = after(change)
    assert found[0] == expected
    assert len({one[2] for one in found}) == len(found)


def test_a_step_that_comes_or_goes_and_one_that_moves() -> None:
    added = {"step": "archive", "title": {"zh": "归档", "en": "File it"}, "by": {"role": "officer", "unit": "archives"}}
    assert after(lambda raw: raw["flow"].append(added)) == [("flow", "added", "归档", "", "档案馆 · 经办人")]
    assert after(lambda raw: raw["flow"].pop()) == [("flow", "removed", "辅导员确认销假", "班级 · 辅导员", "")]
    ((part, kind, what, before, now),) = after(lambda raw: raw["form"].insert(0, raw["form"].pop()))
    assert (part, kind, what) == ("form", "moved", "题目顺序")
    assert before.endswith("返校说明") and now.startswith("返校说明")
