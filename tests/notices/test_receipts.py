"""Receipts come late, twice, in any order, about unknown mails: no message ever moves backwards (PROMISES R27)."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.errors import DeliveryRefused, NotAllowed
from chalicelib.notices import Notice
from chalicelib.notices.plan import address_mark
from chalicelib.notices.tally import ENOUGH
from chalicelib.shared.clock import stamp
from chalicelib.shared.letter import make_reference, read_reference
from chalicelib.shared.signature import signature
from tests.notices.conftest import SERVICE, START, Event, Head, Room, person

AT = "2026-11-23T02:00:30.000Z"
MAIL = {"messageId": "m1", "timestamp": AT, "destination": ["s1@yizhan.example"], "source": "hall@yizhan.example"}
SAID: dict[str, dict[str, Any]] = {
    "Send": {"send": {}},
    "Delivery": {"delivery": {"timestamp": AT, "recipients": ["s1@yizhan.example"], "smtpResponse": "250 ok"}},
    "DeliveryDelay": {"deliveryDelay": {"timestamp": AT, "delayType": "MailboxFull"}},
    "Bounce": {"bounce": {"timestamp": AT, "bounceType": "Permanent", "bounceSubType": "General",
                          "bouncedRecipients": [{"emailAddress": "S1@yizhan.example", "action": "failed"}]}},
    "Complaint": {"complaint": {"timestamp": AT, "complaintFeedbackType": "abuse",
                                "complainedRecipients": [{"emailAddress": "s1@yizhan.example"}]}},
    "Reject": {"reject": {"reason": "Bad content"}},
}  # fmt: skip
"""SES event publishing, as docs.aws.amazon.com/ses shows it."""
RANK = ["sent", "delivered", "bounced", "complained"]
AFTER = {"Send": "sent", "Delivery": "delivered", "DeliveryDelay": "sent", "Bounce": "bounced",
         "Complaint": "complained"}  # fmt: skip


def event(kind: str, notice: Notice, **more: Any) -> dict[str, Any]:
    mail = {**MAIL, "tags": {"reference": [make_reference(notice.person_id, notice.key)], "message": ["completed"]}}
    return {"eventType": kind, "mail": mail, **SAID[kind], **more}


def sent(room: Room, message: str = "completed", **changes: Any) -> Notice:
    room.people["s1"] = person("s1", **{"sms": False, **changes})
    room.details["service_name"] = SERVICE
    [notice] = room.tell(message)
    room.deliver()
    return notice


def standing(room: Room, notice: Notice) -> dict[str, str]:
    entry = room.store.find(notice.person_id, notice.key)
    assert entry is not None
    return {channel.value: delivery.state.value for channel, delivery in entry.standing.items()}


def bring(room: Room, *bodies: dict[str, Any]) -> None:
    room.queue += bodies
    room.deliver()
    room.deliver()  # what the receipts themselves caused


@pytest.mark.req("R27")
@pytest.mark.parametrize("order", list(permutations(["Send", "Delivery", "Bounce", "Complaint"])), ids="-".join)
def test_in_every_order_and_twice_it_only_goes_forward(room: Room, order: tuple[str, ...]) -> None:
    notice = sent(room)
    furthest = "sent"
    for kind in (*order, *reversed(order)):
        bring(room, event(kind, notice))
        furthest = max(furthest, AFTER[kind], key=RANK.index)
        assert standing(room, notice)["mail"] == furthest
    assert room.store.counted("2026-11")["2026-11-23"].get("mail_bounced", 0) <= 1
    assert room.mail.calls == 1


@pytest.mark.req("R27")
def test_a_permanent_bounce_takes_the_next_way_and_tells_the_person(room: Room) -> None:
    notice = sent(room)
    for _ in range(3):
        bring(room, event("Bounce", notice))
    assert standing(room, notice) == {"hall": "sent", "mail": "bounced", "sms": "sent"}
    assert "20261123-000123" in room.sms.sent[0].text and "请销假" in room.sms.sent[0].text
    bell = room.notices.list_notices(person("s1"), None, 25)["items"]
    told = [item for item in bell if item["message"] == "unreachable"]
    assert [item["link"]["zh"] for item in told] == ["/zh/me/"], "once, and it leads to the page of one's own data"
    room.notices.notify("completed", Event(2), Head(), ["s1"])
    room.deliver()
    assert (room.mail.calls, room.sms.calls) == (1, 2), "the address is not used again"
    room.people["s1"] = person("s1", email="new@yizhan.example", unreachable=room.people["s1"].unreachable)
    room.notices.notify("completed", Event(3), Head(), ["s1"])
    room.deliver()
    assert room.mail.calls == 2, "a new address works at once"


@pytest.mark.req("R27")
def test_no_address_is_stored_with_a_receipt(room: Room) -> None:
    from chalicelib.notices.store import Row

    bring(room, event("Bounce", sent(room)))
    items = Row._get_connection().connection.client.scan(TableName=Row.Meta.table_name)["Items"]
    stored = json.dumps([*items, dict(room.people["s1"].unreachable)], ensure_ascii=False)
    assert "yizhan.example" not in stored


@pytest.mark.req("R27")
def test_a_passing_bounce_takes_the_next_way_and_keeps_the_address(room: Room) -> None:
    notice = sent(room)
    passing = SAID["Bounce"]["bounce"] | {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
    bring(room, event("Bounce", notice, bounce=passing))
    assert standing(room, notice) == {"hall": "sent", "mail": "bounced", "sms": "sent"}
    assert room.people["s1"].unreachable == {}


@pytest.mark.req("R27")
def test_a_bounce_of_an_address_the_person_no_longer_has_marks_nothing(room: Room) -> None:
    notice = sent(room)
    room.people["s1"] = person("s1", email="new@yizhan.example", sms=False)
    bring(room, event("Bounce", notice))
    assert room.people["s1"].unreachable == {}


@pytest.mark.req("R27")
def test_a_complaint_ends_mails_and_is_no_reason_to_send_more(room: Room) -> None:
    notice = sent(room)
    bring(room, event("Complaint", notice))
    assert standing(room, notice) == {"hall": "sent", "mail": "complained", "sms": "spare"}
    assert room.people["s1"].unreachable["mail"].endswith(" abuse")


@pytest.mark.req("R27")
def test_a_receipt_that_is_quicker_than_our_own_record_is_not_lost(room: Room) -> None:
    [notice] = room.tell("completed")
    entry_before: list[Any] = []

    def arrive(letter: Any) -> str:
        room.notices.handle({"Records": [{"messageId": "r", "body": json.dumps(event("Delivery", notice))}]})
        entry_before.append(letter)
        return "id"

    room.mail.send = arrive  # type: ignore[method-assign]
    room.deliver()
    assert entry_before and standing(room, notice)["mail"] == "delivered"


@pytest.mark.req("R27")
@pytest.mark.parametrize("body", [
    {"eventType": "Bounce", "mail": {"tags": {}}},
    {"eventType": "Open", "mail": {"tags": {"reference": ["x"]}}},
    {"eventType": "Delivery", "mail": {"tags": {"reference": ["!!"]}}, **SAID["Delivery"]},
    {"eventType": "Delivery", "mail": {"tags": {"reference": [make_reference("s9", "2026.x")]}}, **SAID["Delivery"]},
    {"notificationType": "Bounce", "bounce": {}, "mail": {}},
])  # fmt: skip
def test_what_nobody_knows_changes_nothing(room: Room, body: dict[str, Any]) -> None:
    room.queue.append(body)
    assert room.deliver() == {"batchItemFailures": []}
    assert room.queue == []


@pytest.mark.req("R27")
def test_a_rejected_mail_is_seen(room: Room) -> None:
    notice = sent(room)
    bring(room, event("Reject", notice))
    assert standing(room, notice) == {"hall": "sent", "mail": "bounced", "sms": "sent"}
    assert room.people["s1"].unreachable == {}, "its content was refused, not its address"


@pytest.mark.req("R27")
def test_a_refusal_that_names_the_address_counts_as_a_bounce(room: Room) -> None:
    room.mail.answers = [DeliveryRefused(extra={"reason": "smtp_550", "unreachable": True})]
    notice = sent(room)
    room.deliver()
    assert standing(room, notice) == {"hall": "sent", "mail": "bounced", "sms": "sent"}
    assert room.people["s1"].unreachable == {"mail": f"{address_mark('s1@yizhan.example')} smtp_550"}


def gateway_says(room: Room, notice: Notice, secret: str = "sms-secret", **said: Any) -> None:
    usual = {"out_id": make_reference("s1", notice.key), "state": "failed", "code": "MOBILE_NOT_EXIST", "at": AT}
    receipt = {**usual, **said}
    raw, now = json.dumps(receipt).encode(), stamp(room.clock())
    room.notices.sms_receipt(receipt, raw, now, signature(secret, now, raw))
    room.deliver()
    room.deliver()


@pytest.mark.req("R27")
def test_an_sms_gateway_reports_too(room: Room) -> None:
    notice = sent(room, sms=True)
    gateway_says(room, notice, state="delivered", code="")
    assert standing(room, notice)["sms"] == "delivered"
    gateway_says(room, notice)
    assert standing(room, notice)["sms"] == "bounced"
    assert room.people["s1"].unreachable["sms"].endswith(" MOBILE_NOT_EXIST")
    gateway_says(room, notice, state="delivered", code="")
    assert standing(room, notice)["sms"] == "bounced"


def test_a_receipt_that_is_not_signed_is_refused(room: Room) -> None:
    notice = sent(room, sms=True)
    with pytest.raises(NotAllowed):
        gateway_says(room, notice, secret="guessed")
    old = stamp(room.clock() - timedelta(minutes=6))
    with pytest.raises(NotAllowed):
        room.notices.sms_receipt({}, b"{}", old, signature("sms-secret", old, b"{}"))
    with pytest.raises(NotAllowed):
        room.notices.sms_receipt({}, b"{}", "yesterday", signature("sms-secret", "yesterday", b"{}"))


def pause(room: Room, bounced: int = 0, complained: int = 0, sent: int = ENOUGH) -> None:
    counts = {"mail_sent": sent, "mail_bounced": bounced, "mail_complained": complained}
    room.store.count(START.date() - timedelta(days=3), counts)
    room.rules["paused"] = room.notices.tally.paused(room.clock())


@pytest.mark.req("R27")
@pytest.mark.parametrize(("counts", "paused"), [
    ({"bounced": 9}, False), ({"bounced": 10}, True), ({"complained": 1}, True), ({"bounced": 10, "sent": 199}, False),
])  # fmt: skip
def test_mail_pauses_at_the_review_thresholds(room: Room, counts: dict[str, int], paused: bool) -> None:
    pause(room, **counts)
    notice = sent(room)
    assert (room.states(notice)["mail"] == ("skipped", "paused", 0)) is paused
    assert (room.mail.calls, room.sms.calls) == ((0, 1) if paused else (1, 0))


@pytest.mark.req("R27")
def test_mail_goes_on_when_the_window_has_passed_or_somebody_takes_it_up(room: Room) -> None:
    from chalicelib.notices.tally import read_rates, resume_mail

    pause(room, bounced=20)
    assert read_rates(room.store, room.clock()).paused
    resume_mail(room.store, room.clock())
    assert not read_rates(room.store, room.clock()).paused
    room.store.count(START.date(), {"mail_sent": ENOUGH, "mail_bounced": 10})
    assert read_rates(room.store, room.clock()).paused, "counted from then on"
    assert not read_rates(room.store, room.clock() + timedelta(days=8)).paused


@pytest.mark.parametrize("wrong", ["", "!", "czE", "czEKCg", "/w=="])
def test_a_reference_is_read_or_not(wrong: str) -> None:
    assert read_reference(wrong) is None
    whole = ("2023010001", "2026-11-23T02:00:00.000Z.abc")
    assert read_reference(make_reference(*whole)) == whole
