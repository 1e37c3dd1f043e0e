"""Mail through a mail server: what surely was not sent may be tried again, what may have been never is (R25, R26)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.providers import SmtpSender
from chalicelib.shared.letter import Letter
from local.smtp_server import SmtpServer

LETTER = Letter("zhang@yizhan.example", "submitted", "zh", "已提交", "您好\n.一行", "<p>您好</p>", reference="czE")


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer(dead=frozenset({"gone@yizhan.example"})) as made:
        yield made


@pytest.fixture
def smtp(server: SmtpServer) -> SmtpSender:
    return SmtpSender("127.0.0.1", server.port, "hall@yizhan.example", "办事大厅", security="none")


@pytest.mark.req("C-19")
def test_a_mail_goes_out_with_both_bodies(smtp: SmtpSender, server: SmtpServer) -> None:
    assert smtp.send(LETTER) == "<czE@yizhan.example>"
    [mail] = server.received
    assert (mail.to, mail.subject) == ("zhang@yizhan.example", "已提交")
    assert mail.text.split() == ["您好", ".一行"]
    assert "<p>您好</p>" in mail.html


@pytest.mark.req("R26")
@pytest.mark.parametrize(("command", "said", "error", "why"), [
    ("CONNECT", "421 busy", Temporary, {}),
    ("CONNECT", None, Temporary, {}),
    ("MAIL", "451 later", Temporary, {"cause": "smtp_451"}),
    ("RCPT", "450 4.2.1 busy", Temporary, {"cause": "smtp_450"}),
    ("RCPT", "550 5.1.1 no such user", DeliveryRefused, {"reason": "smtp_550", "unreachable": True}),
    ("RCPT", "550 5.7.1 policy", DeliveryRefused, {"reason": "smtp_550", "unreachable": False}),
    ("DATA", "452 full", Temporary, {"cause": "smtp_452"}),
    (".", "554 5.6.0 content", DeliveryRefused, {"reason": "smtp_554", "unreachable": False}),
    (".", "451 later", Temporary, {"cause": "smtp_451"}),
    (".", None, Unconfirmed, {}),
])  # fmt: skip
def test_each_answer_is_understood(
    smtp: SmtpSender, server: SmtpServer, command: str, said: str | None, error: type[Exception], why: dict[str, Any]
) -> None:
    server.script = {command: [said]}
    with pytest.raises(error) as raised:
        smtp.send(LETTER)
    assert why.items() <= raised.value.extra.items()  # type: ignore[attr-defined]
    assert len(server.received) == (error is Unconfirmed)


def test_an_address_that_is_dead_says_so(smtp: SmtpSender) -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        smtp.send(Letter("gone@yizhan.example", subject="s"))
    assert refusal.value.extra == {"reason": "smtp_550", "unreachable": True}


@pytest.mark.parametrize("to", ["", "a", "a@b, c@d", "a@b\r\nRCPT TO:<c@d>", "A <a@b.example>"])
def test_an_address_must_be_one_address(smtp: SmtpSender, server: SmtpServer, to: str) -> None:
    with pytest.raises(DeliveryRefused):
        smtp.send(Letter(to, subject="s"))
    assert server.received == []


def test_a_server_that_is_not_there_is_temporary() -> None:
    with pytest.raises(Temporary):
        SmtpSender("127.0.0.1", 9, "hall@yizhan.example", security="none").send(LETTER)


@pytest.mark.parametrize("wrong", [{"security": "plain"}, {"security": "none", "user": "u", "password": "p"}])
def test_no_password_goes_over_an_open_line(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"security|open line"):
        SmtpSender("127.0.0.1", 25, "hall@yizhan.example", **wrong)  # type: ignore[arg-type]
