"""Editing a live flow (blackholll/loonflow #67): who is under way stays on their version, or is taken over, or back."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.applications import EventType, State, first_broken, replay
from chalicelib.approvals import CaseWish, Migrating, Talk
from chalicelib.catalogue import load_definitions
from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.publishing import publish_one
from tests.hall_world import HallWorld
from tests.world import PEOPLE, STANDARD_FLOW, STANDARD_FORM, World, person, service_of

HEAD = person("head", "department_head@registry")
OFFICER = {"role": "officer", "unit": "registry"}


def step(name: str, by: Any = None, **more: Any) -> dict[str, Any]:
    return {"step": name, "title": {"zh": f"环节{name}", "en": f"Step {name}"}, "by": by or OFFICER, **more}


COUNSELLOR = {"role": "counsellor", "of": "applicant.class"}


class Migrated:
    """One service whose second version a test writes; `m` is the administrators' verb."""

    def __init__(self, aws: Any, flow: list[Any] | None = None) -> None:
        self.world = World(aws, flow)
        self.m = Migrating(
            store=self.world.store, definitions=self.world.definitions, people=self.world.people,
            clock=self.world.clock, secret="a-secret-of-this-test",
        )  # fmt: skip

    def publish(self, flow: list[Any], form: list[Any] | None = None) -> None:
        service = service_of(flow, form or STANDARD_FORM, version=2)
        self.world.catalogue.versions[2] = service
        self.world.publish()

    def look(self, to: int = 2) -> dict[str, Any]:
        (item,) = self.m.dry_run(HEAD, "standard", to, None)["items"]
        return item  # type: ignore[no-any-return]

    def migrate(self, id: str, seq: int, to: int = 2, **more: Any) -> dict[str, Any]:
        (done,) = self.m.migrate(HEAD, "standard", to, {id: seq}, "新流程", **more)["items"]
        self.world.settle()
        return done  # type: ignore[no-any-return]


def new_flow() -> list[Any]:
    """Counsellor and checks as before; the finance check is gone, and a second look stands before the registrar."""
    flow = copy.deepcopy(STANDARD_FLOW)
    flow[1]["parallel"][0] = [step("fees", {"role": "officer", "unit": "finance"})]  # type: ignore[index]
    flow.insert(2, step("second_look", {"role": "officer", "unit": "library"}))
    return flow


@pytest.mark.req("R19")
def test_edit_of_a_live_flow(aws: Any) -> None:
    """One stays and finishes on its version; the other is migrated and finishes on the new one; nothing is lost."""
    one = Migrated(aws)
    world = one.world
    stays, goes = (world.submit(key=key).id for key in ("key-stays-1", "key-goes-01"))
    world.settle()
    for id in (stays, goes):
        world.decide(id, "counsellor_review", by="counsellor")
        world.settle()
    one.publish(new_flow())
    items = {item["id"]: item for item in one.m.dry_run(HEAD, "standard", 2, None)["items"]}
    plan = items[goes]
    assert [stand["step"] for stand in plan["stands"]] == ["fees", "library_check"]
    assert [stand["open"] for stand in plan["stands"]] == [False, True]
    assert plan["closed"] == [{"zh": "财务处审核", "en": "Finance check"}] and plan["kept"][0]["zh"] == "图书馆审核"
    before = world.store.load(goes)
    assert one.migrate(goes, plan["seq"])["done"]
    after = world.store.load(goes)
    assert (after.head.version, after.head.round) == (2, 2)
    assert after.events[before.seq].type is EventType.MIGRATED
    assert {task.step for task in after.open_tasks} == {"fees", "library_check"}
    kept = [task.key for task in before.open_tasks if task.step == "library_check"]
    assert kept == [task.key for task in after.open_tasks if task.step == "library_check"]
    assert replay(after)["counsellor_review"].by == replay(before)["counsellor_review"].by

    for id, way in (
        (goes, ("fees:finance", "library_check:library", "second_look:library", "registrar_review:registrar")),
        (stays, ("finance_check:finance", "library_check:library", "registrar_review:registrar")),
    ):
        for decision in way:
            name, _, who = decision.partition(":")
            world.decide(id, name, by=who)
            world.settle()
        ended = world.store.load(id)
        assert ended.head.state is State.COMPLETED
        assert first_broken(id, ended.events) is None
    assert world.store.load(stays).head.version == 1
    assert [e.step for e in world.store.load(goes).events if e.type is EventType.APPROVED].count(
        "counsellor_review"
    ) == 1


@pytest.mark.req("R19")
def test_a_migration_is_undone_to_where_it_stood(aws: Any) -> None:
    one = Migrated(aws)
    world = one.world
    id = world.submit().id
    world.settle()
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    stood = {task.step: task.holder for task in world.store.load(id).open_tasks}
    one.publish(new_flow())
    one.migrate(id, one.look()["seq"])
    world.decide(id, "library_check", by="library")  # a decision on the new version stays
    world.settle()
    seq = world.store.load(id).seq
    back = one.migrate(id, seq, undo=True)
    assert back["done"] and back["version"] == 1
    after = world.store.load(id)
    stood.pop("library_check")
    assert {task.step: task.holder for task in after.open_tasks} == stood
    assert not one.migrate(id, after.seq, undo=True)["done"]  # there is nothing more to undo
    for name, who in (("finance_check", "finance"), ("registrar_review", "registrar")):
        world.decide(id, name, by=who)
        world.settle()
    assert world.store.load(id).head.state is State.COMPLETED


def test_what_moved_on_after_the_dry_run_is_reported_and_left_alone(aws: Any) -> None:
    one = Migrated(aws)
    world = one.world
    id = world.submit().id
    world.settle()
    one.publish(new_flow())
    seq = one.look()["seq"]
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    done = one.migrate(id, seq)
    assert (done["done"], done["number"]) == (False, world.store.load(id).head.number)
    assert "有变化" in done["why"]["zh"]
    assert world.store.load(id).head.version == 1
    done = one.migrate(id, one.look()["seq"])
    assert done["done"] and one.migrate(id, done["seq"] - 1)["done"]  # the same wish again, its answer lost
    assert one.look()["same"]
    with pytest.raises(InvalidRequest):
        one.m.migrate(HEAD, "standard", 2, {id: "1"}, "")
    ended = world.submit(key="key-ended-1")
    world.settle()
    world.acts.withdraw(PEOPLE["s1"], ended.id, world.store.load(ended.id).seq, "")
    assert not one.migrate(ended.id, world.store.load(ended.id).seq)["done"]


def test_the_dry_run_goes_through_the_months_page_by_page(aws: Any) -> None:
    one = Migrated(aws)
    world = one.world
    old = world.submit(key="key-october").id
    world.pass_time(days=40)
    new = {world.submit(key=f"key-later-{n}").id for n in range(3)}
    one.publish(new_flow())
    small = replace(one.m, page=2)
    pages, cursor = [], None
    for _ in range(9):
        found = small.dry_run(HEAD, "standard", 2, cursor)
        pages.append([item["id"] for item in found["items"]])
        cursor = found["next"]
        if not cursor:
            break
    assert [len(page) for page in pages] == [2, 1, 1, 0]
    assert {*pages[0], *pages[1]} == new and pages[2] == [old]
    with pytest.raises(InvalidRequest):
        small.dry_run(HEAD, "standard", 2, "tampered")


def test_a_countersign_half_signed_stays_open_with_what_was_signed(aws: Any) -> None:
    both = [{"role": "officer", "unit": "finance"}, {"role": "officer", "unit": "library"}]
    one = Migrated(aws, [step("signing", both, mode="all"), step("last")])
    world = one.world
    id = world.submit().id
    world.settle()
    world.decide(id, "signing", by="library")
    world.settle()
    one.publish([step("signing", both, mode="all"), step("new"), step("last")])
    one.migrate(id, one.look()["seq"])
    (left,) = world.store.load(id).open_tasks
    assert left.holder == "position:officer@finance"
    world.catalogue.versions[3] = service_of(
        [step("first"), step("signing", both, mode="any")], STANDARD_FORM, version=3
    )
    plan = one.look(3)
    assert plan["closed"] and plan["signed"] == [{"zh": "环节signing", "en": "Step signing"}]


def test_a_returned_application_goes_over_and_is_corrected_on_the_new_form(aws: Any) -> None:
    one = Migrated(aws)
    world = one.world
    id = world.submit().id
    world.settle()
    world.decide(id, "counsellor_review", "return", by="counsellor")
    world.settle()
    phone = {"field": "phone", "type": "text", "label": {"zh": "电话", "en": "Phone"}, "required": True}
    one.publish(new_flow(), [*STANDARD_FORM[1:], phone])
    plan = one.look()
    assert [(m["field"], m["why"]["en"]) for m in plan["misfits"]] == [
        ("phone", "is needed now and was not given"),
        ("reason", "is not in the new form; the answer stays in the record only"),
    ]
    one.migrate(id, plan["seq"])
    now = world.store.load(id)
    assert now.head.state is State.AWAITING_APPLICANT
    assert now.form["reason"] == "回家"
    world.acts.resubmit(PEOPLE["s1"], id, now.seq, {"days": 3, "phone": "1"})
    world.settle()
    assert [task.step for task in world.store.load(id).open_tasks] == ["counsellor_review"]


@pytest.mark.parametrize("what", ["consult", "return", "move"])
def test_what_the_stream_brings_after_the_migration(aws: Any, what: str) -> None:
    """Found by random histories: a late record of the old version spoke of a step that was gone, and came for ever."""
    one = Migrated(aws, [STANDARD_FLOW[0], step("check"), step("last")])
    world, by = one.world, PEOPLE["registrar"]
    id = world.submit().id
    world.settle()
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    task = f"{id}.{world.store.load(id).open_tasks[0].key}"
    if what == "consult":
        talk = Talk(world.store, world.uploads, world.definitions, world.people, world.clock)
        talk.consult(by, task, "library", "有无异议？", "text", "2 workdays")
    elif what == "return":
        world.decide(id, "check", "return", by="registrar", to="counsellor_review")
    else:
        for who, act in (("head", CaseWish("move", "情况有变", "last")), ("coordinator", CaseWish("confirm", "", ""))):
            world.acts.act_on_case(PEOPLE[who], id, world.store.load(id).seq, act)
    one.publish([step("end", COUNSELLOR)])
    assert one.migrate(id, world.store.load(id).seq)["done"]
    assert [task.step for task in world.store.load(id).open_tasks] == ["end"]
    world.decide(id, "end", by="counsellor")
    world.settle()
    assert world.store.load(id).head.state is State.COMPLETED


def test_an_answer_of_another_kind_keeps_it_where_it_is(aws: Any) -> None:
    one = Migrated(aws)
    id = one.world.submit().id
    one.world.settle()
    one.publish(new_flow(), [STANDARD_FORM[0], {**STANDARD_FORM[1], "type": "text"}])
    plan = one.look()
    assert plan["blocked"]
    done = one.migrate(id, plan["seq"])
    assert not done["done"] and "天数" in done["why"]["zh"]


def test_the_timeline_still_names_the_steps_that_are_gone(aws: Any) -> None:
    """Read through the whole hall, as the applicant and the decider of a step that is no more."""
    world = HallWorld(aws, ["deferred-exam"])
    student = world.person("2023010101")
    id = world.submit(student, "deferred-exam")
    task = world.load(id).open_tasks[0]
    teacher = world.holder_of(task.holder)
    world.decide(id, task.key, teacher)
    definition = next(one for one in load_definitions() if one.raw["service"] == "deferred-exam")
    raw = copy.deepcopy(dict(definition.raw))
    raw["flow"] = raw["flow"][1:]
    publish_one(world.hall, replace(definition, raw=raw), [unit.id for unit in world.hall.people.all_units()])
    head = world.person("110401")
    for other in (teacher, world.person("110402")):  # its officers handle it; whom it belongs to is the head's business
        with pytest.raises(NotFound):
            world.hall.migrating.dry_run(other, "deferred-exam", 2, None)
    (plan,) = world.hall.migrating.dry_run(head, "deferred-exam", 2, None)["items"]
    assert plan["stands"][0]["people"]
    with pytest.raises(NotFound):
        world.hall.migrating.migrate(head, "deferred-exam", 9, {id: plan["seq"]}, "")
    (done,) = world.hall.migrating.migrate(head, "deferred-exam", 2, {id: plan["seq"]}, "简化")["items"]
    assert done["done"]
    world.settle()
    view = world.hall.view_application(student, id, None)
    assert view is not None
    said = [entry["text"]["zh"] for entry in view["timeline"]]
    assert "任课教师意见：已完成" in said and "改按第 2 版流程办理" in said
    assert world.hall.view_task(teacher, f"{id}.{task.key}", None)
