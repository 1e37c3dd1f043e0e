"""Marks of payment: who paid when, with the reference of the office that took the money. Safe to send again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.bills.model import Bill, Charge
from chalicelib.bills.store import BillStore
from chalicelib.errors import NotFound
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.text import Text

OUTCOMES: Mapping[str, Text] = {
    "paid": Text("已登记", "Marked as paid"),
    "unchanged": Text("此前已登记", "It was marked before"),
    "other": Text("已用另一凭证号登记", "It was marked before, with another reference"),
    "unknown": Text("名单中没有此人", "This person is not in the list"),
    "twice": Text("同一人出现两次", "This person is named twice"),
    "day": Text("缴费日期有误", "The day of payment is not possible"),
    "untold": Text("尚未通知此人", "This person was not told yet"),
}
EARLIEST = timedelta(days=366)


@dataclass(frozen=True)
class Payments:
    store: BillStore
    clock: Clock

    def pay(self, bill: Bill, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """`{items, paid}`; an item in `{person, paid_at, reference}`, out `{person, outcome, message}`.

        Each stands for itself: a line that is no good holds up no other, and the same again changes nothing.
        """
        seen: set[str] = set()
        found = []
        for item in items:
            person = item["person"].strip()
            outcome = "twice" if person in seen else self._one(bill, person, item)
            seen.add(person)
            found.append({"person": person, "outcome": outcome, "message": OUTCOMES[outcome].to_dict()})
        return {"items": found, "paid": sum(one["outcome"] == "paid" for one in found)}

    def unpay(self, bill: Bill, person: str) -> None:
        """Raises `NotFound`."""
        charge = self._charge(bill, person)
        if charge is None:
            raise NotFound()
        self.store.unpay(bill, charge)

    def _one(self, bill: Bill, person: str, item: Mapping[str, Any]) -> str:
        today = self.clock().astimezone(CHINA).date()
        try:
            day = date.fromisoformat(item["paid_at"]) if item.get("paid_at") else today
        except ValueError:
            return "day"
        if not today - EARLIEST <= day <= today:
            return "day"
        charge = self._charge(bill, person)
        if charge is None:
            return "unknown"
        if not charge.told:
            return "untold"
        reference = item.get("reference", "").strip()
        if charge.paid_at:
            return "unchanged" if charge.reference == reference else "other"
        if self.store.pay(bill, charge, day.isoformat(), reference):
            return "paid"
        again = self._charge(bill, person)
        return "unchanged" if again and again.reference == reference else "other"

    def _charge(self, bill: Bill, person: str) -> Charge | None:
        return self.store.charge(bill.id, person) if person and len(person) <= 64 and person.isprintable() else None
