"""Fifty people at once: the same receipt, the same hour, the same balance. One wins, sums stay right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.registers import EffectDone, EffectRefused
from tests.registers import fifty
from tests.registers.conftest import World, asked, project, receipt
from tests.registers.test_effects import BOOK, CLAIM, TRANSFER


@pytest.fixture
def world(any_server: Any) -> World:
    """On a real server: moto in process would let one refused transaction undo another's writes."""
    made = World()
    assert made.refused == {}
    return made


def at_once(act: Callable[[int], Any]) -> list[EffectDone | EffectRefused]:
    answers = fifty.at_once(act)
    assert not [answer for answer in answers if not isinstance(answer, EffectDone | EffectRefused)]
    return answers


def won(answers: list[EffectDone | EffectRefused]) -> int:
    return sum(isinstance(answer, EffectDone) for answer in answers)


@pytest.mark.req("C-R2")
def test_one_of_fifty_gets_the_receipt(world: World) -> None:
    world.load(incoming_receipts=[receipt()], research_projects=[project(f"P{n}", 0) for n in range(5)])
    form = {"receipt": "R1", "amount": 70}
    answers = at_once(lambda n: world.apply(f"a{n}", "claim", CLAIM, project=f"P{n % 5}", **form))
    assert won(answers) == 1
    winner = next(n for n, answer in enumerate(answers) if isinstance(answer, EffectDone))
    assert world.value("incoming-receipts", "R1", "project") == f"P{winner % 5}"
    assert sum(world.value("research-projects", f"P{n}", "balance") for n in range(5)) == 70


@pytest.mark.req("Z-F5")
def test_one_of_fifty_gets_the_hour(world: World) -> None:
    form = {"venue": "hall-1", "day": "2026-12-01", "start": "09:00", "end": "10:00"}
    answers = at_once(lambda n: world.apply(f"a{n}", "book", BOOK, **form))
    assert won(answers) == 1
    (slot,) = world.value("venue-days", "hall-1:2026-12-01", "slots")
    assert isinstance(answers[int(slot["application"].removeprefix("a"))], EffectDone)


@pytest.mark.req("C-R7")
def test_fifty_spend_a_balance_that_is_enough_for_twelve(world: World) -> None:
    world.load(research_projects=[project("P1", 125), project("P2", 0)])
    answers = at_once(lambda n: world.apply(f"a{n}", "pay", TRANSFER, payer="P1", payee="P2", amount=10))
    assert won(answers) == 12
    assert [world.value("research-projects", key, "balance") for key in ("P1", "P2")] == [5, 120]


@pytest.mark.req("R1", "R6")
def test_the_same_effect_brought_fifty_times_is_done_once(world: World) -> None:
    world.load(research_projects=[project("P1", 500), project("P2", 0)])
    answers = at_once(lambda n: world.apply("a1", "pay", TRANSFER, payer="P1", payee="P2", amount=10))
    assert len({str(answer.to_dict()) for answer in answers}) == 1
    assert [world.value("research-projects", key, "balance") for key in ("P1", "P2")] == [490, 10]


@pytest.mark.req("C-R2")
def test_one_of_fifty_locks_the_receipt(world: World) -> None:
    world.load(incoming_receipts=[receipt()], research_projects=[project()])
    form = {"receipt": "R1", "project": "P1", "amount": 1}

    def claim(n: int) -> Any:
        found = world.room.effects.claim_rows("claim", {"changes": CLAIM}, asked(f"a{n}", **form))
        return found or EffectDone(())

    assert won(at_once(claim)) == 1
