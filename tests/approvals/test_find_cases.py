"""Searching by field value as a handler: in one's boxes, and in the applications of a department's services (C-24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.applications.store_items import Row
from chalicelib.approvals import Filter, find_cases
from chalicelib.errors import InvalidForm, InvalidRequest, NotFound
from chalicelib.shared.ids import new_id
from tests.exports.conftest import FORM, ID_NUMBER, STUDENT, ExportWorld
from tests.service_shape import bare_service

MONTH = "2026-11"
REASON = {"form.reason": {"contains": "图书馆"}}
SECRETIVE = [
    {
        "step": "review",
        "title": {"zh": "审核", "en": "Review"},
        "by": {"role": "officer", "unit": "registry"},
        "within": "1 workday",
        "fields": {"reason": "hidden"},
    }
]


@pytest.fixture
def world(aws: Any) -> ExportWorld:
    return ExportWorld(aws)


def file(world: ExportWorld, reason: str, code: str = "card", **more: Any) -> str:
    world.now += timedelta(minutes=1)
    return world.apply(reason, code, **more)


def tasks(world: ExportWorld, box: str, where: Any, service: str = "card", cursor: str | None = None) -> dict[str, Any]:
    officer = world.holder_of("position:officer@registry")
    return world.hall.list_tasks(officer, box, cursor, 25, Filter(service=service, where=where))


def cases(world: ExportWorld, where: Any, cursor: str | None = None, limit: int = 25, **more: Any) -> dict[str, Any]:
    who, month = more.get("who", world.head), more.get("month", MONTH)
    return world.hall.cases.find(who, more.get("service", "card"), month, where, cursor, limit)


def ids(page: dict[str, Any]) -> list[str]:
    return [item.get("application_id") or item["id"] for item in page["items"]]


@pytest.mark.req("C-24")
def test_a_handlers_boxes_are_searched_by_what_was_filled_in(world: ExportWorld) -> None:
    one, other, third = file(world, "遗失 图书馆门口"), file(world, "损坏"), file(world, "图书馆 闸机")
    page = tasks(world, "todo", REASON)
    assert set(ids(page)) == {one, third}, "due at the same moment, so in any order"
    assert page["items"][ids(page).index(one)]["answers"] == [
        {"label": {"zh": "事由", "en": "Reason"}, "value": {"zh": "遗失 图书馆门口", "en": "遗失 图书馆门口"}}
    ]
    world.decide(one, "review.1.1", world.holder_of("position:officer@registry"))
    assert ids(tasks(world, "todo", REASON)) == [third]
    assert ids(tasks(world, "done", REASON)) == [one]
    assert ids(tasks(world, "todo", {"not": REASON})) == [other]
    assert "answers" not in tasks(world, "todo", None)["items"][0]


@pytest.mark.req("C-24")
def test_a_department_searches_its_applications_and_nobody_elses(world: ExportWorld) -> None:
    one, _, third = file(world, "遗失 图书馆门口"), file(world, "损坏"), file(world, "图书馆 闸机")
    file(world, "图书馆发票", "invoice")
    world.decide(one, "review.1.1", world.holder_of("position:officer@registry"))
    page = cases(world, REASON)
    assert ids(page) == [third, one], "newest first"
    assert page["items"][1]["state"] == "completed" and page["items"][1]["applicant_name"]["zh"] == "李明"
    assert page["looked"] == {"count": 3, "until": page["looked"]["until"], "all": True} and page["next"] is None
    assert ids(cases(world, {"all": [REASON, {"state": {"eq": "completed"}}]})) == [one]
    assert len(ids(cases(world, {}))) == 3 and ids(cases(world, {}, month="2026-10")) == []
    for who in (world.holder_of("position:officer@registry"), world.person(STUDENT)):
        with pytest.raises(NotFound):
            cases(world, REASON, who=who)
    with pytest.raises(NotFound):
        cases(world, REASON, service="invoice")


@pytest.mark.req("C-24", "R40")
def test_what_is_masked_or_hidden_from_somebody_is_not_found_out_by_searching(world: ExportWorld) -> None:
    file(world, "遗失", id_number=ID_NUMBER)
    masked = {"form.id_number": {"contains": "1949"}}
    assert "form.id_number" not in [one["name"] for one in world.hall.cases.fields("card")["items"]]
    for search in (lambda: tasks(world, "todo", masked), lambda: cases(world, masked)):
        with pytest.raises(InvalidForm) as refused:
            search()
        assert refused.value.errors[0].pointer == "/filter/form.id_number"
    world.publish(bare_service("private", 1, FORM, SECRETIVE, owner_unit="registry"))
    id = file(world, "图书馆", "private")
    assert ids(tasks(world, "todo", REASON, "private")) == [], "the officer's step does not see the reason"
    assert ids(cases(world, REASON, service="private")) == [id], "its administrator does"


@pytest.mark.req("C-24")
def test_a_condition_needs_a_service_and_its_fields(world: ExportWorld) -> None:
    for service, where, pointer in (
        ("", REASON, "/service"),
        ("no-such", REASON, "/service"),
        ("card", {"form.no": {"eq": "1"}}, "/filter/form.no"),
        ("card", {"hours.total": {"gt": 1}}, "/filter/hours.total"),
    ):
        with pytest.raises(InvalidForm) as refused:
            tasks(world, "todo", where, service)
        assert [one.pointer for one in refused.value.errors] == [pointer]


@pytest.mark.req("C-24")
def test_a_search_reads_a_bounded_part_and_goes_on(world: ExportWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is stored: as many queries and batches for each request, and in the end everything was looked at."""
    monkeypatch.setattr(find_cases, "ROUND", 2)
    student, filed = world.person(STUDENT), []
    for number in range(7):
        world.now += timedelta(minutes=1)
        form = {"reason": f"图书馆 {number}" if number in (0, 5) else "损坏"}
        filed.append(world.hall.submit_application(student, "card", form, new_id())["id"])
    calls: list[str] = []
    client = Row._get_connection().connection.client
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    first = cases(world, REASON)
    assert (ids(first), first["looked"]["count"], first["looked"]["all"]) == ([filed[5]], 4, False)
    assert (calls.count("Query"), calls.count("BatchGetItem"), calls.count("Scan")) == (2, 4, 0)
    second = cases(world, {"state": {"eq": "gone"}}, first["next"])
    assert (ids(second), second["looked"]["count"]) == ([filed[0]], 7), "it goes on with the condition it began with"
    assert second["next"] is None
    some = cases(world, {}, limit=3)
    assert [*ids(some), *ids(cases(world, {}, some["next"], 100))] == filed[::-1][:7]
    with pytest.raises(InvalidRequest):
        cases(world, REASON, first["next"], month="2026-10")
    leader = replace(world.head, id="another")
    with pytest.raises(InvalidRequest):
        cases(world, REASON, first["next"], who=leader)
