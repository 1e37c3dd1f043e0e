"""Linked applications (C-R3 → C-R4, Z-F14 → Z-F15): one waits until another settles it; an effect opens one."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.errors import InvalidForm, NotYourTurn
from tests.hall_world import HallWorld
from tests.service_shape import bare_service

pytestmark = pytest.mark.req("C-R3", "C-R4", "Z-F14", "Z-F15")

STUDENT, OTHER, OFFICER = "2023010101", "2023010102", "registry"


def field(name: str, type: str, **more: Any) -> dict[str, Any]:
    return {"field": name, "type": type, "label": {"zh": name, "en": name}, "required": True, **more}


def step(name: str, **more: Any) -> dict[str, Any]:
    by = {"role": "officer", "unit": "registry"}
    return {"step": name, "title": {"zh": name, "en": name}, **({} if "kind" in more else {"by": by}), **more}


INVOICE = bare_service(
    "invoice",
    1,
    [field("amount", "number", fact=True)],
    [step("finance"), step("cleared", kind="linked", awaits=["claim"])],
)
EARLIER = {"services": "invoice", "states": "in_progress"}
CLAIM = bare_service(
    "claim",
    1,
    [field("invoice", "application", fact=True, applications=EARLIER)],
    [step("check"), {"effect": "settle", "settings": {"of": "form.invoice"}}],
)
OPENS = bare_service(
    "opens",
    1,
    [field("amount", "number"), field("whom", "person", fact=True)],
    [
        step("agree"),
        {
            "effect": "open",
            "settings": {
                "service": "opened",
                "for": "form.whom",
                "parent": "begun",
                "form": {"amount": "form.amount"},
            },
        },
    ],
)
OPENED = bare_service(
    "opened",
    1,
    [field("amount", "number"), field("begun", "application", fact=True)],
    [step("confirm", by={"linked": "form.begun"}, kind="acknowledge")],
)


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, services=[])
    made.publish(INVOICE, CLAIM, OPENS, OPENED)
    return made


def approve(world: HallWorld, id: str) -> None:
    (task,) = world.load(id).open_tasks
    world.decide(id, task.key, world.holder_of(task.holder))


def submit(world: HallWorld, who: str, code: str, form: dict[str, Any]) -> str:
    return world.submit(world.person(who), code, form)


def test_one_waits_until_the_other_settles_it(world: HallWorld) -> None:
    invoice = submit(world, STUDENT, "invoice", {"amount": 100})
    approve(world, invoice)
    (waiting,) = world.load(invoice).open_tasks
    assert (waiting.step, waiting.holder) == ("cleared", f"person:{STUDENT}")
    with pytest.raises(NotYourTurn):
        world.hall.decide(world.person(STUDENT), f"{invoice}.{waiting.key}", 99, "approve", "好", {}, {}, None)
    claim = submit(world, STUDENT, "claim", {"invoice": invoice})
    approve(world, claim)
    assert [world.load(id).head.state for id in (claim, invoice)] == [State.COMPLETED] * 2
    settled = next(event for event in world.load(invoice).events if "linked" in event.data)
    assert settled.data["linked"]["id"] == claim


def test_only_ones_own_that_waits_can_be_named(world: HallWorld) -> None:
    invoice = submit(world, STUDENT, "invoice", {"amount": 100})
    with pytest.raises(InvalidForm) as refused:
        submit(world, OTHER, "claim", {"invoice": invoice})
    assert refused.value.errors[0].pointer == "/form/invoice"


def test_the_second_claim_comes_back_with_the_reason(world: HallWorld) -> None:
    invoice = submit(world, STUDENT, "invoice", {"amount": 100})
    approve(world, invoice)
    first, second = (submit(world, STUDENT, "claim", {"invoice": invoice}) for _ in range(2))
    approve(world, first)
    approve(world, second)
    returned = world.load(second)
    assert returned.head.state is State.AWAITING_APPLICANT
    view = world.hall.view_application(world.person(STUDENT), second, None)
    assert view and returned.events[0].data["form"]["invoice"]["number"] in view["correction"]["remark"]
    settled = [event.data["linked"]["id"] for event in world.load(invoice).events if "linked" in event.data]
    assert settled == [first]


def test_an_effect_opens_one_for_somebody_whose_step_is_the_initiators(world: HallWorld) -> None:
    opener = submit(world, STUDENT, "opens", {"amount": 7, "whom": OTHER})
    approve(world, opener)
    assert world.load(opener).head.state is State.COMPLETED
    done = next(event for event in world.load(opener).events if "opened" in event.data)
    made = done.data["opened"]["id"]
    world.seen.setdefault(made, 0)
    world.settle()
    opened = world.load(made)
    assert opened.head.applicant.id == OTHER and opened.form["amount"] == 7
    assert [task.holder for task in opened.open_tasks] == [f"person:{STUDENT}"]
    assert opened.events[0].data["opened_by"] == opener


def test_one_that_cannot_be_opened_comes_back(world: HallWorld) -> None:
    opener = submit(world, STUDENT, "opens", {"amount": 7, "whom": OTHER})
    world.publish(bare_service("opened", 2, OPENED.form, OPENED.flow, audience=("staff",)))
    approve(world, opener)
    returned = world.load(opener)
    assert returned.head.state is State.AWAITING_APPLICANT
    assert "opened" not in [key for event in returned.events for key in event.data]


def test_done_twice_is_done_once(world: HallWorld) -> None:
    """The worker dies after the other application was changed: the message comes again."""
    invoice = submit(world, STUDENT, "invoice", {"amount": 100})
    approve(world, invoice)
    claim = submit(world, STUDENT, "claim", {"invoice": invoice})
    runner = world.hall.worker.runners["settle"]
    application = world.load(claim)
    definition = world.hall.definitions.version("claim", 1)
    effect = definition.flow.elements[1]
    answers = [runner(application, definition, effect) for _ in range(2)]  # type: ignore[arg-type]
    assert answers[0] == answers[1]
    approve(world, claim)
    assert [world.load(id).head.state for id in (claim, invoice)] == [State.COMPLETED] * 2
