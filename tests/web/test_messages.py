"""Receipts prove themselves; a wish that cannot be is refused with the field named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Client
from tests.web.fake_hall import RECEIPT, SIGNED, FakeHall
from tests.web.test_refusals import API


@pytest.mark.req("R40")
@pytest.mark.parametrize("wrong", [{"X-Signature": "0" * 64}, {"X-Signature": "错"}, {"X-Timestamp": "2026-11-23"}, {}])
def test_a_receipt_that_is_not_signed(client: Client, wrong: dict[str, str]) -> None:
    headers = {**SIGNED, **wrong} if wrong else {}
    answer = client.call("POST", f"{API}/receipts/sms", json_body=RECEIPT, headers=headers)
    assert (answer.status, answer.json["code"]) == (403, "not_allowed")


@pytest.mark.req("C-19", "Z-07")
@pytest.mark.parametrize(("wished", "pointer", "code"), [
    ({"channels": {"tasks": []}}, "/channels/tasks", "mandatory"),
    ({"channels": {"tasks": ["sms"]}}, "/channels/tasks", "mandatory"),
    ({"channels": {"outcome": [], "late": []}}, "/channels/outcome", "mandatory"),
    ({"channels": {"gossip": ["mail"]}}, "/channels/gossip", "unknown"),
    ({"channels": {"progress": ["sms"]}}, "/channels/progress", "choice"),
    ({"channels": {"progress": "mail"}}, "/channels/progress", "choice"),
    ({"channels": {"progress": [1]}}, "/channels/progress", "choice"),
    ({"quiet": "25-7"}, "/quiet", "pattern"),
    ({"order": "mail,mail"}, "/order", "choice"),
    ({"order": "pigeon"}, "/order", "choice"),
    ({"digest": "weekly"}, "/digest", "choice"),
    ({"sms": "yes"}, "/sms", "type"),
])  # fmt: skip
def test_a_wish_that_cannot_be_names_the_field(
    client: Client, hall: FakeHall, wished: dict[str, Any], pointer: str, code: str
) -> None:
    answer = client.call("PUT", f"{API}/me/messages", json_body=wished)
    assert answer.status == 400
    faults = {(fault["pointer"], fault["code"]): fault["message"] for fault in answer.json["errors"]}
    assert (pointer, code) in faults
    assert all(faults[pointer, code].values())
