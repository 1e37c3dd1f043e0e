"""Nothing grows without bound: items stay far below 400 KB (PROMISES R10), a flow's input below 8 KB (R21)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.applications import Application, rows
from chalicelib.approvals.answer import start_input
from chalicelib.approvals.decide import LONGEST_OPINION
from chalicelib.errors import InvalidForm
from chalicelib.forms.model import MAX_FORM_BYTES
from tests.approvals.memory_hall import MemoryHall
from tests.world import STANDARD_FLOW

pytestmark = pytest.mark.req("C-16")

ITEM = 100 * 1024
INPUT = 8 * 1024
FIELDS = [
    {
        "field": f"f{n}",
        "type": "long_text",
        "label": {"zh": f"第{n}项", "en": f"Item {n}"},
        "max_length": 2000,
    }
    for n in range(199)
]
DAYS = {"field": "days", "type": "number", "label": {"zh": "天数", "en": "Days"}, "required": True, "fact": True}
STEP = {"step": "check", "title": {"zh": "审核", "en": "Check"}, "by": {"role": "officer", "unit": "registry"}}


def sizes(application: Application) -> dict[str, int]:
    """UTF-8 bytes of each item, names and values, as the table counts them."""
    found = {"HEAD": rows.head_row(application.head)}
    found |= {rows.event_key(event.seq): rows.event_row(event) for event in application.events}
    found |= {rows.task_key(task): rows.task_row(task, application.head) for task in application.tasks}
    return {key: len(json.dumps(row, ensure_ascii=False).encode()) for key, row in found.items()}


def biggest_form() -> dict[str, Any]:
    """As much as a form may hold, in the characters that take most room."""
    form: dict[str, Any] = {"days": 3}
    left = MAX_FORM_BYTES - 8 * 1024
    for field in FIELDS:
        length = min(2000, left // 3)
        if length < 1:
            break
        form[field["field"]] = "䶮" * length
        left -= 3 * length
    return form


def settle(hall: MemoryHall, id: str, seen: int) -> int:
    while seen < hall.store.load(id).seq or hall.flow.asked:
        while hall.flow.asked:
            hall.worker(hall.flow.asked.pop())
        for event in hall.store.load(id).events[seen:]:
            hall.reactions(id, event)
            seen = event.seq
    return seen


def test_a_form_beyond_the_limit_is_refused() -> None:
    hall = MemoryHall([STEP], [DAYS, *FIELDS], ["registry"])
    with pytest.raises(InvalidForm):
        hall.submit({"days": 3} | {field["field"]: "䶮" * 2000 for field in FIELDS})


def test_the_biggest_form_through_twenty_returns_and_two_hundred_opinions() -> None:
    hall = MemoryHall([STEP], [DAYS, *FIELDS], ["registry"])
    form = biggest_form()
    id = hall.submit(form).id
    opinion = "䶮" * LONGEST_OPINION
    pins = {field["field"]: "䶮" * 100 for field in FIELDS if field["field"] in form}
    seen = settle(hall, id, 0)
    for n in range(20):
        task = hall.store.load(id).open_tasks[0]
        place = f"{id}.{task.key}"
        hall.acts.decide(hall.officers["registry"], place, hall.store.load(id).seq, "return", opinion, {}, pins)
        seen = settle(hall, id, seen)
        hall.acts.resubmit(hall.applicant, id, hall.store.load(id).seq, form | {"days": n})
        seen = settle(hall, id, seen)
    application = hall.store.load(id)
    assert application.seq > 80
    assert max(sizes(application).values()) < ITEM, sorted(sizes(application).items(), key=lambda one: -one[1])[:3]
    assert len(json.dumps(start_input(application, "check"), ensure_ascii=False).encode()) < INPUT
    execution = next(iter(hall.flow.executions.values()))
    assert len(json.dumps(execution.input, ensure_ascii=False).encode()) < INPUT


def test_many_holders_of_one_step_fit_in_one_transaction() -> None:
    """A step of the most holders there may be opens in one transaction: 100 items at most."""
    by = [{"role": "officer", "unit": f"unit-{n}"} for n in range(90)]
    hall = MemoryHall([{**STEP, "by": by, "mode": "all"}], [DAYS], [f"unit-{n}" for n in range(90)])
    id = hall.submit({"days": 1}).id
    settle(hall, id, 0)
    application = hall.store.load(id)
    assert len(application.open_tasks) == 90
    assert max(sizes(application).values()) < ITEM


def test_standard_events_are_small() -> None:
    """What an ordinary step writes is below 1 KB, one write unit."""
    units = ["registry", "finance", "library", "class-1"]
    hall = MemoryHall([*STANDARD_FLOW[1:]], [DAYS], units)
    id = hall.submit({"days": 1}).id
    settle(hall, id, 0)
    assert max(size for key, size in sizes(hall.store.load(id)).items() if key[0] in "ET") < 1024
