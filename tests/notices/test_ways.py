"""Which way a message takes: as chosen, not at night, the next channel where one fails, gathered for approvers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.notices import Digest, Hours
from chalicelib.notices.store import Row
from tests.notices.conftest import START, Event, Head, Room, person

NIGHT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
"""23:30 in China."""
MORNING = "2026-11-23T23:00:00.000Z"
SENT, SHOWN = ("sent", "", 1), ("sent", "", 0)


def wake(room: Room, at: datetime) -> None:
    room.clock.now = at
    room.notices.bring_due()
    room.deliver()


@pytest.mark.req("R28", "Z-07")
def test_no_sms_in_the_quiet_hours(room: Room) -> None:
    """A text that is due at night waits until morning; everything else goes."""
    room.clock.now = NIGHT
    [notice] = room.tell("submitted")
    assert room.deliver() == {"batchItemFailures": []}
    assert room.states(notice) == {"hall": SHOWN, "mail": SENT, "sms": ("waiting", MORNING, 0)}
    for _ in range(3):  # replays, and the sweep of every few minutes
        room.tell("submitted")
        wake(room, NIGHT + timedelta(hours=5))
    assert room.sms.calls == 0
    wake(room, NIGHT + timedelta(hours=8))
    assert room.states(notice) == {"hall": SHOWN, "mail": SENT, "sms": SENT}
    wake(room, NIGHT + timedelta(hours=9))
    assert (room.mail.calls, room.sms.calls) == (1, 1)


def test_what_waits_overnight_goes_by_the_preferences_of_the_morning(room: Room) -> None:
    room.clock.now = NIGHT
    [notice] = room.tell("submitted")
    room.deliver()
    room.people["s1"] = person("s1", sms=False)
    wake(room, NIGHT + timedelta(hours=8))
    assert room.states(notice)["sms"] == ("skipped", "sms_not_chosen", 0)
    assert room.sms.calls == 0


@pytest.mark.req("Z-07")
def test_a_person_has_quiet_hours_of_their_own(room: Room) -> None:
    """It is 10:00 in China; mail wakes nobody."""
    room.with_wecom().people["s1"] = person("s1", choices={"quiet": "9-12"})
    [notice] = room.tell("submitted")
    room.deliver()
    noon = "2026-11-23T04:00:00.000Z"
    assert room.states(notice) == {
        "hall": SHOWN, "wecom": ("waiting", noon, 0), "mail": SENT, "sms": ("waiting", noon, 0),
    }  # fmt: skip
    wake(room, START + timedelta(hours=2))
    assert (room.wecom.calls, room.mail.calls, room.sms.calls) == (1, 1, 1)


@pytest.mark.req("Z-07", "S-12")
@pytest.mark.parametrize(("channels", "sent"), [
    ({}, {"wecom", "mail", "sms"}),
    ({"outcome": ["wecom"]}, {"wecom"}),
    ({"outcome": ["mail", "sms"]}, {"mail", "sms"}),
    ({"outcome": []}, set()),
    ({"tasks": []}, {"wecom", "mail", "sms"}),
])  # fmt: skip
def test_a_message_goes_the_ways_that_were_chosen(room: Room, channels: dict[str, Any], sent: set[str]) -> None:
    room.with_wecom().people["s1"] = person("s1", choices={"channels": channels})
    [notice] = room.tell("submitted")
    room.deliver()
    assert {c for c, (state, _, _) in room.states(notice).items() if state == "sent"} == sent | {"hall"}


@pytest.mark.req("Z-07")
def test_every_change_comes_by_mail_until_the_person_takes_it_out(room: Room) -> None:
    [notice] = room.tell("step_approved")
    room.deliver()
    assert room.states(notice)["mail"][0] == "sent"
    room.people["s1"] = person("s1", choices={"channels": {"progress": []}})
    room.notices.notify("step_approved", Event(2), Head(), ["s1"])
    room.deliver()
    assert room.mail.calls == 1


@pytest.mark.req("C-19", "S-12")
@pytest.mark.parametrize("refusal", [DeliveryRefused(extra={"reason": "invaliduser"}), Temporary()])
def test_what_must_arrive_takes_the_next_way(room: Room, refusal: Exception) -> None:
    """Only WeCom was chosen; WeCom does not know the person, or stays away for all its attempts."""
    room.with_wecom().people["s1"] = person("s1", choices={"channels": {"outcome": ["wecom"]}}, sms=False)
    room.wecom.answers = [refusal] * 5
    [notice] = room.tell("completed")
    for _ in range(5):
        room.deliver()
    assert room.queue == []
    states = room.states(notice)
    assert states["wecom"][0] == "failed"
    assert (states["mail"], states["sms"]) == (SENT, ("spare", "", 0))
    assert (room.mail.calls, room.sms.calls) == (1, 0)


@pytest.mark.req("S-12")
def test_the_order_of_fall_back_is_the_persons(room: Room) -> None:
    choices = {"channels": {"outcome": ["wecom"]}, "order": ["wecom", "sms", "mail"]}
    room.with_wecom().people["s1"] = person("s1", choices=choices, sms=False)
    room.wecom.answers = [DeliveryRefused()]
    [notice] = room.tell("completed")
    room.deliver()
    assert room.states(notice)["sms"] == SENT
    assert room.states(notice)["mail"] == ("spare", "", 0)
    room.people["s1"] = person("s1", choices={**choices, "order": ["wecom"]}, sms=False)
    room.wecom.answers = [DeliveryRefused()]
    room.notices.notify("completed", Event(2), Head(), ["s1"])
    room.deliver()
    assert (room.sms.calls, room.mail.calls) == (1, 0)


def test_what_need_not_arrive_stays_in_the_hall(room: Room) -> None:
    room.people["s1"] = person("s1", email="", sms=False)
    [notice] = room.tell("submitted")
    room.deliver()
    assert room.states(notice) == {
        "hall": SHOWN, "mail": ("skipped", "no_email", 0), "sms": ("skipped", "sms_not_chosen", 0),
    }  # fmt: skip


def test_a_lost_answer_is_no_reason_for_a_second_message(room: Room) -> None:
    room.people["s1"] = person("s1", sms=False)
    room.mail.answers = [(Unconfirmed(), "sent")]
    [notice] = room.tell("completed")
    room.deliver()
    assert room.states(notice)["mail"][0] == "unconfirmed"
    assert room.sms.calls == 0


def test_a_spare_text_message_waits_for_the_morning_too(room: Room) -> None:
    room.clock.now = NIGHT
    room.people["s1"] = person("s1", sms=False)
    room.mail.answers = [DeliveryRefused()]
    [notice] = room.tell("completed")
    room.deliver()
    assert room.states(notice)["sms"] == ("waiting", MORNING, 0)
    wake(room, NIGHT + timedelta(hours=8))
    assert room.sms.calls == 1


def tasks(room: Room, count: int, message: str = "task_arrived") -> None:
    for n in range(1, count + 1):
        head = Head(f"app{n}", f"20261123-00000{n}")
        room.notices.notify(message, Event(n), head, ["s1"], {"task_id": f"app{n}.a.1.1"})
    room.deliver()


@pytest.mark.req("Z-07", "C-19")
def test_an_approvers_mails_are_gathered_into_one(room: Room) -> None:
    room.rules["digest"] = Digest.HOURLY
    tasks(room, 3)
    tasks(room, 2, "reminded")
    assert room.mail.calls == 0
    assert len(room.notices.list_notices(person("s1"), None, 25)["items"]) == 5, "the bell shows them at once"
    for minutes in (10, 60, 65, 180):
        wake(room, START + timedelta(minutes=minutes))
    [mail] = room.mail.sent
    assert mail.subject == "您有 3 项待办提醒"
    for n in (1, 2, 3):
        assert mail.text.count(f"https://hall.example/zh/task/?id=app{n}.a.1.1") == 1
    assert "https://hall.example/zh/inbox/" in mail.text
    assert room.sms.calls == 5, "the digest is about mails"
    assert len(room.notices.list_notices(person("s1"), None, 25)["items"]) == 5, "the digest is no line of the bell"


@pytest.mark.req("R25")
def test_a_digest_is_sent_once_however_often_the_hour_is_brought(room: Room) -> None:
    room.rules["digest"] = Digest.HOURLY
    tasks(room, 2)
    room.clock.pass_time(hours=1)
    for _ in range(3):
        room.notices.bring_due()
        body = [*room.queue]
        room.deliver()
        room.queue[:] = body * 2
        room.deliver()
        for row in Row.query("W#", Row.sk == "DONE"):
            row.delete()  # the sweep died before it wrote down what it had done
    assert room.mail.calls == 1


def test_what_was_decided_meanwhile_is_not_in_the_digest(room: Room) -> None:
    room.rules["digest"] = Digest.HOURLY
    tasks(room, 1)
    room.details.clear()
    wake(room, START + timedelta(hours=1))
    assert room.mail.calls == 0
    assert room.queue == []


@pytest.mark.parametrize(("wished", "now", "at"), [
    ("daily", START, "2026-11-24T00:00:00.000Z"),
    ("hourly", START, "2026-11-23T03:00:00.000Z"),
    ("hourly", START + timedelta(minutes=59), "2026-11-23T04:00:00.000Z"),
    ("hourly", NIGHT, MORNING),
])  # fmt: skip
def test_when_a_digest_comes(room: Room, wished: str, now: datetime, at: str) -> None:
    """In China it is 10:00, or 23:30: digests come at full hours by day, the daily one at eight."""
    room.clock.now = now
    room.people["s1"] = person("s1", choices={"digest": wished})
    [notice] = room.tell("task_arrived", task_id="a.b.1.1")
    room.deliver()
    assert room.states(notice)["mail"] == ("gathered", at, 0)


def test_what_is_late_comes_at_once_even_to_who_gathers(room: Room) -> None:
    room.rules["digest"] = Digest.DAILY
    tasks(room, 1, "overdue")
    assert room.mail.calls == 1


def test_a_gathered_notice_costs_two_writes_and_no_more(room: Room) -> None:
    room.rules["digest"] = Digest.HOURLY
    room.people["s1"] = person("s1", sms=False)
    calls: list[str] = []
    room.store.hour_done()  # the client is there
    Row._get_connection().connection.client.meta.events.register(
        "before-call.dynamodb", lambda model, **_: calls.append(model.name)
    )
    tasks(room, 1)
    assert calls == ["PutItem", "PutItem"]
    calls.clear()
    room.notices.bring_due()
    first = len(calls)
    calls.clear()
    room.notices.bring_due()
    assert (first > 1, calls) == (True, ["GetItem"]), "one read while there is no new hour"


@pytest.mark.req("S-12")
def test_sending_is_counted_by_channel_once_a_batch(room: Room) -> None:
    room.mail.answers = [DeliveryRefused()]
    for n in range(1, 4):
        room.notices.notify("submitted", Event(n), Head(), ["s1", "s2"])
    room.deliver()
    counted = room.store.counted("2026-11")
    assert counted == {"2026-11-23": {"mail_sent": 5, "mail_failed": 1, "sms_sent": 3}}


def test_hours_over_midnight() -> None:
    night = Hours.read("22-7")
    assert [hour for hour in range(24) if night.hold(hour)] == [*range(7), 22, 23]
    assert not any(Hours.read("").hold(hour) for hour in range(24))
    for wrong in ("24-1", "a", "1", "-1-3", "22:00-7"):
        with pytest.raises(ValueError, match="hours"):
            Hours.read(wrong)
