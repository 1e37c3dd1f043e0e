"""The receiver of docs/webhooks.md and the stand-in of the local hall, against the hall's own sender."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.providers import Guard, Outward, read_networks
from chalicelib.shared.clock import system_clock
from chalicelib.shared.parcel import Parcel
from chalicelib.webhooks import Hook, secret_of
from chalicelib.webhooks.signing import signed_headers
from local.receiver import Receiver

ROOT = Path(__file__).resolve().parents[2]
HOOK = Hook("h1", "registry", "系统", "https://one.example/x", (), (), "1", system_clock())
SECRET = "a-secret-of-this-test"


def documented() -> Any:
    code = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "webhooks.md").read_text("utf-8"), re.DOTALL)[0]
    found: dict[str, Any] = {}
    exec(code, found)
    return found["is_ours"]


def test_the_documented_receiver_knows_our_messages() -> None:
    is_ours, body = documented(), '{"type":"ping","data":{"名":"李"}}'.encode()
    headers = signed_headers(SECRET, HOOK, "msg_1", body, system_clock())
    secret = secret_of(SECRET, HOOK)
    assert is_ours(secret, headers, body)
    assert not is_ours(secret, headers, body + b" ")
    assert not is_ours(secret_of("another", HOOK), headers, body)
    assert not is_ours(secret, headers | {"webhook-timestamp": "1"}, body)


@pytest.mark.req("Z-02")
def test_bad_days_of_the_stand_in() -> None:
    send = Outward(Guard(read_networks("127.0.0.0/8"), local=True), seconds=2)
    with Receiver(secrets=lambda: [secret_of(SECRET, HOOK)]) as system:

        def ask(path: str, id: str = "msg_1") -> Any:
            body = b'{"type":"ping","data":{}}'
            return send(Parcel(system.url + path, body, signed_headers(SECRET, HOOK, id, body, system_clock())))

        assert [ask(path).status for path in ("/failing", "/gone", "/refusing", "/moved")] == [503, 410, 422, 302]
        assert (ask("/slow").error, ask("/odd").status) == ("timeout", 200)
        assert not system.received
        assert "R-0001" in ask("/good").said and ask("/good").status == 200
        assert [one.subject for one in system.received] == ["ping"]  # the same id is the same message
        unsigned = send(Parcel(f"{system.url}/good", b"{}", {}))
        assert "signature" in unsigned.said and system.refused == 1


def test_the_demo_has_endpoints_that_the_stand_in_knows(aws: Any) -> None:
    from local.demo.webhooks import DEMO, load_demo_hooks

    hall = build_hall(aws.settings())
    first = load_demo_hooks(hall, "http://127.0.0.1:1")
    again = load_demo_hooks(hall, "http://127.0.0.1:2")
    assert first == again and len(first) == len(DEMO)
    assert all(hall.webhooks.store.hook(unit, id).url.startswith("http://127.0.0.1:2/") for unit, id, *_ in DEMO)
    assert all(hall.webhooks._fault(f"http://127.0.0.1:2{path}") == "" for *_, path, _ in DEMO)
