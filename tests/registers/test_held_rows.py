"""Rows held for an application while it is under way, and texts in both languages that it writes."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.registers import EffectDone, effect_problems
from tests.registers.conftest import World, asked, project, receipt
from tests.registers.test_effects import CLAIM


@pytest.mark.req("C-R4")
def test_a_text_in_both_languages_is_made_of_two_answers(world: World) -> None:
    title = {"zh": "form.zh", "en": "form.en"}
    make = [{"register": "research-projects", "row": "form.number", "create": True, "set": {"title": title}}]
    assert isinstance(world.apply("a1", "make", make, number="P7", zh="低碳", en="Low carbon"), EffectDone)
    assert world.value("research-projects", "P7", "title") == {"zh": "低碳", "en": "Low carbon"}
    registers = {code: world.room.definitions.get(code) for code in ("research-projects",)}
    (problem,) = effect_problems({"changes": make}, registers, ["number", "zh"])
    assert "no field en" in problem.en


@pytest.mark.req("C-R2")
def test_held_rows_are_those_the_form_names_now_and_never_for_less_time(world: World) -> None:
    world.load(incoming_receipts=[receipt("R1"), receipt("R2")], research_projects=[project()])
    effects, settings = world.room.effects, {"changes": CLAIM}

    def held(key: str) -> Any:
        doc = world.room.store.read(f"R#incoming-receipts#{key}", "ROW")
        return doc.data.get("hold", {}).get("until") if doc else None

    first = asked("a1", receipt="R1", project="P1", amount=1)
    assert effects.hold_rows("claim", settings, first) is None
    until = held("R1")
    assert effects.claim_rows("claim", settings, first, world.now) is None
    assert held("R1") == until
    assert effects.hold_rows("claim", settings, asked("a1", receipt="R2", project="P1", amount=1)) is None
    assert held("R1") is None and held("R2")
    assert effects.claim_rows("claim", settings, asked("a2", project="P1")) is None, "no row is named, none is claimed"
