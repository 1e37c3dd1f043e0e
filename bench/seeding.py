"""Many stored applications, made with the rooms' own row functions and written in batches; nothing of it is counted.

A finished application is its head, its first event and the task its last approver decided; a pending one waits in an
office's pool. That is what lists and indexes see of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bench.rig import Rig
from chalicelib.applications import (
    Actor,
    Applicant,
    Event,
    EventType,
    Head,
    State,
    Task,
    TaskState,
    rows,
)
from chalicelib.applications.store import Row
from chalicelib.applications.timeline import seal
from chalicelib.settings import current
from chalicelib.shared.ids import derived_id
from chalicelib.shared.text import Text

STUDENT, OFFICER, POOL = "2023010101", "110402", "position:officer@registry"
OWN = 60
"""How many of the finished applications are the student's own."""
BATCH = 25
STEP = "registrar_review"


def seed(rig: Rig, *, pending: int = 0, finished: int = 0, name: str) -> None:
    """Store this many more; `name` keeps the ids of one call apart from another's."""
    table, client = current().table("applications"), rig.aws.client("dynamodb")

    def write(batch: list[dict[str, Any]]) -> None:
        asked = {table: [{"PutRequest": {"Item": item}} for item in batch]}
        while asked:
            asked = client.batch_write_item(RequestItems=asked).get("UnprocessedItems", {})

    items = (item for one in _applications(rig.now, pending, finished, name) for item in one)
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(write, _batches(items)):
            pass


def _applications(now: datetime, pending: int, finished: int, name: str) -> Iterator[list[dict[str, Any]]]:
    for number in range(finished):
        begun = now - timedelta(days=30, minutes=number)
        person = STUDENT if number < OWN else f"2021{number % 1000:06d}"
        yield _stored(derived_id(name, "finished", str(number)), number, begun, person, State.COMPLETED)
    for number in range(pending):
        person = f"2022{number % 1000:06d}"
        begun = now - timedelta(days=1, seconds=number)
        yield _stored(derived_id(name, "pending", str(number)), 500_000 + number, begun, person, State.IN_PROGRESS)


def _stored(id: str, number: int, begun: datetime, person: str, state: State) -> list[dict[str, Any]]:
    applicant = Applicant(person, Text("欧阳晓明", "Ouyang Xiaoming"), "undergraduate", {"class": "class-cs2301"})
    due = begun + timedelta(days=2)
    head = Head(
        id=id,
        number=f"{begun:%Y%m%d}-{number:06d}",
        service="standard",
        version=1,
        service_name=Text("测试事项", "Test service"),
        title=Text("欧阳晓明的病假申请（2 天）", "Sick leave of Ouyang Xiaoming, 2 days"),
        applicant=applicant,
        state=state,
        round=1,
        facts={"days": 2, "applicant": applicant.facts()},
        form_seq=1,
        submitted_at=begun,
        clock_at=None if state is State.COMPLETED else due,
        body_hash="0" * 24,
    )
    event = Event(1, EventType.SUBMITTED, begun, Actor(person, applicant.name), {"form": {}, "round": 1})
    over = state is State.COMPLETED
    task = Task(
        step=STEP,
        entry=1,
        n=1,
        of=1,
        holder=POOL,
        state=TaskState.APPROVED if over else TaskState.PENDING,
        opened_at=begun,
        due_at=due,
        by=Actor(OFFICER, Text("王芳", "Wang Fang")) if over else None,
        decided_at=due if over else None,
    )
    pk = rows.partition(id)
    event = seal(id, event, "")
    return [
        Row(pk, "HEAD", **rows.head_row(head)).serialize(),
        Row(pk, rows.event_key(event.seq), **rows.event_row(event)).serialize(),
        Row(pk, rows.task_key(task), **rows.task_row(task, head)).serialize(),
    ]


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch


__all__ = ["OFFICER", "STUDENT", "seed"]
