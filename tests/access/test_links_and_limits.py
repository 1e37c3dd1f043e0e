"""Progress links (R35), rate limits (R41), query codes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.access import BucketStore, LinkStore, ProgressLinks, RateLimiter, address_key, check_query_code
from chalicelib.access.progress_links import LONGEST
from chalicelib.access.store import AccessRow
from chalicelib.errors import InvalidRequest, NotFound, TooManyRequests
from chalicelib.settings import Settings
from chalicelib.shared.ids import query_code, sign_token
from tests.access.conftest import START, FrozenClock
from tests.access.test_sessions import calls
from tests.conftest import Aws


@pytest.fixture
def links(aws: Aws, settings: Settings, clock: FrozenClock) -> ProgressLinks:
    return ProgressLinks(settings, LinkStore(), clock)


def refused(links: ProgressLinks, token: str) -> bool:
    try:
        links.read(token)
    except NotFound:
        return True
    return False


def test_a_link_shows_one_application_until_it_expires(links: ProgressLinks, clock: FrozenClock) -> None:
    token = links.make("app1", START + timedelta(days=30))
    assert links.url(token) == f"https://hall.example.edu.cn/p/{token}"
    assert links.read(token) == "app1"
    clock.now = START + timedelta(days=30) - timedelta(seconds=1)
    assert links.read(token) == "app1"
    for seconds in (1, 2, 86_400, 10**8):
        clock.now = START + timedelta(days=30) + timedelta(seconds=seconds - 1)
        assert refused(links, token)


def test_any_change_to_a_token_makes_it_nothing(links: ProgressLinks) -> None:
    token = links.make("app1", START + timedelta(days=30))
    for place in range(len(token)):
        for bit in range(7):
            changed = token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :]
            assert refused(links, changed), f"character {place}, bit {bit}"
    for other in (
        "",
        ".",
        "a.b",
        token + "=",
        token + "A",
        token[:-1],
        f" {token}",
        token * 2,
        "张.三",
        "\udc80",
        "\0",
    ):
        assert refused(links, other), other


def test_a_token_of_another_purpose_or_secret_is_nothing(links: ProgressLinks, settings: Settings) -> None:
    payload = {"a": "app1", "e": int(START.timestamp()) + 1000, "g": 0}
    assert not refused(links, sign_token(settings.secret, "progress", payload))
    assert refused(links, sign_token(settings.secret, "cursor", payload))
    assert refused(links, sign_token("another", "progress", payload))


def test_revoking_ends_every_link_of_this_application_only(links: ProgressLinks) -> None:
    tokens = [links.make("app1", START + timedelta(days=days)) for days in (1, 30)]
    other = links.make("app2", START + timedelta(days=30))
    links.revoke("app1")
    assert [refused(links, token) for token in tokens] == [True, True]
    assert links.read(other) == "app2"
    renewed = links.make("app1", START + timedelta(days=30))
    assert links.read(renewed) == "app1"
    links.revoke("app1")
    assert [refused(links, token) for token in (*tokens, renewed)] == [True, True, True]


def test_making_and_reading_links_writes_nothing(links: ProgressLinks) -> None:
    reads, writes, puts = calls("GetItem"), calls("UpdateItem"), calls("PutItem")
    tokens = {links.make("app1", START + timedelta(days=30)) for _ in range(5)}
    assert len(tokens) == 1
    assert links.read(tokens.pop()) == "app1"
    assert (reads(), writes(), puts()) == (6, 0, 0)
    assert refused(links, "forged.token")
    assert reads() == 6, "a forged token is not looked up"


@pytest.mark.parametrize("life", [timedelta(0), timedelta(seconds=-1), LONGEST + timedelta(seconds=1)])
def test_a_link_cannot_be_made_for_ever(links: ProgressLinks, life: timedelta) -> None:
    with pytest.raises(InvalidRequest):
        links.make("app1", START + life)


@pytest.fixture
def limiter(aws: Aws, clock: FrozenClock) -> RateLimiter:
    return RateLimiter(BucketStore(), clock)


def test_a_full_bucket_gives_its_tokens_then_refills_evenly(limiter: RateLimiter, clock: FrozenClock) -> None:
    for _ in range(5):
        limiter.take("k", 5, 60)
    with pytest.raises(TooManyRequests) as refusal:
        limiter.take("k", 5, 60)
    assert refusal.value.extra["retry_after"] == 12
    clock.advance(seconds=11.5)
    with pytest.raises(TooManyRequests) as refusal:
        limiter.take("k", 5, 60)
    assert refusal.value.extra["retry_after"] == 1
    clock.advance(seconds=0.5)
    limiter.take("k", 5, 60)
    with pytest.raises(TooManyRequests):
        limiter.take("k", 5, 60)
    clock.advance(seconds=3_600)
    for _ in range(5):
        limiter.take("k", 5, 60)
    with pytest.raises(TooManyRequests):
        limiter.take("k", 5, 60)


def test_keys_do_not_share_and_are_not_stored_in_clear(limiter: RateLimiter, clock: FrozenClock, aws: Aws) -> None:
    limiter.take("query:address:203.0.113.7", 1, 60, clock())
    limiter.take("query:address:203.0.113.8", 1, 60, clock())
    with pytest.raises(TooManyRequests):
        limiter.take("query:address:203.0.113.7", 1, 60, clock())
    assert "203.0.113" not in str(aws.client("dynamodb").scan(TableName="hall-test-access")["Items"])


def test_the_usual_take_is_one_round_trip_and_a_known_refusal_none(limiter: RateLimiter, clock: FrozenClock) -> None:
    updates = calls("UpdateItem")
    limiter.take("once", 5, 60)
    assert updates() == 1
    for _ in range(4):
        limiter.take("once", 5, 60)
    assert updates() == 5
    with pytest.raises(TooManyRequests):
        limiter.take("once", 5, 60)
    assert updates() == 5
    clock.advance(hours=1)
    limiter.take("once", 5, 60)
    assert updates() == 6


def test_another_process_sees_the_same_bucket(limiter: RateLimiter, clock: FrozenClock) -> None:
    for _ in range(3):
        limiter.take("k", 5, 60)
    updates = calls("UpdateItem")
    other = RateLimiter(BucketStore(), clock)
    other.take("k", 5, 60)
    assert updates() == 2, "it did not know that the bucket is in use"
    other.take("k", 5, 60)
    third = RateLimiter(BucketStore(), clock)
    with pytest.raises(TooManyRequests):
        third.take("k", 5, 60)
    assert updates() == 4, "the first refusal says how long to wait"


def test_fifty_at_once_get_exactly_the_limit(any_server: Aws, clock: FrozenClock) -> None:
    AccessRow._get_connection().connection.client  # noqa: B018 - made before the threads, which must not make one each
    together = threading.Barrier(50)

    def take(limiter: RateLimiter) -> bool:
        together.wait()
        try:
            limiter.take("rush", 20, 60)
        except TooManyRequests:
            return False
        return True

    limiters = [RateLimiter(BucketStore(), clock) for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        taken = list(pool.map(take, limiters))
    assert sum(taken) == 20
    clock.advance(seconds=3)
    with_one_more = [RateLimiter(BucketStore(), clock) for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        taken = list(pool.map(take, with_one_more))
    assert sum(taken) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("evil", "unknown"),
    ],
)
def test_an_address_counts_as_its_owner(address: str, key: str) -> None:
    assert address_key(address) == key


class Applications:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, number: str) -> str:
        self.asked.append(number)
        if number != "20261123-000042":
            raise NotFound()
        return "app1"


@pytest.fixture
def ask(limiter: RateLimiter, settings: Settings, clock: FrozenClock):  # type: ignore[no-untyped-def]
    applications = Applications()

    def check(number: str, code: str, address: str = "203.0.113.7") -> str:
        return check_query_code(
            number, code, address, secret=settings.secret, limiter=limiter, find=applications.find, clock=clock
        )

    check.applications = applications  # type: ignore[attr-defined]
    return check


def test_number_and_code_open_the_progress(ask, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    code = query_code(settings.secret, "app1")
    assert ask("20261123-000042", code) == "app1"
    assert ask(" 20261123-000042\n", f" {code[:3]} {code[3:].lower()}") == "app1"
    assert ask("２０２６１１２３－００００４２", code) == "app1"


def test_everything_wrong_answers_alike(ask, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    code = query_code(settings.secret, "app1")
    wrong = [
        *(("20261123-000042", given) for given in ("AAAAAA", "", "\udc80", "张", code[:5], code + "A")),
        ("20261123-000043", code),
        ("20261123-000043", query_code(settings.secret, "")),
        ("A#app1", code),
        ("", ""),
    ]
    said = set()
    for number, given in wrong:
        with pytest.raises(NotFound) as refusal:
            ask(number, given)
        said.add((str(refusal.value), refusal.value.code))
    assert len(said) == 1
    assert set(ask.applications.asked) == {"20261123-000042", "20261123-000043"}, "no odd number reaches the store"


def test_guessing_a_code_stops_after_ten_tries_from_anywhere(ask, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    for guess in range(10):
        with pytest.raises(NotFound):
            ask("20261123-000042", f"AAAA{guess:02}", f"203.0.113.{guess}")
    with pytest.raises(TooManyRequests):
        ask("20261123-000042", query_code(settings.secret, "app1"), "198.51.100.1")


def test_guessing_numbers_stops_for_the_address(ask) -> None:  # type: ignore[no-untyped-def]
    for guess in range(60):
        with pytest.raises(NotFound):
            ask(f"20261123-{guess:06}", "AAAAAA")
    with pytest.raises(TooManyRequests):
        ask("20261123-000099", "AAAAAA")
