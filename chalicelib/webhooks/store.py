"""The hooks table: endpoints, their lanes, and what was and is to be delivered.

| item | holds |
| --- | --- |
| ``U#<unit>`` / ``H#<hook>`` | an endpoint |
| ``LANES`` / ``<hook>`` | how it goes with it, who works on it at the moment, when somebody must look next |
| ``H#<hook>`` / ``D#<delivery>`` | a delivery with its tries; thirty days |
| ``H#<hook>`` / ``P#<due>#<delivery>`` | that it waits, by when it is due |
| ``H#<hook>`` / ``F#<delivery>`` | that it failed for good |
| ``H#<hook>`` / ``C#<application>#<effect>`` | which delivery is this effect's call: there is one |
| ``TARGETS`` / ``<code>`` | a target system as the catalogue declares it |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.errors import Conflict, HallError
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.store import Defaults, Item, JsonText, transaction
from chalicelib.shared.store_faults import lost_race, reached, was_refused
from chalicelib.shared.text import Text
from chalicelib.webhooks.model import Delivery, Hook, Lane, Outcome

KEPT = timedelta(days=30)
MOST = 20
"""Endpoints of one unit."""
MOST_TARGETS = 200
LANES = "LANES"

_reached = partial(reached, PynamoDBException)
_CHANGED = Text("该推送刚刚被他人修改，请刷新后再试", "Somebody has just changed this endpoint; please reload")


class Overtaken(HallError):
    """The delivery was changed meanwhile. Never leaves the room."""


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("hooks")

    data = JsonText(null=True)
    rev = NumberAttribute(null=True)
    leased_until = UnicodeAttribute(null=True)
    again = BooleanAttribute(null=True)
    next_at = UnicodeAttribute(null=True)
    unit = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class HookStore:
    """Every method is one call unless it says more. Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def of_unit(self, unit: str) -> list[Hook]:
        found = _Row.query(f"U#{unit}", _Row.sk.startswith("H#"), limit=MOST, consistent_read=True)
        return sorted((_hook(row) for row in found), key=lambda hook: (hook.made_at, hook.id))

    @_reached()
    def hook(self, unit: str, id: str) -> Hook | None:
        row = _Row.read(f"U#{unit}", f"H#{id}") if id else None
        return _hook(row) if row else None

    @_reached()
    def write(self, hook: Hook) -> Hook:
        """Where the stored one is the version before (rev 1: there must be none). Raises `Conflict`."""
        before = _Row.pk.does_not_exist() if hook.rev == 1 else _Row.rev == hook.rev - 1
        actions: list[Action] = [_Row.data.set(hook.to_data()), _Row.rev.set(hook.rev)]
        try:
            _Row(f"U#{hook.unit}", f"H#{hook.id}").update(actions, condition=before)
        except UpdateError as error:
            if was_refused(error):
                raise Conflict(_CHANGED) from error
            raise
        return hook

    @_reached()
    def remove(self, hook: Hook) -> None:
        """Two calls; what was delivered goes by itself after its thirty days."""
        _Row(f"U#{hook.unit}", f"H#{hook.id}").delete()
        _Row(LANES, hook.id).delete()

    @_reached()
    def lanes(self, hooks: Iterable[Hook]) -> dict[str, Lane]:
        return {row.sk: _lane(row) for row in _Row.read_all((LANES, hook.id) for hook in hooks)}

    @_reached()
    def behind(self, moment: datetime) -> list[Lane]:
        """The lanes somebody should have looked at before `moment`; there are as many lanes as endpoints."""
        late = _Row.next_at < stamp(moment)
        return [_lane(row) for row in _Row.query(LANES, filter_condition=late)]

    @_reached()
    def take_lane(self, hook: str, unit: str, now: datetime, until: datetime) -> Lane | None:
        """The lane, leased until then; None when somebody else has it, who is then told to look again. Two calls at
        most, three when they give it back in between."""
        row = _Row(LANES, hook)
        for _ in range(3):
            free = _Row.leased_until.does_not_exist() | (_Row.leased_until < stamp(now))
            actions: list[Action] = [_Row.leased_until.set(stamp(until)), _Row.unit.set(unit), _Row.again.remove()]
            if _changed(row, actions, free):
                return _lane(row)
            if _changed(row, [_Row.again.set(True)], _Row.leased_until.exists()):
                return None
        return None

    @_reached()
    def give_back(self, lane: Lane, data: Lane, next_at: datetime | None) -> bool:
        """Note how it went and let go; False when somebody asked meanwhile to look again (then it is let go, too)."""
        row = _Row(LANES, lane.hook)
        actions: list[Action] = [_Row.data.set(_lane_data(data)), _Row.leased_until.remove()]
        moment = _Row.next_at.set(stamp(next_at)) if next_at else _Row.next_at.remove()
        if _changed(row, [*actions, moment], _Row.again.does_not_exist() & _Row.pk.exists()):
            return True
        _changed(row, [*actions, _Row.again.remove()], _Row.pk.exists())
        return False

    @_reached()
    def put(self, delivery: Delivery, call: str = "") -> bool:
        """A new delivery that waits; False when it is there already, or when `call` (an effect's key) has one."""
        pk, expires = f"H#{delivery.hook}", _expires(delivery)
        rows = [
            _Row(pk, f"D#{delivery.id}", data=delivery.to_data(), rev=delivery.rev, expires_at=expires),
            _Row(pk, f"P#{delivery.due}#{delivery.id}", expires_at=expires),
        ]
        if call:
            rows.append(_Row(pk, f"C#{call}", data={"delivery": delivery.id}, expires_at=expires))
        try:
            with transaction() as write:
                for row in rows:
                    write.save(row, condition=_Row.pk.does_not_exist())
        except TransactWriteError as error:
            if lost_race(error):
                return False
            raise
        return True

    @_reached()
    def next_due(self, hook: str) -> tuple[datetime, str] | None:
        """What waits longest: when it is due, and the delivery's id."""
        for row in _Row.query(f"H#{hook}", _Row.sk.startswith("P#"), limit=1, consistent_read=True):
            _, due, id = row.sk.split("#", 2)
            return unstamp(due), id
        return None

    @_reached()
    def forget_due(self, hook: str, due: datetime, id: str) -> None:
        """A pointer that leads nowhere."""
        _Row(f"H#{hook}", f"P#{stamp(due)}#{id}").delete()

    @_reached()
    def delivery(self, hook: str, id: str) -> Delivery | None:
        row = _Row.read(f"H#{hook}", f"D#{id}")
        return _delivery(row) if row else None

    @_reached()
    def change(self, before: Delivery, after: Delivery) -> None:
        """One transaction: the delivery and where it is listed. Raises `Overtaken` when it was changed meanwhile."""
        pk, expires = f"H#{after.hook}", _expires(after)
        actions: list[Action] = [_Row.data.set(after.to_data()), _Row.rev.set(after.rev), _Row.expires_at.set(expires)]
        try:
            with transaction() as write:
                write.update(_Row(pk, f"D#{after.id}"), actions=actions, condition=_Row.rev == before.rev)
                if before.due and before.due != after.due:
                    write.delete(_Row(pk, f"P#{before.due}#{after.id}"))
                if after.due and before.due != after.due:
                    write.save(_Row(pk, f"P#{after.due}#{after.id}", expires_at=expires))
                if after.outcome is Outcome.FAILED:
                    write.save(_Row(pk, f"F#{after.id}", expires_at=expires))
                elif before.outcome is Outcome.FAILED:
                    write.delete(_Row(pk, f"F#{after.id}"))
        except TransactWriteError as error:
            if lost_race(error):
                raise Overtaken() from error
            raise

    @_reached()
    def listed(self, hook: str, before: str, limit: int, *, failed: bool = False) -> list[Delivery]:
        """Deliveries older than `before` ("" for the newest), newest first; two calls for the failed ones."""
        mark = "F#" if failed else "D#"
        key = _Row.sk.between(mark, f"{mark}{before}") if before else _Row.sk.startswith(mark)
        rows = _Row.query(f"H#{hook}", key, limit=limit + bool(before), scan_index_forward=False, consistent_read=True)
        found = [row for row in rows if row.sk != f"{mark}{before}"][:limit]
        return self._whole(hook, found) if failed else [_delivery(row) for row in found]

    @_reached()
    def between(self, hook: str, begin: str, end: str, limit: int, *, failed: bool) -> list[Delivery]:
        """The oldest deliveries whose ids lie between these, both included."""
        mark = "F#" if failed else "D#"
        key = _Row.sk.between(f"{mark}{begin}", f"{mark}{end}")
        found = list(_Row.query(f"H#{hook}", key, limit=limit, consistent_read=True))
        return self._whole(hook, found) if failed else [_delivery(row) for row in found]

    def _whole(self, hook: str, pointers: Sequence[Any]) -> list[Delivery]:
        ids = [row.sk.partition("#")[2] for row in pointers]
        rows = {row.sk: row for row in _Row.read_all((f"H#{hook}", f"D#{id}") for id in ids)}
        return [_delivery(rows[f"D#{id}"]) for id in ids if f"D#{id}" in rows]

    @_reached()
    def put_target(self, code: str, raw: dict[str, Any]) -> None:
        _Row("TARGETS", code, data=raw).save()

    @_reached()
    def target(self, code: str) -> dict[str, Any] | None:
        row = _Row.read("TARGETS", code)
        return dict(row.data) if row else None

    @_reached()
    def targets(self) -> list[dict[str, Any]]:
        return [dict(row.data) for row in _Row.query("TARGETS", limit=MOST_TARGETS, consistent_read=True)]


def _changed(row: _Row, actions: list[Action], condition: Any) -> bool:
    """Whether the update was made; the row then has what is stored."""
    try:
        row.update(actions, condition=condition)
    except UpdateError as error:
        if was_refused(error):
            return False
        raise
    return True


def _expires(delivery: Delivery) -> datetime:
    return ((delivery.kept_until or delivery.at) + KEPT).astimezone(UTC)


def _hook(row: Any) -> Hook:
    return Hook.of(row.data, int(row.rev))


def _delivery(row: Any) -> Delivery:
    return Delivery.of(row.sk.removeprefix("D#"), row.pk.removeprefix("H#"), row.data, int(row.rev))


def _lane_data(lane: Lane) -> dict[str, Any]:
    moments = {"failing_since": lane.failing_since, "rest_until": lane.rest_until}
    stamped = {name: stamp(moment) if moment else None for name, moment in moments.items()}
    return {"misses": lane.misses, "last_good": lane.last_good, **stamped}


def _lane(row: Any) -> Lane:
    data = row.data or {}
    moments = {name: unstamp(data[name]) if data.get(name) else None for name in ("failing_since", "rest_until")}
    return Lane(row.sk, row.unit or "", data.get("misses", 0), last_good=data.get("last_good"), next_at=row.next_at,
                **moments)  # fmt: skip
