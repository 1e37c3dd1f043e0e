"""What approved applications do to registers: under conditions, all or nothing, once."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.registers import EffectDone, EffectRefused, effect_problems
from tests.registers.conftest import LEADER, OTHER_LEADER, World, asked, project, receipt

CLAIM = [
    {
        "register": "incoming-receipts",
        "row": "form.receipt",
        "claim": True,
        "require": {"state": "open"},
        "set": {"state": "claimed", "project": "form.project", "claimed_by": "applicant.id"},
    },
    {"register": "research-projects", "row": "form.project", "add": {"balance": "form.amount"}},
]
TRANSFER = [
    {"register": "research-projects", "row": "form.payer", "subtract": {"balance": "form.amount"}},
    {"register": "research-projects", "row": "form.payee", "add": {"balance": "form.amount"}},
]
BOOK = [
    {
        "register": "venue-days",
        "row": "form.venue",
        "claim": True,
        "book": {"day": "form.day", "from": "form.start", "to": "form.end"},
    }
]
MOVE = [
    {"register": "dormitory-rooms", "row": "form.from", "subtract": {"occupied": 1}},
    {"register": "dormitory-rooms", "row": "form.to", "add": {"occupied": 1}, "at_most": {"occupied": "capacity"}},
]
BORROW = [
    {
        "register": "invoice-debts",
        "row": "application.number",
        "create": True,
        "set": {"amount": "form.amount", "borrower": "applicant.id", "state": "open", "day": "today"},
    }
]
CLEAR = [{"register": "invoice-debts", "row": "form.debt", "require": {"state": "open"}, "set": {"state": "cleared"}}]
ADJUST = [
    {"each": "form.lines", "register": "research-projects", "row": "line.project", "add": {"balance": "line.change"}}
]


def refused(found: Any, code: str) -> EffectRefused:
    assert isinstance(found, EffectRefused), found
    assert found.code == code
    assert found.message.zh and found.message.en
    return found


@pytest.mark.req("C-R2", "C-27")
def test_a_receipt_is_claimed_once_and_its_money_arrives(world: World) -> None:
    world.load(incoming_receipts=[receipt()], research_projects=[project(balance=100)])
    form = {"receipt": {"key": "R1"}, "project": "P1", "amount": 5_000_000}
    done = world.apply("a1", "claim", CLAIM, **form)
    assert isinstance(done, EffectDone)
    assert world.value("incoming-receipts", "R1", "state") == "claimed"
    assert world.value("incoming-receipts", "R1", "claimed_by") == "leader"
    assert world.value("research-projects", "P1", "balance") == 5_000_100
    told = refused(world.apply("a2", "claim", CLAIM, **form), "not_as_required")
    assert "已认领" in told.message.zh and "Claimed" in told.message.en
    assert world.value("research-projects", "P1", "balance") == 5_000_100


@pytest.mark.req("R1", "R6")
def test_repeated_it_answers_the_same_and_changes_nothing(world: World) -> None:
    world.load(incoming_receipts=[receipt()], research_projects=[project()])
    form = {"receipt": "R1", "project": "P1", "amount": 7}
    first = world.apply("a1", "claim", CLAIM, **form)
    again = world.apply("a1", "claim", CLAIM, **{**form, "amount": 9})
    assert first.to_dict() == again.to_dict()
    assert world.value("research-projects", "P1", "balance") == 1007


@pytest.mark.req("C-R7")
def test_a_transfer_moves_money_or_nothing(world: World) -> None:
    world.load(research_projects=[project("P1", 100), project("P2", 5)])
    assert isinstance(world.apply("a1", "pay", TRANSFER, payer="P1", payee="P2", amount=100), EffectDone)
    assert [world.value("research-projects", key, "balance") for key in ("P1", "P2")] == [0, 105]
    told = refused(world.apply("a2", "pay", TRANSFER, payer="P1", payee="P2", amount=1), "too_low")
    assert "¥0.00" in told.message.zh
    refused(world.apply("a3", "pay", TRANSFER, payer="P2", payee="P9", amount=1), "not_there")
    assert [world.value("research-projects", key, "balance") for key in ("P1", "P2")] == [0, 105]


@pytest.mark.req("C-R6")
def test_several_changes_of_one_row_are_one_change(world: World) -> None:
    world.load(research_projects=[project("P1", 100)])
    lines = [{"project": "P1", "change": -40}, {"project": "P1", "change": 15}]
    assert isinstance(world.apply("a1", "adjust", ADJUST, lines=lines), EffectDone)
    assert world.value("research-projects", "P1", "balance") == 75
    refused(world.apply("a2", "adjust", ADJUST, lines=[{"project": "P1", "change": -76}]), "too_low")


@pytest.mark.req("Z-F5")
def test_a_venue_is_booked_once_for_a_time(world: World) -> None:
    form = {"venue": "hall-1", "day": "2026-12-01"}
    assert isinstance(world.apply("a1", "book", BOOK, **form, start="09:00", end="11:00"), EffectDone)
    told = refused(world.apply("a2", "book", BOOK, **form, start="10:30", end="12:00"), "taken")
    assert "09:00–11:00" in told.message.zh
    assert isinstance(world.apply("a3", "book", BOOK, **form, start="11:00", end="12:00"), EffectDone)
    assert isinstance(
        world.apply("a4", "book", BOOK, **{**form, "day": "2026-12-02"}, start="09:00", end="11:00"), EffectDone
    )
    refused(world.apply("a5", "book", BOOK, **form, start="13:00", end="13:00"), "bad_times")
    slots = world.value("venue-days", "hall-1:2026-12-01", "slots")
    assert [(slot["from"], slot["to"]) for slot in slots] == [("09:00", "11:00"), ("11:00", "12:00")]


@pytest.mark.req("Z-F17")
def test_a_full_room_takes_nobody_and_a_move_is_whole(world: World) -> None:
    both = {"zh": "1 号楼", "en": "Building 1"}
    rooms = [{"room": f"r{n}", "place": both, "campus": "campus-new", "capacity": 4, "occupied": n} for n in (1, 3)]
    world.load(dormitory_rooms=rooms)
    assert isinstance(world.apply("a1", "move", MOVE, **{"from": "r1", "to": "r3"}), EffectDone)
    assert [world.value("dormitory-rooms", key, "occupied") for key in ("r1", "r3")] == [0, 4]
    refused(world.apply("a3", "move", MOVE, **{"from": "r1", "to": "r3"}), "too_low")
    world.load(dormitory_rooms=[{**rooms[0], "occupied": 2}])
    told = refused(world.apply("a4", "move", MOVE, **{"from": "r1", "to": "r3"}), "too_high")
    assert "4" in told.message.zh
    assert [world.value("dormitory-rooms", key, "occupied") for key in ("r1", "r3")] == [2, 4]


@pytest.mark.req("C-R3", "C-R4")
def test_a_borrowed_invoice_is_a_debt_that_only_its_claim_clears(world: World) -> None:
    assert isinstance(world.apply("a1", "borrow", BORROW, amount=300), EffectDone)
    debt = "20261123-a1"
    assert world.value("invoice-debts", debt, "state") == "open"
    assert isinstance(world.apply("a2", "clear", CLEAR, debt=debt), EffectDone)
    refused(world.apply("a3", "clear", CLEAR, debt=debt), "not_as_required")
    refused(world.apply("a4", "clear", CLEAR, debt="20261123-no"), "not_there")


@pytest.mark.req("Z-F13")
def test_a_grant_opens_a_projects_entries_until_its_day(world: World) -> None:
    entry = {"entry": "P1-1", "day": "2026-01-01", "project": "P1", "amount": 1, "subject": {"zh": "费", "en": "fee"}}
    world.load(research_projects=[project()], project_entries=[entry])
    reading = world.room.reading
    assert reading.list_rows(OTHER_LEADER, "project-entries", "group", "P1", None, 5)["items"] == []
    for until in ("2026-11-23", "2026-12-31"):
        grant = {"person": "form.person", "project": "form.project", "until": "form.until"}
        row = ["form.person", "form.project"]
        change = {"register": "project-grants", "row": row, "create": "missing", "set": grant}
        form = {"person": {"id": "leader2"}, "project": {"key": "P1"}, "until": until}
        assert isinstance(world.apply(until, "grant", [change], **form), EffectDone)
        assert len(reading.list_rows(OTHER_LEADER, "project-entries", "group", "P1", None, 5)["items"]) == 1
    assert reading.view_row(OTHER_LEADER, "project-entries", "P1-1")["key"] == "P1-1"
    assert reading.list_rows(LEADER, "project-grants", "own", "", None, 5)["items"] == []
    world.pass_time(days=60)
    assert reading.list_rows(OTHER_LEADER, "project-entries", "group", "P1", None, 5)["items"] == []


def test_a_value_the_application_does_not_have_is_said(world: World) -> None:
    world.load(research_projects=[project()])
    told = refused(world.apply("a1", "pay", TRANSFER, payer="P1", amount=1), "missing_value")
    assert "form.payee" in told.message.en
    refused(world.apply("a2", "pay", TRANSFER, payer="P1", payee="P1", amount="12"), "not_a_figure")


@pytest.mark.req("C-R2", "C-R6")
def test_what_would_be_refused_is_said_without_changing_anything(world: World) -> None:
    world.load(research_projects=[project("P1", 10), project("P2", 0)])
    effects = world.room.effects
    told = effects.would_refuse("pay", {"changes": TRANSFER}, asked("a1", payer="P1", payee="P2", amount=11))
    assert told is not None and told.code == "too_low"
    assert effects.would_refuse("pay", {"changes": TRANSFER}, asked("a1", payer="P1", payee="P2", amount=10)) is None
    assert world.value("research-projects", "P1", "balance") == 10


@pytest.mark.req("C-R2")
class TestClaims:
    """A receipt is locked while the application that claims it is under way."""

    FORM: dict[str, Any] = {"receipt": "R1", "project": "P1", "amount": 5}

    @pytest.fixture(autouse=True)
    def rows(self, world: World) -> None:
        world.load(incoming_receipts=[receipt()], research_projects=[project()])

    def claim(self, world: World, id: str) -> EffectRefused | None:
        return world.room.effects.claim_rows("claim", {"changes": CLAIM}, asked(id, **self.FORM))

    def test_the_first_claim_locks_and_its_effect_uses_the_lock_up(self, world: World) -> None:
        assert self.claim(world, "a1") is None
        refused(self.claim(world, "a2"), "held")
        refused(world.apply("a2", "claim", CLAIM, **self.FORM), "held")
        assert self.claim(world, "a1") is None
        assert isinstance(world.apply("a1", "claim", CLAIM, **self.FORM), EffectDone)
        refused(self.claim(world, "a2"), "not_as_required")
        assert world.room.effects.release_rows("a1") == 0
        assert world.value("incoming-receipts", "R1", "state") == "claimed"

    def test_released_it_is_free_again_however_often_it_is_released(self, world: World) -> None:
        assert self.claim(world, "a1") is None
        assert [world.room.effects.release_rows("a1") for _ in range(3)] == [1, 0, 0]
        assert self.claim(world, "a2") is None
        assert world.room.effects.release_rows("a1") == 0
        refused(self.claim(world, "a3"), "held")

    def test_a_lock_nobody_gives_back_ends_by_itself(self, world: World) -> None:
        assert self.claim(world, "a1") is None
        world.pass_time(days=31)
        assert self.claim(world, "a2") is None
        assert world.room.effects.release_rows("a1") == 1  # only the note of it; the row is a2's
        refused(self.claim(world, "a1"), "held")

    def test_a_time_is_locked_too(self, world: World) -> None:
        form = {"venue": "hall-1", "day": "2026-12-01", "start": "09:00", "end": "10:00"}
        claim = world.room.effects.claim_rows
        assert claim("book", {"changes": BOOK}, asked("a1", **form)) is None
        told = claim("book", {"changes": BOOK}, asked("a2", **{**form, "start": "09:30", "end": "12:00"}))
        assert told is not None and told.code == "taken"
        world.room.effects.release_rows("a1")
        assert world.value("venue-days", "hall-1:2026-12-01", "slots") == []
        assert claim("book", {"changes": BOOK}, asked("a2", **form)) is None
        assert isinstance(world.apply("a2", "book", BOOK, **form), EffectDone)
        world.room.effects.release_rows("a2")
        (slot,) = world.value("venue-days", "hall-1:2026-12-01", "slots")
        assert "until" not in slot


@pytest.mark.parametrize("changes", [CLAIM, TRANSFER, BOOK, MOVE, BORROW, CLEAR, ADJUST])
def test_good_effects_pass_the_check(world: World, changes: list[dict[str, Any]]) -> None:
    registers = {code: kept.register for code, kept in world.room.definitions.all().items()}
    fields = {
        "receipt",
        "project",
        "amount",
        "payer",
        "payee",
        "venue",
        "day",
        "start",
        "end",
        "from",
        "to",
        "debt",
        "lines",
    }
    assert effect_problems({"changes": changes}, registers, fields) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"register": "no", "row": "form.a"}, "no register"),
        ({"row": "form.a"}, "no register"),
        ({"register": "venues"}, "needs register and row"),
        ({"register": "venues", "row": "form.b", "set": {"seats": 1}}, "no field b"),
        ({"register": "venues", "row": "form.a", "set": {"colour": 1}}, "no column colour"),
        ({"register": "venues", "row": "form.a", "add": {"name": 1}}, "not a column of figures"),
        ({"register": "venues", "row": "form.a", "book": {"day": "form.a"}}, "book needs"),
        ({"register": "venues", "row": "form.a"}, "does not say what to do"),
        ({"register": "venues", "row": "form.a", "set": {"seats": 1}, "colour": 1}, "no key colour"),
        ({"register": "incoming-receipts", "row": "form.a", "require": {"state": "gone"}}, "no option gone"),
        ({"register": "venues", "row": "form.a", "add": {"seats": 1}, "at_most": {"seats": "room"}}, "no column room"),
        ({"register": "venues", "row": "application.title", "set": {"seats": 1}}, "application.title"),
    ],
)
def test_bad_effects_are_said(world: World, change: dict[str, Any], words: str) -> None:
    registers = {code: kept.register for code, kept in world.room.definitions.all().items()}
    problems = effect_problems({"changes": [change]}, registers, {"a"})
    assert any(words in problem.en for problem in problems), problems
