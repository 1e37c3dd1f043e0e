"""The way to departments' systems: guarded against being turned inwards, bounded in time and size."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.providers import Forbidden, Guard, Outward, read_networks
from chalicelib.shared.parcel import Answered, Parcel
from local.stand_in import HttpStandIn, Odd

LOOPBACK = Guard(read_networks("127.0.0.0/8"), local=True)


def to(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


def send(url: str, guard: Guard = LOOPBACK, seconds: float = 2) -> Answered:
    return Outward(guard, seconds)(Parcel(url, b'{"a":1}', {"webhook-id": "msg_1"}))


@pytest.mark.req("R40")
@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://system.example/x", "not_https"),
        ("ftp://system.example/x", "not_https"),
        ("https://", "bad_url"),
        ("https://user:secret@system.example/", "bad_url"),
        ("https://system.example/#part", "bad_url"),
        ("https://system.example:0/", "bad_url"),
        ("https://system.example:99999/", "bad_url"),
        ("https://[::1", "bad_url"),
        ("https://system.example/a b", "bad_url"),
        ("https://system.example/\r\nX: 1", "bad_url"),
        ("https://例子.example/", "bad_url"),
        ("https://system.example/" + "a" * 500, "bad_url"),
        ("https://127.0.0.1/", "forbidden_address"),
        ("https://169.254.169.254/latest/meta-data/", "forbidden_address"),
        ("https://[::1]/", "forbidden_address"),
        ("https://[::ffff:10.0.0.1]/", "forbidden_address"),
        ("https://[64:ff9b::a00:1]/", "forbidden_address"),
    ],
)
def test_addresses_nobody_may_enter(url: str, why: str) -> None:
    with pytest.raises(Forbidden, match=why):
        Guard().check(url)
    answered = send(url, Guard())
    assert answered == Answered(None, error=why, ms=answered.ms)


@pytest.mark.req("R40")
@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "169.254.169.254", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1%eth0", "fd00::1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_names_that_lead_inwards_are_not_asked(address: str) -> None:
    guard = Guard(resolve=to("93.184.215.14", address))
    with pytest.raises(Forbidden, match="forbidden_address"):
        guard.open_address(guard.check("https://system.example/"))


def test_public_addresses_and_networks_of_the_campus_are() -> None:
    for address, networks in [("93.184.215.14", ""), ("2606:2800:21f::1", ""), ("10.1.2.3", "10.1.0.0/16")]:
        guard = Guard(read_networks(networks), resolve=to(address))
        assert guard.open_address(guard.check("https://system.example/")) == address
    with pytest.raises(Forbidden, match="unknown_host"):
        Guard(resolve=to()).open_address(Guard().check("https://system.example/"))
    with pytest.raises(ValueError, match=r"10\.1"):
        read_networks("10.1.0.0/99")


@pytest.mark.req("R40")
def test_the_connection_goes_to_the_address_that_was_judged() -> None:
    """The name is resolved once: what it says a moment later changes nothing."""
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with System() as system:
        port = system.url.rpartition(":")[2]
        guard = Guard(read_networks("127.0.0.0/8"), local=True, resolve=rebinding)
        assert send(f"http://system.example:{port}/in", guard).status == 200
    assert asked == ["system.example"]
    assert system.heard[0]["Host"] == f"system.example:{port}"


class System(HttpStandIn):
    """A department's system that notes what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[dict[str, str]] = []

    def answer(self, path: str, body: bytes, headers: Any) -> dict[str, Any]:
        self.heard.append(dict(headers) | {"body": body.decode()})
        return {"reference": "M-1"}


def test_body_and_headers_arrive_as_they_were_signed() -> None:
    with System() as system:
        answer = send(f"{system.url}/in?x=1")
    assert (answer.status, answer.said, answer.error) == (200, '{"reference": "M-1"}', "")
    heard = {name.lower(): value for name, value in system.heard[0].items()}
    assert (heard["body"], heard["webhook-id"], heard["content-type"]) == ('{"a":1}', "msg_1", "application/json")


def test_no_redirect_is_followed() -> None:
    with System() as system:
        system.script = [Odd(status=302, body=b"moved")]
        assert send(f"{system.url}/in").status == 302
    assert system.calls == ["/in"]


def test_a_slow_system_is_cut_off() -> None:
    with System() as system:
        system.script = [Odd(delay=5)]
        began = time.monotonic()
        answer = send(f"{system.url}/in", seconds=0.5)
    assert (answer.status, answer.error) == (None, "timeout")
    assert time.monotonic() - began < 4


@contextmanager
def raw(says: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that is no HTTP server: it says whatever it likes to its one caller."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        caller, _ = listening.accept()
        with caller:
            caller.recv(4096)
            try:
                says(caller)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.close()
        thread.join(10)


def dripping(caller: socket.socket) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 600:
        caller.sendall(bytes([letter]))
        time.sleep(0.05)


def endless(caller: socket.socket) -> None:
    caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(4096):
        caller.sendall(b"x" * 65536)


def test_an_answer_that_drips_ends_with_the_time() -> None:
    began = time.monotonic()
    with raw(dripping) as url:
        answer = send(url, seconds=1)
    assert (answer.status, answer.error) == (None, "timeout")
    assert time.monotonic() - began < 8


def test_an_endless_answer_is_not_read() -> None:
    with raw(endless) as url:
        answer = send(url, seconds=5)
    assert (answer.status, answer.said) == (200, "x" * 200)


@pytest.mark.parametrize("content", [b"", b"SSH-2.0-server\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_nonsense_is_no_answer(content: bytes) -> None:
    with raw(lambda caller: caller.sendall(content)) as url:
        assert send(url).error == "connection_lost"


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/").error == "no_connection"
    assert send(f"https://127.0.0.1:{port}/").error == "no_connection"


def test_plain_http_behind_https_is_no_connection() -> None:
    with System() as system:
        assert send(system.url.replace("http:", "https:") + "/in").error in ("tls", "connection_lost")
