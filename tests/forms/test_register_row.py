"""A row of a register in a form: looked up as the person, filling other fields, and plain when its source is down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.errors import NotFound, Temporary
from chalicelib.forms import Form, FoundRow, bind_rows, display_of, facts_of, form_findings, look_up, parse_form
from chalicelib.people import Person
from chalicelib.shared.text import Text
from tests.forms.samples import clean, raw_field, refusals

ME = "2023010101"
PERSON = Person(ME, Text("林", "Lin"), "undergraduate", {})
BOTH = {"zh": "图像识别", "en": "Image recognition"}


class Source:
    """One register with one project of mine; it may be down."""

    def __init__(self) -> None:
        self.down = False
        self.balance = 500

    def find(self, register: str, key: str, person_id: str, show: Iterable[str]) -> FoundRow:
        if self.down:
            raise Temporary()
        if (register, key, person_id) != ("research-projects", "P1", ME):
            raise NotFound()
        values = {"title": BOTH, "balance": self.balance, "fund_code": "62"}
        shown = {"title": Text.of(BOTH), "balance": Text("¥5.00", "¥5.00")}
        label = Text.of(BOTH) if "title" in show else Text(key, key)
        return FoundRow(key, label, values, shown, 3, "2026-11-23T00:00:00.000Z", None, Text("项目", "Projects"),
                        Text("财务处", "Finance"), ("balance",))  # fmt: skip

    def search(self, register: str, view: str, words: str, person_id: str, show: Iterable[str]) -> list[FoundRow]:
        return [self.find(register, "P1", person_id, show)]


def project(**changes: Any) -> dict[str, Any]:
    told = {"code": "research-projects", "view": "own", "show": "title", "fill": "title balance", **changes}
    return raw_field(field="project", type="register_row", register=told, required=True, fact=True)


LEADER = raw_field(field="title", prefill="row.project.title", editable=False, required=True)
BALANCE = raw_field(field="balance", type="money", prefill="row.project.balance", editable=False)


def bound(source: Source, *fields: dict[str, Any]) -> Form:
    return bind_rows(parse_form(list(fields)), lambda: source)


@pytest.mark.req("C-25", "C-11")
def test_the_project_fills_the_rest_and_the_browser_is_not_believed() -> None:
    form = bound(Source(), project(), LEADER, BALANCE)
    taken = clean(form, {"project": "P1", "title": "made up", "balance": 1}, owner=ME)
    assert taken["project"]["key"] == "P1" and taken["project"]["rev"] == 3
    assert (taken["title"], taken["balance"]) == (BOTH, 500)
    assert facts_of(form, taken)["project"] == "P1"
    assert [row["display"]["zh"] for row in display_of(form, taken)] == ["图像识别", "图像识别", "5.00 元"]
    assert clean(form, taken, owner=ME) == taken


@pytest.mark.req("C-25")
def test_it_is_looked_up_again_at_submission() -> None:
    source = Source()
    form = bound(source, project(), BALANCE)
    before = clean(form, {"project": "P1"}, owner=ME)
    source.balance = 20
    assert clean(form, before, owner=ME)["balance"] == 20


@pytest.mark.parametrize("key", ["P2", "", 7, ["P1"], {"key": None}, "x" * 100])
def test_what_cannot_be_chosen_is_refused_at_its_field(key: Any) -> None:
    found = refusals(bound(Source(), project()), {"project": key}, owner=ME)
    assert set(found) == {"/form/project"}
    assert (
        refusals(bound(Source(), project()), {"project": "P1"}, owner="somebody")["/form/project"][0] == "unknown_row"
    )


@pytest.mark.req("C-25")
def test_a_source_that_is_down_blocks_or_lets_type_as_its_owner_chose() -> None:
    source = Source()
    source.down = True
    code, message = refusals(bound(source, project(), LEADER), {"project": "P1"}, owner=ME)["/form/project"]
    assert code == "source_down" and "does not answer" in message.en and "暂时" in message.zh
    for mode in ("type", "later"):
        form = bound(source, project(when_down=mode), LEADER)
        taken = clean(form, {"project": "P1", "title": "我的项目"}, owner=ME)
        assert taken["title"] == "我的项目" and taken["project"]["unchecked"] == mode
        assert "待核实" in display_of(form, taken)[0]["display"]["zh"]
        assert refusals(form, {"project": "P1"}, owner=ME)["/form/title"][0] == "required"
    assert look_up(form, "project", PERSON, "")["down"]["when_down"] == "later"


@pytest.mark.req("Z-16", "C-11")
def test_looking_up_says_source_owner_and_freshness_of_each_value() -> None:
    form = bound(Source(), project(), LEADER, BALANCE)
    (item,) = look_up(form, "project", PERSON, "图")["items"]
    assert item["source"]["zh"] == "项目" and item["owner"]["en"] == "Finance" and item["at"].startswith("2026-11-23")
    place = "register:research-projects:P1:title"
    assert item["fills"]["title"] == {"value": BOTH, "display": BOTH, "disputed": False, "place": place}
    assert item["fills"]["balance"]["display"]["zh"] == "¥5.00" and item["fills"]["balance"]["disputed"] is True
    for name in ("title", "no"):
        with pytest.raises(NotFound):
            look_up(form, name, PERSON, "")


@pytest.mark.parametrize(
    "fields",
    [
        [raw_field(field="project", type="register_row")],
        [project(view="everything")],
        [project(when_down="hope")],
        [project(colour="red")],
        [project(), raw_field(field="a", prefill="row.project.fund_code", editable=False)],
        [raw_field(field="a", prefill="row.project.title", editable=False), project()],
    ],
)
def test_definitions_that_cannot_work_are_said(fields: list[dict[str, Any]]) -> None:
    assert form_findings(fields)


@pytest.mark.req("C-R2", "Z-F13")
@pytest.mark.parametrize(
    ("where", "fits"),
    [("source=vertical", True), ("source=horizontal", False), ("source=vertical leader=applicant", True),
     ("leader=somebody", False), ("fund=secret", False)],
)  # fmt: skip
def test_only_rows_of_the_kind_asked_for_can_be_chosen(where: str, fits: bool) -> None:
    class Vertical(Source):
        def find(self, *arguments: Any) -> FoundRow:
            found = super().find(*arguments)
            return replace(found, values={**found.values, "source": "vertical", "leader": ME})

    form = bound(Vertical(), project(where=where))
    assert bool(look_up(form, "project", PERSON, "")["items"]) is fits
    if fits:
        assert clean(form, {"project": "P1"}, owner=ME)["project"]["key"] == "P1"
    else:
        assert refusals(form, {"project": "P1"}, owner=ME)["/form/project"][0] == "unknown_row"


def test_of_a_row_that_is_refused_only_the_row_is_said() -> None:
    needed = {**BALANCE, "required": True}
    form = bound(Source(), project(), needed)
    assert [(at, why[0]) for at, why in refusals(form, {"project": "P2"}, owner=ME).items()] == [
        ("/form/project", "unknown_row")
    ]


def test_a_where_is_column_and_value() -> None:
    (finding,) = form_findings([project(where="vertical")])
    assert "column=value" in finding.message.en
