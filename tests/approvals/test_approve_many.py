"""Approving many at once: one bad item never stops or undoes the rest, and repeating it is harmless (PROMISES R24)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.applications import EventType
from chalicelib.approvals import ApproveMany
from chalicelib.approvals.together import FILLS_IN
from chalicelib.errors import InvalidForm, ReadEach, Temporary
from tests.approvals.memory_hall import MemoryHall, MemoryStore

FORM = [{"field": "days", "type": "number", "label": {"zh": "天数", "en": "Days"}, "required": True, "fact": True}]


def step(name: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"step": name, "title": {"zh": name, "en": name}, "by": {"role": "officer", "unit": unit}, **more}


FLOW = [
    {
        "when": {"days": {"lt": 100}},
        "then": [step("plain", "registry")],
        "else": [
            {
                "when": {"days": {"lt": 200}},
                "then": [step("elsewhere", "library")],
                "else": [
                    {
                        "when": {"days": {"lt": 300}},
                        "then": [step("read", "registry", read_each=True)],
                        "else": [step("fill", "registry", fields={"room": "required"})],
                    }
                ],
            }
        ],
    }
]
ROOM = {"field": "room", "type": "text", "label": {"zh": "房间", "en": "Room"}, "at_step": "fill"}


@dataclass
class Throttled(MemoryStore):
    """Refuses the first write to these applications, as a throttled table does; breaks on `broken`."""

    throttled: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def commit(self, change: Any, uploads: Any = ()) -> Any:
        id = change.before.id
        if id in self.broken:
            raise RuntimeError("unforeseen")
        if id in self.throttled:
            self.throttled.discard(id)
            raise Temporary()
        return super().commit(change, uploads)


class Many:
    def __init__(self) -> None:
        self.hall = hall = MemoryHall(FLOW, [*FORM, ROOM], ["registry", "library"])
        store = Throttled()
        hall.store = store
        self.store = store
        for part in (hall.worker, hall.reactions, hall.acts, hall.sweep):
            object.__setattr__(part, "store", store)
        self.reported: list[str] = []
        self.approve_many = ApproveMany(hall.acts, lambda id, _error: self.reported.append(id))

    def submit(self, days: int, key: str) -> dict[str, Any]:
        """One application at its first step, as an item of the request."""
        hall = self.hall
        id = hall.submit({"days": days}, key).id
        hall.reactions(id, hall.store.load(id).events[0])
        while hall.flow.asked:
            hall.worker(hall.flow.asked.pop())
        found = hall.store.load(id)
        return {"task_id": f"{id}.{found.open_tasks[0].key}", "seq": found.seq}

    def approve(self, items: list[dict[str, Any]], key: str = "key-of-one-batch") -> list[dict[str, Any]]:
        return self.approve_many(self.hall.officers["registry"], items, "同意", key)


@pytest.mark.req("R24", "Z-09")
def test_a_hundred_in_two_calls() -> None:
    many = Many()
    items = [many.submit(150 if n % 14 == 13 else 5, f"key-{n}") for n in range(100)]
    denied = {item["task_id"] for n, item in enumerate(items) if n % 14 == 13}
    slow = [item for item in items if item["task_id"] not in denied][10:13]
    many.store.throttled = {item["task_id"].split(".")[0] for item in slow}
    results = many.approve(items[:50]) + many.approve(items[50:])

    assert [one["task_id"] for one in results] == [item["task_id"] for item in items]
    refused = {one["task_id"]: one for one in results if one["result"] == "refused"}
    assert len(denied) == 7 and set(refused) == denied | {item["task_id"] for item in slow}
    assert {refused[id]["code"] for id in denied} == {"not_found"}
    again = [one["task_id"] for one in refused.values() if one["again"]]
    assert again == [item["task_id"] for item in slow] and refused[again[0]]["detail"]["zh"]

    before = {id: app.seq for id, app in many.store.kept.items()}
    second = many.approve(items[:50]) + many.approve(items[50:])
    assert [one["result"] for one in second].count("done") == 93
    moved = [id for id, app in many.store.kept.items() if app.seq != before[id]]
    assert sorted(moved) == sorted(item["task_id"].split(".")[0] for item in slow), (
        "only what was throttled is done now"
    )
    approvals = [e for app in many.store.kept.values() for e in app.events if e.type is EventType.APPROVED]
    assert len(approvals) == 93


@pytest.mark.req("R24")
def test_what_must_be_read_or_filled_in_is_refused_with_the_reason() -> None:
    many = Many()
    read, fill, plain = many.submit(250, "key-1"), many.submit(350, "key-2"), many.submit(5, "key-3")
    first, second, third = many.approve([read, fill, plain])
    assert (first["code"], first["detail"]) == ("read_each", ReadEach.title.to_dict())
    assert (second["code"], second["detail"]) == ("read_each", FILLS_IN.to_dict())
    assert third["result"] == "done"
    assert not first["again"]


@pytest.mark.req("R24")
def test_nonsense_old_versions_and_faults_stop_nothing() -> None:
    many = Many()
    broken, plain = many.submit(5, "key-1"), many.submit(6, "key-2")
    many.store.broken = {broken["task_id"].split(".")[0]}
    nowhere = {"task_id": "nothing", "seq": 1}
    results = many.approve([nowhere, broken, plain | {"seq": 0}, plain])
    assert [one["code"] for one in results] == ["not_found", "temporarily_unavailable", "stale_version", None]
    assert many.reported == [broken["task_id"]]
    (taken,) = many.approve([plain], key="another-batch-key")
    assert taken["code"] == "already_decided"


def test_the_opinion_is_needed_once_for_all() -> None:
    many = Many()
    with pytest.raises(InvalidForm):
        many.approve_many(many.hall.officers["registry"], [], " ", "key-of-one-batch")
