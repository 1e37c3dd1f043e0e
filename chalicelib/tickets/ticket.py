"""A ticket of a counter's day, and what may become of it. Values without I/O (VOCABULARY D5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.errors import Conflict
from chalicelib.shared.clock import stamp, unstamp
from chalicelib.shared.text import Text

WAITING, CALLED, SERVING, SERVED, MISSED, CANCELLED = (
    "waiting", "called", "serving", "served", "missed", "cancelled",
)  # fmt: skip
STATES: Mapping[str, Text] = {
    WAITING: Text("等候中", "Waiting"),
    CALLED: Text("已叫号", "Called"),
    SERVING: Text("办理中", "Being served"),
    SERVED: Text("已办结", "Served"),
    MISSED: Text("已过号", "Missed"),
    CANCELLED: Text("已取消", "Cancelled"),
}
LIVE = (WAITING, CALLED, SERVING)
"""Still to be seen to; the others are over, though a missed one may come back once."""
ACTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "call": ((WAITING,), CALLED),
    "recall": ((CALLED,), CALLED),
    "begin": ((CALLED,), SERVING),
    "done": ((CALLED, SERVING), SERVED),
    "miss": ((CALLED,), MISSED),
    "return": ((MISSED,), WAITING),
    "route": (LIVE, WAITING),
    "cancel": (LIVE, CANCELLED),
}
"""From which states an act is possible, and the state it makes."""
_TIMES = ("taken_at", "due", "called_at", "began_at", "ended_at")
_NOT_NOW = Text("该号当前不能这样处理，请刷新", "This cannot be done with the ticket as it stands; please reload")
_ONCE = Text("过号后只能恢复一次，请重新取号", "A missed ticket comes back once only; please take a new one")


@dataclass(frozen=True)
class Ticket:
    """`counter` is where it waits now, `home` where it was taken; `number` is unique in a hall's day. `place` is its
    place among those who wait (`chalicelib.tickets.line`); `due` is when the person was booked for, of a check-in.
    `calls` counts how often it was called, `misses` how often nobody came; `entered` says that its application was
    entered for it at a window. Times are aware UTC."""

    home: str
    day: str
    number: str
    code: str
    counter: str
    service: str
    service_name: Text
    place: str
    taken_at: datetime
    state: str = WAITING
    person: str = ""
    appointment: str = ""
    due: datetime | None = None
    remote: bool = False
    window: str = ""
    called_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    calls: int = 0
    misses: int = 0
    near: bool = False
    result: str = ""
    rating: int = 0
    remark: str = ""
    application: str = ""
    entered: bool = False
    rev: int = 1

    @property
    def id(self) -> str:
        """What its link says; nobody who does not have it can make it."""
        return f"{self.home}.{self.day.replace('-', '')}.{self.number}.{self.code}"

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def at_window(self) -> bool:
        return self.state in (CALLED, SERVING)

    def may(self, act: str) -> bool:
        return self.state in ACTS[act][0] and not (act == "return" and self.misses > 1)

    def acted(self, act: str, now: datetime, **changes: Any) -> Ticket:
        """Its next version. Raises `Conflict` where the act is not possible."""
        if not self.may(act):
            raise Conflict(_ONCE if act == "return" and self.state == MISSED else _NOT_NOW)
        made = replace(self, state=ACTS[act][1], rev=self.rev + 1, **changes)
        return replace(made, **_marks(made, act, now))

    def next(self, **changes: Any) -> Ticket:
        return replace(self, rev=self.rev + 1, **changes)

    def to_data(self) -> dict[str, Any]:
        found = {name: value for name, value in vars(self).items() if value not in ("", None, 0, False)}
        del found["rev"]
        found = {name: stamp(value) if isinstance(value, datetime) else value for name, value in found.items()}
        return {**found, "service_name": self.service_name.to_dict()}

    @classmethod
    def of(cls, data: Mapping[str, Any], rev: int) -> Ticket:
        times = {name: unstamp(data[name]) for name in _TIMES if name in data}
        return cls(**{**data, **times, "service_name": Text.of(data["service_name"]), "rev": rev})


def _marks(one: Ticket, act: str, now: datetime) -> dict[str, Any]:
    """What an act writes down beside the state."""
    if act in ("call", "recall"):
        return {"called_at": now, "calls": one.calls + 1}
    if act == "begin":
        return {"began_at": now}
    if act == "miss":
        return {"ended_at": now, "misses": one.misses + 1}
    if act == "done":
        return {"ended_at": now, "began_at": one.began_at or one.called_at}
    if act == "cancel":
        return {"ended_at": now}
    # Back among those who wait, here or at another counter.
    return {"window": "", "called_at": None, "began_at": None, "ended_at": None, "near": False}


def number_of(letter: str, n: int) -> str:
    """``A012`` for the twelfth of counter A; one that gives more than 999 a day goes on with four digits."""
    return f"{letter}{n:03d}"


def parts_of(id: str) -> tuple[str, str, str, str] | None:
    """`(home, day, number, code)` of what may be a ticket's id; None for what cannot be one."""
    parts = id.split(".")
    if len(parts) != 4 or len(parts[1]) != 8 or not parts[1].isdecimal():
        return None
    home, day, number, code = parts
    return home, f"{day[:4]}-{day[4:6]}-{day[6:]}", number, code
