"""Kept for its time: its people are warned, it may be held, then it is erased, and a proof stays (R45)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.applications import HALL, Erased, EventType, Overtaken, State, change, erased_event
from chalicelib.errors import Gone, InvalidForm, NotFound, NotYourTurn, Temporary
from tests.archive.conftest import FLOW, STUDENT
from tests.retention.conftest import OPINION, WARNED, WORDS, YEAR, KeepingWorld, erase
from tests.service_shape import bare_service

pytestmark = pytest.mark.req("R45")
DAY = timedelta(days=1)


def types(world: KeepingWorld, id: str) -> list[EventType]:
    return [event.type for event in world.load(id).events]


def test_nothing_happens_before_its_time(world: KeepingWorld) -> None:
    id = world.ended()
    world.on(WARNED - DAY, 23)
    assert world.sweep() == {}
    told = world.hall.view_application(world.person(STUDENT), id, None)["keeping"]
    assert told == {"until": YEAR.isoformat(), "on": YEAR.isoformat(), "warned": False, "held": None}


def test_warned_then_erased_and_a_proof_stays(world: KeepingWorld) -> None:
    id = world.ended()
    number, end = world.load(id).head.number, world.load(id).events[-2]
    world.on(WARNED)
    assert world.sweep() == {"warned": 1}
    assert any("To be erased soon" in line for line in world.told(STUDENT))
    assert any("Applications to be erased" in line for line in world.told("department_head"))
    assert world.sweep() == {}
    world.on(YEAR - DAY, 23)
    assert world.sweep() == {}
    assert world.hall.view_application(world.person(STUDENT), id, None)["keeping"]["warned"]
    world.on(YEAR)
    assert world.sweep() == {"erased": 1}
    with pytest.raises(Erased) as left:
        world.load(id)
    proof = left.value.proof
    assert (proof.number, proof.service, proof.version, proof.state) == (number, "card", 2, "completed")
    assert proof.is_sealed
    assert proof.hash_of(end.seq) == end.hash
    assert world.sweep() == {}


def test_no_table_and_no_bucket_has_its_content_any_more(world: KeepingWorld) -> None:
    id = world.ended()
    upload = world.load(id).form["proof"][0]
    world.hall.insight.ratings.rate(world.person(STUDENT), id, 5, 4, "办得快，谢谢王老师")
    before = json.dumps(world.items(), ensure_ascii=False, default=str)
    assert all(words in before for words in (WORDS, OPINION, upload, "谢谢王老师"))
    erase(world)
    for item in world.items():
        text = json.dumps(item, ensure_ascii=False, default=str)
        if item["table"].endswith("-notices"):
            continue  # number and service's name, gone by themselves after 400 days
        assert not any(words in text for words in (WORDS, OPINION, upload, "谢谢王老师")), text
        if f"A#{id}" in text:
            assert STUDENT not in text
            assert "王𬀩" not in text
    assert world.objects(world.hall.settings.files_bucket, f"uploads/{upload}") == []
    assert world.hall.insight.store.months(["2026-11"], ["card"])["2026-11", "card"].visited.rated == 1


def test_no_list_search_or_export_shows_it(world: KeepingWorld) -> None:
    id = world.ended()
    student, officer, head = map(world.person, (STUDENT, "officer", "department_head"))
    assert [row["id"] for row in world.hall.list_applications(student, None, 25)["items"]] == [id]
    assert len(world.hall.list_tasks(officer, "done", None, 25)["items"]) == 1
    assert len(world.hall.cases.find(head, "card", "2026-11", {}, None, 25)["items"]) == 1
    erase(world)
    assert world.hall.list_applications(student, None, 25)["items"] == []
    assert world.hall.list_tasks(officer, "done", None, 25)["items"] == []
    assert world.hall.cases.find(head, "card", "2026-11", {}, None, 25)["items"] == []
    assert world.hall.store.of_service("card", "2026-11", limit=25, after=None) == []
    with pytest.raises(NotFound):
        world.hall.archive.link(student, id, "package", "zh")


def test_who_could_read_it_hears_what_became_of_it(world: KeepingWorld) -> None:
    id = world.ended()
    task = next(task for task in world.load(id).tasks if task.step == "review")
    number = world.load(id).head.number
    erase(world)
    for reader in (STUDENT, "officer", "department_head"):
        with pytest.raises(Gone) as told:
            world.hall.view_application(world.person(reader), id, None)
        assert told.value.extra["number"] == number
        assert told.value.extra["erased_at"].startswith("2027-11-23")
        assert WORDS not in str(told.value.extra)
    with pytest.raises(Gone):
        world.hall.view_task(world.person("officer"), f"{id}.{task.key}", None)
    with pytest.raises(NotFound):
        world.hall.view_application(world.person("2023010102"), id, None)


def test_a_hold_keeps_it_and_lifting_it_warns_anew(world: KeepingWorld) -> None:
    id = world.ended()
    world.on(WARNED)
    world.sweep()
    with pytest.raises(InvalidForm):
        world.act(id, "hold")
    world.act(id, "hold", "正在审计")
    for days in (30, 300):
        world.on(WARNED + timedelta(days=days))
        assert world.sweep() == {}
    held = world.hall.view_application(world.person("department_head"), id, None)
    assert held["keeping"]["held"]["reason"] == "正在审计"
    assert "lift" in held["acts"]
    assert "hold" not in held["acts"]
    seen = world.hall.view_application(world.person(STUDENT), id, None)
    assert "reason" not in seen["keeping"]["held"]
    assert "正在审计" not in json.dumps(seen["timeline"], ensure_ascii=False)
    with pytest.raises(NotYourTurn):
        world.act(id, "hold", "再次")
    world.act(id, "lift", "审计已结束")
    lifted = WARNED + timedelta(days=300)
    assert world.sweep() == {"warned": 1}
    world.on(lifted + timedelta(days=29), 23)
    assert world.sweep() == {}
    world.on(lifted + timedelta(days=30))
    assert world.sweep() == {"erased": 1}


def test_only_who_leads_the_department_may_hold_it(world: KeepingWorld) -> None:
    id = world.ended()
    with pytest.raises(NotFound):
        world.hall.act_on_case(world.person("officer"), id, world.load(id).seq, "hold", "想留着", "", 0)
    with pytest.raises(NotYourTurn):
        world.act(id, "lift", "没有暂停")


def test_one_that_is_reopened_is_kept_anew(world: KeepingWorld) -> None:
    id = world.ended()
    world.on(WARNED)
    world.sweep()
    application = world.load(id)
    again = {"state": State.IN_PROGRESS, "round": 2, "clock_at": world.now}
    data = {"round": 2, "to": "review", "enter": "review", "skipped": [], "left_out": [], "undone": ["review"]}
    world.hall.store.commit(change(application, EventType.REOPENED, by=HALL, at=world.now, data=data, head=again))
    world.on(YEAR + timedelta(days=5))
    assert world.sweep() == {}
    assert not world.is_erased(id)


def test_one_that_another_open_application_goes_back_to_is_kept(world: KeepingWorld) -> None:
    id = world.ended()
    world.on(WARNED)
    world.sweep()
    head = world.load(id).head
    earlier = {"id": id, "number": head.number, "title": {"zh": "补办", "en": "card"}}
    made = refer(world, earlier)
    world.on(YEAR)
    assert world.sweep() == {}
    assert not world.is_erased(id)
    task = next(task for task in world.load(made).tasks if task.step == "review")
    world.decide(made, task.key, world.person("officer"))
    world.on(YEAR + timedelta(days=8))
    assert world.sweep() == {"erased": 1}


def refer(world: KeepingWorld, earlier: dict[str, Any]) -> str:
    """An open application whose form names another one, as an appeal does."""
    field: dict[str, Any] = {"field": "about", "type": "application", "label": {"zh": "原办件", "en": "About"}}
    field["applications"] = {"services": "card", "states": "completed"}
    world.publish(bare_service("appeal", 1, [field], FLOW, owner_unit="registry"))
    return world.submit(world.person(STUDENT), "appeal", {"about": earlier["id"]})


class Dying:
    """A part of the hall that dies once, after or before so many calls."""

    def __init__(self, part: Any, calls: int) -> None:
        self.part, self.left = part, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.part, name)
        if not callable(found):
            return found

        def call(*given: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise Temporary()
            return found(*given, **named)

        return call


@pytest.mark.parametrize("calls", range(2, 7))
def test_it_may_die_at_any_call_and_goes_on(world: KeepingWorld, calls: int) -> None:
    id = world.ended()
    upload = world.load(id).form["proof"][0]
    world.on(WARNED)
    world.sweep()
    world.on(YEAR)
    watch = world.hall.keep_watch
    dying = Dying(watch.store, calls)
    broken: Any = replace(watch, store=dying, erase=replace(watch.erase, store=dying))
    assert broken() == {"warned": 0, "erased": 0, "failed": 1}
    assert world.sweep() == {"erased": 1}
    assert world.is_erased(id)
    mine = [item for item in world.items() if item.get("pk", {}).get("S") == f"A#{id}"]
    assert len(mine) == 1
    assert "clock_at" not in mine[0]
    assert world.objects(world.hall.settings.files_bucket, f"uploads/{upload}") == []


def test_two_at_once_erase_it_once(world: KeepingWorld) -> None:
    id = world.ended()
    application = world.load(id)
    event = erased_event(application, world.now, b"key")
    store = world.hall.keep_watch.store
    store.begin(id, event)
    with pytest.raises(Overtaken):
        store.begin(id, event)
