"""A notice to many and one person's charge in it, as values. No I/O.

Sums are whole fen. Last days are days in China and included. `after` is how far a walk through the list has come, so
that a worker that dies, or a message that comes twice, goes on where the last one stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.bills.amount import amount_text
from chalicelib.shared.clock import CHINA, stamp, unstamp
from chalicelib.shared.days import in_short
from chalicelib.shared.text import Text

MOST_ROWS = 10_000
REPORTED = 1000
"""How many refused rows are kept with their reasons; all are counted."""
KEPT = timedelta(days=3 * 366)
"""A notice and its charges: longer than anybody doubts a payment."""
COOL_DOWN = timedelta(hours=24)
"""Between two reminders of one notice."""


class State(StrEnum):
    """How a notice stands. `WAITING`: for its file; `READY`: checked, nobody told yet."""

    WAITING = "waiting"
    CHECKING = "checking"
    REFUSED = "refused"
    READY = "ready"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    REMINDING = "reminding"
    CANCELLED = "cancelled"


STATE_TEXTS: Mapping[State, Text] = {
    State.WAITING: Text("等待上传名单", "Waits for its list"),
    State.CHECKING: Text("正在核对名单", "The list is being checked"),
    State.REFUSED: Text("名单有误，未通过", "The list was refused"),
    State.READY: Text("已核对，待发送", "Checked, not sent yet"),
    State.SCHEDULED: Text("定时发送", "Scheduled"),
    State.SENDING: Text("发送中", "Being sent"),
    State.SENT: Text("已发送", "Sent"),
    State.REMINDING: Text("正在提醒", "Being reminded"),
    State.CANCELLED: Text("已取消", "Cancelled"),
}
WORKING = frozenset({State.CHECKING, State.SENDING, State.REMINDING})
UNSENT = frozenset({State.WAITING, State.CHECKING, State.READY, State.SCHEDULED, State.SENDING})
"""What can still be cancelled, in part or altogether."""


@dataclass(frozen=True)
class Bill:
    """`to` is ``{"kind": "list", "file", "size"}`` or ``{"kind": "group", "group", "role", "grade", "category"}``.

    `amount` and `due` are for everybody whose row says nothing else. `told` is stamped when the first person is told;
    every notice of this round bears that moment. `round` counts the tellings: 1 is the first, then the reminders.
    """

    id: str
    unit: str
    number: str
    by: str
    title: Text
    text: Text
    to: Mapping[str, str]
    mode: str
    at: str
    amount: int | None = None
    due: str = ""
    state: State = State.WAITING
    send_at: str = ""
    look_at: str = ""
    """When the sweep has to see to it: what is due, or a worker that may have died; "" when there is nothing."""
    after: str = ""
    checked: int = 0
    good: int = 0
    bad: int = 0
    sum: int = 0
    walked: int = 0
    sent_at: str = ""
    round: int = 0
    reminded_at: str = ""
    problem: Text | None = None
    asked: str = ""
    """Digest of the request, to tell a repeated one from another under the same key."""
    rev: int = 1
    paid: int = 0
    paid_sum: int = 0

    @property
    def file(self) -> str:
        """Its list's key in the files bucket."""
        return f"bills/{self.id}"

    @property
    def seq(self) -> int:
        """With `id` the identity of what people are told of in this round."""
        return self.round

    @property
    def service_name(self) -> Text:
        """The notices room calls what a message is about by this name."""
        return self.title

    def going(self, **changes: Any) -> Bill:
        """The next version; what is done with has nothing to be looked at."""
        if changes.get("state", self.state) not in WORKING | {State.SCHEDULED}:
            changes["look_at"] = ""
        return replace(self, rev=self.rev + 1, **changes)

    def percent(self) -> int:
        """Of the present work; a check does not know how many rows there are, and counts towards the most."""
        if self.state is State.CHECKING:
            return min(99, self.checked * 100 // MOST_ROWS)
        if self.state in (State.SENDING, State.REMINDING):
            return self.walked * 100 // max(self.good, 1)
        return 100 if self.state is State.SENT else 0

    def next_reminder(self) -> str:
        """From when the rest may be reminded."""
        last = self.reminded_at or self.sent_at
        return stamp(unstamp(last) + COOL_DOWN) if last else ""

    def view(self) -> dict[str, Any]:
        """As its department sees it."""
        names = ("id", "unit", "number", "mode", "at", "due", "checked", "good", "bad", "paid")
        return {name: getattr(self, name) for name in names} | {
            "title": self.title.to_dict(),
            "text": self.text.to_dict(),
            "to": dict(self.to),
            "state": self.state.value,
            "state_text": STATE_TEXTS[self.state].to_dict(),
            "percent": self.percent(),
            "amount": amount_text(self.amount) if self.amount else None,
            "sum": amount_text(self.sum),
            "paid_sum": amount_text(self.paid_sum),
            "told": self.walked if self.round <= 1 else self.good,
            "reminders": max(self.round - 1, 0),
            "send_at": self.send_at or None,
            "sent_at": self.sent_at or None,
            "next_reminder": self.next_reminder() or None,
            "problem": self.problem.to_dict() if self.problem else None,
        }

    def to_data(self) -> dict[str, Any]:
        """As it is stored; id, rev and what payments count have places of their own there."""
        apart = {"id", "rev", "paid", "paid_sum"}
        data = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in apart}
        texts = {name: list(data[name]) if data[name] else None for name in ("title", "text", "problem")}
        return data | texts | {"to": dict(self.to), "state": self.state.value}

    @classmethod
    def of(cls, id: str, data: Mapping[str, Any], rev: int, paid: int, paid_sum: int) -> Bill:
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        texts = {name: Text(*known[name]) if known.get(name) else None for name in ("title", "text", "problem")}
        counts = {"id": id, "rev": rev, "paid": paid, "paid_sum": paid_sum}
        return cls(**{**known, **texts, **counts, "state": State(known["state"])})


@dataclass(frozen=True)
class Charge:
    """One person's part: what is due by when, whether they were told, whether and how it was paid."""

    bill: str
    person: str
    amount: int | None
    due: str
    note: str = ""
    told: bool = False
    paid_at: str = ""
    reference: str = ""

    @property
    def due_text(self) -> Text:
        """``应缴1234.50元，12月31日截止``: as messages say it in one breath."""
        zh, en = [], []
        if self.amount:
            zh.append(f"应缴{amount_text(self.amount)}元")
            en.append(f"{amount_text(self.amount)} yuan")
        if self.due:
            day = in_short(date.fromisoformat(self.due))
            zh.append(f"{day.zh}截止")
            en.append(f"by {day.en}")
        return Text("，".join(zh), " ".join(en))

    def state(self, now: datetime) -> str:
        """``paid``, ``overdue`` or ``due``."""
        if self.paid_at:
            return "paid"
        over = self.due and now.astimezone(CHINA).date() > date.fromisoformat(self.due)
        return "overdue" if over else "due"

    def view(self, now: datetime) -> dict[str, Any]:
        return {
            "amount": amount_text(self.amount) if self.amount else None,
            "due": self.due or None,
            "note": self.note,
            "state": self.state(now),
            "paid_at": self.paid_at or None,
            "reference": self.reference,
        }
