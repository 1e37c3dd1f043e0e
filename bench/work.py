"""The work that is measured: one application from submitting to its end (architecture, section 6); the services'."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.counting import Count
from bench.rig import Answered, Rig, Runs
from chalicelib.applications import EventType, State
from chalicelib.approvals import machine_name
from chalicelib.catalogue import Service, read_pinyin, summary_of
from chalicelib.flows import compile_flow, fill_machine, parse_flow
from chalicelib.publishing import publish_all
from chalicelib.settings import current
from chalicelib.shared.ids import new_id
from tests.service_shape import bare_service
from tests.services.test_every_service import SERVICES, applicant_of, chosen, registers_of
from tests.services.walking import RAW, with_linked
from tests.world import STANDARD_FLOW, STANDARD_FORM

STUDENT = "2023010101"
SMALL, LARGE = 500, 3_000
"""Bytes of what the applicant writes."""
SENTENCE = "因家中有事需要回家处理，特此申请，望批准。"


@dataclass
class Work:
    """One application, from the first request to its end."""

    id: str
    writing: dict[str, Answered] = field(default_factory=dict)
    reading: dict[str, Answered] = field(default_factory=dict)
    runs: Runs = field(default_factory=Runs)
    transitions: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Count:
        """Everything, requests and functions together."""
        count = Count()
        for answered in (*self.writing.values(), *self.reading.values()):
            count.add(answered.count)
        for ran in self.runs.counts.values():
            count.add(ran)
        return count

    @property
    def writes_by_table(self) -> dict[str, float]:
        return {name.rpartition("-")[2]: float(units) for name, units in sorted(self.total.written.items())}


def publish_standard(rig: Rig) -> Service:
    """The standard flow as a service, published the way services are."""
    service = bare_service("standard", 1, STANDARD_FORM, STANDARD_FLOW)
    hall, settings = rig.hall, current()
    if hall.catalogue.pointer("standard") is None:
        machine = fill_machine(
            compile_flow(parse_flow(service.flow), comment="standard"), hall.flow.partition, settings.steps_queue_url
        )
        hall.flow.create_machine(machine_name(settings.stage, "standard", 1), machine, settings.flow_role_arn)
        summary = summary_of(service, read_pinyin(service.name.zh), rig.now)
        hall.catalogue.put_version(service, digest="standard", summary=summary)
    for unit in ("finance", "library", "registry"):  # one officer each, as the budget's work has it
        roster = hall.people.get_roster("officer", unit)
        hall.people.set_roster("officer", unit, roster.members[:1], roster.owner_unit)
    rig.warm()
    return service


def form_of(size: int) -> dict[str, Any]:
    """Answers to the standard form that are `size` bytes of UTF-8 text."""
    return {"reason": (SENTENCE * 100).encode()[:size].decode(errors="ignore"), "days": 2}


def standard_work(rig: Rig, size: int = SMALL, applicant: str = STUDENT) -> Work:
    """Submit, counsellor, two departments side by side, registrar; each reads before deciding, as people do."""
    with rig.counted_runs() as runs:
        rig.hall.definitions.current("standard")
        body = {"service": "standard", "form": form_of(size)}
        sent = rig.request(applicant, "POST", "/api/v1/applications", body, idempotency_key=new_id())
        work = Work(sent.json["id"], {"submit": sent}, runs=runs)
        rig.seen[work.id] = 0
        rig.settle()
        work.reading["track"] = rig.request(applicant, "GET", f"/api/v1/applications/{work.id}")
        while tasks := rig.load(work.id).open_tasks:
            _decide(rig, work, tasks[0])
    work.reading["track, done"] = rig.request(applicant, "GET", f"/api/v1/applications/{work.id}")
    assert rig.load(work.id).head.state is State.COMPLETED
    work.transitions, work.states = rig.transitions(work.id)
    return work


def _decide(rig: Rig, work: Work, task: Any) -> None:
    """One approver's visit: the inbox, the task, the decision."""
    rig.pass_time(minutes=3)
    person, task_id = rig.holder_of(task.holder), f"{work.id}.{task.key}"
    work.reading[f"inbox of {task.step}"] = rig.request(person, "GET", "/api/v1/tasks?box=todo")
    seen = rig.request(person, "GET", f"/api/v1/tasks/{task_id}")
    work.reading[f"task {task.step}"] = seen
    decision = {"decision": "approve", "opinion": "同意", "fields": {}, "pins": {}}
    work.writing[task.step] = rig.request(
        person, "POST", f"/api/v1/tasks/{task_id}/decision", decision, if_match=seen.headers["etag"]
    )
    rig.settle()


@dataclass
class Walked:
    """A catalogue service from its form to its good end."""

    code: str
    work: Work
    steps: int
    effects: int

    @property
    def branchings(self) -> int:
        """Parallels and conditions on the way; one Choice is `Enter`."""
        return self.work.states["parallel"] + self.work.states["choice"] - 1

    @property
    def moving(self) -> int:
        """Transitions beyond what the record says happened: 2 is entering and finishing, more would only move state."""
        return self.work.transitions - self.steps - self.effects - self.branchings


def walk_services(rig: Rig, codes: list[str] | None = None) -> list[Walked]:
    """The services of the catalogue that stand alone, with answers made from their forms."""
    published, refused = publish_all(rig.hall, only=codes or all_codes())
    assert not refused, refused
    return [_walk(rig, code) for code in sorted(published)]


def _walk(rig: Rig, code: str) -> Walked:
    applicant = applicant_of(rig, code)
    with rig.counted_runs() as runs:
        with rig.meter.paused():
            form = rig.answers(applicant, code, **chosen(code, applicant))
        body = {"service": code, "form": form}
        sent = rig.request(applicant, "POST", "/api/v1/applications", body, idempotency_key=new_id())
        work = Work(sent.json["id"], {"submit": sent}, runs=runs)
        rig.seen[work.id] = 0
        rig.settle()
        while tasks := rig.load(work.id).open_tasks:
            task = tasks[0]
            rig.pass_time(minutes=3)
            with rig.meter.measure() as count:
                rig.decide(work.id, task.key, rig.holder_of(task.holder))
            work.writing[task.key] = Answered(count, 0, None, {})
    application = rig.load(work.id)
    assert application.head.state is State.COMPLETED, (code, application.head.state)
    work.transitions, work.states = rig.transitions(work.id)
    happened = Counter(event.type for event in application.events)
    return Walked(code, work, happened[EventType.OPENED], happened[EventType.EFFECT_DONE])


def all_codes() -> list[str]:
    """The services that stand alone: no rows of a register, no other application, and none that publishes another."""
    publishing = {code for code in SERVICES if any(field["type"] == "definition" for field in RAW[code]["form"])}
    return [c for c in SERVICES if with_linked(c) == [c] and not registers_of(c) and c not in publishing]
