"""A department tells many people a sum and a last day each: from the list to the mark of payment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.bills.store import BillStore
from chalicelib.errors import KeyReused, NotFound, Temporary
from tests.bills.conftest import TENANTS, WISH, BillWorld

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
