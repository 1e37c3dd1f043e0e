"""The room with its real adapters, table and queue: from `notify` through SQS to SES and SNS."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.aws import Clients, MailSender, Queue, SmsSender
from chalicelib.notices import Channel, Notices, NoticeStore, Preparer, Renderer
from chalicelib.shared.ids import moment_of, new_id
from tests.notices.conftest import SITE, Event, Head, People, Ticking, person


@pytest.mark.req("C-19", "Z-07")
def test_an_event_is_told_once_through_real_queues(any_server: Any) -> None:
    settings = any_server.settings()
    clients = Clients(settings.region)
    queue, clock = Queue(clients), Ticking()
    everybody = People({f"s{n}": person(f"s{n}") for n in range(12)})
    prepare = Preparer(
        everybody,
        lambda _application, _event: {"query_code": "ABC234"},
        Renderer(SITE, settings.base_url, settings.sms_sign),
        {
            Channel.MAIL: MailSender(clients, settings.mail_from, settings.site_name_zh),
            Channel.SMS: SmsSender(clients),
        },
    )
    store = NoticeStore(clock)
    url = settings.notices_queue_url
    notices = Notices(store, lambda bodies: queue.send_many(url, bodies), prepare, clock, "secret", everybody)
    for _ in range(2):
        notices.notify("completed", Event(), Head(), list(everybody))
    work(clients, url, notices)
    assert clients.ses.get_send_quota()["SentLast24Hours"] == 12
    for one in everybody.values():
        [item] = notices.list_notices(one, None, 25)["items"]
        entry = store.find(one.id, item["id"])
        assert entry is not None
        assert {(channel.value, d.state.value) for channel, d in entry.deliveries.items()} == {
            ("hall", "sent"), ("mail", "sent"), ("sms", "sent"),
        }  # fmt: skip


def test_what_concerns_a_person_and_no_application_is_told_once(any_server: Any) -> None:
    settings = any_server.settings()
    clients = Clients(settings.region)
    queue, clock, everybody = Queue(clients), Ticking(), People({"s1": person("s1")})
    senders = {Channel.MAIL: MailSender(clients, settings.mail_from, settings.site_name_zh)}
    renderer = Renderer(SITE, settings.base_url, settings.sms_sign)
    prepare = Preparer(everybody, lambda _application, _event: None, renderer, senders)
    url = settings.notices_queue_url
    store = NoticeStore(clock)
    notices = Notices(store, lambda bodies: queue.send_many(url, bodies), prepare, clock, "secret", everybody)
    at = moment_of(new_id())
    for _ in range(2):
        notices.tell_self("proxy_given", "s1", "p1", at)
    work(clients, url, notices)
    [item] = notices.list_notices(everybody["s1"], None, 25)["items"]
    assert item["message"] == "proxy_given" and item["link"]["zh"] == "/zh/me/"
    assert clients.ses.get_send_quota()["SentLast24Hours"] == 1


def work(clients: Clients, url: str, notices: Notices) -> None:
    while messages := clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        records = [{"messageId": message["MessageId"], "body": message["Body"]} for message in messages]
        assert notices.handle({"Records": records}) == {"batchItemFailures": []}
        for message in messages:
            clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
