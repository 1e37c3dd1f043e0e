"""Whatever changes come in whatever order: nothing below zero, nothing over capacity, no money made or lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalogue import CATALOGUE_ROOT
from chalicelib.registers import EffectRefused, Register, Row, Stamp
from chalicelib.registers.effect_spec import Change
from chalicelib.registers.plan_changes import Place, Planning, place_of, plan
from chalicelib.shared.text import Text

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BY = Stamp("a", Text("办", "hall"), "test")
REGISTERS = {
    code: Register.of(yaml.safe_load((CATALOGUE_ROOT / "registers" / f"{code}.yaml").read_text("utf-8")))
    for code in ("research-projects", "dormitory-rooms", "venue-days")
}
PROJECTS, ROOMS, DAYS = "research-projects", "dormitory-rooms", "venue-days"


class Table:
    """Rows as a table would hold them; `do` plans and stores as `Effects` does, without the table."""

    def __init__(self, rows: dict[Place, dict[str, Any]]) -> None:
        self.rows = {place: Row(place[1], values, 1, NOW, BY) for place, values in rows.items()}

    def do(self, changes: list[Change], application: str = "a", **more: Any) -> bool:
        places = {place_of(change) for change in changes}
        now = more.pop("now", NOW)
        planning = Planning(REGISTERS, application, now, BY, **more)
        after = plan(changes, {place: self.rows.get(place) for place in places}, planning)
        if isinstance(after, EffectRefused):
            return False
        for place, row in after.items():
            before = self.rows.get(place)
            assert row.rev == (before.rev if before else 0) + 1, "one version for each effect"
            self.rows[place] = row
        return True

    def all(self, register: str, column: str) -> list[Any]:
        return [row.values[column] for place, row in sorted(self.rows.items()) if place[0] == register]


KEY = st.sampled_from(["1", "2", "3"])


@pytest.mark.req("C-R7", "C-R6")
@settings(max_examples=80, deadline=None)
@given(
    balances=st.lists(st.integers(0, 50), min_size=3, max_size=3),
    moves=st.lists(st.lists(st.tuples(KEY, KEY, st.integers(0, 60)), min_size=1, max_size=3), max_size=12),
)
def test_money_is_moved_and_never_made(balances: list[int], moves: list[list[tuple[str, str, int]]]) -> None:
    table = Table({(PROJECTS, str(n)): {"number": str(n), "balance": has} for n, has in enumerate(balances, 1)})
    for effect in moves:
        before = table.all(PROJECTS, "balance")
        changes = [
            Change(PROJECTS, key, add={"balance": figure})
            for payer, payee, amount in effect
            for key, figure in ((payer, -amount), (payee, amount))
        ]
        done = table.do(changes)
        after = table.all(PROJECTS, "balance")
        assert sum(after) == sum(balances) and min(after) >= 0
        assert done or after == before, "a refusal changes nothing"


@pytest.mark.req("Z-F17")
@settings(max_examples=80, deadline=None)
@given(moves=st.lists(st.tuples(KEY, KEY), max_size=20))
def test_rooms_never_overflow(moves: list[tuple[str, str]]) -> None:
    table = Table({(ROOMS, key): {"room": key, "capacity": 2, "occupied": n % 3} for n, key in enumerate("123")})
    for source, target in moves:
        table.do(
            [
                Change(ROOMS, source, add={"occupied": -1}),
                Change(ROOMS, target, add={"occupied": 1}, at_most={"occupied": "capacity"}),
            ]
        )
        assert all(0 <= taken <= 2 for taken in table.all(ROOMS, "occupied"))
        assert sum(table.all(ROOMS, "occupied")) == 3


MINUTES = st.integers(8, 20).map(lambda hour: f"{hour:02d}:00")
ACT = st.tuples(st.sampled_from("abcd"), st.sampled_from(["lock", "book"]), MINUTES, MINUTES, st.integers(0, 40))


@pytest.mark.req("Z-F5")
@settings(max_examples=80, deadline=None)
@given(acts=st.lists(ACT, max_size=20))
def test_two_applications_never_have_the_same_hour(acts: list[tuple[str, str, str, str, int]]) -> None:
    table, now = Table({}), NOW
    for application, act, start, end, minutes in acts:
        now += timedelta(minutes=minutes)
        book = {"day": "2026-12-01", "from": start, "to": end}
        more = {"until": now + timedelta(minutes=30)} if act == "lock" else {}
        done = table.do([Change(DAYS, "v", book=book)], application, now=now, **more)
        assert not done or start < end
        row = table.rows.get((DAYS, "v:2026-12-01"))
        slots = row.values["slots"] if row else []
        for one in slots:
            for other in slots:
                apart = one["to"] <= other["from"] or other["to"] <= one["from"]
                assert one is other or apart or one["application"] == other["application"]
