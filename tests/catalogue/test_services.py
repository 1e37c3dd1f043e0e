"""The services the hall starts with: every definition loads, passes every check, and leads to people who exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.catalogue import ARCHETYPES, AREAS, CATEGORIES, THEMES, Noted, begun_from, below, check_definition
from chalicelib.flows import EFFECT_TITLES, FlowError, check_flow, holders_of, parse_flow, predict, steps_of
from chalicelib.forms import (
    FormError,
    describe,
    fact_sources,
    fact_types,
    form_findings,
    option_values,
    parse_form,
    title_of,
)
from chalicelib.forms.field_type import type_codes
from chalicelib.people import ROLES, Person
from tests.catalogue.filling import (
    DAY,
    DEFINITIONS,
    DIRECTORY,
    PEOPLE,
    STARTED,
    UNITS,
    UNIVERSITY,
    DemoUnits,
    definition_of,
    filled_in,
    form_of,
)

NAMED = {
    "Z-F8": "student-leave", "Z-F1": "cadre-absence", "Z-F4": "introduction-letter", "Z-F20": "deferred-exam",
    "Z-F21": "graduation-clearance", "Z-F15": "technology-transfer-contract", "Z-F22": "ip-address",
    "S-F7": "president-mailbox",
    "C-R2": "receipt-claim", "C-R3": "invoice-in-advance", "C-R4": "receipt-establish-invoiced",
    "C-R5": "receipt-establish", "C-R6": "project-budget-adjustment", "C-R7": "fund-transfer",
    "Z-F11": "patent-agency-mandate", "Z-F12": "software-copyright", "Z-F13": "project-entries-grant",
    "Z-F14": "technology-transfer-intent", "Z-F23": "email-account", "Z-F24": "unit-website", "Z-F25": "domain-name",
    "Z-F26": "server-security-check", "Z-F27": "virtual-server", "Z-F28": "hall-questions",
}  # fmt: skip
every = pytest.mark.parametrize("code", sorted(DEFINITIONS))
each = pytest.mark.parametrize("code", sorted(STARTED))
"""All but those that only lead somewhere or only explain."""


def check_form(raw: Mapping[str, Any]) -> list[Noted]:
    return list(below("form", form_findings(raw.get("form"))))


def check_the_flow(raw: Mapping[str, Any]) -> list[Noted]:
    try:
        flow, form = parse_flow(raw["flow"]), parse_form(raw["form"])
    except FlowError as error:
        return list(error.problems)
    except FormError:
        return []
    found = check_flow(
        flow, form.names, fact_types(form), roles=ROLES, units=UNITS, effects=EFFECT_TITLES,
        options=option_values(form), fact_sources=fact_sources(form),
    )  # fmt: skip
    return list(found)


@every
@pytest.mark.req("C-14", "W-04", "W-22")
def test_it_passes_every_check(code: str) -> None:
    checks = [check_form, check_the_flow] if code in STARTED else []
    problems = check_definition(definition_of(code), units=UNITS, checks=checks)
    assert [str(problem) for problem in problems] == []


@pytest.mark.req(*NAMED)
def test_the_services_the_sources_name_are_there() -> None:
    named = {id: code for code, found in DEFINITIONS.items() for id in found.raw["requirements"] if id in NAMED}
    assert named == NAMED


def test_every_kind_of_field_is_asked_by_some_service_or_template() -> None:
    forms = [form_of(code) for code in STARTED]
    begun = [
        begun_from({"from": one, "name": {"zh": "测试", "en": "Test"}, "owner_unit": "registry"}) for one in ARCHETYPES
    ]
    forms += [parse_form(raw["form"]) for raw, _ in begun if raw.get("form")]
    asked = {field.type for form in forms for field in form.fields}
    assert set(type_codes()) - asked == set()


def test_a_file_is_named_for_its_service_and_its_owner() -> None:
    for code, definition in DEFINITIONS.items():
        assert definition.path == f"catalogue/{definition.raw['owner_unit']}/{code}.yaml"


@every
def test_it_can_be_found_by_other_names(code: str) -> None:
    service = definition_of(code).service
    assert len(service.aliases) >= 3
    assert any(word.isascii() for word in (*service.aliases, *service.keywords)), "an English word as well"
    assert service.area in AREAS and set(service.themes) <= set(THEMES) and set(service.audience) <= set(CATEGORIES)


@every
def test_guides_are_written_and_not_stubs(code: str) -> None:
    guide = definition_of(code).service.guide
    assert min(len(guide.instruction.zh), len(guide.procedure.zh)) > 40
    assert min(len(guide.instruction.en), len(guide.procedure.en)) > 120
    assert len(guide.faq) >= 2
    assert guide.basis


def test_every_material_that_is_uploaded_names_its_field() -> None:
    for code, definition in STARTED.items():
        files = {
            field.name
            for field in parse_form(definition.service.form).fields
            if field.type == "file" and not field.at_step
        }
        named = {material.field for material in definition.service.guide.materials}
        assert files - named <= {"attachments"}, f"{code}: a file the guide does not speak of"


def way_of(code: str, person: Person, days: int = 2, **changes: Any) -> list[str]:
    _, facts = filled_in(code, person, days, **changes)
    return [step.name for step in predict(parse_flow(definition_of(code).raw["flow"]), facts)]


def applicants(code: str) -> list[Person]:
    """One person of each category the service is for."""
    audience = definition_of(code).service.audience
    return [next(person for person in UNIVERSITY.people if person.category == category) for category in audience]


@each
@pytest.mark.req("Z-14")
def test_everybody_it_is_for_can_fill_it_in_and_every_step_has_somebody(code: str) -> None:
    service = definition_of(code).service
    form, flow = parse_form(service.form), parse_flow(service.flow)
    for person in applicants(code):
        values, facts = filled_in(code, person)
        for step in predict(flow, {**facts, "assigned_unit": "logistics"}):
            keys = holders_of(step.by, {**facts, "assigned_unit": "logistics"}, DemoUnits())
            assert keys, f"{step.name} has no holder for {person.category}"
            for key in keys:
                kind, _, rest = key.partition(":")
                held = [PEOPLE[rest]] if kind == "person" else DIRECTORY.members(rest, DAY)
                assert held, f"{step.name}: nobody holds {key}"
        title = title_of(service.subject, form, values, person.name)
        assert ("{" not in title.zh + title.en and person.name.zh in title.zh) or service.archetype == "QA"


@each
def test_what_a_step_fills_is_not_asked_of_the_applicant(code: str) -> None:
    service = definition_of(code).service
    form, flow = parse_form(service.form), parse_flow(service.flow)
    asked = {field["name"] for field in describe(form, today=DAY)}
    for step in steps_of(flow):
        own = {field.name for field in form.fields if field.at_step == step.name}
        assert own <= step.edits and own.isdisjoint(asked)


LIN = PEOPLE["2023010101"]
DEAN, DEPUTY, PRESIDENT = PEOPLE["120101"], PEOPLE["120103"], PEOPLE["100001"]
RETURN = ["report_back", "confirm_return"]


@pytest.mark.req("Z-F8")
@pytest.mark.parametrize(
    ("days", "way"),
    [
        (1, ["counsellor_review"]),
        (3, ["counsellor_review"]),
        (4, ["counsellor_review", "college_review"]),
        (7, ["counsellor_review", "college_review"]),
        (8, ["counsellor_review", "college_review", "division_approval"]),
    ],
)
def test_days_decide_the_way_of_a_leave(days: int, way: list[str]) -> None:
    assert way_of("student-leave", LIN, days) == way + RETURN


@pytest.mark.req("Z-F1")
@pytest.mark.parametrize(
    ("person", "days", "way"),
    [
        (DEAN, 2, ["leader_approval"]),
        (DEPUTY, 2, ["head_review"]),
        (DEPUTY, 4, ["head_review", "leader_approval"]),
        (PRESIDENT, 9, ["president_approval"]),
    ],
)
def test_rank_decides_the_way_of_an_absence(person: Person, days: int, way: list[str]) -> None:
    assert way_of("cadre-absence", person, days) == [*way, "put_on_record"]


@pytest.mark.req("Z-F20")
def test_a_deferral_goes_to_the_teacher_who_was_named() -> None:
    _, facts = filled_in("deferred-exam", LIN, teacher="120112")
    flow = parse_flow(definition_of("deferred-exam").raw["flow"])
    assert [holders_of(step.by, facts) for step in predict(flow, facts)] == [
        ("person:120112",), ("position:teaching_secretary@college-cs",), ("position:officer@registry",),
    ]  # fmt: skip


@pytest.mark.req("Z-F20", "S-08")
def test_a_deferral_needs_its_evidence() -> None:
    form = parse_form(definition_of("deferred-exam").service.form)
    assert form.get("evidence").required is True  # type: ignore[union-attr]


@pytest.mark.req("Z-F21")
def test_at_least_eight_offices_clear_a_graduate_at_the_same_time() -> None:
    first = definition_of("graduation-clearance").service.flow[0]
    assert len(first["parallel"]) >= 8


@pytest.mark.req("Z-F15")
def test_a_contract_goes_to_research_then_legal_and_finance_then_the_leader() -> None:
    teacher = next(person for person in UNIVERSITY.people if person.category == "staff")
    way = way_of("technology-transfer-contract", teacher)
    assert way == ["research_review", "legal_review", "finance_review", "leader_approval"]


@pytest.mark.req("S-F7", "S-09")
def test_a_letter_is_answered_by_the_department_it_is_given_to() -> None:
    reply = steps_of(parse_flow(definition_of("president-mailbox").raw["flow"]))[1]
    assert holders_of(reply.by, {"assigned_unit": "logistics"}) == ("position:officer@logistics",)


HOURS = 7
"""Of a working day."""


@each
def test_it_promises_no_less_time_than_its_steps_take(code: str) -> None:
    """The promised limit covers the longest way: what is asked of the applicant afterwards does not count."""
    service = definition_of(code).service

    def workdays(elements: list[Any]) -> float:
        total = 0.0
        for element in elements:
            if "parallel" in element:
                total += max(workdays(branch) for branch in element["parallel"])
            elif "when" in element:
                total += max(workdays(element["then"]), workdays(element.get("else", [])))
            elif element.get("kind") in ("applicant", "linked"):
                return total
            else:
                count, unit = element.get("within", "0 workdays").split()
                total += int(count) / (HOURS if unit.startswith("hour") else 1)
        return total

    promised, unit = service.limit.split()
    assert unit.startswith("workday")
    assert int(promised) >= workdays(service.flow)


@pytest.mark.req("W-15", "W-04")
def test_what_is_done_in_person_says_campus_floor_and_hours() -> None:
    counters = [found for found in DEFINITIONS.values() if found.raw["archetype"] == "WINDOW"]
    assert len(counters) >= 3
    campuses = [unit.name for unit in UNIVERSITY.units if unit.kind == "campus"]
    for found in counters:
        for contact in [one for one in found.service.guide.contacts if one.place]:
            assert any(name.zh in contact.place.zh and name.en in contact.place.en for name in campuses), found.path
            assert "楼" in contact.place.zh and ("floor" in contact.place.en or "Room" in contact.place.en), found.path
            assert contact.hours, found.path
        assert found.service.guide.contacts[0].place, found.path
