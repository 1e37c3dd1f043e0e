"""A definition that is not ready is refused with everything that is missing, at its line, in its owner's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.catalogue import Finding, below, check_definition, load_definitions
from chalicelib.forms import form_findings
from chalicelib.shared.text import Text
from tests.catalogue.samples import GOOD, UNITS, definition_of, problems_in


def check_form(raw: Mapping[str, Any]) -> Iterator[Finding]:
    return below("form", form_findings(raw.get("form")))


def test_the_sample_is_right() -> None:
    assert problems_in(GOOD, checks=[check_form]) == []


FAULTS = [
    ("service: deferred-exam", "service: Deferred Exam", 1, "lower-case"),
    ("owner_unit: registry", "owner_unit: registrar", 5, "no unit called registrar"),
    ("archetype: APPLY", "archetype: apply", 6, "no archetype called apply"),
    ("area: teaching_registrar", "area: teaching", 7, "did you mean teaching_registrar"),
    ("themes: [study]", "themes: [study, fun]", 8, "no theme called fun"),
    ("themes: [study]", "themes: []", 8, "themes (themes) is missing"),
    ("audience: [undergraduate, international]", "audience: [students]", 9, "no audience called students"),
    ("aliases: [缓考]", "aliases: 缓考", 10, "list of words"),
    ("state: online", "state: open", 12, "no channel state called open"),
    ("opens: 2026-09-01", "opens: September", 12, "must be a date"),
    ("limit: 3 workdays", "limit: 3 working days", 13, "3 workdays"),
    ('en: "{applicant_name}: {course}"', 'en: "{applicant_name}: {subject}"', 14, "{subject} in the title"),
    ("keywords: [exam]", "keyword: [exam]", 11, "did you mean keywords"),
    ("fee: {zh: 不收费, en: Free of charge}", "fees: {zh: 不收费, en: Free}", 24, "no key fees"),
    ("unit: registry, phone", "unit: office, phone", 20, "no unit called office"),
    ("phone: 0000-88110402, ", "", 20, "telephone number or an email"),
    ("hours: {zh: 工作日, en: Working days}", "hours: {zh: 工作日}", 20, "no English"),
    ("field: evidence}", "field: papers}", 22, "no file field papers"),
    ("en: Free of charge}", "en: Free of charge}\n  visits: often", 25, "visits is a number"),
    ("en: Free of charge}", "en: Free of charge}\n  legal: soon", 25, "legal must read"),
    ("en: Free of charge}", "en: Free of charge}\n  legal: 2 workdays", 25, "longer than the law"),
    ("en: Free of charge}", "en: Free of charge}\n  complaint: {unit: registry}", 25, "telephone number or an email"),
    ("en: Free of charge}", "en: Free of charge}\n  complaint: {unit: office, phone: 1}", 25, "no unit called office"),
    ("en: Free of charge}", "en: Free of charge}\n  complaint: {line: 1}", 25, "complaint takes"),
    ("unit: registry, phone", "unit: registry, floor: upstairs, phone", 20, "the floor is written"),
    ("unit: registry, phone", "unit: registry, campus: moon, phone", 20, "no campus called moon"),
    ("field: evidence}", "field: evidence, sample: ../x.pdf}", 22, "are file names like"),
    ("field: evidence}", "field: evidence, blank: form.pdf}", 22, "there is no file form.pdf: upload it"),
    ("answer: {zh: 答, en: A}", "answer: {zh: 答}", 27, "no English"),
    ("at_step: review", "at_step: approval", 31, "no step approval"),
    ("fields: {arrangement: required}", "fields: {course: edit}", 31, "may not fill arrangement"),
    ("{field: course, type: text", "{field: course, type: texte", 29, "unknown type"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "words"), FAULTS)
def test_a_fault_is_found_at_its_line(right: str, wrong: str, line: int, words: str) -> None:
    assert right in GOOD
    problems = problems_in(GOOD.replace(right, wrong), checks=[check_form])
    assert any(problem.line == line and words in problem.message.en for problem in problems), list(map(str, problems))
    assert all(problem.message.zh for problem in problems)


@pytest.mark.req("C-14", "W-04", "N21")
@pytest.mark.parametrize("key", ["instruction", "range", "procedure", "contacts"])
@pytest.mark.parametrize("value", ["", "{zh: 只有中文}"])
def test_an_empty_guide_field_blocks_publishing(key: str, value: str) -> None:
    lines = [line for line in GOOD.splitlines() if not (key == "contacts" and line.strip().startswith("- {unit"))]
    number = next(n for n, line in enumerate(lines) if line.startswith(f"  {key}:"))
    lines[number] = f"  {key}: {'' if key == 'contacts' else value}"
    problems = problems_in("\n".join(lines))
    assert [(problem.line, problem.pointer) for problem in problems] == [(number + 1, f"/guide/{key}")]


@pytest.mark.req("C-14", "C-15")
def test_without_a_flow_there_is_no_diagram_and_no_publishing() -> None:
    source = GOOD[: GOOD.index("flow:")]
    assert "/flow" in {problem.pointer for problem in problems_in(source)}


def test_everything_is_said_at_once_in_the_order_of_the_file() -> None:
    source = GOOD
    for right, wrong, _, _ in FAULTS[:6]:
        source = source.replace(right, wrong, 1)
    lines = [problem.line for problem in problems_in(source)]
    assert lines == sorted(lines)
    assert set(lines) >= {1, 5, 6, 7, 8}


def test_a_problem_names_file_line_and_reason() -> None:
    (problem,) = problems_in(GOOD.replace("owner_unit: registry", "owner_unit: x"))
    assert problem.get("zh") == "catalogue/registry/deferred-exam.yaml:5: 没有名为 x 的单位"


def test_higher_rooms_checks_are_placed_by_their_pointer() -> None:
    def check(raw: Mapping[str, Any]) -> list[Finding]:
        return [Finding(("flow", 0, "by", "role", "deeper"), Text("角色", "role"))]

    (problem,) = problems_in(GOOD, checks=[check])
    assert problem.line == 35, "the nearest line that is written"


@pytest.mark.parametrize("source", ["", "- a", "just words", "a: [", "42"])
def test_a_file_without_a_service_is_one_problem(source: str) -> None:
    assert len(problems_in(source)) == 1


def test_a_fault_of_the_file_itself_is_among_the_problems() -> None:
    problems = problems_in(GOOD.replace("limit: 3 workdays", "limit: 3 workdays\nlimit: 4 workdays"))
    assert [(problem.line, "twice" in problem.message.en) for problem in problems] == [(14, True)]


@pytest.mark.parametrize("cut", range(0, len(GOOD), 97))
def test_a_half_written_file_never_breaks_the_check(cut: int) -> None:
    assert problems_in(GOOD[:cut], checks=[check_form])


NONSENSE: list[Any] = [3, [1], {"a": 1}, "", [{"a": "b"}], [[]], None, True]


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def with_change(node: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    copy = list(node) if isinstance(node, list) else dict(node)
    copy[path[0]] = with_change(node[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize("path", list(places(definition_of().raw)), ids=lambda path: "/".join(map(str, path)))
def test_nonsense_anywhere_is_never_a_crash(path: tuple[str | int, ...]) -> None:
    """Whatever stands anywhere is a problem, or can be read as a service."""
    for value in NONSENSE:
        raw = with_change(definition_of().raw, path, value)
        definition = replace(definition_of(), raw=raw if isinstance(raw, dict) else {})
        if not check_definition(definition, units=UNITS, checks=[check_form]):
            assert definition.service.to_dict()


def test_definitions_are_read_from_their_folders(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue" / "registry"
    folder.mkdir(parents=True)
    (folder / "b.yaml").write_text(GOOD, "utf-8")
    (folder / "a.yaml").write_text("a: [", "utf-8")
    (folder / "readme.md").write_text("no", "utf-8")
    found = load_definitions(tmp_path / "catalogue")
    assert [definition.path for definition in found] == ["catalogue/registry/a.yaml", "catalogue/registry/b.yaml"]
    assert found[0].faults
    assert found[1].service.code == "deferred-exam"
