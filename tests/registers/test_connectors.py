"""A department's system as a source of forms: declared as data, asked with an end, never anywhere it should not go."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import NotFound, Temporary
from chalicelib.providers import AskDepartment, Guard, guard_of, read_pairs
from chalicelib.registers import bundled_connectors, check_connector
from chalicelib.shared.clock import stamp
from local.department import PATH, SECRET, Library
from local.stand_in import Odd
from tests.registers.conftest import LIN, NOON, UNITS, World

RAW: dict[str, Any] = {
    "connector": "loans", "name": {"zh": "借阅", "en": "Loans"}, "about": {"zh": "在借", "en": "On loan"},
    "owner_unit": "library", "url": "https://library.example/x", "send": "applicant.id", "sign": "hmac",
    "secret": "library", "key": "reader", "answer": {"rows": "reader", "as_of": "as_of"}, "fresh_days": 2,
    "columns": [
        {"column": "reader", "kind": "text", "label": {"zh": "证号", "en": "Reader"}, "from": "reader_no"},
        {"column": "on_loan", "kind": "count", "label": {"zh": "在借", "en": "On loan"}, "from": "loans.count"},
    ],
}  # fmt: skip


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def library() -> Iterator[Library]:
    with Library() as made:
        yield made


def asking(library: Library, **more: Any) -> AskDepartment:
    known = {"guard": guard_of("", local=True), "local": True, **more}
    return AskDepartment({"library": SECRET}, {"loans": f"{library.url}{PATH}"}, now, **known)


def ask(department: AskDepartment, sign: str = "hmac", timeout: float = 2.0) -> Any:
    return department("loans", "https://library.example/x", sign, "library", timeout, {"id": "lin"})


def cause(department: AskDepartment, **more: Any) -> str:
    with pytest.raises(Temporary) as refused:
        ask(department, **more)
    return str(refused.value.extra["cause"])


@pytest.mark.req("Z-02")
def test_the_call_is_signed_and_sends_one_attribute(library: Library) -> None:
    assert ask(asking(library))["reader"]["reader_no"] == "Rlin"
    assert library.asked == [{"id": "lin"}] and library.calls == [PATH]
    wrong = replace(asking(library), secrets={"library": "not it"})
    assert ask(wrong) == {"error": "signature"}


@pytest.mark.req("Z-02", "R26")
@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (Odd(status=500), "http_500"), (Odd(status=404), "http_404"), (Odd(status=302), "http_302"),
        (Odd(body=b"<html>"), "no_json"), (Odd(drop=True), "connection_lost"), (Odd(body=b"[" * 100_000), "no_json"),
        (Odd(body=b" " * 300_000), "too_long"),
    ],
)  # fmt: skip
def test_every_fault_is_a_source_that_does_not_answer(library: Library, odd: Odd, said: str) -> None:
    library.script = [odd]
    assert cause(asking(library)) == said
    assert len(library.calls) == 1, "asked once, and no redirect is followed"


def test_a_slow_system_is_given_up(library: Library) -> None:
    library.script, began = [Odd(delay=3)], time.monotonic()
    assert cause(asking(library), timeout=0.3) == "timeout"
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "172.16.0.9", "::1", "fd00::1", "0.0.0.0",
                "::ffff:10.0.0.1", "100.64.0.1", "224.0.0.1", "fe80::1%eth0"],
)  # fmt: skip
def test_outside_the_local_stage_no_name_leads_to_a_private_address(library: Library, address: str) -> None:
    """Nor does a public name of which one address is private."""

    guard = Guard(resolve=lambda _host, _port: ["93.184.215.14", address])
    assert cause(AskDepartment({"library": SECRET}, {}, now, guard)) == "forbidden_address"


def test_a_system_on_a_network_of_the_campus_may_be_asked(library: Library) -> None:
    """The same networks as for webhooks, and nothing beside them."""
    for networks, said in (("127.0.0.0/8", ""), ("10.1.0.0/16", "forbidden_address")):
        guard = Guard(guard_of(networks, local=False).networks, local=True, resolve=lambda *_: ["127.0.0.1"])
        known = {"loans": f"http://library.example:{library.url.rpartition(':')[2]}{PATH}"}
        department = AskDepartment({"library": SECRET}, known, now, guard)
        assert (cause(department) if said else ask(department)["reader"]["reader_no"]) == (said or "Rlin")


@pytest.mark.req("R26")
def test_a_name_that_is_not_resolved_in_time_is_given_up(library: Library) -> None:
    began, waiting = time.monotonic(), threading.Event()
    guard = Guard(resolve=lambda *_: [str(waiting.wait(10))])
    assert cause(AskDepartment({"library": SECRET}, {}, now, guard), timeout=0.3) == "timeout"
    assert time.monotonic() - began < 3
    waiting.set()


def test_outside_the_local_stage_only_https_is_spoken(library: Library) -> None:
    def asked(secrets: dict[str, str], address: str, **more: Any) -> str:
        return cause(AskDepartment(secrets, {"loans": address} if address else {}, now, Guard(), **more))

    for plain in ("http://h.example/", "ftp://h.example/"):
        assert asked({"library": SECRET}, plain) == "not_https"
    for bad in ("https://user@h.example/", "https://", "https://h.example:0/"):
        assert asked({"library": SECRET}, bad) == "bad_url"
    assert asked({}, "https://h.example/") == "no_secret"
    assert asked({"library": "x"}, "", local=True) == "no_address", "nobody else is called"


def test_what_settings_say_is_read() -> None:
    assert read_pairs("a=https://x/?y=1; b=2") == {"a": "https://x/?y=1", "b": "2"}
    assert read_pairs("") == {}
    with pytest.raises(ValueError, match="name"):
        read_pairs("a")


def answered(world: World, answer: Any) -> Any:
    world.room.connectors.define(RAW)
    world.room.connectors.ask = lambda _connector, _question: answer
    return world.room.connectors.answer("loans", LIN)


@pytest.mark.req("Z-01", "Z-02")
def test_an_answer_becomes_rows_with_the_moment_they_are_of(world: World) -> None:
    at = NOON - timedelta(hours=5)
    found = answered(world, {"as_of": stamp(at), "reader": {"reader_no": "R1", "loans": {"count": "3"}, "more": 1}})
    assert (found.rows, found.at) == (({"reader": "R1", "on_loan": 3},), at)
    assert answered(world, {"as_of": stamp(NOON), "reader": []}).rows == ()
    with pytest.raises(NotFound):
        world.room.connectors.answer("gone", LIN)


@pytest.mark.parametrize(
    "answer",
    [
        None, [], "x", 7, {}, {"as_of": "yesterday", "reader": []}, {"as_of": stamp(NOON), "reader": "x"},
        {"as_of": stamp(NOON), "reader": [3]}, {"as_of": stamp(NOON), "reader": {"loans": {"count": 1}}},
        {"as_of": stamp(NOON), "reader": {"reader_no": "R1", "loans": {"count": -1}}},
        {"as_of": stamp(NOON - timedelta(days=3)), "reader": []},
        {"as_of": stamp(NOON), "reader": [{"reader_no": f"R{n}"} for n in range(201)]},
    ],
)  # fmt: skip
def test_an_odd_or_stale_answer_is_no_answer(world: World, answer: Any) -> None:
    with pytest.raises(Temporary):
        answered(world, answer)


def problems(**changed: Any) -> list[str]:
    raw: Mapping[str, Any] = json.loads(json.dumps({**RAW, **changed}))
    return [finding.message.en for finding in check_connector(raw, units=UNITS, registers=["grades"])]


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "http://library.example/"}, {"url": "https://me@library.example/"}, {"url": 7}, {"send": "id"},
        {"send": "applicant.name"}, {"sign": "none"}, {"secret": "S3cret!"}, {"timeout": 60}, {"timeout": True},
        {"fresh_days": 0},
        {"answer": {"x": 1}}, {"connector": "grades"}, {"connector": "row"}, {"owner_unit": "nobody"}, {"key": "no"},
        {"columns": []}, {"more": 1},
    ],
)  # fmt: skip
def test_a_bad_definition_is_said(changed: dict[str, Any]) -> None:
    assert problems() == []
    assert problems(**changed)


def test_those_in_the_bundle_are_good() -> None:
    assert "library-loans" in bundled_connectors()
