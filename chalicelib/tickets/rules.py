"""Whether a ticket is given: pure, and politely told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from chalicelib.errors import HallError
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.text import Text
from chalicelib.tickets.opening import Opening
from chalicelib.tickets.ticket import Ticket

MOST = 3
"""Tickets one person may have waiting at a time."""


class NoTicket(HallError):
    """A rule of the hall stands against it; `detail` says which."""

    code: ClassVar[str] = "no_ticket"
    status: ClassVar[int] = 409
    title: ClassVar[Text] = Text("暂时不能取号", "No ticket can be given at the moment")


def may_take(opening: Opening, service: str, has: Sequence[Ticket]) -> None:
    """Raises `NoTicket`. `has` are the person's tickets of today."""
    if not opening.open:
        raise NoTicket(closed_words(opening), extra={"opens": stamp(opening.opens) if opening.opens else None})
    waiting = [one for one in has if one.live]
    if same := next((one for one in waiting if one.service == service), None):
        zh, en = f"您已取号 {same.number}", f"You have a ticket for this already: {same.number}"
        raise NoTicket(Text(zh, en), extra={"ticket": same.id})
    if len(waiting) >= MOST:
        zh, en = f"同时最多可持 {MOST} 个号，请先办理或取消一个", f"At most {MOST} tickets at a time; cancel one first"
        raise NoTicket(Text(zh, en))


def closed_words(opening: Opening) -> Text:
    """That it is closed, why if somebody said so, and when it opens."""
    zh, en = ("窗口现在不开放", "The counter is closed now")
    if opening.why:
        zh, en = f"{zh}（{opening.why.zh}）", f"{en} ({opening.why.en})"
    if opening.opens:
        at = f"{opening.opens.astimezone(CHINA):%Y-%m-%d %H:%M}"
        zh, en = f"{zh}，{at} 开放", f"{en}; it opens {at}"
    return Text(zh, en)
