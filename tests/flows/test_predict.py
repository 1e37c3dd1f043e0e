"""The way ahead, who holds it, and what it costs."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given

from chalicelib.flows import count_transitions, facts_used, holders_of, parse_by, parse_flow, predict
from chalicelib.people import Unit
from chalicelib.shared.text import Text
from tests.flows import samples
from tests.flows.samples import LEAVE, STANDARD, step

FACTS = {
    "applicant": {"id": "s1", "category": "undergraduate", "units": {"class": "class-cs2301", "college": "cs"}},
    "teacher": "t9",
    "unit": {"id": "library"},
    "members": ["t1", {"id": "t2"}, "t1"],
    "linked": {"earlier": {"applicant": "s7"}},
}


def unit(id, kind, parent=None, campus=None):
    return Unit(id, Text(id, id), kind, parent, campus)


class Directory:
    """A small university: a class in a college on the south campus, the library, and what they are part of."""

    units: ClassVar = {
        one.id: one
        for one in (
            unit("yizhan", "university"),
            unit("south", "campus", "yizhan"),
            unit("cs", "college", "south", "south"),
            unit("class-cs2301", "class", "cs"),
            unit("library", "department", "yizhan"),
        )
    }

    def get_units(self, ids):
        return {id: self.units[id] for id in ids if id in self.units}


@pytest.mark.parametrize(
    ("by", "holders"),
    [
        ({"role": "counsellor", "of": "applicant.class"}, ["position:counsellor@class-cs2301"]),
        ({"role": "officer", "unit": "registry"}, ["position:officer@registry"]),
        ({"role": "officer", "of": "form.unit"}, ["position:officer@library"]),
        ({"person": "form.teacher"}, ["person:t9"]),
        ({"people": "form.members"}, ["person:t1", "person:t2"]),
        ({"applicant": True}, ["person:s1"]),
        ([{"person": "form.teacher"}, {"applicant": True}, {"person": "form.teacher"}], ["person:t9", "person:s1"]),
        ({"linked": "form.earlier"}, ["person:s7"]),
        ({"linked": "form.other"}, []),
        ({"chain": "applicant.class"}, ["position:counsellor@class-cs2301"]),
        (
            {"chain": "applicant.class", "levels": 3},  # the campus in between has no head
            ["position:counsellor@class-cs2301", "position:department_head@cs", "position:president@yizhan"],
        ),
        ({"chain": "form.unit", "levels": 5}, ["position:department_head@library", "position:president@yizhan"]),
        ({"chain": "form.nothing"}, []),
        ({"role": "dormitory_manager", "campus": "applicant.campus"}, []),
        ({"role": "dormitory_manager", "campus": "form.unit"}, []),
        ({"role": "counsellor", "of": "applicant.campus"}, []),
        ({"person": "form.supervisor"}, []),
    ],
)
def test_holders_come_from_the_facts(by, holders):
    assert list(holders_of(parse_by(by), FACTS, Directory())) == holders


@pytest.mark.parametrize("where", ["class-cs2301", "south", "cs"])
@pytest.mark.req("H-04")
def test_a_field_names_a_campus_by_any_unit_on_it(where):
    by = parse_by({"role": "dormitory_manager", "campus": "form.unit"})
    assert holders_of(by, {"unit": where}, Directory()) == ("position:dormitory_manager@south",)
    assert holders_of(by, {"unit": "library"}, Directory()) == ()


def test_a_circle_of_units_ends():
    class Round:
        def get_units(self, ids):
            return {id: unit(id, "department", "b" if id == "a" else "a") for id in ids}

    by = parse_by({"chain": "form.unit", "levels": 5})
    assert holders_of(by, {"unit": "a"}, Round()) == ("position:department_head@a", "position:department_head@b")


def test_holders_of_takes_one_holder_too():
    assert holders_of(parse_by({"applicant": True})[0], FACTS) == ("person:s1",)


@pytest.mark.parametrize(
    ("days", "names"),
    [(5, ["counsellor", "college", "registry"]), (3, ["counsellor", "registry"]), (None, ["counsellor", "registry"])],
)
def test_conditions_decide_the_way(days, names):
    assert [ahead.name for ahead in predict(parse_flow(LEAVE), {"days": days})] == names


def test_the_facts_a_flow_needs_are_known():
    late = step("b", within="1 day", overdue=[{"escalate": {"role": "officer", "of": "form.unit"}}])
    cadre = {"when": {"applicant.category": {"eq": "cadre"}}, "then": [late]}
    raw = [step("a", by={"person": "form.teacher"}), *LEAVE[1:], cadre]
    assert facts_used(parse_flow(raw)) == {"teacher", "days", "applicant.category", "unit"}


def test_transitions_of_the_standard_flow_stay_in_budget():
    assert count_transitions(parse_flow(STANDARD), {}) == 7


@pytest.mark.parametrize(("days", "count"), [(5, 6), (3, 5)])
def test_a_condition_costs_one_transition(days, count):
    assert count_transitions(parse_flow(LEAVE), {"days": days}) == count


@given(samples.flows, samples.facts)
def test_transitions_are_steps_effects_and_what_leads_between_them(raw, facts):
    flow = parse_flow(raw)
    assert count_transitions(flow, facts) >= len(predict(flow, facts)) + 2
