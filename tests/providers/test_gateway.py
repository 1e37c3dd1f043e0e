"""Text messages through a carrier's gateway: signed, by registered template, each answer understood (R26, R28)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.providers import SmsGateway, read_templates
from chalicelib.shared.letter import Letter
from local.sms_gateway import KEY, SECRET, SmsGatewayServer
from local.stand_in import Odd

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LETTER = Letter(
    "13800138000", "returned", "zh", text="【一站大学】您的请假需补正后重新提交，编号20261123-000123，查询码ABC234。",
    params=("请假", "20261123-000123", "ABC234"), reference="czE",
)  # fmt: skip
REGISTERED = {"SMS_1": "您的{}需补正后重新提交，编号{}，查询码{}。"}


@pytest.fixture
def server() -> Iterator[SmsGatewayServer]:
    with SmsGatewayServer(dead=frozenset({"13900000000"}), registered=REGISTERED) as made:
        yield made


def gateway(server: SmsGatewayServer, templates: str = "", **changes: Any) -> SmsGateway:
    given = {"url": f"{server.url}/send", "key": KEY, "secret": SECRET} | changes
    return SmsGateway(**given, sign="一站大学", templates=read_templates(templates), clock=lambda: NOW)


@pytest.mark.req("R28", "H-06")
def test_the_registered_template_gives_the_very_text(server: SmsGatewayServer) -> None:
    whole, filled = gateway(server), gateway(server, "returned.zh=SMS_1")
    assert whole.send(LETTER) and filled.send(LETTER)
    assert [sms.text for sms in server.received] == [LETTER.text] * 2
    assert {(sms.to, sms.reference) for sms in server.received} == {("13800138000", "czE")}


def test_a_message_nobody_registered_is_refused_here(server: SmsGatewayServer) -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        gateway(server, "submitted.zh=SMS_9").send(LETTER)
    assert refusal.value.extra == {"reason": "no_template"}
    assert server.calls == []


def test_a_wrong_signature_is_refused(server: SmsGatewayServer) -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        gateway(server, secret="other").send(LETTER)
    assert refusal.value.extra["reason"] == "SIGNATURE_WRONG"


def test_a_number_that_belongs_to_nobody_is_dead(server: SmsGatewayServer) -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        gateway(server).send(Letter("139 0000 0000", text="【一站大学】x"))
    assert refusal.value.extra == {"reason": "MOBILE_NOT_EXIST", "unreachable": True}


@pytest.mark.parametrize("mobile", ["", "+85291234567", "1380013800", "1380013800a"])
def test_only_mainland_numbers_go_through_a_mainland_gateway(server: SmsGatewayServer, mobile: str) -> None:
    with pytest.raises(DeliveryRefused):
        gateway(server).send(Letter(mobile, text="x"))
    assert server.calls == []


@pytest.mark.req("R26")
@pytest.mark.parametrize(("odd", "error"), [
    (Odd(status=500), Temporary), (Odd(status=503), Temporary), (Odd(status=429), Temporary),
    (Odd(status=504, done=True), Unconfirmed), (Odd(status=403), DeliveryRefused),
    (Odd(status=301), DeliveryRefused), (Odd(body={"code": "LIMIT"}), Temporary),
    (Odd(drop=True, done=True), Unconfirmed), (Odd(body=b"busy", done=True), Unconfirmed),
    (Odd(body={}, done=True), Unconfirmed), (Odd(body={"code": "CONTENT_REFUSED"}), DeliveryRefused),
])  # fmt: skip
def test_each_answer_is_asked_for_once_and_understood(
    server: SmsGatewayServer, odd: Odd, error: type[Exception]
) -> None:
    server.script = [odd]
    with pytest.raises(error):
        gateway(server).send(LETTER)
    assert len(server.calls) == 1


@pytest.mark.req("R26")
def test_a_call_ends_after_five_seconds(server: SmsGatewayServer) -> None:
    server.script = [Odd(delay=7)]
    began = time.monotonic()
    with pytest.raises(Unconfirmed):
        gateway(server).send(LETTER)
    assert time.monotonic() - began < 6


@pytest.mark.parametrize("text", ["x", "x=", "=y", "a=b; c"])
def test_templates_that_cannot_be_read_are_a_fault_at_start(text: str) -> None:
    with pytest.raises(ValueError, match="template"):
        read_templates(text)
    assert read_templates(" a.zh=1 ;b.en = 2; ") == {"a.zh": "1", "b.en": "2"}
