"""The editor's desk: templates that work, definitions that come back whole, checks that tell everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.catalogue import ARCHETYPES, load_definitions, parse_definition
from chalicelib.editing import write_definition
from chalicelib.errors import NotFound
from chalicelib.flows import parse_flow, steps_of
from tests.editing.samples import FLOW, GUIDE
from tests.hall_world import HallWorld

SHORT = """\
from: {kind}
service: new-service
name: {{zh: 水电维修预约, en: Water and power}}
summary: {{zh: 用来试验模板的事项。, en: A service to try templates with.}}
owner_unit: logistics
channel: {{state: testing, cohort: {{people: ["120111"]}}}}
guide:
  contacts: [{{unit: logistics, phone: 0000-88111901}}]
{more}"""


def short(kind: str) -> str:
    more = 'address: "https://app.example.edu/x"\n' if kind == "LINK" else ""
    return SHORT.format(kind=kind, more=more)


@pytest.fixture
def world(aws: Any) -> HallWorld:
    return HallWorld(aws, ["publish-guide", "introduction-letter"])


@pytest.mark.req("Z-03", "C-02")
def test_a_service_of_every_archetype_is_begun_in_under_thirty_lines_and_passes_every_check(world: HallWorld) -> None:
    for kind in ARCHETYPES:
        text = short(kind)
        assert len(text.splitlines()) < 30
        found = world.hall.editing.check(world.person("111901"), text, "")
        assert found["problems"] == [], kind
        assert found["preview"]["owner"]["zh"] == "后勤管理处"
        assert "$" not in str(found["preview"]), kind
        definition = parse_definition(text, "x")
        if definition.raw.get("flow"):
            assert found["takes"] == "flow" and found["preview"]["diagram"]["zh"].startswith("<svg")
            assert all(step.within for step in steps_of(parse_flow(definition.raw["flow"]))), kind
            assert definition.service.subject.zh.startswith("水电维修预约")
        else:
            assert found["takes"] == "guide"


def test_what_is_said_replaces_the_templates_and_the_rest_is_kept() -> None:
    text = short("APPLY") + "limit: 9 workdays\nform:\n  - {field: only, type: text, label: {zh: 一, en: One}}\n"
    raw = parse_definition(text, "x").raw
    assert raw["limit"] == "9 workdays" and [field["field"] for field in raw["form"]] == ["only"]
    assert raw["guide"]["fee"]["zh"] == "不收费" and raw["guide"]["contacts"][0]["phone"] == "0000-88111901"
    assert raw["flow"][0]["by"] == {"role": "officer", "unit": "logistics"}
    assert "from" not in raw


@pytest.mark.parametrize("kind", ["NOTHING", "../registers/grades", "[APPLY]", "{a: b}"])
def test_no_template_but_those_there_are(kind: str) -> None:
    (fault,) = parse_definition(SHORT.format(kind=kind, more=""), "x").faults
    assert fault.line == 1 and "APPLY" in fault.message.zh


@pytest.mark.req("C-02", "C-14")
def test_a_check_tells_everything_with_lines_and_stores_nothing(world: HallWorld) -> None:
    officer = world.person("111101")
    bad = world.hall.editing.check(officer, GUIDE.replace("zh: 开票信息查询, ", "").replace("[money]", "[gold]"), "")
    assert [one["line"] for one in bad["problems"]] == [2, 7] and bad["preview"] is None
    assert all(one["message"]["zh"] and one["message"]["en"] for one in bad["problems"])
    for text in (
        "",
        "a: [",
        "- 1",
        "x: &a 1\ny: *a",
        "{a: " * 600 + "1" + "}" * 600,
        "!!python/object/apply:os.system [ls]",
    ):
        found = world.hall.editing.check(officer, text, "")
        assert found["count"] > 0, text[:20]
    good = world.hall.editing.check(officer, FLOW, "")
    assert good["count"] == 0 and good["preview"]["changes"] is None
    assert "invoice-titles" not in [one["code"] for one in world.hall.catalogue.current_all()]


@pytest.mark.req("Z-18")
def test_only_who_edits_is_helped_and_only_with_their_own(world: HallWorld) -> None:
    student, officer, coordinator = (world.person(id) for id in ("2023010101", "111101", "110102"))
    for ask in (
        lambda: world.hall.editing.archetypes(student),
        lambda: world.hall.editing.check(student, GUIDE, ""),
        lambda: world.hall.editing.definition(officer, "publish-guide", None),
        lambda: world.hall.editing.feedback(officer, "publish-guide"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert len(world.hall.editing.archetypes(officer)["items"]) == 15
    assert world.hall.editing.definition(coordinator, "publish-guide", None)["text"].startswith(
        "service: publish-guide"
    )


@pytest.mark.req("W-11")
def test_an_earlier_version_can_be_taken_up_as_a_change_of_the_current_one(world: HallWorld) -> None:
    coordinator = world.person("110102")
    found = world.hall.editing.definition(coordinator, "publish-guide", None)
    assert "\nversion: 1\n" in found["text"]
    checked = world.hall.editing.check(coordinator, found["text"].replace("limit: 3 workdays", "limit: 4 workdays"), "")
    assert checked["takes"] == "change" and checked["count"] == 0
    assert [(one["what"]["zh"], one["after"]["zh"]) for one in checked["preview"]["changes"]] == [
        ("承诺时限", "4 个工作日")
    ]


def test_what_one_looks_after_is_exported_and_no_more(world: HallWorld) -> None:
    from base64 import b64decode

    from chalicelib.editing import read_files

    for kind in ("zip", "csv"):
        made = world.hall.editing.files(world.person("110102"), kind)
        codes = {one.raw["service"] for one in read_files(b64decode(made["base64"]))}
        assert codes == {"publish-guide", "introduction-letter"} and made["name"].endswith(kind)
        none = world.hall.editing.files(world.person("111101"), kind)
        assert read_files(b64decode(none["base64"])) == []


@pytest.mark.req("N18")
def test_feedback_reaches_who_looks_after_the_service(world: HallWorld) -> None:
    student, coordinator = world.person("2023010101"), world.person("110102")
    for text in ("看不清按钮", "少一个选项"):
        world.hall.editing.add_feedback(student, "introduction-letter", text)
    found = world.hall.editing.feedback(coordinator, "introduction-letter")["items"]
    assert [one["text"] for one in found] == ["少一个选项", "看不清按钮"]
    assert found[0]["by"] == "2023010101" and found[0]["version"] == 1
    with pytest.raises(NotFound):
        world.hall.editing.add_feedback(student, "no-such-service", "x")


def definitions() -> Iterator[Any]:
    return (one for one in load_definitions())


@pytest.mark.parametrize("definition", list(definitions()), ids=lambda one: one.raw["service"])
def test_every_service_is_written_as_yaml_and_read_without_loss(definition: Any) -> None:
    text = write_definition(definition.service)
    again = parse_definition(text, "x")
    assert not again.faults
    assert again.service == definition.service
    assert write_definition(again.service) == text
