"""Forms over real registers: what is offered to whom, and what a form's effect then does with it."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.errors import NotFound
from chalicelib.forms import FoundRow
from chalicelib.registers import FormRows
from tests.registers.conftest import LEADER, LIN, OTHER_LEADER, World, asked, project, receipt
from tests.registers.test_effects import CLAIM


@pytest.fixture
def rows(world: World) -> FormRows:
    world.load(
        research_projects=[project("P1", 100), project("P2", 5, leader="leader2")],
        incoming_receipts=[receipt("R1"), receipt("R2", state="claimed"), receipt("R3")],
    )
    people = {person.id: person for person in (LEADER, OTHER_LEADER, LIN)}
    return FormRows(world.room.reading, people.__getitem__, FoundRow)


def keys(found: list[Any]) -> list[str]:
    return [row.key for row in found]


@pytest.mark.req("C-25", "R41")
def test_own_projects_are_offered_and_nobody_elses(rows: FormRows) -> None:
    show = ("number", "title")
    (mine,) = rows.search("research-projects", "own", "", "leader", show)
    assert (mine.key, mine.label.zh, mine.owner.zh) == ("P1", "P1 · 图像识别", "财务处")
    assert mine.values["balance"] == 100 and mine.shown["balance"].zh == "¥1.00"
    assert keys(rows.search("research-projects", "own", "识别", "leader2", show)) == ["P2"]
    assert rows.search("research-projects", "own", "别的", "leader", show) == []
    with pytest.raises(NotFound):
        rows.find("research-projects", "P2", "leader", show)


@pytest.mark.req("C-R2")
def test_open_receipts_are_offered_until_somebody_claims_them(world: World, rows: FormRows) -> None:
    show = ("number",)
    assert keys(rows.search("incoming-receipts", "all", "", "leader", show)) == ["R1", "R3"]
    assert keys(rows.search("incoming-receipts", "all", "R3", "leader", show)) == ["R3"]
    assert "account" not in rows.find("incoming-receipts", "R1", "leader", show).values
    form = {"receipt": "R1", "project": "P1", "amount": 1}
    assert world.room.effects.claim_rows("claim", {"changes": CLAIM}, asked("a1", **form)) is None
    assert keys(rows.search("incoming-receipts", "all", "", "leader2", show)) == ["R3"]
    with pytest.raises(NotFound):
        rows.find("incoming-receipts", "R1", "leader2", show)
    assert rows.find("incoming-receipts", "R1", "leader", show).key == "R1", "who holds it may correct the application"
    with pytest.raises(NotFound):
        rows.search("incoming-receipts", "all", "", "lin", show)
