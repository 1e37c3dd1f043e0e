"""Whom a notice goes to: the rows of a list judged one by one, and groups."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, UploadRefused
from chalicelib.shared.ids import new_id
from tests.bills.conftest import CSV, WISH, BillWorld

HEADER = "工号,金额,截止日期,备注\n"


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


def test_a_long_list_is_read_in_steps(world: BillWorld) -> None:
    """Not everybody of them exists; all are read, and counted."""
    lines = "".join(f"{n:08d},1.00,2026-12-15,\n" for n in range(290))
    bill = world.ready(CSV + lines, mode="best")
    assert (bill["checked"], bill["good"], bill["bad"]) == (293, 3, 290)
    assert len(world.hall.bills.refused(world.officer, bill["id"])["items"]) == 200
