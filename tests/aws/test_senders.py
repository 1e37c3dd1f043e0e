"""Mail and SMS: what is surely not sent may be tried again, what may have been sent never is (PROMISES R25, R26)."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from chalicelib.aws import Clients, MailSender, SmsSender
from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.shared.letter import Letter
from tests.aws.faults import answering, failing, xml_error

NOT_SENT = [EndpointConnectionError(endpoint_url="x"), ConnectTimeoutError(endpoint_url="x"), NoCredentialsError()]
LOST = [
    ReadTimeoutError(endpoint_url="x"),
    ConnectionClosedError(endpoint_url="x"),
    SSLError(endpoint_url="x", error="x"),
]


def mailbox(clients: Clients) -> list[Any]:
    return list(ses_backends[DEFAULT_ACCOUNT_ID][clients.region].sent_messages)


def texts(clients: Clients) -> list[Any]:
    return list(sns_backends[DEFAULT_ACCOUNT_ID][clients.region].sms_messages.values())


@pytest.fixture
def mail(clients: Clients) -> MailSender:
    clients.ses.verify_email_identity(EmailAddress="hall@yizhan.example")
    return MailSender(clients, "hall@yizhan.example", "办事大厅")


@pytest.fixture
def sms(clients: Clients) -> SmsSender:
    return SmsSender(clients)


def send(mail: MailSender) -> str:
    letter = Letter("zhang@yizhan.example", "a b/中", "zh", "已提交", "您好", "<p>您好</p>", reference="czE_-x")
    return mail.send(letter)


@pytest.mark.req("C-19")
def test_a_mail_goes_out_with_both_bodies_and_its_tags(mail: MailSender, clients: Clients) -> None:
    seen: list[dict[str, Any]] = []
    clients.ses.meta.events.register("provide-client-params.ses.SendEmail", lambda params, **_: seen.append(params))
    assert send(mail)
    assert len(mailbox(clients)) == 1
    assert seen[0]["Message"]["Body"]["Text"]["Data"] == "您好"
    assert seen[0]["Message"]["Body"]["Html"]["Data"] == "<p>您好</p>"
    assert seen[0]["Source"].endswith("<hall@yizhan.example>")
    assert seen[0]["Source"].isascii()
    assert seen[0]["Tags"] == [{"Name": "message", "Value": "a_b__"}, {"Name": "reference", "Value": "czE_-x"}]
    assert "ConfigurationSetName" not in seen[0]


@pytest.mark.parametrize("error", NOT_SENT, ids=lambda e: type(e).__name__)
def test_what_never_left_may_be_tried_again(mail: MailSender, clients: Clients, error: BotoCoreError) -> None:
    failing(clients.ses, "SendEmail", error, after=False)
    with pytest.raises(Temporary):
        send(mail)
    assert mailbox(clients) == []


@pytest.mark.parametrize("error", LOST, ids=lambda e: type(e).__name__)
def test_a_lost_answer_is_not_a_failure(mail: MailSender, clients: Clients, error: BotoCoreError) -> None:
    failing(clients.ses, "SendEmail", error, after=True)
    with pytest.raises(Unconfirmed):
        send(mail)
    assert len(mailbox(clients)) == 1


@pytest.mark.parametrize(("status", "code", "expected"), [
    (400, "Throttling", Temporary),
    (429, "Whatever", Temporary),
    (500, "InternalFailure", Temporary),
    (503, "ServiceUnavailable", Temporary),
    (504, "GatewayTimeout", Unconfirmed),
    (400, "MessageRejected", DeliveryRefused),
    (400, "MailFromDomainNotVerified", DeliveryRefused),
    (403, "AccessDenied", DeliveryRefused),
])  # fmt: skip
def test_each_answer_of_ses_is_asked_for_once(
    mail: MailSender, clients: Clients, status: int, code: str, expected: type[Exception]
) -> None:
    requests = answering(clients.ses, "SendEmail", 9, status, xml_error(code))
    with pytest.raises(expected):
        send(mail)
    assert requests() == 1


def test_a_refusal_says_why(mail: MailSender, clients: Clients) -> None:
    answering(clients.ses, "SendEmail", 9, 400, xml_error("MessageRejected", "zhang@yizhan.example is bad"))
    with pytest.raises(DeliveryRefused) as refusal:
        send(mail)
    assert refusal.value.extra == {"reason": "MessageRejected"}


def test_an_answer_nobody_understands_is_not_a_failure(mail: MailSender, clients: Clients) -> None:
    answering(clients.ses, "SendEmail", 9, 200, "<html>captive portal")
    with pytest.raises(Unconfirmed):
        send(mail)


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\u2028b"])
def test_a_subject_of_two_lines_is_refused(mail: MailSender, clients: Clients, subject: str) -> None:
    with pytest.raises(DeliveryRefused):
        mail.send(Letter("a@b.example", subject=subject))
    assert mailbox(clients) == []


@pytest.mark.parametrize("to", ["", "a", "a@b, c@d", "a@b;c@d", "a@b\r\nBcc: c@d", "A <a@b.example>", "a@@b"])
def test_an_address_must_be_one_address(mail: MailSender, clients: Clients, to: str) -> None:
    with pytest.raises(DeliveryRefused):
        mail.send(Letter(to, subject="s"))
    assert mailbox(clients) == []


def test_an_sms_goes_to_the_mainland_by_default(sms: SmsSender, clients: Clients) -> None:
    assert sms.send(Letter("13800138000", text="【一站大学】您好"))
    assert sms.send(Letter("+85291234567", text="【一站大学】您好"))
    assert [message[0] for message in texts(clients)] == ["+8613800138000", "+85291234567"]


@pytest.mark.parametrize("mobile", ["", "138", "1380013800a", "+0123456789", "23800138000"])
def test_a_number_that_cannot_exist_is_refused(sms: SmsSender, clients: Clients, mobile: str) -> None:
    with pytest.raises(DeliveryRefused):
        sms.send(Letter(mobile, text="x"))
    assert texts(clients) == []


def test_an_sms_with_a_lost_answer_is_unconfirmed(sms: SmsSender, clients: Clients) -> None:
    failing(clients.sns, "Publish", ReadTimeoutError(endpoint_url="x"), after=True)
    with pytest.raises(Unconfirmed):
        sms.send(Letter("13800138000", text="x"))
    assert len(texts(clients)) == 1


@pytest.mark.parametrize(("status", "code", "expected"), [
    (400, "Throttling", Temporary), (500, "InternalError", Temporary), (400, "InvalidParameter", DeliveryRefused),
])  # fmt: skip
def test_each_answer_of_sns_is_asked_for_once(
    sms: SmsSender, clients: Clients, status: int, code: str, expected: type[Exception]
) -> None:
    requests = answering(clients.sns, "Publish", 9, status, xml_error(code))
    with pytest.raises(expected):
        sms.send(Letter("13800138000", text="x"))
    assert requests() == 1
