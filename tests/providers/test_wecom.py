"""WeCom cards: one token for everybody, renewed once; who is unknown is refused (PROMISES R26, R29)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from chalicelib.errors import DeliveryRefused, Temporary
from chalicelib.providers import WecomSender
from chalicelib.shared.letter import Letter
from local.qyapi import AGENT, CORP, SECRET, Qyapi
from local.stand_in import Odd

CARD = Letter("s1", "task_arrived", "zh", "新待办", "<div>请办理</div>", link="https://hall.example/zh/task/?id=a")
GETTOKEN = "/cgi-bin/gettoken"


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def qyapi() -> Iterator[Qyapi]:
    with Qyapi(strangers=frozenset({"nobody"})) as server:
        yield server


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def wecom(qyapi: Qyapi, seconds: Seconds) -> WecomSender:
    return WecomSender(qyapi.url, CORP, AGENT, SECRET, clock=seconds)


@pytest.mark.req("S-12", "C-21")
def test_a_card_arrives_and_leads_to_the_task(wecom: WecomSender, qyapi: Qyapi) -> None:
    assert wecom.send(CARD)
    [card] = qyapi.received
    assert (card.to, card.subject, card.link) == ("s1", "新待办", "https://hall.example/zh/task/?id=a")


@pytest.mark.req("R29")
def test_twenty_threads_ask_for_one_token_each_time_it_ends(wecom: WecomSender, qyapi: Qyapi, seconds: Seconds) -> None:
    def together(round: int) -> None:
        barrier = Barrier(20)

        def one(n: int) -> str:
            barrier.wait()
            return wecom.send(Letter("s1", subject="t", text=f"{round}.{n}", link="x"))

        with ThreadPoolExecutor(20) as pool:
            assert all(pool.map(one, range(20)))
        assert qyapi.calls.count(GETTOKEN) == round

    together(1)
    qyapi.end_token()  # 42001: earlier than it was said to end
    together(2)
    qyapi.tokens.clear()  # 40014: nobody knows it any more
    together(3)
    seconds.now += 7200  # its time is over: renewed before it is used
    together(4)
    assert len(qyapi.received) == 80


@pytest.mark.req("R29")
def test_a_token_is_renewed_once_only(wecom: WecomSender, qyapi: Qyapi) -> None:
    ended = Odd(body={"errcode": 42001})
    wecom.send(CARD)
    qyapi.script = [ended, Odd(done=True), ended]
    with pytest.raises(DeliveryRefused):
        wecom.send(CARD)
    assert qyapi.calls.count(GETTOKEN) == 2


@pytest.mark.req("R29")
def test_a_card_that_came_twice_is_one(wecom: WecomSender, qyapi: Qyapi) -> None:
    assert wecom.send(CARD) == wecom.send(CARD)
    assert len(qyapi.received) == 1


@pytest.mark.req("R26", "R29")
@pytest.mark.parametrize(("odd", "error", "why"), [
    (Odd(status=500), Temporary, {"cause": "http_500"}),
    (Odd(status=429), Temporary, {"cause": "http_429"}),
    (Odd(status=400), DeliveryRefused, {"reason": "http_400"}),
    (Odd(status=302), DeliveryRefused, {"reason": "http_302"}),
    (Odd(drop=True, done=True), Temporary, {"cause": "ProtocolError"}),
    (Odd(body=b"<html>"), Temporary, {"cause": "no_json"}),
    (Odd(body=b"[]"), Temporary, {"cause": "no_json"}),
    (Odd(body={"errcode": -1}), Temporary, {"cause": "wecom_-1"}),
    (Odd(body={"errcode": 45009}), Temporary, {"cause": "wecom_45009"}),
    (Odd(body={}), Temporary, {"cause": "wecom_None"}),
    (Odd(body={"errcode": 81013}), DeliveryRefused, {"reason": "invaliduser"}),
    (Odd(body={"errcode": 44004}), DeliveryRefused, {"reason": "wecom_44004"}),
])  # fmt: skip
def test_each_answer_is_asked_for_once_and_understood(
    wecom: WecomSender, qyapi: Qyapi, odd: Odd, error: type[Exception], why: dict[str, str]
) -> None:
    wecom.send(CARD)
    before = len(qyapi.calls)
    qyapi.script = [odd]
    with pytest.raises(error) as raised:
        wecom.send(Letter("s2", subject="t", text="x", link="y"))
    assert raised.value.extra == why  # type: ignore[attr-defined]
    assert len(qyapi.calls) == before + 1


def test_who_is_no_member_is_refused(wecom: WecomSender) -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        wecom.send(Letter("nobody", subject="t", text="x", link="y"))
    assert refusal.value.extra == {"reason": "invaliduser"}


def test_a_wrong_secret_is_no_reason_to_try_again(qyapi: Qyapi) -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        WecomSender(qyapi.url, CORP, AGENT, "wrong").send(CARD)
    assert refusal.value.extra == {"reason": "wecom_40001"}


def test_a_provider_that_is_not_there_is_temporary(qyapi: Qyapi) -> None:
    with pytest.raises(Temporary):
        WecomSender("http://127.0.0.1:9", CORP, AGENT, SECRET).send(CARD)
