"""Reading flows: the model comes out, and what is wrong is named with file, line and reason."""

from __future__ import annotations

import pytest

from chalicelib.errors import NotFound
from chalicelib.flows import (
    By,
    Effect,
    FlowError,
    Parallel,
    Step,
    When,
    find_effect,
    find_step,
    parse_by,
    parse_flow,
    steps_of,
    top_level_of,
)
from chalicelib.shared.conditions import Compare
from chalicelib.shared.text import Text
from tests.flows.samples import STANDARD, step

COUNSELLOR = {
    "step": "counsellor_review",
    "title": {"zh": "辅导员审核", "en": "Counsellor's review"},
    "by": {"role": "counsellor", "of": "applicant.class"},
    "within": "1 workday",
    "overdue": ["remind", {"escalate": {"role": "college_leader", "of": "applicant.college"}}],
    "fields": {"granted_days": "required", "phone": "hidden"},
    "kind": "acknowledge",
    "returns": False,
    "rejects": False,
}


def problems(raw, **more):
    with pytest.raises(FlowError) as refused:
        parse_flow(raw, **more)
    return refused.value.problems


def test_a_full_step_is_read():
    (read,) = steps_of(parse_flow([COUNSELLOR]))
    assert read.title == Text("辅导员审核", "Counsellor's review")
    assert read.by == (By(role="counsellor", of="applicant.class"),)
    assert [late.action for late in read.overdue] == ["remind", "escalate"]
    assert read.overdue[1].to == (By(role="college_leader", of="applicant.college"),)
    assert read.edits == {"granted_days"}
    assert (read.kind, read.mode, read.within, read.may_return, read.may_reject, read.at) == (
        "acknowledge",
        "any",
        "1 workday",
        False,
        False,
        "/flow/0",
    )


def test_every_construct_is_read():
    raw = [
        step("a"),
        {"when": {"days": {"gt": 3}}, "then": [step("b")], "else": [step("c")]},
        {"parallel": [[step("d")], [step("e")]], "name": "offices", "title": {"zh": "部门", "en": "Offices"}},
        {"effect": "notify", "name": "tell", "settings": {"to": {"applicant": True}}},
        step("f", kind="applicant", by={"applicant": True}),
    ]
    flow = parse_flow(raw)
    kinds = [type(element) for element in flow.elements]
    assert kinds == [Step, When, Parallel, Effect, Step]
    assert flow.elements[1].condition == Compare("days", "gt", 3)
    assert flow.elements[1].name == "When-1"
    assert flow.elements[2].name == "offices"
    assert find_effect(flow, "tell").settings == {"to": {"applicant": True}}
    assert [found.name for found in steps_of(flow)] == ["a", "b", "c", "d", "e", "f"]


def test_a_chain_is_asked_level_by_level_unless_the_step_says_otherwise():
    chain = step("a", by={"chain": "applicant.department", "levels": 2})
    assert find_step(parse_flow([chain]), "a").mode == "sequence"
    assert find_step(parse_flow([chain | {"mode": "all"}]), "a").mode == "all"


def test_policies_for_who_may_not_act_are_read_and_strict_by_default():
    plain, loose = step("a"), step("b") | {"self": "skip", "repeated": "skip", "vacant": "owner"}
    flow = parse_flow([plain, loose])
    policies = [(found.own, found.repeated, found.vacant) for found in steps_of(flow)]
    assert policies == [("up", "ask", "up"), ("skip", "skip", "owner")]


@pytest.mark.parametrize(
    "raw",
    ["rank", {}, {"place": "rank"}, {"place": "rank", "by": []}, {"place": "rank", "by": "overall"},
     {"place": 1, "by": ["overall"]}, {"place": "rank", "by": ["overall"], "within": [3]},
     {"place": "rank", "by": ["overall"], "order": "asc"}],
)  # fmt: skip
def test_an_order_that_cannot_be_read_is_refused(raw):
    with pytest.raises(FlowError) as refused:
        parse_flow([step("a", ranking=raw)])
    (problem,) = refused.value.problems
    assert problem.pointer == "/flow/0/ranking" and "of and within may be left out" in problem.message.en


def test_an_order_and_a_time_it_stands_are_read():
    raw = step("a", lasts="5 workdays", ranking={"place": "rank", "of": "ranked", "by": ["overall"]})
    found = find_step(parse_flow([raw]), "a")
    assert found.lasts == "5 workdays"
    assert found.ranking and (found.ranking.by, found.ranking.fills) == (("overall",), {"rank", "ranked"})
    with pytest.raises(FlowError):
        parse_flow([step("a", lasts="five days")])


def test_an_applicants_step_is_the_applicants():
    raw = {"step": "close", "title": {"zh": "销假", "en": "Report back"}, "kind": "applicant"}
    found = find_step(parse_flow([raw]), "close")
    assert found.by == (By(applicant=True),)
    assert not found.may_return and not found.may_reject  # nobody returns or rejects their own application
    assert find_step(parse_flow([{**raw, "returns": True}]), "close").may_return


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"applicant": True}, (By(applicant=True),)),
        ({"person": "form.teacher"}, (By(person="form.teacher"),)),
        ({"people": "form.members"}, (By(people="form.members"),)),
        ({"linked": "form.earlier"}, (By(linked="form.earlier"),)),
        ({"chain": "applicant.department"}, (By(chain="applicant.department", levels=1),)),
        ({"chain": "form.unit", "levels": 3}, (By(chain="form.unit", levels=3),)),
        (
            {"role": "dormitory_manager", "campus": "applicant.campus"},
            (By(role="dormitory_manager", campus="applicant.campus"),),
        ),
        ({"role": "dormitory_manager", "campus": "form.unit"}, (By(role="dormitory_manager", campus="form.unit"),)),
        ({"role": "officer", "of": "form.unit"}, (By(role="officer", of="form.unit"),)),
        ([{"role": "officer", "unit": "a"}, {"applicant": True}], (By(role="officer", unit="a"), By(applicant=True))),
    ],
)
def test_who_acts_is_read(raw, expected):
    assert parse_by(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [None, "officer", {}, [], {"role": "officer"}, {"role": "officer", "of": "form.x", "unit": "y"}, {"applicant": 1},
     {"person": "teacher"}, {"role": "officer", "of": "applicant.supervisor"}, {"role": "经办人", "unit": "a"},
     {"linked": "earlier"}, {"chain": "applicant.supervisor"}, {"chain": "form.unit", "levels": 0},
     {"chain": "form.unit", "levels": True}, {"chain": "form.unit", "levels": 9}, {"levels": 2},
     {"role": "dormitory_manager", "campus": "applicant.class"}],
)  # fmt: skip
def test_who_acts_is_refused(raw):
    with pytest.raises(FlowError):
        parse_by(raw)


@pytest.mark.parametrize(
    ("change", "pointer", "reason"),
    [
        ({"step": "Counsellor"}, "/flow/0/step", "lower-case"),
        ({"step": "辅导员"}, "/flow/0/step", "lower-case"),
        ({"step": "a" * 61}, "/flow/0/step", "at most 60"),
        ({"title": {"zh": "只有中文"}}, "/flow/0/title", "zh and en"),
        ({"by": {"role": "x"}}, "/flow/0/by", "who acts"),
        ({"within": "one day"}, "/flow/0/within", "should read"),
        ({"within": "0 days"}, "/flow/0/within", "should read"),
        ({"mode": "majority"}, "/flow/0/mode", "any, all, sequence, vote"),
        ({"pass": 0.6}, "/flow/0/pass", "mode: vote"),
        ({"mode": "vote", "pass": 60}, "/flow/0/pass", "at most 1"),
        ({"on_reject": "shout"}, "/flow/0/on_reject", "end, wait, return"),
        ({"kind": "robot"}, "/flow/0/kind", "not one of"),
        ({"fields": {"x": "write"}}, "/flow/0/fields/x", "read, edit"),
        ({"fields": ["x"]}, "/flow/0/fields", "{field: right}"),
        ({"overdue": ["shout"]}, "/flow/0/overdue/0", "remind"),
        ({"overdue": "remind"}, "/flow/0/overdue", "list"),
        ({"returns": "no"}, "/flow/0/returns", "true or false"),
        ({"self": "yes"}, "/flow/0/self", "up, skip, allow"),
        ({"repeated": True}, "/flow/0/repeated", "ask, skip"),
        ({"vacant": "pass"}, "/flow/0/vacant", "up, owner"),
        ({"by": {"chain": "applicant.class", "levels": 7}}, "/flow/0/by/levels", "from 1 to 5"),
        ({"wihtin": "1 day"}, "/flow/0/wihtin", "unknown key"),
    ],
)
def test_a_wrong_step_is_refused_with_place_and_reason(change, pointer, reason):
    (problem,) = problems([step("a") | change])
    assert problem.pointer == pointer
    assert reason in problem.message.en
    assert problem.message.zh != problem.message.en


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ([], "/flow"),
        ({"step": "a"}, "/flow"),
        (["a"], "/flow/0"),
        ([{"step": "a", "effect": "notify"}], "/flow/0"),
        ([{"when": {"days": {"above": 3}}, "then": [step("a")]}], "/flow/0/when/days"),
        ([{"when": {"days": {"gt": 3}}, "then": []}], "/flow/0/then"),
        ([{"when": {"days": {"gt": 3}}, "then": [step("a")], "else": []}], "/flow/0/else"),
        ([{"parallel": [[step("a")]]}], "/flow/0/parallel"),
        ([{"parallel": [[step("a")], []]}], "/flow/0/parallel/1"),
        ([{"effect": "issue_certificate"}], "/flow/0/title"),
        ([{"effect": "notify", "settings": {"to": "all"}}], "/flow/0/settings/to"),
    ],
)
def test_a_wrong_flow_is_refused_with_its_place(raw, pointer):
    assert [problem.pointer for problem in problems(raw)] == [pointer]


def test_every_problem_is_listed_with_file_and_nearest_line():
    raw = [step("a", within="soon"), {"parallel": [[step("b")], [step("C")]]}]
    found = problems(raw, lines={"/flow/0/within": 12, "/flow/1": 15}, file="catalogue/x/leave.yaml")
    assert [(problem.path, problem.line) for problem in found] == [
        ("catalogue/x/leave.yaml", 12),
        ("catalogue/x/leave.yaml", 15),
    ]
    assert str(found[0]).startswith("catalogue/x/leave.yaml:12: limit 'soon'")


def test_top_level_of_leads_to_a_state_that_can_be_entered():
    raw = [
        *STANDARD[:2],
        {"when": {"days": {"gt": 3}}, "then": [step("head"), {"parallel": [[step("x")], [STANDARD[1]]]}]},
    ]
    inner = {"parallel": [[step("deep")], [step("deeper")]]}
    raw[2]["then"][1]["parallel"][1] = [inner]
    flow = parse_flow(raw)
    assert [top_level_of(flow, name) for name in ("counsellor", "finance", "head", "x", "deeper")] == [
        "counsellor",
        "Parallel-1",
        "head",
        "Parallel-2",
        "Parallel-2",
    ]
    assert top_level_of(flow, "revise") == "revise"
    for missing in ("nobody", "When-1"):
        with pytest.raises(NotFound):
            top_level_of(flow, missing)
    with pytest.raises(NotFound):
        find_step(flow, "revise")
