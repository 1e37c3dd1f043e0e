"""A notice of the Assets Office to two tenants of university flats, so that a newcomer sees one. All invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from chalicelib.bills import Bill, BillStore, Charge, State
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.ids import application_number, derived_id
from chalicelib.shared.text import Text

_FLATS = (("120111", "北校区 7 号楼 302", 92_350), ("120112", "北校区 7 号楼 405", 80_000))


def load_demo_bill(hall: Any) -> bool:
    """Once; whether that was necessary. Nobody is sent a message: the charges are there as if that had been done."""
    store, now = BillStore(), hall.clock()
    id = derived_id(hall.settings.secret, "bill", "demo", "flats")
    if store.read(id) is not None:
        return False
    at, due = stamp(now), (now.astimezone(CHINA).date() + timedelta(days=20)).isoformat()
    month = date.fromisoformat(due).month
    people = hall.people.get_people(person for person, _, _ in _FLATS)
    charges = [Charge(id, person, sum, due, flat) for person, flat, sum in _FLATS if person in people]
    bill = Bill(
        id,
        "assets",
        f"T{application_number(now.date(), id)}",
        "person#demo",
        Text(f"周转房{month}月房租和水电费", f"University flats: rent and supplies, month {month}"),
        Text(
            "请在截止日期前通过财务处缴费平台缴纳。",
            "Please pay through the Finance Office's platform by the day given.",
        ),
        {"kind": "list", "file": "flats.csv", "size": "0"},
        "all",
        at,
    )
    store.create(bill)
    total = sum(charge.amount or 0 for charge in charges)
    done = bill.going(state=State.SENT, good=len(charges), checked=len(charges), sum=total, walked=len(charges),
                      round=1, sent_at=at)  # fmt: skip
    store.add_rows(done, charges, [])
    store.tell(done, charges, at)
    return True
