"""What the proof finds, each beside the nearest thing it must not find."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.proof import ERROR, Remark, Staff, positions_of, prove
from tests.proof.samples import FORM, HELD, TODAY, Directory, field, found_in, step, subject

pytestmark = pytest.mark.req("R20")

FIRST = step("first")
SECRETARY = {"role": "secretary", "of": "applicant.college"}
STAFF = ["staff", "cadre"]


def codes(remarks: list[Remark]) -> list[str]:
    return [f"{remark.level} {remark.code}" for remark in remarks]


def when(condition: Any, *then: Any, otherwise: list[Any] | None = None) -> dict[str, Any]:
    return {"when": condition, "then": list(then), **({"else": otherwise} if otherwise else {})}


def test_a_flow_that_works_gives_nothing() -> None:
    flow = [FIRST, when({"days": {"gt": 3}}, step("second", {"role": "dean", "of": "applicant.college"}))]
    assert found_in(flow) == []


@pytest.mark.req("Z-14")
def test_a_position_vacant_in_some_colleges_is_told_with_their_names() -> None:
    (remark,) = found_in([step("first", SECRETARY)])
    assert (remark.level, remark.code, remark.step, remark.units) == ("warning", "nobody", "first", ("medicine",))
    assert "4 个学院中有 1 个" in remark.message.zh and "单位medicine" in remark.message.zh
    assert "in 1 of 4 colleges" in remark.message.en and remark.pointer == "/flow/0/by"


@pytest.mark.req("Z-14")
@pytest.mark.parametrize(
    ("by", "held"),
    [
        (SECRETARY, [key for key in HELD if not key.startswith("secretary")]),
        ({"role": "officer", "unit": "registry"}, ["officer@finance"]),
        ({"role": "manager", "of": "applicant.campus"}, HELD),  # there is no campus at all
    ],
)
def test_a_position_vacant_everywhere_refuses(by: Any, held: list[str]) -> None:
    assert codes(found_in([step("first", by)], held=held)) == ["error nobody"]


def test_of_several_holders_one_who_is_always_there_is_enough() -> None:
    either = [SECRETARY, {"role": "dean", "of": "applicant.college"}]
    assert found_in([step("first", either)]) == []
    assert codes(found_in([step("first", either, mode="all")])) == ["warning nobody"]


def test_staff_have_no_class() -> None:
    counsellor = step("first", {"role": "counsellor", "of": "applicant.class"})
    assert codes(found_in([counsellor], audience=STAFF)) == ["error no_unit"]
    for_students = when({"applicant.category": {"in": ["undergraduate"]}}, counsellor, otherwise=[step("second")])
    assert found_in([for_students], audience=["undergraduate", *STAFF]) == []
    dean = step("first", {"role": "dean", "of": "applicant.college"})
    assert codes(found_in([dean], audience=STAFF)) == ["warning no_unit"]


def test_the_people_a_field_offers_and_those_only_told() -> None:
    form = [field("teacher", "person", required=True, fact=True, people={"role": "tutor", "unit": "registry"})]
    assert codes(found_in([step("first", {"person": "form.teacher"})], form)) == ["error nobody"]
    late = step("first", overdue=[{"escalate": {"role": "tutor", "unit": "registry"}}])
    assert codes(found_in([late])) == ["warning nobody_to_tell"]
    told = {"effect": "notify", "name": "tell", "settings": {"to": {"role": "tutor", "unit": "registry"}}}
    assert codes(found_in([FIRST, told])) == ["warning nobody_to_tell"]


@pytest.mark.parametrize(
    "condition",
    [
        {"days": {"lt": 1}},  # the form's smallest is 1
        {"applicant.category": {"eq": "cadre"}},  # not in the audience
        {"all": [{"abroad": {"eq": False}}, {"country": {"eq": "x"}}]},  # not asked then
    ],
)
def test_a_step_nobody_comes_to_refuses(condition: Any) -> None:
    found = found_in([FIRST, when(condition, step("second"))])
    assert [(one.level, one.code, one.step) for one in found if one.level == ERROR] == [
        ("error", "unreachable", "second")
    ]


def test_a_way_without_a_step_refuses_with_an_example() -> None:
    found = found_in([when({"days": {"gt": 3}}, FIRST)])
    assert codes(found) == ["error no_step"]
    assert "天数为 3" in found[0].message.zh or "天数为 2" in found[0].message.zh
    assert found_in([when({"days": {"gt": 3}}, FIRST, otherwise=[step("second")])]) == []


def test_alternatives_that_leave_somebody_out_are_told() -> None:
    sick, personal = when({"kind": {"eq": "sick"}}, step("a")), when({"kind": {"eq": "personal"}}, step("b"))
    assert found_in([FIRST, sick, personal]) == []  # both of the two there are
    three = [{**one, "options": [*one["options"], {"value": "official", "zh": "公假", "en": "Official"}]}
             if one["field"] == "kind" else one for one in FORM]  # fmt: skip
    (remark,) = found_in([FIRST, sick, personal], three)
    assert (remark.level, remark.code, remark.pointer) == ("warning", "no_default", "/flow/2/when")
    assert "类型为 公假" in remark.message.zh and "else" in remark.message.en
    assert found_in([FIRST, sick, personal, step("last")], three) == []  # something follows
    nested = when({"kind": {"eq": "sick"}}, step("a"), otherwise=[personal])
    assert codes(found_in([FIRST, nested], three)) == ["warning no_default"]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ([FIRST, when({"money": {"gt": 3}}, step("b"))], ["warning may_be_empty"]),
        ([FIRST, when({"country": {"eq": "x"}}, step("b"))], ["warning may_be_empty"]),
        ([FIRST, when({"abroad": {"eq": True}}, when({"country": {"eq": "x"}}, step("b")), step("c"))], []),
        ([FIRST, when({"money": {"empty": False, "gt": 3}}, step("b"))], []),
        ([when({"office": {"eq": "x"}}, step("b"), otherwise=[FIRST])], ["error not_filled_yet"]),
        ([step("first", fields={"office": "edit"}), when({"office": {"eq": "x"}}, step("b"))],
         ["warning may_be_empty"]),
        ([step("first", fields={"office": "required"}), when({"office": {"eq": "x"}}, step("b"))], []),
    ],
)  # fmt: skip
def test_conditions_on_answers_that_may_be_missing(flow: list[Any], expected: list[str]) -> None:
    found = [one for one in found_in(flow) if one.code in ("may_be_empty", "not_filled_yet")]
    assert codes(found) == expected


def test_a_holder_named_by_an_answer_that_may_be_missing_refuses() -> None:
    assert codes(found_in([step("first", {"person": "form.teacher"})])) == ["error holder_may_be_empty"]
    guarded = when({"teacher": {"empty": False}}, step("second", {"person": "form.teacher"}))
    assert found_in([FIRST, guarded]) == []
    unit = step("second", {"role": "officer", "of": "form.office"})
    assert codes(found_in([step("first", fields={"office": "required"}), unit])) == []
    assert codes(found_in([step("first", fields={"office": "edit"}), unit])) == ["error holder_may_be_empty"]


def test_changing_what_an_earlier_condition_went_by_is_told() -> None:
    long = when({"length": {"gt": 3}}, step("b"))
    (remark,) = found_in([long, step("last", fields={"period": "edit"})])
    assert (remark.level, remark.code, remark.step) == ("warning", "changed_later", "last")
    assert remark.pointer == "/flow/1/fields/period" and "起止" in remark.message.zh
    assert found_in([step("last", fields={"period": "edit"}), long]) == []


def test_a_step_that_can_never_end_refuses() -> None:
    assert codes(found_in([step("first", fields={"length": "required"})])) == ["error stuck"]
    fixed = [field("who", "text", prefill="applicant.name", editable=False)]
    assert codes(found_in([step("first", rejects=False)], fixed)) == ["error no_way_out"]
    assert found_in([FIRST], fixed) == []


def test_a_rule_for_late_steps_that_can_never_act_is_told() -> None:
    rule = [{"decide": "approve"}]
    assert codes(found_in([step("first", overdue=rule, fields={"office": "required"})])) == ["warning never_by_rule"]
    assert found_in([step("first", overdue=rule)]) == []


@pytest.mark.req("R18")
def test_limits_that_break_the_promise_refuse() -> None:
    side_by_side = {"parallel": [[step("a", within="3 workdays")], [step("b"), step("c")]]}
    flow = [FIRST, side_by_side, when({"days": {"gt": 3}}, step("d"))]
    assert found_in(flow, limit="5 workdays") == []
    (remark,) = found_in(flow, limit="4 workdays")
    assert (remark.level, remark.code, remark.pointer) == ("error", "promise", "/limit")
    assert "合计 5 个工作日" in remark.message.zh and "Step a 3 working days" in remark.message.en
    assert "Step b" not in remark.message.en
    own = step("back", {"applicant": True}, kind="applicant", within="60 days")
    assert found_in([FIRST, own], limit="1 workday") == []  # the clock stands still for the applicant
    assert codes(found_in([FIRST, step("x", within=None)])) == ["warning no_limit"]


def test_conditions_that_exclude_each_other_do_not_add_up() -> None:
    flow = [FIRST, when({"kind": {"eq": "sick"}}, step("a")), when({"kind": {"eq": "personal"}}, step("b"))]
    assert found_in(flow, limit="2 workdays") == []


def test_errors_come_first_and_all_positions_are_read_together() -> None:
    flow = [step("first", SECRETARY), step("second", fields={"length": "required"})]
    assert codes(found_in(flow)) == ["error stuck", "warning nobody"]
    directory = Directory()
    staff = Staff(directory, TODAY)
    subjects = [subject(flow), subject([step("first", {"role": "counsellor", "of": "applicant.class"})])]
    staff.read(key for one in subjects for key in positions_of(one, staff.units))
    for one in subjects:
        prove(one, staff)
    assert directory.reads == 1
