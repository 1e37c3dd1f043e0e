"""What a department can get wrong in a form is said before it is published, all at once, at its place."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.forms import FormError, fact_sources, fact_types, form_findings, option_values, parse_form
from tests.forms.samples import raw_field

OPTION = {"value": "a", "zh": "甲", "en": "First"}
FAULTS: list[tuple[list[Any], str, str]] = [
    ([raw_field(type="texte")], "/0/type", "unknown type"),
    ([raw_field(field="姓名")], "/0/field", "name of English letters"),
    (["x"], "/0", "needs a name"),
    ([raw_field(requried=True)], "/0/requried", "did you mean required"),
    ([raw_field(options=[OPTION])], "/0/options", "no key options"),
    ([raw_field(label={"zh": "只有中文"})], "/0/label", "both zh and en"),
    ([raw_field(type="choice")], "/0", "at least one option"),
    ([raw_field(type="choice", options=[OPTION, OPTION])], "/0/options", "twice"),
    ([raw_field(type="choice", options=[{"value": True, "zh": "是", "en": "Yes"}])], "/0/options", "a text"),
    ([raw_field(), raw_field()], "/1/field", "twice"),
    ([raw_field(field="applicant")], "/0/field", "reserved"),
    ([raw_field(when={"later": {"eq": 1}}), raw_field(field="later")], "/0/when", "fields above"),
    ([raw_field(required={"x": {"is": 1}})], "/0/required", "unknown operator"),
    ([raw_field(prefill="applicant.shoe_size")], "/0/prefill", "nothing to prefill"),
    ([raw_field(editable=False)], "/0/editable", "needs a prefill"),
    ([raw_field(at_step="s", prefill="applicant.name")], "/0/at_step", "cannot be prefilled"),
    ([raw_field(pattern="[")], "/0/pattern", "not a regular expression"),
    ([raw_field(pattern="a")], "/0/pattern", "needs a hint"),
    ([raw_field(max_length="long")], "/0/max_length", "whole number"),
    ([raw_field(type="long_text", max_length=20000)], "/0/max_length", "must not be above"),
    ([raw_field(type="number", min="1")], "/0/min", "must be a number"),
    ([raw_field(type="money", min=1.5)], "/0/min", "fen"),
    ([raw_field(type="date", min="tomorrow")], "/0/min", "today+3"),
    ([raw_field(type="file", accept=["exe"])], "/0/accept", "unknown kind exe"),
    ([raw_field(type="computed", compute={"sum_of": "x"})], "/0/compute", "days_in"),
    ([raw_field(type="computed", compute={"sum": ["nothing", 1]})], "/0/compute", "not nothing"),
    ([raw_field(type="computed", compute="x")], "/0/compute", "one operation"),
    ([raw_field(), raw_field(field="y", when={"x": {"gt": {"of": {"sum": ["x"]}}}})], "/1/when", "needs a"),
    ([raw_field(audience=["aliens"])], "/0/audience", "no category"),
    ([raw_field(type="rows")], "/0", "at least one column"),
    ([raw_field(type="rows", columns=[raw_field(type="file")])], "/0/columns", "of these kinds only"),
    ([raw_field(type="rows", columns=[raw_field(kind="text")])], "/0/columns/kind", "no key"),
    ([raw_field(type="rows", columns=[raw_field()], totals=["x"])], "/0/totals", "no column of numbers"),
    (
        [raw_field(type="rows", columns=[raw_field(type="number")], balance=[{"column": "x", "equals": "gone"}])],
        "/0/balance",
        "no field of numbers",
    ),
    ([raw_field(type="id_number", fact=True)], "/0/fact", "no value for the flow"),
    ([raw_field(), raw_field(field="d", type="computed", compute={"days_in": "x"})], "/1/compute", "date_range field"),
    ([raw_field(type="person", people={"role": "r", "of": "form.y"})], "/0/people", "{role: …, unit: …}"),
    ([raw_field(type="note", fact=True)], "/0/fact", "no value"),
    ([], "", "list of fields"),
    ([raw_field(field=f"f{n}") for n in range(201)], "", "more than 200"),
]


@pytest.mark.parametrize(("raw", "pointer", "words"), FAULTS)
def test_a_fault_is_found_at_its_place(raw: list[Any], pointer: str, words: str) -> None:
    found = [finding.message for finding in form_findings(raw) if finding.pointer == pointer]
    assert any(words in message.en for message in found), found
    assert all(message.zh for message in found)


def test_everything_is_said_at_once() -> None:
    raw = [raw_field(type="texte"), raw_field(label=3), raw_field(field="ok"), raw_field(field="ok")]
    with pytest.raises(FormError) as refused:
        parse_form(raw)
    assert [finding.path for finding in refused.value.findings] == [(0, "type"), (1, "label"), (3, "field")]


def test_what_the_checks_of_a_flow_need() -> None:
    form = parse_form(
        [
            raw_field(field="kind", type="choice", options=[OPTION], fact=True),
            raw_field(field="period", type="date_range"),
            raw_field(field="days", type="computed", compute={"days_in": "period"}, fact=True),
        ]
    )
    assert fact_types(form) == {"kind": "choice", "days": "computed"}
    assert fact_sources(form) == {"days": {"period"}}
    assert option_values(form) == {"kind": {"a"}}
