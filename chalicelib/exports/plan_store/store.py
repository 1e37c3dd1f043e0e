"""Saved exports in the exports table: ``P#<owner>``/``<plan>``; when it runs, ``DUE``/``<moment>#<owner>#<plan>``."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.exports.plan import Plan
from chalicelib.exports.store import Overtaken
from chalicelib.shared.clock import stamp
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached

MOST = 20
"""Plans of one asker."""
AT_ONCE = 50
"""Plans one sweep runs; the next one takes the rest."""
DUE = "DUE"

_reached = partial(reached, PynamoDBException)


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("exports")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)


class PlanStore:
    """Each method is one call, `due` two. Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def of_owner(self, owner: str) -> list[Plan]:
        found = _Row.query(f"P#{owner}", limit=MOST, consistent_read=True)
        return [_plan(row) for row in found]

    @_reached()
    def one(self, owner: str, id: str) -> Plan | None:
        row = _Row.read(f"P#{owner}", id)
        return _plan(row) if row else None

    @_reached()
    def due(self, now: datetime) -> list[Plan]:
        """What should run by now."""
        marks = list(_Row.query(DUE, _Row.sk < f"{stamp(now)}~", limit=AT_ONCE, consistent_read=True))
        keys = [tuple(mark.sk.split("#")[1:]) for mark in marks]
        return [_plan(row) for row in _Row.read_all((f"P#{owner}", id) for owner, id in keys)]

    @_reached()
    def write(self, before: Plan | None, after: Plan) -> None:
        """The plan and when it runs, in one transaction. Raises `Overtaken` unless `before` is what is stored."""
        row = _Row(f"P#{after.owner}", after.id)
        condition = _Row.pk.does_not_exist() if before is None else _Row.rev == before.rev
        try:
            with transaction() as write:
                actions: list[Action] = [_Row.data.set(after.to_data()), _Row.rev.set(after.rev)]
                write.update(row, actions=actions, condition=condition)
                if before:
                    write.delete(_Row(DUE, _mark(before)))
                write.save(_Row(DUE, _mark(after)))
        except TransactWriteError as error:
            if lost_race(error):
                raise Overtaken() from error
            raise

    @_reached()
    def remove(self, plan: Plan) -> None:
        with transaction() as write:
            write.delete(_Row(f"P#{plan.owner}", plan.id))
            write.delete(_Row(DUE, _mark(plan)))


def _mark(plan: Plan) -> str:
    return f"{stamp(plan.next_at)}#{plan.owner}#{plan.id}"


def _plan(row: Any) -> Plan:
    return Plan.of(row.sk, row.pk.removeprefix("P#"), row.data, int(row.rev))
