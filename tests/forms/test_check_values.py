"""The form as a whole: what is believed, what is dropped, what is worked out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.errors import InvalidForm
from chalicelib.forms import MAX_FORM_BYTES, facts_of, parse_form
from tests.forms.samples import APPLICANT, clean, form_of, raw_field, refusals

LEAVE = form_of(
    raw_field(field="name", prefill="applicant.name", editable=False, required=True),
    raw_field(field="kind", type="choice", required=True, fact=True, options=[
        {"value": "sick", "zh": "病假", "en": "Sick"}, {"value": "own", "zh": "事假", "en": "Own"}]),
    raw_field(field="period", type="date_range", required=True),
    raw_field(field="days", type="computed", compute={"days_in": "period"}, fact=True),
    raw_field(field="note", type="text", when={"kind": {"eq": "sick"}}, required={"days": {"gt": 1}}),
    raw_field(field="advice", type="note"),
    raw_field(field="returned_on", type="date", at_step="report_back", max="today"),
    raw_field(field="remark", at_step="report_back"),
)  # fmt: skip
KNOWN = {"name": {"zh": "林晓雨", "en": "Lin Xiaoyu"}}
GOOD: dict[str, Any] = {"kind": "own", "period": {"from": "2026-11-23", "to": "2026-11-26"}}


def test_read_only_and_computed_values_come_from_the_hall() -> None:
    given = {**GOOD, "name": "somebody else", "days": 1}
    assert clean(LEAVE, given, known=KNOWN) == {**GOOD, "name": KNOWN["name"], "days": 4}


def test_facts_are_only_what_the_flow_decides_by() -> None:
    assert facts_of(LEAVE, clean(LEAVE, GOOD, known=KNOWN)) == {"kind": "own", "days": 4}


def test_a_question_that_does_not_stand_is_dropped_and_not_required() -> None:
    assert "note" not in clean(LEAVE, {**GOOD, "note": "left over"}, known=KNOWN)


def test_a_condition_makes_a_question_required() -> None:
    assert refusals(LEAVE, {**GOOD, "kind": "sick"}, known=KNOWN) == {
        "/form/note": ("required", ("请填写请假事由", "Enter the reason for leave"))
    }
    one_day = {"kind": "sick", "period": {"from": "2026-11-23", "to": "2026-11-23"}}
    assert refusals(LEAVE, one_day, known=KNOWN) == {}


def test_everything_wrong_is_said_at_once_in_order() -> None:
    found = refusals(LEAVE, {"period": "soon", "colour/~": "red"}, known=KNOWN)
    assert [(pointer, code) for pointer, (code, _) in found.items()] == [
        ("/form/colour~1~0", "unknown_field"), ("/form/kind", "required"), ("/form/period", "wrong_type"),
    ]  # fmt: skip


def test_a_value_missing_at_its_source_says_who_can_add_it() -> None:
    code, message = refusals(LEAVE, GOOD)["/form/name"]
    assert code == "missing_at_source"
    assert "数据归口部门" in message.zh


@pytest.mark.parametrize("name", ["returned_on", "advice", "nonsense"])
def test_the_applicant_may_not_fill_what_is_a_steps_or_nobodys(name: str) -> None:
    given = {**GOOD, name: "2026-11-23"}
    expected = {} if name == "advice" else {f"/form/{name}": "unknown_field"}
    assert {pointer: code for pointer, (code, _) in refusals(LEAVE, given, known=KNOWN).items()} == expected


@pytest.mark.parametrize("values", [None, [], "form", 3])
def test_a_form_is_a_mapping(values: Any) -> None:
    assert refusals(LEAVE, values, known=KNOWN)["/form"][0] == "wrong_type"


class TestAStepsShare:
    PRESENT = clean(LEAVE, GOOD, known=KNOWN)

    def share(self, values: Any, names: set[str], **more: Any) -> dict[str, Any]:
        return clean(LEAVE, values, partial=names, known=self.PRESENT, at="/fields", **more)

    def test_only_its_names_are_taken(self) -> None:
        given = {"returned_on": "2026-11-23"}
        assert self.share(given, {"returned_on", "remark"}) == given
        with pytest.raises(InvalidForm) as refused:
            self.share({"kind": "sick"}, {"returned_on"})
        assert [error.pointer for error in refused.value.errors] == ["/fields/kind"]

    def test_what_the_step_must_fill_is_required(self) -> None:
        with pytest.raises(InvalidForm) as refused:
            self.share({}, {"returned_on", "remark"}, required={"returned_on"})
        assert [(error.pointer, error.code) for error in refused.value.errors] == [("/fields/returned_on", "required")]

    def test_what_it_leaves_alone_stays(self) -> None:
        assert self.share({}, {"kind", "remark"}) == {}

    def test_what_is_worked_out_follows(self) -> None:
        period = {"from": "2026-11-23", "to": "2026-11-24"}
        assert self.share({"period": period}, {"period"}) == {"period": period, "days": 2}

    def test_a_required_answer_cannot_be_emptied(self) -> None:
        with pytest.raises(InvalidForm):
            self.share({"kind": ""}, {"kind"})


def test_no_form_can_reach_the_size_of_an_item() -> None:
    """PROMISES R10: the largest form that is taken stays below 64 KB, 200 fields of the longest text do not."""
    fields = [raw_field(field=f"f{n}", type="long_text", max_length=10000) for n in range(200)]
    form = parse_form(fields)
    assert refusals(form, {f"f{n}": "长" * 10000 for n in range(200)})["/form"][0] == "too_large"
    taken = clean(form, {"f0": "长" * 10000, "f1": "长" * 10000})
    assert len(json.dumps(taken, ensure_ascii=False).encode()) < MAX_FORM_BYTES


def test_a_field_of_several_steps_may_stand_at_one_of_them_only() -> None:
    form = form_of(
        raw_field(field="kind"),
        raw_field(field="seal", when={"all": [{"step": {"eq": "sealing"}}, {"kind": {"eq": "a"}}]}, required=True),
    )
    at = {"partial": {"seal"}, "known": {"kind": "a"}}
    assert refusals(form, {}, facts={**APPLICANT, "step": "sealing"}, **at)["/form/seal"][0] == "required"
    assert clean(form, {"seal": "x"}, facts={**APPLICANT, "step": "review"}, **at) == {}
    assert clean(form, {"kind": "a", "seal": "x"}) == {"kind": "a"}, "no step, when the applicant fills it in"
