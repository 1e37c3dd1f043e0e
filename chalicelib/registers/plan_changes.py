"""From changes to new rows, or to the reason why not: the rules of balances, claims, capacities and bookings. Pure.

`plan` looks at the rows as they were read; whoever stores the result does so under the condition that none of them has
changed meanwhile (and thinks again when one has), so each rule holds whatever happens at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.registers.effect_spec import Change
from chalicelib.registers.kinds import shown
from chalicelib.registers.model import Hold, Register, Row, Stamp
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

Place = tuple[str, str]
"""Register code and row key."""


@dataclass(frozen=True)
class EffectRefused:
    """Why an effect cannot be carried out, for whoever decided; nothing was changed. `code` is stable."""

    code: str
    message: Text
    register: str
    row: str
    other: str = ""
    """The application that has what was asked for, or entered it; empty where that was no application."""

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message.to_dict(), "register": self.register, "row": self.row}


class _Refuse(Exception):
    def __init__(self, code: str, zh: str, en: str, other: str = "") -> None:
        super().__init__(code)
        self.code, self.message, self.other = code, Text(zh, en), other


@dataclass(frozen=True)
class Planning:
    """What planning knows besides the rows. With `until` rows and times are only locked, until that moment."""

    registers: Mapping[str, Register]
    application: str
    now: datetime
    by: Stamp
    until: datetime | None = None
    person: str = ""
    """The application's applicant."""
    asked: frozenset[tuple[Place, str, str]] = frozenset()
    """Which times the changes book: what the application had locked besides is given back."""


def place_of(change: Change) -> Place:
    """Which row a change is about: a booking is about the day of the thing that is booked."""
    return change.register, f"{change.row}:{change.book['day']}" if change.book else change.row


def plan(
    changes: Sequence[Change], rows: Mapping[Place, Row | None], planning: Planning
) -> dict[Place, Row] | EffectRefused:
    """The new version of every row the changes touch (two changes of one row become one version), or a refusal."""
    after: dict[Place, Row] = {}
    times = frozenset((place_of(one), str(one.book["from"]), str(one.book["to"])) for one in changes if one.book)
    planning = replace(planning, asked=times)
    for change in changes:
        place = place_of(change)
        register = planning.registers[change.register]
        try:
            before = after.get(place) or rows[place]
            row = _locked(change, register, before, planning) if planning.until else None
            row = row or _changed(change, register, before, planning)
        except _Refuse as refused:
            return EffectRefused(refused.code, _said(register, change, refused.message), *place, refused.other)
        old = rows[place]
        after[place] = replace(row, rev=(old.rev if old else 0) + 1)
    return after


def _changed(change: Change, register: Register, before: Row | None, planning: Planning) -> Row:
    """The row after the change; its lock, if it was this application's, is used up."""
    row = _present(change, register, before, planning)
    _check_free(row, planning)
    _check_required(change, register, row)
    if change.remove:
        gone = dict.fromkeys(name for name in row.values if name != register.key)
        return row.changed(gone, planning.now, planning.by, hold=None, disputed={}, reserved=True)
    values = {**change.set, **_sums(change, register, row)}
    if change.book:
        values |= {register.slots: _booked(change, register, row, planning)}
    return row.changed(values, planning.now, planning.by, hold=None)


def _locked(change: Change, register: Register, before: Row | None, planning: Planning) -> Row:
    row = _present(change, register, before, planning)
    _check_free(row, planning)
    if change.book:
        return row.changed({register.slots: _booked(change, register, row, planning)}, planning.now, planning.by)
    _check_required(change, register, row)
    assert planning.until is not None
    mine = row.hold if row.hold and row.hold.application == planning.application else None
    until = max(planning.until, mine.until) if mine else planning.until  # asked again, a lock gets no shorter
    hold = Hold(planning.application, until, planning.person)
    return row.changed({}, planning.now, planning.by, hold=hold, reserved=row.reserved or not row.rev)


def _present(change: Change, register: Register, before: Row | None, planning: Planning) -> Row:
    if change.book:
        if before:
            return before
        values = {register.key: place_of(change)[1], register.slots: []}
        values |= {register.group: change.row} if register.group else {}
        values |= {register.sort: change.book["day"]} if register.sort else {}
        return Row(place_of(change)[1], values, 0, planning.now, planning.by)
    if change.create and not (before and not before.reserved and change.create == "missing"):
        if before is not None and not before.reserved:
            raise _Refuse("exists", "已有记录", "is there already", _written_by(before))
        return before or Row(change.row, {register.key: change.row}, 0, planning.now, planning.by)
    if before is None or before.reserved:
        raise _Refuse("not_there", "没有这条记录", "is not in the register")
    return before


def _written_by(row: Row) -> str:
    """The application whose effect wrote the row, as its stamp says; empty for an import or a keeper."""
    kind, _, rest = row.by.why.partition(":")
    return rest.partition(":")[0] if kind == "application" else ""


def _check_free(row: Row, planning: Planning) -> None:
    hold = row.held(planning.now, but=planning.application)
    if hold:
        raise _Refuse("held", "正由另一申请办理", "is being dealt with by another application", hold.application)


def _check_required(change: Change, register: Register, row: Row) -> None:
    for name, wanted in change.require.items():
        value = row.values.get(name)
        if value != wanted:
            column = register.column(name)
            assert column is not None
            found = shown(column, value) if value is not None else Text("空", "empty")
            zh, en = f"{column.label.zh}已是“{found.zh}”", f"has {column.label.en} “{found.en}”"
            raise _Refuse("not_as_required", f"的{zh}，不能办理", f"{en}, so this cannot be done")


def _sums(change: Change, register: Register, row: Row) -> dict[str, Any]:
    """Figures after adding; nothing goes below zero unless the change says how low it may."""
    found: dict[str, Any] = {}
    for name, figure in change.add.items():
        column = register.column(name)
        assert column is not None
        if isinstance(figure, bool) or not isinstance(figure, int | float):
            raise _Refuse(
                "not_a_figure", f"的{column.label.zh}变动不是数字", f"cannot add a non-figure to {column.label.en}"
            )
        total = row.values.get(name, 0) + figure
        lowest = _bound(change.at_least.get(name, 0), row)
        highest = _bound(change.at_most.get(name), row)
        has = shown(column, row.values.get(name, 0))
        if total < lowest and figure < 0:
            raise _Refuse(
                "too_low", f"的{column.label.zh}不足（现为 {has.zh}）", f"has too little: {column.label.en} {has.en}"
            )
        if highest is not None and total > highest:
            limit = shown(column, highest)
            zh, en = f"的{column.label.zh}不能超过 {limit.zh}", f"may have at most {limit.en} ({column.label.en})"
            raise _Refuse("too_high", f"{zh}（现为 {has.zh}）", f"{en}; it has {has.en}")
        found[name] = total
    return found


def _bound(bound: Any, row: Row) -> Any:
    return row.values.get(bound, 0) if isinstance(bound, str) else bound


def _booked(change: Change, register: Register, row: Row, planning: Planning) -> list[dict[str, Any]]:
    """The day's bookings with this one among them; what was only locked and ran out is dropped."""
    start, end = str(change.book["from"]), str(change.book["to"])
    if not start < end:
        raise _Refuse("bad_times", "的结束时间须晚于开始时间", "must end after it begins")
    mine = {"from": start, "to": end, "application": planning.application}
    others = [slot for slot in row.values.get(register.slots, ())
              if mine.items() - slot.items() and _stands(slot, place_of(change), planning)]  # fmt: skip
    for slot in others:
        own_lock = slot["application"] == planning.application and "until" in slot
        if slot["from"] < end and start < slot["to"] and not own_lock:
            zh = f"在 {slot['from']}–{slot['to']} 已被预约"
            said = f"is already booked from {slot['from']} to {slot['to']}"
            raise _Refuse("taken", zh, said, str(slot["application"]))
    if planning.until:
        same = [slot for slot in row.values.get(register.slots, ()) if not mine.items() - slot.items()]
        # Asked again, a lock gets no shorter.
        mine["until"] = max([stamp(planning.until), *(slot.get("until", "") for slot in same)])
    return sorted([*others, mine], key=lambda slot: (slot["from"], slot["to"]))


def _stands(slot: Mapping[str, Any], place: Place, planning: Planning) -> bool:
    """Whether a booking keeps its place: a lock that ran out does not, nor one of this application's own that it does
    not ask for any more (a correction has named another time)."""
    if "until" not in slot:
        return True
    if slot["application"] == planning.application:
        return planning.until is None or (place, slot["from"], slot["to"]) in planning.asked
    return bool(slot["until"] > stamp(planning.now))


def _said(register: Register, change: Change, message: Text) -> Text:
    row = f"{change.row} {change.book['day']}" if change.book else change.row
    zh_gap = "" if message.zh.startswith("的") else " "
    return Text(f"{register.name.zh} {row}{zh_gap}{message.zh}", f"{register.name.en} {row} {message.en}")
