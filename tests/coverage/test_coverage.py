"""What departments have published, what should go online next, which steps only sign (H-14, H-15, W-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.applications import Actor, Event, EventType
from chalicelib.catalogue import Service, check_definition, load_definitions, parse_definition
from chalicelib.coverage import Coverage, StepAudit, StepTally, signs_of, tally
from chalicelib.errors import NotFound
from chalicelib.flows import parse_flow
from chalicelib.shared.text import Text
from local.demo import demo_university
from local.demo.campus import campus_university, definitions_of
from tests.hall_world import MORNING, HallWorld

COORDINATOR, HEAD, STUDENT = "110102", "110401", "2023010101"
BY = {"role": "officer", "unit": "registry"}


def step(name: str, **more: Any) -> dict[str, Any]:
    return {"step": name, "title": {"zh": name, "en": name}, "by": BY, "within": "1 workday", **more}


class Shelf:
    """Services of one list, and the people of one university."""

    def __init__(self, services: list[Service], university: Any = None) -> None:
        self.services = {one.code: one for one in services}
        self.university = university or demo_university()

    def current_all(self) -> list[dict[str, Any]]:
        return [{"code": one.code, "version": one.version} for one in self.services.values()]

    def version(self, code: str, n: int) -> Service:
        return self.services[code]

    def all_units(self) -> list[Any]:
        return list(self.university.units)

    def person(self, id: str) -> Any:
        return next(one for one in self.university.people if one.id == id)


def report(shelf: Shelf, who: str) -> dict[str, Any]:
    audit = StepAudit(None, shelf.services.get, lambda: MORNING)  # type: ignore[arg-type]
    return Coverage(shelf, shelf, audit, lambda: MORNING).report(shelf.person(who))


@pytest.mark.req("H-14", "N13")
def test_every_department_is_there_and_every_figure_is_the_length_of_its_list() -> None:
    shelf = Shelf([one.service for one in load_definitions()])
    found = report(shelf, COORDINATOR)
    departments = {unit.id for unit in shelf.all_units() if unit.kind == "department"}
    assert {one["unit"]["id"] for one in found["departments"]} == departments
    assert sum(one["total"] for one in found["departments"]) == len(shelf.services)
    for one in found["departments"]:
        assert one["total"] == len(one["services"]) == sum(one["counts"].values())
        for kind, count in one["counts"].items():
            wanted = [each for each in one["services"] if is_counted(each, kind)]
            assert count == len(wanted), (one["unit"], kind)
    assert [one["unit"]["id"] for one in found["departments"] if not one["total"]]


def is_counted(service: dict[str, Any], kind: str) -> bool:
    if kind == "open" or service["open"]:
        return bool(kind == "open" and service["open"])
    return bool(service["kind"] == kind)


@pytest.mark.req("N12", "N13", "X3")
def test_scaus_table_is_counted_from_the_catalogue() -> None:
    shelf = Shelf([Service.from_dict(raw) for raw in definitions_of("scau")], campus_university("scau"))
    found = {one["unit"]["id"]: one for one in report(shelf, COORDINATOR)["departments"]}
    counts = {id: one["counts"] for id, one in found.items()}
    assert len(found) == 30
    assert (found["personnel"]["total"], counts["union"]["open"], found["union"]["total"]) == (14, 11, 13)
    assert sum(one["counts"]["open"] for one in found.values()) == 33
    assert sum(one["total"] - one["counts"]["open"] for one in found.values()) == 147


@pytest.mark.req("R40")
def test_a_department_sees_its_own_and_others_nothing() -> None:
    shelf = Shelf([one.service for one in load_definitions()])
    own = report(shelf, HEAD)
    assert [one["unit"]["id"] for one in own["departments"]] == ["registry"] and not own["all"]
    assert {one["unit"]["id"] for one in own["signs"]} <= {"registry"}
    with pytest.raises(NotFound):
        report(shelf, STUDENT)


@pytest.mark.req("W-02")
def test_what_saves_most_visits_comes_first_and_what_is_not_counted_last() -> None:
    shelf = Shelf([Service.from_dict(raw) for raw in definitions_of("whu")], campus_university("whu"))
    some = [one for one in shelf.services.values() if one.archetype == "WINDOW"][:4]
    small, wide = {"yearly": 250, "people": 10}, {"yearly": 250, "people": 9000, "visits": 1}
    demands = [{"yearly": 100, "visits": 3}, wide, {}, small]
    shelf.services = {one.code: replace(one, demand=demand) for one, demand in zip(some, demands, strict=True)}
    found = report(shelf, COORDINATOR)["candidates"]
    assert [one["saved"] for one in found] == [300, 250, 250, None]
    assert [one["people"] for one in found] == [None, 9000, 10, None]
    assert [one["code"] for one in found] == [some[n].code for n in (0, 1, 3, 2)]


@pytest.mark.req("W-02")
@pytest.mark.parametrize("demand", ["{yearly: 10}", "{yearly: -1}", "{yearly: many}", "{people: true}", "{x: 1}", "7"])
def test_what_departments_count_is_checked(demand: str) -> None:
    taken = demand == "{yearly: 10}"
    source = next(one for one in load_definitions() if one.service.code == "campus-card")
    text = parse_definition(f"demand: {demand}\n", "x.yaml").raw
    problems = check_definition(replace(source, raw={**source.raw, **text}), units=["network-centre"])
    assert [problem.pointer for problem in problems] == ([] if taken else ["/demand"])
    if taken:
        service = Service.from_dict({**source.raw, **text})
        assert Service.from_dict(service.to_dict()) == service and service.demand == {"yearly": 10}


@pytest.mark.req("H-15")
def test_a_step_that_fills_in_nothing_after_one_of_the_same_holder_is_doubtful() -> None:
    other = {"role": "officer", "unit": "finance"}
    flow = [
        step("first", fields={"sum": "required"}),
        step("again"),
        {"parallel": [[step("left", by=other)], [step("right", fields={"sum": "edit"})]]},
        step("after"),
        {"step": "correct", "title": {"zh": "补正", "en": "Correct"}, "by": {"applicant": True}},
        step("last", within=None),
    ]
    flow[-1].pop("within")
    found = {one.step: one for one in signs_of(parse_flow(flow))}
    assert {name: one.why for name, one in found.items()} == {
        "first": (),
        "again": ("no_fields", "same_holder"),
        "left": ("no_fields",),
        "right": ("same_holder",),
        "after": ("no_fields",),
        "last": ("no_fields", "same_holder", "no_limit"),
    }
    assert [name for name, one in found.items() if one.doubtful] == ["again", "last"]


def application(*events: tuple[EventType, dict[str, Any]]) -> Any:
    by = Actor("1", Text("某", "X"), None)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return SimpleNamespace(events=[Event(n, type, at, by, data) for n, (type, data) in enumerate(events, 1)])


@pytest.mark.req("H-15")
def test_a_step_only_signs_where_it_never_did_anything_else() -> None:
    signed = application((EventType.APPROVED, {"step": "a", "opinion": "同意"}))
    assert tally([signed] * 20)["a"] == StepTally(approved=20)
    assert tally([signed] * 20)["a"].only_signs
    assert not tally([signed] * 19)["a"].only_signs, "too few to say"
    for one in (
        (EventType.RETURNED, {"step": "a", "opinion": "请补充诊断证明"}),
        (EventType.REJECTED, {"step": "a"}),
        (EventType.APPROVED, {"step": "a", "fields": {"sum": 3}}),
        (EventType.CONSULTED, {"step": "a"}),
        (EventType.TRANSFERRED, {"step": "a"}),
    ):
        assert not tally([*[signed] * 20, application(one)])["a"].only_signs
    assert tally([application((EventType.RETURNED, {"step": "a", "opinion": "请补充诊断证明"}))])["a"].opinions == 1


@pytest.mark.req("H-15", "R40")
def test_numbers_come_from_decided_applications_of_a_running_hall(aws: Any) -> None:
    world = HallWorld(aws, ["email-account"])
    person = world.person("120111")
    audit = world.hall.coverage.audit
    assert audit.audit(world.person("111401"), "email-account")["read"] == 0
    ids = [world.submit(person, "email-account", action="open", mailbox=name) for name in ("yuan.lan", "lan.yuan")]
    open_one = world.submit(person, "email-account", action="open", mailbox="yuanlan")
    for number, id in enumerate(ids):
        while tasks := world.load(id).open_tasks:
            given = {"mail_address": f"lan{number}@yizhan.example"} if tasks[0].step == "set_up" else {}
            world.decide(id, tasks[0].key, world.holder_of(tasks[0].holder), fields=given)
    found = audit.audit(world.person("111401"), "email-account")
    assert found["read"] == 2 and world.load(open_one).open_tasks
    assert [one["decided"] for one in found["steps"]][-1] == 2, "the first step is for students"
    assert not any(one["only_signs"] for one in found["steps"])
    assert audit.median_time("email-account") is not None and found["median_hours"] == 0
    for who in (STUDENT, HEAD):
        with pytest.raises(NotFound):
            audit.audit(world.person(who), "email-account")


class Many:
    """A store with more applications than are read; counts what was asked of it."""

    def __init__(self) -> None:
        self.loaded = 0
        self.months: list[str] = []

    def of_service(self, service: str, month: str, *, limit: int, after: Any) -> list[dict[str, Any]]:
        self.months.append(month)
        start = int(after["sk"]["S"]) + 1 if after else 0
        numbers = range(start, min(start + limit, 120 if month == "2026-10" else 3))
        place = dict.fromkeys(("pk", "service_month", "submitted_at"), "x")
        return [place | {"sk": str(n), "id": f"{month}-{n}"} for n in numbers]

    def load(self, id: str, *, consistent: bool = True) -> Any:
        self.loaded += 1
        assert not consistent
        raise NotFound()


@pytest.mark.req("H-15")
def test_reads_are_bounded_and_go_backwards_by_month() -> None:
    store = Many()
    audit = StepAudit(store, lambda code: None, lambda: MORNING)
    assert list(audit.decided("x")) == []
    assert store.loaded == 100 and store.months == ["2026-11", "2026-10", "2026-10"]
    assert MORNING.date() == date(2026, 11, 23)
