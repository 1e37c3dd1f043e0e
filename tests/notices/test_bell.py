from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import InvalidRequest
from chalicelib.notices import mark_read
from tests.notices.conftest import START, Event, Head, Room, person

ME, OTHER = person("s1"), person("s2")


def told(room: Room, count: int) -> None:
    for n in range(1, count + 1):
        room.notices.notify("completed", Event(n, START + timedelta(minutes=n)), Head(), ["s1", "s2"])
    room.deliver()


def bell(room: Room, cursor: str | None = None, limit: int = 25) -> dict[str, Any]:
    return room.notices.list_notices(ME, cursor, limit)


@pytest.mark.req("Z-07")
def test_the_bell_shows_what_i_was_told_newest_first(room: Room) -> None:
    told(room, 3)
    page = bell(room)
    assert [item["at"][11:16] for item in page["items"]] == ["02:03", "02:02", "02:01"]
    assert (page["unread"], page["next"]) == (3, None)
    first = page["items"][0]
    assert first["text"]["zh"] == "您的“本科生请销假”已办结（20261123-000123）"
    assert "Leave for undergraduates" in first["text"]["en"]
    assert first["link"] == {"zh": "/zh/application/?id=01app", "en": "/en/application/?id=01app"}
    assert set(first) == {"id", "message", "number", "at", "text", "link", "unread"}


def test_reading_goes_forward_only(room: Room) -> None:
    told(room, 3)
    newest, middle, oldest = (item["id"] for item in bell(room)["items"])
    room.notices.mark_read(ME, middle)
    assert [item["unread"] for item in bell(room)["items"]] == [True, False, False]
    room.notices.mark_read(ME, oldest)
    assert bell(room)["unread"] == 1
    room.notices.mark_read(ME, newest)
    assert bell(room)["unread"] == 0
    assert room.notices.list_notices(OTHER, None, 25)["unread"] == 3


@pytest.mark.parametrize("reading", [False, True])
def test_every_page_and_each_line_once(room: Room, reading: bool) -> None:
    told(room, 7)
    everything = [item["id"] for item in bell(room)["items"]]
    if reading:
        room.notices.mark_read(ME, everything[4])
    seen: list[str] = []
    unread = 0
    cursor = None
    while True:
        page = bell(room, cursor, 3)
        seen += [item["id"] for item in page["items"]]
        unread += page["unread"]
        if not (cursor := page["next"]):
            break
    assert seen == everything
    assert unread == (4 if reading else 7)


def test_another_persons_cursor_is_refused(room: Room) -> None:
    told(room, 3)
    cursor = bell(room, limit=1)["next"]
    with pytest.raises(InvalidRequest):
        room.notices.list_notices(OTHER, cursor, 1)
    with pytest.raises(InvalidRequest):
        room.notices.list_notices(ME, cursor[:-1] + "A" if cursor[-1] != "A" else cursor[:-1] + "B", 1)


@pytest.mark.parametrize("id", ["", "zzz", "READ", "2" * 81])
def test_what_is_no_notice_cannot_be_read(room: Room, id: str) -> None:
    with pytest.raises(InvalidRequest):
        mark_read("s1", id, store=room.store)


def test_what_has_expired_is_hidden_before_it_is_deleted(room: Room) -> None:
    told(room, 1)
    room.clock.pass_time(days=399)
    assert len(bell(room)["items"]) == 1
    room.clock.pass_time(days=2)
    assert bell(room)["items"] == []


def test_a_long_bell_is_read_at_the_price_of_a_short_one(room: Room) -> None:
    from chalicelib.notices.store import Row

    told(room, 30)
    calls: list[str] = []
    Row._get_connection().connection.client.meta.events.register(
        "before-call.dynamodb", lambda model, **_: calls.append(model.name)
    )
    assert len(bell(room)["items"]) == 25
    assert calls == ["Query"]
