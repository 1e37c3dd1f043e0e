"""Checks before publishing: what would fail or mislead later is refused now, at its line."""

from __future__ import annotations

import pytest
from hypothesis import given

from chalicelib.flows import check_flow, parse_flow
from chalicelib.flows.reachable import possible
from chalicelib.people import ROLES
from chalicelib.shared.conditions import evaluate, parse_condition
from tests.flows import samples
from tests.flows.samples import LEAVE, STANDARD, step

FIELDS = {"days", "kind", "granted", "period", "teacher", "unit", "remark", "kinds", "abroad", "amount"}
FACTS = {
    "days": "computed", "kind": "choice", "granted": "number", "teacher": "person", "unit": "unit", "kinds": "choices",
    "abroad": "yes_no", "amount": "money",
}  # fmt: skip
KNOWN = {
    "roles": {"officer", "counsellor"},
    "units": {"registry"},
    "effects": {"notify"},
    "options": {"kind": {"sick", "personal"}, "kinds": {"a", "b"}},
    "fact_sources": {"days": {"period"}},
}


def check(raw, **more):
    return [(p.pointer, p.message.en) for p in check_flow(parse_flow(raw), FIELDS, FACTS, **KNOWN | more)]


def when(condition, *then, otherwise=()):
    arms = {"when": condition, "then": list(then) or [step("then_step")]}
    return arms | ({"else": list(otherwise)} if otherwise else {})


@pytest.mark.parametrize("raw", [LEAVE, STANDARD, [step("a", by={"person": "form.teacher"})],
                                 [step("a", by={"role": "officer", "of": "form.unit"}, fields={"granted": "edit"})],
                                 [step("a"), when({"kind": {"in": ["sick", "personal"]}}), {"effect": "notify"}],
                                 [step("a"), when({"applicant.category": {"eq": "cadre"}})],
                                 [step("a", lasts="5 workdays", within="8 workdays")],
                                 [step("a", fields={"granted": "required"},
                                       ranking={"place": "granted", "by": ["amount"], "within": ["kind"]})],
                                 ])  # fmt: skip
def test_good_flows_have_no_problems(raw):
    assert check(raw) == []


@pytest.mark.parametrize(
    ("raw", "pointer", "reason"),
    [
        ([step("a"), step("a")], "/flow/0", "used twice"),
        ([step("revise")], "/flow/0", "reserved"),
        ([step("finish")], "/flow/0", "reserved"),
        ([{"effect": "notify"}], "/flow", "no step"),
        ([step("a", by={"role": "wizard", "unit": "registry"})], "/flow/0/by", "unknown role"),
        ([step("a", by={"role": "officer", "unit": "moon"})], "/flow/0/by", "unknown unit"),
        ([step("a", by={"person": "form.nobody"})], "/flow/0/by", "no field"),
        ([step("a", by={"person": "form.remark"})], "/flow/0/by", "must be a fact"),
        ([step("a", by={"person": "form.days"})], "/flow/0/by", "computed"),
        ([step("a", within="1 day", overdue=[{"escalate": {"role": "wizard", "unit": "registry"}}])],
         "/flow/0/overdue", "unknown role"),
        ([step("a", by={"chain": "form.teacher"})], "/flow/0/by", "person"),
        ([step("a", by={"chain": "form.nobody"})], "/flow/0/by", "no field"),
        ([step("a", by={"linked": "form.nobody"})], "/flow/0/by", "no field"),
        ([step("a", by={"role": "wizard", "campus": "applicant.campus"})], "/flow/0/by", "unknown role"),
        ([step("a", by={"role": "officer", "campus": "form.days"})], "/flow/0/by", "computed"),
        ([step("a", overdue=["remind"])], "/flow/0/overdue", "without `within`"),
        ([step("a", fields={"nothing": "edit"})], "/flow/0/fields/nothing", "no field"),
        ([step("a"), {"effect": "fly", "title": {"zh": "飞", "en": "Fly"}}], "/flow/1/effect", "unknown effect"),
        ([step("a"), when({"remark": {"eq": "x"}})], "/flow/1/when", "not marked as a fact"),
        ([step("a"), when({"nothing": {"eq": "x"}})], "/flow/1/when", "no field of the form"),
        ([step("a"), when({"applicant.name": {"eq": "x"}})], "/flow/1/when", "no field of the form"),
        ([step("a"), when({"days": {"gt": "3"}})], "/flow/1/when", "cannot be compared"),
        ([step("a"), when({"kind": {"gt": "sick"}})], "/flow/1/when", "cannot be compared"),
        ([step("a"), when({"kinds": {"eq": "a"}})], "/flow/1/when", "cannot be compared"),
        ([step("a"), when({"abroad": {"eq": "yes"}})], "/flow/1/when", "cannot be compared"),
        ([step("a"), when({"kind": {"eq": "sik"}})], "/flow/1/when", "no option"),
        ([step("a"), when({"kind": {"in": ["sick", "sik"]}})], "/flow/1/when", "no option"),
        ([step("a", lasts="5 workdays", within="3 workdays")], "/flow/0/within", "shorter than `lasts`"),
        ([step("a", lasts="5 workdays") | {"repeated": "skip"}], "/flow/0/lasts", "may not be skipped"),
        ([step("a", ranking={"place": "granted", "by": ["amount"]})], "/flow/0/ranking", "able to fill in 'granted'"),
        ([step("a", fields={"granted": "required"}, ranking={"place": "granted", "by": ["kind"]})],
         "/flow/0/ranking", "'kind' must be a number and a fact"),
        ([step("a", fields={"granted": "edit", "amount": "hidden"}, ranking={"place": "granted", "by": ["amount"]})],
         "/flow/0/ranking", "does not see 'amount'"),
        ([step("a", fields={"granted": "edit"},
               ranking={"place": "granted", "by": ["amount"], "within": ["nothing"]})],
         "/flow/0/ranking", "no field 'nothing'"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(raw, pointer, reason):
    ((place, said),) = [found for found in check(raw) if found[0] == pointer][:1]
    assert place == pointer
    assert reason in said


@pytest.mark.parametrize("policy", [{"self": "skip"}, {"repeated": "skip"}])
def test_nothing_is_skipped_by_itself_where_money_is_asked_for(policy):
    raw = [step("a") | policy]
    assert check(raw) == []
    ((pointer, said),) = check(raw, money=["amount"])
    assert pointer == f"/flow/0/{next(iter(policy))}"
    assert "amount" in said and "skipped" in said


def test_a_role_that_no_campus_has_cannot_be_asked_for_by_campus():
    raw = [step("a", by={"role": "teaching_secretary", "campus": "applicant.campus"})]
    ((pointer, said),) = check(raw, roles=ROLES)
    assert (pointer, "campus" in said) == ("/flow/0/by", True)
    assert not check([step("a", by={"role": "dormitory_manager", "campus": "applicant.campus"})], roles=ROLES)


def test_problems_name_file_and_line():
    flow = parse_flow([step("a", fields={"nothing": "edit"})])
    (problem,) = check_flow(flow, FIELDS, FACTS, lines={"/flow/0": 7, "/flow": 3}, file="x.yaml")
    assert str(problem) == "x.yaml:7: the form has no field 'nothing'"


@pytest.mark.parametrize(
    ("raw", "pointers"),
    [
        ([step("a"), when({"all": [{"days": {"gt": 3}}, {"days": {"lt": 2}}]})], ["/flow/1/then"]),
        ([step("a"), when({"days": {"le": 3}}, when({"days": {"gt": 3}}))], ["/flow/1/then/0/then"]),
        ([step("a"), when({"kind": {"eq": "sick"}}, otherwise=[when({"kind": {"eq": "sick"}}, step("b"))])],
         ["/flow/1/else/0/then"]),
        ([step("a"), when({"any": [{"days": {"empty": True}}, {"days": {"empty": False}}]}, otherwise=[step("b")])],
         ["/flow/1/else"]),
        ([step("a"), when({"all": [{"days": {"gt": 3.2}}, {"days": {"lt": 3.3}}]})], []),
        ([step("a"), when({"all": [{"kinds": {"contains": "a"}}, {"kinds": {"contains": "b"}}]})], []),
        ([step("a"), {"parallel": [[step("b")], [when({"days": {"gt": 3}}, when({"days": {"lt": 2}}))]]}],
         ["/flow/1/parallel/1/0/then/0/then"]),
    ],
)  # fmt: skip
def test_branches_that_can_never_be_taken_are_found(raw, pointers):
    found = [place for place, said in check(raw) if "never" in said]
    assert found == pointers


@given(samples.conditions, samples.facts)
def test_a_condition_that_some_facts_meet_is_called_possible(data, facts):
    condition = parse_condition(data)
    if evaluate(condition, facts):
        assert possible((condition,))


SETS_GRANTED = {"parallel": [[step("b", fields={"granted": "required"})], [step("c")]]}
ASKS_GRANTED = {"when": {"granted": {"gt": 3}}, "then": [step("d")]}


@pytest.mark.parametrize(
    ("raw", "stale"),
    [
        ([SETS_GRANTED, ASKS_GRANTED], ["/flow/1/when"]),
        ([SETS_GRANTED, step("between"), ASKS_GRANTED], []),
        ([step("b", fields={"granted": "edit"}), ASKS_GRANTED], []),
        ([SETS_GRANTED, {"when": {"abroad": {"eq": True}}, "then": [step("e")]}, ASKS_GRANTED], ["/flow/2/when"]),
        ([{"parallel": [[step("b", fields={"granted": "edit"}), ASKS_GRANTED], [step("c")]]}],
         ["/flow/0/parallel/0/1/when"]),
        ([{"parallel": [[step("b", fields={"granted": "edit"})], [ASKS_GRANTED]]}], ["/flow/0/parallel/1/0/when"]),
        ([{"parallel": [[step("b", fields={"period": "edit"})], [step("c")]]},
          {"when": {"days": {"gt": 3}}, "then": [step("d")]}], ["/flow/1/when"]),
    ],
)  # fmt: skip
def test_conditions_on_facts_filled_inside_a_parallel_are_refused(raw, stale):
    assert [place for place, said in check(raw) if "inside a parallel" in said] == stale
