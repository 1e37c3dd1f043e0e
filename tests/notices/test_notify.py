"""Planning: who is told, what travels, and what must not (PROMISES R44)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.errors import Temporary
from chalicelib.notices import Notice, State, notify, plan_notices
from chalicelib.shared.text import Text
from tests.notices.conftest import START, Event, Head, Room

STEP = Text("辅导员审核", "Counsellor's review")


def test_everybody_is_planned_once_in_order() -> None:
    notices = plan_notices("task_arrived", Event(3), Head(), ["b", "a", "b"], {"due_at": START, "step_title": STEP})
    assert [notice.person_id for notice in notices] == ["b", "a"]
    assert notices[0].event_id == "01app.3"
    assert notices[0].values["due_at"] == "2026-11-23T02:00:00.000Z"
    assert notices[0].values["step_title"] == {"zh": "辅导员审核", "en": "Counsellor's review"}
    assert [Notice.from_dict(json.loads(json.dumps(n.to_dict()))) for n in notices] == notices


def test_an_unknown_message_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        plan_notices("no_such", Event(), Head(), ["a"])


def test_no_opinion_name_or_address_travels_or_is_stored(room: Room) -> None:
    secret = {"opinion": "CANARY-opinion", "applicant_name": Text("甲CANARY", "CANARY-name"), "title": "CANARY-title"}
    room.details.update(secret, contact="CANARY-contact", progress_link="https://x/CANARY-link", query_code="CANARY")
    room.tell("returned", "s1", step_title=STEP, **secret)
    assert "CANARY" not in json.dumps([*room.queue], ensure_ascii=False)
    assert "@" not in json.dumps([*room.queue])
    room.deliver()
    assert "CANARY-opinion" in room.mail.sent[0].text
    from chalicelib.notices.store import Row

    items = Row._get_connection().connection.client.scan(TableName=Row.Meta.table_name)["Items"]
    stored = json.dumps(items, ensure_ascii=False)
    for word in ("CANARY", "@", "13800138000", "张三"):
        assert word not in stored


def test_nobody_to_tell_is_visible(room: Room) -> None:
    for _ in range(2):
        assert room.notices.notify("task_arrived", Event(4), Head(), []) == []
    [trouble] = room.store.troubles(START.date())
    assert (trouble.state, trouble.reason, trouble.message) == (State.SKIPPED, "nobody_to_tell", "task_arrived")
    assert room.queue == []


def test_a_queue_that_is_down_is_heard(room: Room) -> None:
    def down(_: Any) -> None:
        raise Temporary()

    with pytest.raises(Temporary):
        notify("submitted", Event(), Head(), ["s1"], post=down, store=room.store)
