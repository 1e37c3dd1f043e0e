"""Searching one's own applications: what is found, what it costs, and that a cursor is nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.applications import STATE_TEXTS, ApplicationStore
from chalicelib.applications.store_items import Row
from chalicelib.approvals import find_own
from chalicelib.errors import InvalidRequest
from chalicelib.portal.texts import texts
from chalicelib.web.routes.applications import STATES
from tests.hall_world import HallWorld

LIN, HE = "2023010101", "2022010101"


@pytest.fixture
def world(aws: Any) -> HallWorld:
    return HallWorld(aws, services=["student-leave"])


def file(world: HallWorld, who: str, reason: str) -> str:
    """Submitted and nothing more: no department works on it."""
    person = world.person(who)
    form = world.answers(person, "student-leave", reason=reason)
    world.now += timedelta(minutes=1)
    return str(world.hall.submit_application(person, "student-leave", form, f"key-{reason[:20]}-{who}")["id"])


def search(
    world: HallWorld, who: str = LIN, cursor: str | None = None, limit: int = 25, **wanted: str
) -> dict[str, Any]:
    asked = {"state": "", "service": "", "words": "", **wanted}
    return world.hall.list_applications(world.person(who), cursor, limit, asked)


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


@pytest.mark.req("C-24")
def test_what_was_filled_in_is_found_and_shown_in_its_own_applications_only(world: HallWorld) -> None:
    fever = file(world, LIN, "发烧，去校医院")
    file(world, LIN, "回家参加婚礼")
    theirs = file(world, HE, "发烧，去校医院")
    page = search(world, words="校医院")
    assert ids(page) == [fever]
    assert page["items"][0]["hit"]["value"]["zh"] == "发烧，去校医院"
    assert page["looked"] == {"count": 2, "until": page["looked"]["until"], "all": True} and page["next"] is None
    assert ids(search(world, HE, words="校医院")) == [theirs]
    assert ids(search(world, words="nothing like it")) == []


@pytest.mark.req("C-24")
def test_number_service_and_state_are_found_without_reading_a_form(
    world: HallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = file(world, LIN, "回家办理身份证"), file(world, LIN, "参加数学竞赛")
    number = world.load(one).head.number
    monkeypatch.setattr(ApplicationStore, "forms_of", lambda *_: pytest.fail("no form is needed"))
    assert ids(search(world, words=number)) == [one]
    assert ids(search(world, HE, words=number)) == []
    assert ids(search(world, words="leave")) == [two, one], "the service's name, in the other language"
    assert ids(search(world, state="open")) == [two, one]
    assert ids(search(world, state="closed")) == []
    assert ids(search(world, state="in_progress", service="student-leave")) == [two, one]
    assert ids(search(world, service="deferred-exam")) == []


@pytest.mark.req("C-24")
def test_a_search_looks_at_a_bounded_part_and_goes_on_where_it_stopped(
    world: HallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_own, "ROUND", 2)
    sent = [file(world, LIN, f"回家办事，事由{number}") for number in range(6)]
    calls: list[str] = []
    client = Row._get_connection().connection.client
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    first = search(world, words="事由0")
    assert (ids(first), first["looked"]["count"], first["looked"]["all"]) == ([], 4, False)
    assert calls.count("Query") == 2 and calls.count("BatchGetItem") == 4
    second = search(world, words="事由0", cursor=first["next"])
    assert (ids(second), second["looked"]["count"], second["looked"]["all"]) == ([sent[0]], 6, True)
    pages = search(world, words="事由", limit=3)
    assert ids(pages) == sent[:2:-1]
    assert ids(search(world, words="事由", limit=3, cursor=pages["next"])) == sent[2::-1]
    for who, words in ((HE, "事由0"), (LIN, "other words")):
        with pytest.raises(InvalidRequest):
            search(world, who, words=words, cursor=first["next"])


def test_the_states_of_route_page_and_record_are_the_same() -> None:
    assert find_own.STATES == STATES
    for state, text in STATE_TEXTS.items():
        assert texts()[f"state.{state.value}"] == text
    assert replace(find_own.OwnFilter(), state="open").asks and not find_own.OwnFilter().asks
