"""A notice at its hour, cancelled, paid, reminded of; and who sees any of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, NotAllowed, NotFound
from chalicelib.shared.clock import stamp
from chalicelib.shared.ids import new_id
from tests.bills.conftest import WISH, BillWorld

HEADER = "工号,金额,截止日期,备注\n"


def test_it_goes_out_at_its_hour_and_not_before(world: BillWorld) -> None:
    bill = world.ready()
    at = world.now + timedelta(hours=2)
    assert world.hall.bills.send(world.officer, bill["id"], stamp(at))["state"] == "scheduled"
    assert world.hall.bill_worker.sweep() == 0 and world.work() == 0
    world.now = at + timedelta(minutes=4)
    assert world.hall.bill_worker.sweep() == 1
    world.work()
    world.deliver()
    assert world.view(bill)["state"] == "sent" and len(world.mail.letters) == 3
    world.now += timedelta(hours=1)
    assert world.hall.bill_worker.sweep() == 0
    with pytest.raises(InvalidForm):
        world.hall.bills.send(world.officer, bill["id"], "2030-01-01T00:00:00Z")


def test_a_message_the_queue_lost_is_made_up_for_by_the_sweep(world: BillWorld) -> None:
    bill = world.make()
    url = world.hall.settings.bills_queue_url
    world.aws.client("sqs").purge_queue(QueueUrl=url)
    assert world.hall.bill_worker.sweep() == 0
    world.now += timedelta(minutes=2)
    assert world.hall.bill_worker.sweep() == 1
    world.work()
    assert world.view(bill)["state"] == "ready"


def test_what_is_cancelled_goes_to_nobody(world: BillWorld) -> None:
    bill = world.ready()
    world.hall.bills.send(world.officer, bill["id"], "")
    assert world.hall.bills.cancel(world.officer, bill["id"])["state"] == "cancelled"
    assert world.hall.bills.cancel(world.officer, bill["id"])["state"] == "cancelled"
    world.work()
    world.deliver()
    assert world.mail.letters == []
    assert world.hall.charges.mine(world.person("110101"), None, 10)["items"] == []
    done = world.sent()
    with pytest.raises(Conflict):
        world.hall.bills.cancel(world.officer, done["id"])


def test_cancelled_half_way_says_how_many_were_told(world: BillWorld) -> None:
    bill = world.ready()
    world.hall.bills.send(world.officer, bill["id"], "")
    real = world.hall.bill_worker.notify

    def cancelling(*told: Any) -> Any:
        world.hall.bills.cancel(world.officer, bill["id"])
        return real(*told)

    replace(world.hall.bill_worker, notify=cancelling, page=1).handle(bill["id"])
    world.work()
    world.deliver()
    seen = world.view(bill)
    assert (seen["state"], seen["told"]) == ("cancelled", 1)
    assert world.mail.to() == ["110101@yizhan.example"]


def test_payment_is_marked_once_with_its_reference(world: BillWorld) -> None:
    bill = world.sent()
    item = {"person": "110101", "paid_at": "2026-11-20", "reference": "CW-1"}
    odd = [
        {"person": "999999"},
        {"person": "110102", "paid_at": "2027-01-01"},
        {"person": "110101", "reference": "CW-2"},
    ]
    found = world.hall.bills.pay(world.officer, bill["id"], [item, *odd])
    assert [one["outcome"] for one in found["items"]] == ["paid", "unknown", "day", "twice"] and found["paid"] == 1
    again = world.hall.bills.pay(world.officer, bill["id"], [item])["items"]
    other = world.hall.bills.pay(world.officer, bill["id"], [item | {"reference": "CW-2"}])["items"]
    assert (again[0]["outcome"], other[0]["outcome"]) == ("unchanged", "other")
    seen = world.view(bill)
    assert (seen["paid"], seen["paid_sum"]) == (1, "923.50")
    mine = world.hall.charges.mine(world.person("110101"), None, 10)["items"][0]
    assert (mine["state"], mine["paid_at"], mine["reference"]) == ("paid", "2026-11-20", "CW-1")
    for _ in range(2):
        world.hall.bills.unpay(world.officer, bill["id"], "110101")
    assert (world.view(bill)["paid"], world.view(bill)["paid_sum"]) == (0, "0.00")


def test_a_reminder_reaches_the_rest_once_a_day(world: BillWorld) -> None:
    bill = world.sent()
    world.hall.bills.pay(world.officer, bill["id"], [{"person": "110101", "reference": "CW-1"}])
    with pytest.raises(Conflict):
        world.hall.bills.remind(world.officer, bill["id"])
    world.now += timedelta(days=1)
    assert world.hall.bills.remind(world.officer, bill["id"])["state"] == "reminding"
    world.mail.letters.clear()
    world.work()
    world.hall.bills.pay(world.officer, bill["id"], [{"person": "110102", "reference": "CW-2"}])  # before it goes out
    world.deliver()
    assert world.mail.to() == ["110103@yizhan.example"]
    assert world.mail.letters[0].subject.startswith("提醒：")
    seen = world.view(bill)
    assert (seen["state"], seen["reminders"]) == ("sent", 1)
    with pytest.raises(Conflict):
        world.hall.bills.remind(world.officer, bill["id"])
    world.now += timedelta(days=1)
    world.hall.bills.remind(world.officer, bill["id"])
    world.mail.letters.clear()
    world.work()
    world.deliver()
    assert world.mail.to() == ["110103@yizhan.example"]


@pytest.mark.req("S-12")
def test_the_result_of_each_person_says_what_every_channel_did(world: BillWorld) -> None:
    from chalicelib.errors import DeliveryRefused

    world.mail.fault = DeliveryRefused(extra={"reason": "550", "unreachable": True})
    bill = world.sent()
    people = world.hall.bills.list_people(world.officer, bill["id"], None, 2)
    first = {one["channel"]: one["state"] for one in people["items"][0]["channels"]}
    assert first == {"hall": "sent", "wecom": "sent", "mail": "bounced", "sms": "spare"}
    rest = world.hall.bills.list_people(world.officer, bill["id"], people["next"], 2)
    assert [one["person"] for one in rest["items"]] == ["110103"] and rest["next"] is None


@pytest.mark.req("R40")
def test_only_the_department_sees_its_own(world: BillWorld) -> None:
    bill = world.sent()
    others = [world.person("of-finance"), world.person("110101"), world.key("notices", unit="finance")]
    for who in others:
        for verb in ("view", "check", "refused", "cancel", "remind"):
            with pytest.raises(NotFound):
                getattr(world.hall.bills, verb)(who, bill["id"])
        with pytest.raises(NotFound):
            world.hall.bills.preview(who, bill["id"], "", "zh")
        with pytest.raises(NotFound):
            world.hall.bills.list_people(who, bill["id"], None, 10)
        with pytest.raises(NotFound):
            world.hall.bills.pay(who, bill["id"], [{"person": "110101"}])
        with pytest.raises(NotFound):
            world.hall.bills.list_bills(who, "assets")
        with pytest.raises(NotFound):
            world.hall.bills.make(who, WISH, new_id())
    own = world.key("notices")
    assert world.hall.bills.view(own, bill["id"])["id"] == bill["id"]
    with pytest.raises(NotAllowed):
        world.key("exports", asked="notices")
