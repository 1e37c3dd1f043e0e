"""Whether somebody may book, move or cancel: pure, and politely told (W-20)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from chalicelib.errors import HallError
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.windows.appointment import BOOKED, DISPLACED, OPEN, Appointment, Bookings
from chalicelib.windows.model import Counter, Desk, Rules
from chalicelib.windows.slots import Slot


class SlotTaken(HallError):
    """The slot has no place left, or is not offered (any more); `extra["free"]` are the next that are."""

    code: ClassVar[str] = "slot_taken"
    status: ClassVar[int] = 409
    title: ClassVar[Text] = Text("该时段刚刚约满，请另选时段", "This time has just been taken; please choose another")


class MayNotBook(HallError):
    """A rule of the hall stands against it; `detail` says which."""

    code: ClassVar[str] = "may_not_book"
    status: ClassVar[int] = 409
    title: ClassVar[Text] = Text("暂时不能预约", "This cannot be booked at the moment")


def may_book(desk: Desk, service: str, slot: Slot, has: Bookings, now: datetime, moved: str = "") -> None:
    """Raises `MayNotBook`. `moved` is the appointment that is only moved, which stands in nobody's way."""
    others = [one for one in has.without_past(now).open if one.id != moved]
    if same := next((one for one in others if one.service == service and not moved), None):
        zh = f"您已预约该事项（{_moment(same.at)}），可改期或取消后再约"
        en = f"You have booked this service already ({_moment(same.at)}); move that appointment or cancel it first"
        raise MayNotBook(Text(zh, en), extra={"appointment": same.id})
    if met := next((one for one in others if one.meets(slot)), None):
        zh, en = f"您在 {_moment(met.at)} 已有预约，时间冲突", f"You have another appointment at {_moment(met.at)}"
        raise MayNotBook(Text(zh, en), extra={"appointment": met.id})
    if moved:
        return
    rules = desk.hall.rules
    if len(others) >= rules.open:
        zh = f"每人最多同时有 {rules.open} 个未办理的预约，请先办理或取消一个"
        raise MayNotBook(Text(zh, f"At most {rules.open} appointments at a time; please keep or cancel one first"))
    if until := paused_until(rules, has, now):
        day = until.astimezone(CHINA).date().isoformat()
        zh = f"因多次预约后未到场，{day} 起可再次预约；其间可直接到窗口办理"
        en = f"After several appointments that were not kept you may book again from {day}; the counter is open to you"
        raise MayNotBook(Text(zh, en))


def paused_until(rules: Rules, has: Bookings, now: datetime) -> datetime | None:
    """Until when somebody who did not come several times may not book; None when they may."""
    recent = sorted(at for at in has.missed if now - at <= timedelta(days=rules.within))
    if len(recent) < rules.no_shows:
        return None
    until = recent[-1] + timedelta(days=rules.pause)
    return until if until > now else None


def may_change(one: Appointment, counter: Counter | None, now: datetime) -> None:
    """Whether its person may still move or cancel it. Raises `MayNotBook`."""
    if one.state == DISPLACED:
        return
    if one.state != BOOKED or one.at <= now:
        raise MayNotBook(Text("该预约已不能更改", "This appointment cannot be changed any more"))
    limit = timedelta(minutes=counter.cancel if counter else 0)
    if one.at - now < limit:
        minutes = int(limit.total_seconds() // 60)
        zh, en = f"预约开始前 {minutes} 分钟内不能更改", f"It cannot be changed in the last {minutes} minutes"
        phone = counter.phone if counter else ""
        more = Text(f"，如有变化请致电 {phone}", f"; please call {phone}") if phone else Text("", "")
        raise MayNotBook(Text(zh + more.zh, en + more.en))


def changeable(one: Appointment, counter: Counter | None, now: datetime) -> bool:
    try:
        may_change(one, counter, now)
    except MayNotBook:
        return False
    return one.state in OPEN


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def slot_taken(free: list[Any]) -> SlotTaken:
    return SlotTaken(extra={"free": free})
