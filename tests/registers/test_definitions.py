"""The registers of the repository, what is wrong with a definition, and cells as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalogue import CATALOGUE_ROOT, load_definitions
from chalicelib.registers import Column, Register, check_register
from chalicelib.registers.kinds import KINDS, CellRefused, masked, read_value, shown
from chalicelib.shared.text import Text
from local.demo.registers import demo_rows
from tests.registers.conftest import UNITS, World

DEFINITIONS = {found.raw["register"]: found for found in load_definitions(CATALOGUE_ROOT / "registers")}
GOOD = dict(DEFINITIONS["grades"].raw)


def check(raw: dict[str, Any]) -> list[str]:
    return [finding.message.en for finding in check_register(raw, units=UNITS, registers=DEFINITIONS)]


@pytest.mark.parametrize("code", sorted(DEFINITIONS))
def test_every_register_of_the_repository_is_good(code: str) -> None:
    found = DEFINITIONS[code]
    assert not found.faults and check(dict(found.raw)) == []
    assert found.path == f"registers/{code}.yaml"
    Register.of(found.raw)


@pytest.mark.req("S-R5", "S-R1", "Z-F27")
def test_what_links_to_a_form_names_a_field_that_takes_it() -> None:
    """A code on a wall and the link of a reminder both name a row of that very register."""
    services = {found.raw["service"]: found.raw for found in load_definitions()}
    links = [(code, found.raw["codes"]["service"], found.raw["codes"]["address"])
             for code, found in DEFINITIONS.items() if "codes" in found.raw]  # fmt: skip
    links += [(code, found.raw["expires"]["renew"], "row")
              for code, found in DEFINITIONS.items() if "expires" in found.raw]  # fmt: skip
    assert len(links) >= 4
    for register, service, address in links:
        fields = [one for one in services[service]["form"] if one.get("address") == address]
        assert [one["register"]["code"] for one in fields] == [register], (register, service)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"codes": {"service": "classroom-equipment"}}, "codes says service and address"),
        ({"codes": {"service": "Classroom", "address": "place"}}, "codes says service and address"),
        ({"register": "Grades"}, "small letters"),
        ({"name": {"zh": "成绩"}}, "name needs zh and en"),
        ({"owner_unit": "nobody"}, "no unit nobody"),
        ({"key": "score"}, "key must name a column"),
        ({"person": "course"}, "person must name"),
        ({"sort": "course"}, "sort must name"),
        ({"shards": 99}, "1 to 16"),
        ({"colour": 1}, "no key colour"),
        ({"columns": []}, "1 to 60 columns"),
        ({"listed": {"colour": 1}}, "no column colour"),
        ({"readers": [{"who": "friends"}]}, "who is one of"),
        ({"readers": [{"who": "parent", "parent": "no"}]}, "no register no"),
        ({"readers": [{"who": "everybody", "until": "score"}]}, "until names a date column"),
        ({"readers": [{"who": "unit", "roles": ["king"]}]}, "no role king"),
        ({"readers": [{"who": "person", "audience": ["ghost"]}]}, "no category ghost"),
        ({"columns": [{"column": "entry", "kind": "colour", "label": {"zh": "甲", "en": "A"}}]}, "unknown kind"),
        ({"columns": [{"column": "entry", "kind": "choice", "label": {"zh": "甲", "en": "A"}}]}, "needs options"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, Any], words: str) -> None:
    assert any(words in message for message in check({**GOOD, **changes})), check({**GOOD, **changes})


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  a ", "a"), ("text", 12.0, "12"), ("number", "1,234.50", 1234.5), ("number", "３", 3),
        ("money", "12,000.5", 1_200_050), ("money", 12, 12), ("money", "-3元", -300), ("money", "¥0.10", 10),
        ("date", "2026/3/1", "2026-03-01"), ("date", "20260301", "2026-03-01"), ("date", "46082", "2026-03-01"),
        ("date", "2026年3月1日", "2026-03-01"), ("time", "8:05", "08:05"), ("time", "0.5", "12:00"),
        ("yes_no", "是", True), ("yes_no", "No", False), ("choice", "甲", "a"), ("choice", "First", "a"),
        ("both", "体育馆 | Sports Hall", {"zh": "体育馆", "en": "Sports Hall"}), ("count", "7", 7),
        ("text", "  ", None),
    ],
)  # fmt: skip
def test_cells_as_people_write_them(kind: str, raw: Any, value: Any) -> None:
    column = Column("x", kind, Text("列", "Column"), options={"a": Text("甲", "First")})
    assert read_value(column, raw) == value
    if value is not None:
        assert shown(column, value).zh


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("number", "ninety", "not_a_number"), ("number", True, "not_a_number"), ("count", "-1", "not_a_count"),
        ("money", "12.345", "not_an_amount"), ("money", 1.5, "not_an_amount"), ("date", "2026-02-30", "not_a_date"),
        ("time", "25:00", "not_a_time"), ("yes_no", "maybe", "not_yes_no"), ("choice", "丙", "not_an_option"),
        ("text", "x" * 1001, "too_long"), ("text", "\x00", "bad_character"), ("row", "x" * 81, "too_long"),
        ("slots", "09:00", "not_imported"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be(kind: str, raw: Any, code: str) -> None:
    column = Column("x", kind, Text("列", "Column"), options={"a": Text("甲", "First")})
    with pytest.raises(CellRefused) as refused:
        read_value(column, raw)
    assert refused.value.code == code and refused.value.message.zh and refused.value.message.en


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["zh", "en"]), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), raw=JSON)
def test_a_cell_is_taken_or_refused_and_nothing_else(kind: str, raw: Any) -> None:
    column = Column("x", kind, Text("列", "Column"), options={"a": Text("甲", "First")})
    try:
        value = read_value(column, raw)
    except CellRefused:
        return
    if value is not None:
        assert read_value(column, value) == value, "what was stored can be sent again"
        assert masked(value).zh.startswith("****")


def test_the_demo_university_has_rows_in_its_registers(world: World) -> None:
    rows = demo_rows()
    assert set(rows) <= set(DEFINITIONS) and len(rows) >= 9
    few = {code.replace("-", "_"): found[:2] for code, found in rows.items()}
    world.load(**few)
    for code, found in rows.items():
        register = Register.of(DEFINITIONS[code].raw)
        keys = [row[register.key] for row in found]
        assert len(set(keys)) == len(keys)
