"""The bills table.

Items, pk / sk:
- ``B#<bill>`` / ``BILL``: a notice to many; in the index `lists` under ``CLOCK`` while something is left to be done
- ``U#<unit>`` / ``<time>#<bill>``: that the unit has it
- ``B#<bill>`` / ``C#<person>``: one person's charge; under ``P#<person>`` in the index once that person was told
- ``B#<bill>`` / ``X#<line>``: a row of the list that was refused, and why

A step through a list is one transaction with the notice's own place in it, so nothing is written twice whoever repeats
it. What payments count is added beside the notice's version: they and a worker do not get in each other's way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.bills.model import KEPT, Bill, Charge
from chalicelib.errors import HallError
from chalicelib.shared.clock import unstamp
from chalicelib.shared.store import UNREACHED, Defaults, Item, JsonText, connection, transaction
from chalicelib.shared.store_faults import lost_race, reached, was_refused

CHUNK = 90
"""Rows in one transaction, the notice itself beside them."""
LISTED = 100
DUE = 50
"""Notices one sweep takes up."""
_CLOCK = "CLOCK"
_reached = partial(reached, PynamoDBException)


class Overtaken(HallError):
    """The notice was changed meanwhile: read it again. Never leaves the room."""


@dataclass(frozen=True)
class Refusal:
    """A row of a list that is no good: where it stands, whom it names, what is wrong with which column."""

    line: int
    person: str
    faults: Sequence[Mapping[str, Any]]


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("bills")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    paid = NumberAttribute(null=True)
    paid_sum = NumberAttribute(null=True)
    told = BooleanAttribute(null=True)
    paid_at = UnicodeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    list = UnicodeAttribute(null=True)
    list_at = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class BillStore:
    """Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def read(self, id: str) -> Bill | None:
        row = _Row.read(f"B#{id}", "BILL")
        return _bill(row) if row else None

    @_reached()
    def of_unit(self, unit: str) -> list[Bill]:
        """The unit's newest, newest first; two calls."""
        listed = _Row.query(f"U#{unit}", limit=LISTED, scan_index_forward=False, consistent_read=True)
        return sorted(self.some(row.sk.rpartition("#")[2] for row in listed), key=lambda one: one.at, reverse=True)

    @_reached()
    def some(self, ids: Iterable[str]) -> list[Bill]:
        return [_bill(row) for row in _Row.read_all((f"B#{id}", "BILL") for id in ids)]

    def create(self, bill: Bill) -> None:
        """Raises `Overtaken` where it exists."""
        listed = _Row(f"U#{bill.unit}", f"{bill.at}#{bill.id}", expires_at=_expires(bill))
        self._write(bill, [("save", listed)])

    def write(self, bill: Bill) -> Bill:
        """The next version. Raises `Overtaken`."""
        self._write(bill, [])
        return bill

    def add_rows(self, bill: Bill, charges: Iterable[Charge], refused: Iterable[Refusal]) -> Bill:
        """The next version of the notice with what was found in its list since; at most `CHUNK` rows."""
        rows = [_charge_row(charge, bill) for charge in charges]
        for one in refused:
            told = {"line": one.line, "person": one.person, "faults": [dict(fault) for fault in one.faults]}
            rows.append(_Row(f"B#{bill.id}", f"X#{one.line:06d}", data=told, expires_at=_expires(bill)))
        self._write(bill, [("save", row) for row in rows])
        return bill

    def tell(self, bill: Bill, charges: Iterable[Charge], at: str) -> None:
        """These people see their charge from now on; harmless twice, and not part of the notice's own step: who is
        told twice is told once."""
        for charge in charges:
            row = _Row(f"B#{bill.id}", f"C#{charge.person}")
            actions: list[Action] = [_Row.told.set(True), _Row.list.set(f"P#{charge.person}")]
            with _reached():
                row.update([*actions, _Row.list_at.set(f"{at}#{bill.id}")], condition=_Row.pk.exists())

    @_reached()
    def charge(self, bill: str, person: str) -> Charge | None:
        row = _Row.read(f"B#{bill}", f"C#{person}")
        return _charge(row) if row else None

    @_reached()
    def charges(self, bill: str, after: str, limit: int) -> list[Charge]:
        """Beyond this person, by person."""
        start = {"pk": {"S": f"B#{bill}"}, "sk": {"S": f"C#{after}"}} if after else None
        how: dict[str, Any] = {"limit": limit, "page_size": limit, "last_evaluated_key": start}
        found = _Row.query(f"B#{bill}", _Row.sk.startswith("C#"), consistent_read=True, **how)
        return [_charge(row) for row in found]

    @_reached()
    def refused(self, bill: str, limit: int) -> list[Mapping[str, Any]]:
        return [row.data for row in _Row.query(f"B#{bill}", _Row.sk.startswith("X#"), limit=limit)]

    def of_person(self, person: str, limit: int, before: str = "") -> tuple[list[Charge], str]:
        """What this person was told, newest first, and where it goes on; eventually consistent, two calls."""
        answer = self._listed(f"P#{person}", limit, before, newest_first=True)
        keys = [(raw["pk"]["S"], raw["sk"]["S"]) for raw in answer["Items"]]
        with _reached():
            rows = {(row.pk, row.sk): row for row in _Row.read_all(keys)} if keys else {}
        last = answer["Items"][-1]["list_at"]["S"] if answer.get("LastEvaluatedKey") else ""
        return [_charge(rows[key]) for key in keys if key in rows], last

    def due(self, now: str) -> list[str]:
        """Notices something has to be done about by now, the longest waiting first."""
        answer = self._listed(_CLOCK, DUE, now, newest_first=False)
        return [raw["pk"]["S"].removeprefix("B#") for raw in answer["Items"]]

    def pay(self, bill: Bill, charge: Charge, paid_at: str, reference: str) -> bool:
        """Mark it as paid; False when it was by then."""
        return self._paid(bill, charge, _Row.paid_at.does_not_exist(), 1,
                          [_Row.paid_at.set(paid_at), _Row.reference.set(reference)])  # fmt: skip

    def unpay(self, bill: Bill, charge: Charge) -> bool:
        """Take the mark away; False when there is none."""
        return self._paid(bill, charge, _Row.paid_at.exists(), -1, [_Row.paid_at.remove(), _Row.reference.remove()])

    def _paid(self, bill: Bill, charge: Charge, before: Any, count: int, actions: list[Action]) -> bool:
        with _reached():
            try:
                with transaction() as write:
                    row = _Row(f"B#{bill.id}", f"C#{charge.person}")
                    write.update(row, actions=actions, condition=before & _Row.pk.exists())
                    counts: list[Action] = [_Row.paid.add(count), _Row.paid_sum.add(count * (charge.amount or 0))]
                    write.update(_Row(f"B#{bill.id}", "BILL"), actions=counts)
            except TransactWriteError as error:
                if lost_race(error):
                    return False
                raise
        return True

    def _listed(self, key: str, limit: int, bound: str, *, newest_first: bool) -> Any:
        """`bound`: everything up to it, and when newest comes first, what is older."""
        condition = "#l = :l" + (f" AND list_at {'<' if newest_first else '<='} :b" if bound else "")
        values = {":l": {"S": key}} | ({":b": {"S": bound}} if bound else {})
        with reached(UNREACHED):
            return connection().dispatch("Query", {
                "TableName": _Row.Meta.table_name, "IndexName": "lists", "KeyConditionExpression": condition,
                "ExpressionAttributeNames": {"#l": "list"}, "ExpressionAttributeValues": values,
                "Limit": limit, "ScanIndexForward": not newest_first,
            })  # fmt: skip

    def _write(self, bill: Bill, rows: Sequence[tuple[str, _Row]]) -> None:
        actions: list[Action] = [_Row.data.set(bill.to_data()), _Row.rev.set(bill.rev)]
        actions.append(_Row.expires_at.set(_expires(bill)))
        if bill.look_at:
            actions += [_Row.list.set(_CLOCK), _Row.list_at.set(bill.look_at)]
        elif bill.rev > 1:
            actions += [_Row.list.remove(), _Row.list_at.remove()]
        before = _Row.pk.does_not_exist() if bill.rev == 1 else _Row.rev == bill.rev - 1
        row = _Row(f"B#{bill.id}", "BILL")
        with _reached():
            try:
                if not rows:
                    row.update(actions, condition=before)
                    return
                with transaction() as write:
                    write.update(row, actions=actions, condition=before)
                    for _, made in rows:
                        write.save(made)
            except (UpdateError, TransactWriteError) as error:
                if was_refused(error) or lost_race(error):
                    raise Overtaken() from error
                raise


def _expires(bill: Bill) -> datetime:
    return (unstamp(bill.at) + KEPT).astimezone(UTC)


def _bill(row: Any) -> Bill:
    return Bill.of(row.pk.removeprefix("B#"), row.data, int(row.rev), int(row.paid or 0), int(row.paid_sum or 0))


def _charge_row(charge: Charge, bill: Bill) -> _Row:
    told = {"amount": charge.amount, "due": charge.due, "note": charge.note}
    return _Row(f"B#{bill.id}", f"C#{charge.person}", data=told, expires_at=_expires(bill))


def _charge(row: Any) -> Charge:
    told = row.data
    return Charge(
        bill=row.pk.removeprefix("B#"),
        person=row.sk.removeprefix("C#"),
        amount=told["amount"],
        due=told["due"],
        note=told["note"],
        told=bool(row.told),
        paid_at=row.paid_at or "",
        reference=row.reference or "",
    )
