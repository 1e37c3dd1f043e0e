"""Sessions: how they open, age, are renewed and end (PROMISES R39)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from chalicelib.access import CasRefused, SessionStore
from chalicelib.access.sessions import session_from_raw
from chalicelib.access.store import AccessRow
from chalicelib.errors import Temporary
from chalicelib.settings import Settings
from chalicelib.shared.read_ahead import Key, holding
from chalicelib.shared.store import read_ahead
from tests.access.conftest import START, FrozenClock
from tests.conftest import Aws


@pytest.fixture
def sessions(aws: Aws, settings: Settings, clock: FrozenClock) -> SessionStore:
    return SessionStore(settings, clock)


def calls(operation: str) -> Callable[[], int]:
    """Counts the calls of one DynamoDB operation from now on."""
    seen: list[str] = []
    client = AccessRow._get_connection().connection.client
    client.meta.events.register(f"before-call.dynamodb.{operation}", lambda **_: seen.append(operation))
    return lambda: len(seen)


def rows(aws: Aws) -> list[dict[str, Any]]:
    return aws.client("dynamodb").scan(TableName="hall-test-access")["Items"]


def test_a_session_is_found_by_its_cookie_which_is_stored_nowhere(sessions: SessionStore, aws: Aws) -> None:
    session, cookie = sessions.open("p1", ticket="ST-1")
    assert sessions.get(cookie) == session
    assert session.person_id == "p1"
    secret, _, whose = cookie.partition(".")
    assert len(secret) == 43
    assert whose, "so that session and person can be read together"
    stored = str(rows(aws))
    assert cookie not in stored
    assert "ST-1" not in stored
    assert hashlib.sha256(cookie.encode()).hexdigest() in stored
    assert session.csrf not in repr(session)
    assert all(int(row["expires_at"]["N"]) > START.timestamp() for row in rows(aws)), "TTL clears everything in the end"


def test_every_sign_in_gets_a_new_id_and_ends_the_browsers_old_session(sessions: SessionStore) -> None:
    first, old = sessions.open("p1", ticket="ST-1")
    second, new = sessions.open("p1", ticket="ST-2", replaces=old)
    assert (old, first.csrf, first.id) != (new, second.csrf, second.id)
    assert old != new
    assert sessions.get(old) is None
    assert sessions.get(new) == second


def test_a_ticket_opens_one_session_only(sessions: SessionStore) -> None:
    _, cookie = sessions.open("p1", ticket="ST-1")
    with pytest.raises(CasRefused):
        sessions.open("p1", ticket="ST-1", replaces=cookie)
    assert sessions.get(cookie) is not None, "a refused sign-in must not end the session there is"


@pytest.mark.parametrize(("minutes", "lives"), [(119, True), (119.99, True), (120, False), (10_000, False)])
def test_it_ends_when_nobody_uses_it(sessions: SessionStore, clock: FrozenClock, minutes: float, lives: bool) -> None:
    _, cookie = sessions.open("p1")
    clock.advance(minutes=minutes)
    assert (sessions.get(cookie) is not None) is lives


def test_it_ends_at_its_fixed_time_however_much_it_is_used(sessions: SessionStore, clock: FrozenClock) -> None:
    _, cookie = sessions.open("p1")
    for _ in range(23):
        clock.advance(minutes=30)
        assert sessions.get(cookie) is not None
    clock.advance(minutes=29, seconds=59)
    session = sessions.get(cookie)
    assert session is not None
    assert session.idle_ends_at == session.ends_at
    clock.advance(seconds=1)
    assert sessions.get(cookie) is None


def test_being_used_is_written_at_most_every_five_minutes(sessions: SessionStore, clock: FrozenClock) -> None:
    _, cookie = sessions.open("p1")
    reads, writes = calls("GetItem"), calls("UpdateItem")
    for _ in range(30):
        clock.advance(seconds=29)
        assert sessions.get(cookie) is not None
    assert (reads(), writes()) == (30, 2)


def test_a_session_closed_while_it_is_used_does_not_come_back(
    sessions: SessionStore, clock: FrozenClock, aws: Aws
) -> None:
    session, cookie = sessions.open("p1")
    clock.advance(minutes=6)
    sessions.close(cookie)
    assert sessions.touch(session) is None
    assert [row for row in rows(aws) if row["sk"]["S"] == "SESSION"] == []


def test_a_failing_renewal_stops_nobody(sessions: SessionStore, clock: FrozenClock) -> None:
    _, cookie = sessions.open("p1")
    clock.advance(minutes=6)
    fail_calls("UpdateItem")
    assert sessions.get(cookie) is not None


def fail_calls(operation: str) -> None:
    def refuse(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="the table")

    client = AccessRow._get_connection().connection.client
    client.meta.events.register(f"before-call.dynamodb.{operation}", refuse)


@pytest.mark.parametrize(
    ("operation", "use"),
    [
        ("GetItem", lambda sessions, cookie: sessions.get(cookie)),
        ("TransactWriteItems", lambda sessions, cookie: sessions.open("p1", ticket="ST-9")),
        ("DeleteItem", lambda sessions, cookie: sessions.close(cookie)),
        ("Query", lambda sessions, cookie: sessions.close_all("p1")),
        ("TransactWriteItems", lambda sessions, cookie: sessions.close_all("p1")),
        ("GetItem", lambda sessions, cookie: sessions.close_by_ticket("ST-1")),
    ],
)
def test_a_table_out_of_reach_is_temporary(
    sessions: SessionStore, operation: str, use: Callable[[SessionStore, str], object]
) -> None:
    _, cookie = sessions.open("p1", ticket="ST-1")
    fail_calls(operation)
    with pytest.raises(Temporary):
        use(sessions, cookie)


def test_closing(sessions: SessionStore) -> None:
    _, cookie = sessions.open("p1")
    _, other = sessions.open("p1")
    sessions.close(cookie)
    sessions.close(cookie)
    assert sessions.get(cookie) is None
    assert sessions.get(other) is not None


def test_signing_out_everywhere(sessions: SessionStore, aws: Aws) -> None:
    cookies = [sessions.open("p1")[1] for _ in range(53)]
    _, others = sessions.open("p2")
    assert sessions.close_all("p1") == 53
    assert [cookie for cookie in cookies if sessions.get(cookie)] == []
    assert sessions.get(others) is not None
    assert {row["pk"]["S"][:2] for row in rows(aws)} == {"S#", "P#"}
    assert len(rows(aws)) == 2
    assert sessions.close_all("p1") == 0


def test_the_cas_servers_sign_out_ends_the_session_of_its_ticket(sessions: SessionStore) -> None:
    _, cookie = sessions.open("p1", ticket="ST-1")
    _, other = sessions.open("p1", ticket="ST-2")
    assert sessions.close_by_ticket("ST-unknown") is False
    assert sessions.close_by_ticket("ST-1") is True
    assert sessions.get(cookie) is None
    assert sessions.get(other) is not None
    with pytest.raises(CasRefused):
        sessions.open("p1", ticket="ST-1")


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "a" * 43,
        "a" * 42 + ".cDE",
        "a" * 44 + ".cDE",
        "a" * 43 + ".cDE\n",
        "张" * 43 + ".cDE",
        "a" * 42 + "#.cDE",
    ],
)
def test_a_cookie_the_hall_never_gave_is_not_looked_up(sessions: SessionStore, cookie: str) -> None:
    reads = calls("GetItem")
    assert sessions.expect(cookie) is None
    assert sessions.get(cookie) is None
    sessions.close(cookie)
    assert reads() == 0


def test_the_cookie_tells_what_to_read_ahead_but_proves_nothing(sessions: SessionStore, clock: FrozenClock) -> None:
    session, cookie = sessions.open("学号 1", ticket="ST-1")
    expected = sessions.expect(cookie)
    assert expected == (Key("hall-test-access", f"S#{session.id}", "SESSION"), "学号 1")
    other = sessions.open("p2")[1].partition(".")[2]
    assert sessions.get(f"{cookie.partition('.')[0]}.{other}") is None, "another person's id finds no session"
    reads, together = calls("GetItem"), calls("BatchGetItem")
    with holding():
        read_ahead([expected[0]])
        assert sessions.get(cookie) == session
        assert (reads(), together()) == (0, 1)
        sessions.close(cookie)
        assert sessions.get(cookie) is None, "what was read ahead is told once"
    clock.advance(hours=2)
    with holding():
        read_ahead([expected[0]])
        assert sessions.get(cookie) is None


def test_only_a_sessions_row_is_a_session(sessions: SessionStore, aws: Aws) -> None:
    sessions.open("p1", ticket="ST-1")
    found = [session_from_raw(row, START) for row in rows(aws)]
    assert [session is not None for session in found].count(True) == 1
    assert session_from_raw(None, START) is None
