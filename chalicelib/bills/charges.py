"""What one person was told, for that person and for the messages to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.bills.desk import values_of
from chalicelib.bills.store import BillStore
from chalicelib.errors import InvalidRequest
from chalicelib.people import Person, Unit
from chalicelib.shared.clock import Clock
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Charges:
    """`units` tells units' names."""

    store: BillStore
    units: Callable[[Iterable[str]], Mapping[str, Unit]]
    clock: Clock
    secret: str

    def mine(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        """`{items, next}`, newest first; an item `{id, number, unit_name, title, text, at, amount, due, note, state,
        paid_at, reference}`. Raises `InvalidRequest` for somebody else's cursor."""
        before = self._before(person, cursor) if cursor else ""
        charges, last = self.store.of_person(person.id, limit, before)
        bills = {bill.id: bill for bill in self.store.some(charge.bill for charge in charges)} if charges else {}
        names = self.units({bill.unit for bill in bills.values()}) if bills else {}
        now = self.clock()
        items = []
        for charge in charges:
            if bill := bills.get(charge.bill):
                unit = names[bill.unit].name if bill.unit in names else Text(bill.unit, bill.unit)
                head = {"id": bill.id, "number": bill.number, "unit_name": unit, "at": bill.sent_at}
                items.append(head | {"title": bill.title, "text": bill.text} | charge.view(now))
        following = encode_cursor(self.secret, {"charges": person.id, "before": last}) if last else None
        return {"items": items, "next": following}

    def details(self, bill_id: str, person_id: str) -> Mapping[str, Any] | None:
        """The values a message to this person is rendered with; None when there is nothing to be told any more: it was
        paid meanwhile."""
        bill = self.store.read(bill_id)
        charge = self.store.charge(bill_id, person_id) if bill else None
        if bill is None or charge is None or charge.paid_at:
            return None
        found = self.units([bill.unit]).get(bill.unit)
        return values_of(bill, charge, found.name if found else Text(bill.unit, bill.unit))

    def _before(self, person: Person, cursor: str) -> str:
        value = decode_cursor(self.secret, cursor)
        if value.get("charges") != person.id:
            raise InvalidRequest()
        return str(value["before"])
