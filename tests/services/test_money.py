"""The money rules of the research-finance services: who gets a receipt, what a debt needs, what a balance allows."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.errors import InvalidForm
from tests.hall_world import HallWorld
from tests.services import rows
from tests.services.rows import AMOUNT, HORIZONTAL, TEACHER, VERTICAL, held_by, value
from tests.services.walking import walk, with_linked

OTHER = "120112"


def world_of(aws: Any, code: str, **given: Any) -> HallWorld:
    world = HallWorld(aws, with_linked(code))
    assert world.refused == {}
    rows.load(world, **given)
    return world


def refused(world: HallWorld, who: str, code: str, **chosen: Any) -> str:
    with pytest.raises(InvalidForm) as found:
        world.submit(world.person(who), code, **chosen)
    (error,) = found.value.errors
    return error.pointer


def decide(world: HallWorld, id: str, decision: str = "approve", **more: Any) -> None:
    task = world.load(id).open_tasks[0]
    world.decide(id, task.key, world.holder_of(task.holder), decision, **more)


def withdraw(world: HallWorld, id: str) -> None:
    application = world.load(id)
    person = world.person(application.head.applicant.id)
    world.hall.withdraw_application(person, id, application.seq, "")
    world.settle()


@pytest.mark.req("C-R2")
def test_a_receipt_is_locked_at_submission_and_its_money_arrives_once(aws: Any) -> None:
    world = world_of(aws, "receipt-claim")
    first = world.submit(world.person(TEACHER), "receipt-claim", receipt="R1")
    assert held_by(world, "incoming-receipts", "R1") == first
    items = world.hall.registers.look_up(world.person(OTHER), "receipt-claim", "receipt", "")["items"]
    assert [item["value"] for item in items] == ["R2", "R3"]
    assert refused(world, OTHER, "receipt-claim", receipt="R1") == "/form/receipt"
    walk(world, first)
    assert value(world, "incoming-receipts", "R1", "state") == "claimed"
    assert value(world, "incoming-receipts", "R1", "project") == VERTICAL
    assert value(world, "incoming-receipts", "R1", "claimed_by") == TEACHER
    assert value(world, "research-projects", VERTICAL, "balance") == 11 * AMOUNT
    number = world.load(first).head.number
    assert value(world, "project-entries", number, "amount") == AMOUNT
    assert held_by(world, "incoming-receipts", "R1") is None
    assert refused(world, OTHER, "receipt-claim", receipt="R1") == "/form/receipt"


@pytest.mark.req("C-R2")
@pytest.mark.parametrize("how", ["rejected", "withdrawn", "terminated"])
def test_a_claim_that_comes_to_nothing_frees_the_receipt(aws: Any, how: str) -> None:
    world = world_of(aws, "receipt-claim")
    id = world.submit(world.person(TEACHER), "receipt-claim", receipt="R1")
    if how == "rejected":
        decide(world, id, "reject")
    elif how == "withdrawn":
        withdraw(world, id)
    else:
        terminate(world, id)
    assert world.load(id).head.state.value == how
    assert held_by(world, "incoming-receipts", "R1") is None
    assert value(world, "incoming-receipts", "R1", "state") == "open"
    assert value(world, "research-projects", VERTICAL, "balance") == 10 * AMOUNT
    walk(world, world.submit(world.person(OTHER), "receipt-claim", receipt="R1"))
    assert value(world, "incoming-receipts", "R1", "claimed_by") == OTHER


def terminate(world: HallWorld, id: str) -> None:
    """Two administrators: one proposes, another confirms."""
    heads = [world.hall.people.members(key, world._today())[0]
             for key in ("department_head@finance", "business_coordinator@presidents-office")]  # fmt: skip
    world.hall.act_on_case(heads[0], id, world.load(id).seq, "terminate", "重复认领，予以终止", "", 0)
    world.settle()
    proposal = world.load(id).seq
    for event in reversed(world.load(id).events):
        if event.type.value == "application:proposed":
            proposal = event.seq
            break
    world.hall.act_on_case(heads[1], id, world.load(id).seq, "confirm", "同意终止", "", proposal)
    world.settle()


@pytest.mark.req("C-R2")
def test_a_correction_holds_the_other_receipt_and_gives_the_first_back(aws: Any) -> None:
    world = world_of(aws, "receipt-claim")
    person = world.person(TEACHER)
    form = world.answers(person, "receipt-claim", receipt="R1")
    id = world.submit(person, "receipt-claim", form)
    decide(world, id, "return")
    assert held_by(world, "incoming-receipts", "R1") == id
    again = {**form, "receipt": "R2"}
    world.hall.resubmit_application(person, id, world.load(id).seq, again)
    world.settle()
    assert [held_by(world, "incoming-receipts", key) for key in ("R1", "R2")] == [None, id]
    walk(world, id)
    assert [value(world, "incoming-receipts", key, "state") for key in ("R1", "R2")] == ["open", "claimed"]


@pytest.mark.req("C-R2")
def test_only_ones_own_public_grants_can_be_named(aws: Any) -> None:
    world = world_of(aws, "receipt-claim")
    for project in (HORIZONTAL, "P3", "P9"):
        assert refused(world, TEACHER, "receipt-claim", project=project) == "/form/project"


@pytest.mark.req("C-R2")
def test_a_submission_lost_half_way_keeps_nobody_out_for_long(aws: Any) -> None:
    world = world_of(aws, "receipt-claim")
    person = world.person(TEACHER)
    definition = world.hall.definitions.current("receipt-claim")
    world.hall.claims.take("lost", definition, {"id": TEACHER}, {"receipt": "R1", "amount": AMOUNT})
    assert refused(world, OTHER, "receipt-claim", receipt="R1") == "/form/receipt"
    world.now = world.now.replace(hour=2)
    assert world.submit(person, "receipt-claim", receipt="R1")


@pytest.mark.req("C-R3", "C-R4")
def test_an_invoice_is_a_debt_until_the_same_amount_is_claimed_for_it(aws: Any) -> None:
    given = [*rows.receipts(2), *rows.receipts(3, amount=AMOUNT + 1)[2:]]
    world = world_of(aws, "receipt-establish-invoiced", incoming_receipts=given)
    person, code = world.person(TEACHER), "receipt-establish-invoiced"
    invoice = world.submit(person, "invoice-in-advance", amount=AMOUNT)
    number = world.load(invoice).head.number
    assert refused(world, TEACHER, code, invoice=invoice, receipt="R1") == "/form/invoice", "no debt is there yet"
    walk(world, invoice, settle=False)
    assert [value(world, "invoice-debts", number, name) for name in ("state", "amount", "borrower")] == [
        "open", AMOUNT, TEACHER,
    ]  # fmt: skip
    assert refused(world, TEACHER, code, invoice=invoice, receipt="R3") == "/form/invoice", "another amount"
    assert refused(world, OTHER, code, invoice=invoice, receipt="R1") == "/form/invoice", "somebody else's"
    claim = world.submit(person, code, invoice=invoice, receipt="R1")
    assert refused(world, TEACHER, code, invoice=invoice, receipt="R2") == "/form/invoice", "one claim for one debt"
    walk(world, claim)
    assert [world.load(id).head.state for id in (claim, invoice)] == [State.COMPLETED] * 2
    assert value(world, "invoice-debts", number, "state") == "cleared"
    assert value(world, "invoice-debts", number, "receipt") == "R1"
    new = world.load(claim).head.number
    made = [value(world, "research-projects", new, name) for name in ("leader", "source", "balance", "unit")]
    assert made == [TEACHER, "horizontal", AMOUNT, "college-cs"]
    assert value(world, "research-projects", new, "title")["zh"]
    listed = world.hall.registers.reading.view_row(person, "research-projects", new)
    assert listed, "the new project can be read by its leader"


@pytest.mark.req("C-R4")
def test_a_rejected_claim_leaves_debt_and_receipt_as_they_were(aws: Any) -> None:
    world = world_of(aws, "receipt-establish-invoiced")
    person, code = world.person(TEACHER), "receipt-establish-invoiced"
    invoice = world.submit(person, "invoice-in-advance", amount=AMOUNT)
    walk(world, invoice, settle=False)
    claim = world.submit(person, code, invoice=invoice, receipt="R1")
    decide(world, claim, "reject")
    number = world.load(invoice).head.number
    assert value(world, "invoice-debts", number, "state") == "open"
    assert held_by(world, "invoice-debts", number) is held_by(world, "incoming-receipts", "R1") is None
    assert world.load(invoice).head.state is State.IN_PROGRESS
    walk(world, world.submit(person, code, invoice=invoice, receipt="R1"))
    assert world.load(invoice).head.state is State.COMPLETED


@pytest.mark.req("C-R5")
@pytest.mark.parametrize("way", ["new", "existing"])
def test_contract_money_goes_to_a_new_project_or_to_ones_own(aws: Any, way: str) -> None:
    world = world_of(aws, "receipt-establish")
    person = world.person(TEACHER)
    chosen = {"project": HORIZONTAL} if way == "existing" else {}
    id = world.submit(person, "receipt-establish", receipt="R1", project_way=way, **chosen)
    steps = walk(world, id)
    project = HORIZONTAL if way == "existing" else world.load(id).head.number
    assert ("assign_fund" in steps) is (way == "new")
    assert value(world, "incoming-receipts", "R1", "project") == project
    assert value(world, "research-projects", project, "balance") == (11 if way == "existing" else 1) * AMOUNT
    if way == "existing":
        for other in (VERTICAL, "P3"):
            at = refused(world, TEACHER, "receipt-establish", receipt="R2", project_way=way, project=other)
            assert at == "/form/project"


def lines(**amounts: int) -> list[dict[str, Any]]:
    return [{"subject": subject, "amount": amount} for subject, amount in amounts.items()]


def budget(world: HallWorld, subject: str) -> Any:
    return value(world, "project-budgets", f"{VERTICAL}:{subject}", "amount")


@pytest.mark.req("C-R6")
def test_a_budget_keeps_its_total_and_no_line_falls_below_what_is_spent(aws: Any) -> None:
    code = "project-budget-adjustment"
    world = world_of(aws, code)
    person = world.person(TEACHER)
    unequal = {"cuts": lines(equipment=AMOUNT), "raises": lines(labour=AMOUNT - 1)}
    assert refused(world, TEACHER, code, project=VERTICAL, **unequal) == "/form/raises"
    moved = {"cuts": lines(equipment=2 * AMOUNT), "raises": lines(labour=AMOUNT, travel=AMOUNT)}
    walk(world, world.submit(person, code, project=VERTICAL, **moved))
    assert [budget(world, subject) for subject in ("equipment", "labour", "travel")] == [
        3 * AMOUNT, AMOUNT, 2 * AMOUNT,
    ]  # fmt: skip
    below = {"cuts": lines(equipment=2 * AMOUNT + 1), "raises": lines(labour=2 * AMOUNT + 1)}
    id = world.submit(person, code, project=VERTICAL, **below)
    walk_until_returned(world, id)
    assert world.load(id).head.state is State.AWAITING_APPLICANT
    assert [budget(world, subject) for subject in ("equipment", "labour")] == [3 * AMOUNT, AMOUNT]


def walk_until_returned(world: HallWorld, id: str) -> None:
    while world.load(id).head.state is State.IN_PROGRESS:
        decide(world, id)


@pytest.mark.req("C-R6")
@pytest.mark.parametrize(
    ("moved", "way"),
    [
        (4_999_999, ["research_review", "finance_review"]),
        (5_000_000, ["head_review", "research_review", "finance_review"]),
        (20_000_000, ["head_review", "research_review", "leader_approval", "finance_review"]),
    ],
)
def test_how_much_is_moved_decides_the_way(aws: Any, moved: int, way: list[str]) -> None:
    code = "project-budget-adjustment"
    world = world_of(aws, code, project_budgets=rows.budget(VERTICAL, equipment=(30 * AMOUNT, 0)))
    chosen = {"cuts": lines(equipment=moved), "raises": lines(travel=moved)}
    id = world.submit(world.person(TEACHER), code, project=VERTICAL, **chosen)
    assert walk(world, id) == way
    assert budget(world, "travel") == moved


@pytest.mark.req("C-R7")
@pytest.mark.parametrize(
    ("amount", "way"),
    [
        (9_999_999, ["research_review", "finance_review", "pay"]),
        (10_000_000, ["head_review", "research_review", "finance_review", "pay"]),
        (50_000_000, ["head_review", "research_review", "leader_approval", "finance_review", "pay"]),
        (
            200_000_000,
            ["head_review", "research_review", "leader_approval", "president_approval", "finance_review", "pay"],
        ),
    ],
)
def test_the_amount_decides_who_approves_a_transfer_and_the_balance_pays(aws: Any, amount: int, way: list[str]) -> None:
    world = world_of(aws, "fund-transfer", research_projects=rows.projects(P1=amount + 5))
    id = world.submit(world.person(TEACHER), "fund-transfer", project=VERTICAL, amount=amount)
    assert walk(world, id) == way
    assert value(world, "research-projects", VERTICAL, "balance") == 5
    assert value(world, "project-entries", f"{world.load(id).head.number}:out", "amount") == -amount


@pytest.mark.req("C-R7")
def test_a_project_is_never_overdrawn(aws: Any) -> None:
    world = world_of(aws, "fund-transfer", research_projects=rows.projects(P1=AMOUNT))
    person = world.person(TEACHER)
    first, second = (world.submit(person, "fund-transfer", project=VERTICAL, amount=AMOUNT - n) for n in (0, 1))
    walk(world, first)
    walk_until_returned(world, second)
    assert value(world, "research-projects", VERTICAL, "balance") == 0
    view = world.hall.view_application(person, second, None)
    assert view and "余额不足" in view["correction"]["remark"]
