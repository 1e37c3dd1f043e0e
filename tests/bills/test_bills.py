"""A department tells many people a sum and a last day each: from the list to the mark of payment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.bills.store import BillStore
from chalicelib.errors import Conflict, InvalidForm, KeyReused, NotAllowed, NotFound, Temporary, UploadRefused
from chalicelib.shared.clock import stamp
from chalicelib.shared.ids import new_id
from tests.bills.conftest import CSV, TENANTS, WISH, BillWorld

HEADER = "工号,金额,截止日期,备注\n"


@pytest.mark.req("S-13", "S-F8")
def test_each_person_is_told_their_own_sum_by_every_channel(world: BillWorld) -> None:
    bill = world.sent()
    assert (bill["state"], bill["good"], bill["told"], bill["sum"]) == ("sent", 3, 3, "2923.55")
    assert world.mail.to() == [f"{id}@yizhan.example" for id in TENANTS]
    assert world.wecom.to() == list(TENANTS)
    mail = next(letter for letter in world.mail.letters if letter.to.startswith("110101"))
    assert "应缴923.50元，12月15日截止" in mail.subject and "3-201" in mail.text
    assert "800.00" not in mail.text + mail.subject and "资产处" in mail.text
    mine = world.hall.charges.mine(world.person("110101"), None, 10)["items"]
    assert [(one["amount"], one["due"], one["state"]) for one in mine] == [("923.50", "2026-12-15", "due")]
    bell = world.hall.list_notices(world.person("110101"), None, 10)["items"]
    assert bell[0]["link"]["zh"] == f"/zh/charges/?id={bill['id']}"
    assert world.hall.charges.mine(world.person("20230101"), None, 10)["items"] == []


@pytest.mark.req("Z-07", "R25")
def test_whatever_comes_twice_tells_nobody_twice(world: BillWorld) -> None:
    bill = world.ready()
    world.hall.bills.send(world.officer, bill["id"], "")
    for _ in range(3):
        world.hall.bill_worker.again(bill["id"])
    store, worker = BillStore(), world.hall.bill_worker
    before = store.read(bill["id"])
    assert before is not None
    worker.handle(bill["id"])
    world.work()
    # The page was told, and the worker died before it wrote that down: it is told once more.
    worker.notify("bill", _round(before.sent_at), before, list(TENANTS))
    world.deliver()
    assert world.mail.to() == [f"{id}@yizhan.example" for id in TENANTS]
    assert len(world.wecom.letters) == 3


def _round(at: str) -> Any:
    from chalicelib.bills.worker import Told
    from chalicelib.shared.clock import unstamp

    return Told(1, unstamp(at))


def test_a_worker_that_dies_between_two_pages_goes_on_where_it_was(world: BillWorld) -> None:
    bill = world.ready()
    world.hall.bills.send(world.officer, bill["id"], "")
    calls = 0
    real = world.hall.bill_worker.notify

    def failing(*told: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Temporary()
        return real(*told)

    worker = replace(world.hall.bill_worker, notify=failing, page=1)
    with pytest.raises(Temporary):
        worker.handle(bill["id"])
    half = world.view(bill)
    assert (half["state"], half["percent"]) == ("sending", 33)
    worker.handle(bill["id"])
    world.deliver()
    assert world.view(bill)["state"] == "sent" and len(world.mail.letters) == 3 and calls == 4


@pytest.mark.parametrize("mode", ["all", "best"])
def test_rows_are_judged_one_by_one(world: BillWorld, mode: str) -> None:
    rows = [
        "110101,923.50,2026-12-15,",
        "999999,10,2026-12-15,",
        "110102,12.345,2026-12-15,",
        "110101,10,2026-12-15,",
        ",10,2026-12-15,",
        "110103,,2020-01-01,",
        "110103,-5,,",
        "110102,,,",
    ]
    bill = world.ready(HEADER + "\n".join(rows) + "\n", mode=mode)
    found = world.hall.bills.refused(world.officer, bill["id"])["items"]
    codes = [(one["line"], [(fault["column"], fault["code"]) for fault in one["faults"]]) for one in found]
    assert codes == [
        (3, [("person", "unknown")]),
        (4, [("amount", "amount")]),
        (5, [("person", "double")]),
        (6, [("person", "missing")]),
        (7, [("due", "due")]),
        (8, [("amount", "amount"), ("person", "double")]),
        (9, [("amount", "nothing"), ("person", "double")]),
    ]
    assert all(fault["message"]["zh"] and fault["message"]["en"] for one in found for fault in one["faults"])
    assert (bill["good"], bill["bad"]) == (1, 7)
    if mode == "all":
        assert bill["state"] == "refused" and bill["problem"]["zh"]
        with pytest.raises(Conflict):
            world.hall.bills.send(world.officer, bill["id"], "")
    else:
        world.hall.bills.send(world.officer, bill["id"], "")
        world.work()
        world.deliver()
        assert world.mail.to() == ["110101@yizhan.example"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("姓名,金额\n张三,5\n", "学号"),
        (b"\xff\xfe\x00broken\x81", ""),
        ("工号,金额\n" + "".join(f"{n},5\n" for n in range(10_001)), "10000"),
        ("工号,金额\n", "没有可以发送"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(world: BillWorld, content: Any, said: str) -> None:
    bill = world.ready(content)
    assert bill["state"] == "refused" and said in bill["problem"]["zh"] and bill["problem"]["en"]


def test_gb18030_and_defaults_of_the_notice(world: BillWorld) -> None:
    bill = world.ready("学号,备注\n110101,三号楼\n".encode("gb18030"), amount="50", due="2026-12-01")
    people = world.hall.bills.list_people(world.officer, bill["id"], None, 10)["items"]
    assert [(one["amount"], one["due"], one["note"]) for one in people] == [("50.00", "2026-12-01", "三号楼")]


def test_a_list_that_has_not_arrived_is_not_checked(world: BillWorld) -> None:
    made = world.hall.bills.make(world.officer, WISH | {"size": 10}, new_id())
    with pytest.raises(UploadRefused):
        world.hall.bills.check(world.officer, made["id"])


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ({"group": "college-cs", "grade": "2023"}, ["20230101", "20230102"]),
        ({"group": "college-cs", "category": "staff"}, ["110101", "110102", "110103", "of-college-cs"]),
        ({"group": "class-cs2401"}, ["20240101", "20240102"]),
        ({"role": "officer"}, ["of-assets", "of-college-cs"]),
        ({"role": "department_head", "group": "finance"}, ["of-finance"]),
    ],
)
@pytest.mark.req("S-13")
def test_a_group_is_who_belongs_to_it_now(world: BillWorld, to: dict[str, str], expected: list[str]) -> None:
    made = world.hall.bills.make(world.officer, WISH | {"to": "group", "due": "2026-12-01"} | to, new_id())
    assert made["state"] == "checking" and made["post"] is None
    world.work()
    people = world.hall.bills.list_people(world.officer, made["id"], None, 100)["items"]
    assert [one["person"] for one in people] == expected
    assert world.view(made)["state"] == "ready"


def test_a_college_addresses_only_its_own(world: BillWorld) -> None:
    officer = world.person("of-college-cs")
    wish = WISH | {"unit": "college-cs", "to": "group", "due": "2026-12-01"}
    assert world.hall.bills.make(officer, wish | {"group": "class-cs2301"}, new_id())["state"] == "checking"
    for group in ("", "finance"):
        with pytest.raises(InvalidForm) as refused:
            world.hall.bills.make(officer, wish | {"group": group}, new_id())
        assert refused.value.errors[0].pointer == "/group"


def test_wishes_that_make_no_sense_name_their_fields(world: BillWorld) -> None:
    wrong = WISH | {"title_zh": " ", "amount": "1,2.345", "due": "2020-01-01", "file": "a.pdf", "size": 5}
    with pytest.raises(InvalidForm) as refused:
        world.hall.bills.make(world.officer, wrong, new_id())
    assert [one.pointer for one in refused.value.errors] == ["/title_zh", "/amount", "/due", "/file"]
    group = WISH | {"to": "group", "group": "no", "role": "no", "grade": "2023", "category": "no"}
    with pytest.raises(InvalidForm) as refused:
        world.hall.bills.make(world.officer, group, new_id())
    assert [one.pointer for one in refused.value.errors] == ["/group", "/role", "/category", "/grade", "/amount"]


def test_the_same_key_gives_the_same_notice(world: BillWorld) -> None:
    made = world.hall.bills.make(world.officer, WISH | {"size": 5}, "key-1")
    again = world.hall.bills.make(world.officer, WISH | {"size": 5}, "key-1")
    assert again["id"] == made["id"] and again["post"]["url"]
    assert len(world.hall.bills.list_bills(world.officer, "assets")["items"]) == 1
    with pytest.raises(KeyReused):
        world.hall.bills.make(world.officer, WISH | {"size": 6}, "key-1")


def test_a_preview_says_what_one_person_will_read(world: BillWorld) -> None:
    bill = world.ready()
    seen = world.hall.bills.preview(world.officer, bill["id"], "110103", "zh")
    assert (seen["person"], seen["count"], seen["sum"]) == ("110103", 3, "2923.55")
    assert "应缴1200.05元，12月31日截止" in seen["subject"] and "人110103" in seen["mail"]
    assert "http" not in seen["sms"] and len(seen["sms"]) <= 70
    assert "1200.05 yuan by 31 Dec" in world.hall.bills.preview(world.officer, bill["id"], "110103", "en")["sms"]
    assert world.mail.letters == []
    with pytest.raises(NotFound):
        world.hall.bills.preview(world.officer, bill["id"], "20230101", "zh")


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


def test_a_long_list_is_read_in_steps(world: BillWorld) -> None:
    """Not everybody of them exists; all are read, and counted."""
    lines = "".join(f"{n:08d},1.00,2026-12-15,\n" for n in range(1_190))
    bill = world.ready(CSV + lines, mode="best")
    assert (bill["checked"], bill["good"], bill["bad"]) == (1_193, 3, 1_190)
    assert len(world.hall.bills.refused(world.officer, bill["id"])["items"]) == 200
