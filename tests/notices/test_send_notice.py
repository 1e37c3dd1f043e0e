"""One event, one person, one channel: once (PROMISES R25, R26), and every outcome says why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.notices import notice_id
from chalicelib.notices.store import Row
from chalicelib.shared.letter import read_reference
from tests.notices.conftest import Event, Head, Room, person

SENT = ("sent", "", 1)
SHOWN = ("sent", "", 0)


@pytest.mark.req("C-19", "Z-07", "H-06")
def test_an_event_reaches_the_bell_the_mailbox_and_the_phone(room: Room) -> None:
    [notice] = room.tell("submitted")
    assert room.deliver() == {"batchItemFailures": []}
    assert room.states(notice) == {"hall": SHOWN, "mail": SENT, "sms": SENT}
    mail = room.mail.sent[0]
    assert mail.to == "s1@yizhan.example"
    assert "本科生请销假" in mail.subject
    assert "https://hall.example/zh/application/?id=01app" in mail.text
    assert "https://hall.example/zh/application/?id=01app" in mail.html
    assert mail.message == "submitted"
    assert read_reference(mail.reference) == ("s1", notice.key)
    assert room.sms.sent[0].to == "13800138000"
    assert sorted(room.outcomes) == [("mail", "sent", ""), ("sms", "sent", "")]


@pytest.mark.req("C-21")
def test_a_handlers_mail_leads_to_the_task(room: Room) -> None:
    room.tell("task_arrived", "s2", task_id="01app.review.1.1")
    room.deliver()
    assert "https://hall.example/en/task/?id=01app.review.1.1" in room.mail.sent[0].text


def test_replays_send_and_change_nothing(room: Room) -> None:
    [notice] = room.tell("submitted")
    room.deliver()
    before = room.states(notice)
    for _ in range(4):
        room.tell("submitted")  # the stream brought the event again
        room.deliver()
    assert (len(room.mail.sent), len(room.sms.sent)) == (1, 1)
    assert room.states(notice) == before
    assert len(room.notices.list_notices(person("s1"), None, 25)["items"]) == 1


def test_five_runs_at_once_send_once(room: Room) -> None:
    [notice] = room.tell("submitted")
    body = [*room.queue]
    together = Barrier(5)

    def run(_: int) -> bool:
        from chalicelib.notices import send_notice

        together.wait()
        try:
            send_notice(notice, store=room.store, prepare=room.notices.prepare, clock=room.clock)
        except Temporary:
            return False
        return True

    Row._get_connection().connection.client  # noqa: B018  made before the threads, as in a warm function
    with ThreadPoolExecutor(5) as pool:
        finished = list(pool.map(run, range(5)))
    assert any(finished)
    assert (len(room.mail.sent), len(room.sms.sent)) == (1, 1)
    room.queue[:] = body * 5
    assert room.deliver() == {"batchItemFailures": []}
    assert (len(room.mail.sent), len(room.sms.sent)) == (1, 1)


def test_other_events_people_and_messages_are_other_notices(room: Room) -> None:
    ids = {notice_id(event, who, what) for event in ("a.1", "a.2") for who in "xy" for what in ("m", "n")}
    assert len(ids) == 8
    assert notice_id("a.1", "x", "m") in ids
    room.tell("submitted", "s1", "s2", "s1")
    room.notices.notify("submitted", Event(2), Head(), ["s1"])
    room.deliver()
    assert sorted(mail.to for mail in room.mail.sent) == ["s1@yizhan.example"] * 2 + ["s2@yizhan.example"]


def test_what_passes_by_itself_is_tried_again(room: Room) -> None:
    [notice] = room.tell("submitted")
    room.mail.answers = [Temporary(extra={"cause": "Throttling"})] * 2
    assert room.deliver()["batchItemFailures"]
    assert room.states(notice) == {"hall": SHOWN, "mail": ("queued", "Throttling", 1), "sms": SENT}
    assert room.deliver()["batchItemFailures"]
    assert room.deliver() == {"batchItemFailures": []}
    assert room.states(notice) == {"hall": SHOWN, "mail": ("sent", "", 3), "sms": SENT}
    assert (len(room.mail.sent), len(room.sms.sent)) == (1, 1)


def test_after_five_attempts_it_gives_up_visibly(room: Room) -> None:
    [notice] = room.tell("submitted")
    room.mail.answers = [Temporary()] * 9
    for _ in range(4):
        assert room.deliver()["batchItemFailures"]
    assert room.deliver() == {"batchItemFailures": []}
    assert room.states(notice)["mail"] == ("failed", "gave_up", 5)
    assert room.mail.calls == 5
    [trouble] = room.store.troubles(Event().at.date())
    assert (trouble.message, trouble.person_id, trouble.channel) == ("submitted", "s1", "mail")
    assert (trouble.state, trouble.reason, trouble.number) == ("failed", "gave_up", "20261123-000123")


@pytest.mark.parametrize(("error", "sent", "state", "reason"), [
    (DeliveryRefused(extra={"reason": "MessageRejected"}), 0, "failed", "MessageRejected"),
    ((Unconfirmed(), "sent"), 1, "unconfirmed", "answer_lost"),
    (Unconfirmed(), 0, "unconfirmed", "answer_lost"),
])  # fmt: skip
def test_a_refusal_or_a_lost_answer_is_final(room: Room, error: Any, sent: int, state: str, reason: str) -> None:
    [notice] = room.tell("submitted")
    body = [*room.queue]
    room.mail.answers = [error]
    assert room.deliver() == {"batchItemFailures": []}
    room.queue[:] = body
    assert room.deliver() == {"batchItemFailures": []}
    assert room.states(notice) == {"hall": SHOWN, "mail": (state, reason, 1), "sms": SENT}
    assert len(room.mail.sent) == sent
    assert [(t.channel, t.state) for t in room.store.troubles(Event().at.date())] == [("mail", state)]


@pytest.mark.parametrize(("changes", "skipped"), [
    ({"email": ""}, {"mail": "no_email"}),
    ({"sms": False}, {"sms": "sms_not_chosen"}),
    ({"mobile": ""}, {"sms": "no_mobile"}),
    ({"email": "", "sms": False}, {"mail": "no_email", "sms": "sms_not_chosen"}),
])  # fmt: skip
def test_skipping_is_an_outcome_with_a_reason(room: Room, changes: dict[str, Any], skipped: dict[str, str]) -> None:
    room.people["s1"] = person("s1", **changes)
    [notice] = room.tell("submitted")
    assert room.deliver() == {"batchItemFailures": []}
    states = room.states(notice)
    assert {channel: reason for channel, (state, reason, _) in states.items() if state == "skipped"} == skipped
    assert room.mail.calls == ("mail" not in skipped)
    assert room.sms.calls == ("sms" not in skipped)
    assert room.store.troubles(Event().at.date()) == []


def test_who_is_gone_and_what_is_overtaken_is_skipped_everywhere(room: Room) -> None:
    [gone] = room.tell("submitted", "nobody")
    room.deliver()
    assert {reason for _, reason, _ in room.states(gone).values()} == {"person_gone"}
    room.details.clear()
    [stale] = room.tell("submitted", "s1")
    room.deliver()
    assert {reason for _, reason, _ in room.states(stale).values()} == {"no_longer_current"}
    assert room.notices.list_notices(person("s1"), None, 25)["items"] == []
    assert (room.mail.calls, room.sms.calls) == (0, 0)


def test_a_run_that_died_while_sending_is_never_repeated(room: Room) -> None:
    """Whether the mail went out nobody knows; the SMS had not been begun and still goes."""
    [notice] = room.tell("submitted")
    room.mail.answers = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        room.deliver()
    assert room.states(notice)["mail"][0] == "sending"
    assert room.deliver()["batchItemFailures"]  # its lease is not over: nobody else touches it
    assert room.mail.calls == 1
    room.clock.pass_time(seconds=61)
    assert room.deliver() == {"batchItemFailures": []}
    assert room.states(notice) == {"hall": SHOWN, "mail": ("unconfirmed", "interrupted", 1), "sms": SENT}
    assert ("mail", "unconfirmed", "interrupted") in room.outcomes
    assert (room.mail.calls, len(room.sms.sent)) == (1, 1)


def test_preferences_count_as_they_are_at_the_next_attempt(room: Room) -> None:
    [notice] = room.tell("submitted")
    room.sms.answers = [Temporary()]
    room.deliver()
    room.people["s1"] = person("s1", sms=False)
    assert room.deliver() == {"batchItemFailures": []}
    assert room.states(notice)["sms"] == ("skipped", "sms_not_chosen", 1)
    assert room.sms.sent == []


def test_an_sms_no_carrier_takes_fails_and_the_mail_still_goes(room: Room) -> None:
    room.details["query_code"] = "13800138000"
    [notice] = room.tell("submitted")
    room.deliver()
    assert room.states(notice) == {"hall": SHOWN, "mail": SENT, "sms": ("failed", "bad_sms", 1)}


@pytest.mark.crash
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("k", range(3))
def test_any_call_to_the_table_may_fail(room: Room, k: int, after: bool) -> None:
    """Crash sweep: the k-th call of a run fails before or after it reached the table (PROMISES R5)."""
    [notice] = room.tell("submitted")
    client = Row._get_connection().connection.client
    calls: list[int] = []

    def fail(**_: Any) -> None:
        calls.append(1)
        if len(calls) == k + 1:
            raise ReadTimeoutError(endpoint_url="x")

    event = f"{'after' if after else 'before'}-call.dynamodb"
    client.meta.events.register(event, fail)
    for _ in range(3):
        room.deliver()
        room.clock.pass_time(seconds=61)
    client.meta.events.unregister(event, fail)
    assert len(calls) > k
    assert room.queue == []
    assert (len(room.mail.sent), len(room.sms.sent)) == (1, 1)
    assert room.states(notice) == {"hall": SHOWN, "mail": SENT, "sms": SENT}


def test_a_notice_costs_one_write_more_than_it_has_channels_to_send(room: Room) -> None:
    client = Row._get_connection().connection.client
    calls: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    room.tell("submitted", "s2")
    room.deliver()
    assert calls == ["PutItem", "UpdateItem", "UpdateItem"], "the last counts for the whole batch"
    everything = client.scan(TableName=Row.Meta.table_name)["Items"]
    [stored] = [item for item in everything if item["sk"]["S"].startswith("N#")]
    size = sum(len(name) + len(str(value).encode()) for name, value in stored.items())
    assert size < 1000, "above 1 KB each write costs two units"


def test_one_poisoned_message_holds_up_no_other(room: Room) -> None:
    reported: list[str] = []
    room.notices = replace(room.notices, report=lambda id, _error: reported.append(id))
    room.tell("submitted")
    room.queue.insert(0, {"message": "no such", "person": "s1"})
    assert room.deliver() == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert reported == ["0"]
    assert len(room.mail.sent) == 1


def test_an_abandoned_row_is_taken_over_once(room: Room) -> None:
    """Two runs read the same row that a dead one left: only the first to write may send."""
    [notice] = room.tell("submitted")
    room.mail.answers = [Temporary()]
    room.deliver()
    left = room.store.find("s1", notice.key)
    assert left is not None
    assert [room.store.take_over(replace(left, claim=run, lease="9"), left) for run in ("a", "b")] == [True, False]
    assert room.store.record(replace(left, claim="b")) is False
