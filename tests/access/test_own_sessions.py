"""Where somebody is signed in, and ending it there: one's own sessions only."""

from __future__ import annotations

import pytest

from chalicelib.access import SessionStore
from chalicelib.access.devices import device_of
from chalicelib.settings import Settings
from tests.access.conftest import FrozenClock
from tests.conftest import Aws

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0"
WECOM = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/107 Safari/537.36 wxwork/4.1.20 MicroMessenger/7.0.1"


@pytest.fixture
def sessions(aws: Aws, settings: Settings, clock: FrozenClock) -> SessionStore:
    return SessionStore(settings, clock)


def test_live_sessions_are_listed_with_their_device_the_last_used_first(
    sessions: SessionStore, clock: FrozenClock
) -> None:
    sessions.open("p1", device="Edge · Windows")
    clock.advance(minutes=30)
    here, _ = sessions.open("p1", device="Safari · iPhone")
    sessions.open("p2", device="Firefox · Linux")
    assert [device for _, device in sessions.open_ones("p1")] == ["Safari · iPhone", "Edge · Windows"]
    clock.advance(minutes=100)
    assert [one.id for one, _ in sessions.open_ones("p1")] == [here.id], "what nobody used is over"


def test_one_is_ended_once_and_only_ones_own(sessions: SessionStore) -> None:
    mine, cookie = sessions.open("p1")
    theirs, their_cookie = sessions.open("p2")
    for _ in range(2):
        sessions.close_one("p1", theirs.id)
    assert sessions.get(their_cookie) is not None
    for _ in range(2):
        sessions.close_one("p1", mine.id)
    assert sessions.get(cookie) is None
    assert sessions.open_ones("p1") == []


def test_all_others_end_and_this_one_stays(sessions: SessionStore) -> None:
    others = [sessions.open("p1")[1] for _ in range(3)]
    here, cookie = sessions.open("p1")
    sessions.close_all("p1", here.id)
    assert [sessions.get(one) for one in others] == [None] * 3
    assert sessions.get(cookie) is not None
    assert [one.id for one, _ in sessions.open_ones("p1")] == [here.id]


@pytest.mark.parametrize(
    ("agent", "device"),
    [(PHONE, "Safari · iPhone"), (OFFICE, "Edge · Windows"), (WECOM, "WeCom · Android"), ("<b>curl</b>", ""), ("", "")],
)
def test_a_device_is_two_known_words_at_most(agent: str, device: str) -> None:
    assert device_of(agent) == device
