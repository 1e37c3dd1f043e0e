"""How a person wants to be told: channels for each group of messages, quiet hours, order of fall-back, the digest.

Only what differs from the hall's own choice is stored, as a small mapping with the person
(`chalicelib.people.Person.choices`): who never opened the page follows the hall when it changes its mind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.notices.messages import GROUP_CHANNELS, MANDATORY, Group
from chalicelib.notices.states import OUTWARD, Channel
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.text import Text

DAILY_AT = 8
"""The hour in China of the daily digest: before the working day begins."""
NEARLY = timedelta(minutes=2)
"""What is due sooner waits for the hour after: whoever collects an hour must find all that belongs to it."""
GROUPS: frozenset[str] = frozenset(Group)
_HOURS = re.compile(r"([01]?\d|2[0-3])-([01]?\d|2[0-3])")


class Digest(StrEnum):
    """How an approver's mails about tasks come."""

    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"


DIGESTS: frozenset[str] = frozenset(Digest)


@dataclass(frozen=True)
class Hours:
    """From one full hour in China to another, over midnight where `start` is the later; both equal is never."""

    start: int
    end: int

    @classmethod
    def read(cls, text: str) -> Hours:
        """``"22-7"``, or ``""`` for never. Raises `ValueError`."""
        if not text:
            return cls(0, 0)
        found = _HOURS.fullmatch(text)
        if not found:
            raise ValueError(f"not two hours of the day: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.start}-{self.end}" if self.start != self.end else ""

    def hold(self, hour: int) -> bool:
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


@dataclass(frozen=True)
class Choices:
    """One person's choices, the hall's where there are none."""

    channels: Mapping[Group, frozenset[Channel]]
    quiet: Hours
    order: tuple[Channel, ...]
    digest: Digest

    def wants(self, group: Group, channel: Channel) -> bool:
        return channel in self.channels[group]


def usual(group: Group) -> frozenset[Channel]:
    """The hall's choice: everything the group has (Z-07: one message a change), less what the person takes out."""
    return frozenset(GROUP_CHANNELS[group])


def read_choices(stored: Mapping[str, Any], digest: Digest) -> Choices:
    """From what is stored; `digest` is the hall's usual one. What only newer code knows is ignored."""
    channels = {group: usual(group) for group in Group}
    for name, chosen in stored.get("channels", {}).items():
        if name in GROUPS:
            known = frozenset(Channel(channel) for channel in chosen if channel in OUTWARD)
            channels[Group(name)] = known & frozenset(GROUP_CHANNELS[Group(name)])
    order = tuple(Channel(channel) for channel in stored.get("order", OUTWARD) if channel in OUTWARD)
    wished = stored.get("digest")
    chosen_digest = Digest(wished) if wished in DIGESTS else digest
    return Choices(channels, Hours.read(stored.get("quiet", "")), order, chosen_digest)


def change_choices(stored: Mapping[str, Any], wished: Mapping[str, Any], usable: frozenset[Channel]) -> dict[str, Any]:
    """What to store after the person wished for `channels`, `quiet`, `order`, `digest` (None leaves it).

    `usable` are the channels by which this person can be reached at all. Raises `InvalidRequest` that names each
    member which cannot be: nothing is changed then.
    """
    faults: list[FieldError] = []
    changed = dict(stored)
    if wished.get("channels") is not None:
        given = _read_channels(wished["channels"], faults)
        kept = {**stored.get("channels", {}), **given}
        faults += _unreached(kept, usable)
        changed["channels"] = {name: chosen for name, chosen in kept.items() if not _is_usual(name, chosen)}
    if wished.get("quiet") is not None:
        try:
            changed["quiet"] = str(Hours.read(wished["quiet"]))
        except ValueError:
            faults.append(FieldError("/quiet", "pattern", Text("请填写两个整点，如 22-7", "Give two full hours: 22-7")))
    if wished.get("order") is not None:
        changed["order"] = _read_order(wished["order"], faults)
    if wished.get("digest") is not None:
        changed["digest"] = Digest(wished["digest"]).value
    if faults:
        raise InvalidRequest(errors=tuple(faults))
    return {name: value for name, value in changed.items() if value}


def _is_usual(name: str, chosen: Any) -> bool:
    return name in GROUPS and frozenset(chosen) == usual(Group(name))


def _read_channels(given: Mapping[str, Any], faults: list[FieldError]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, chosen in given.items():
        if name not in GROUPS:
            faults.append(FieldError(f"/channels/{_token(name)}", "unknown", Text("没有这类消息", "No such messages")))
        elif not _is_choice(chosen, GROUP_CHANNELS[Group(name)]):
            known = "、".join(GROUP_CHANNELS[Group(name)]), ", ".join(GROUP_CHANNELS[Group(name)])
            text = Text(f"请列出渠道：{known[0]}", f"Give a list of channels: {known[1]}")
            faults.append(FieldError(f"/channels/{name}", "choice", text))
        else:
            found[name] = [channel for channel in OUTWARD if channel in chosen]
    return found


def _is_choice(chosen: Any, known: tuple[Channel, ...]) -> bool:
    return isinstance(chosen, list) and all(isinstance(one, str) and one in known for one in chosen)


def _unreached(kept: Mapping[str, Any], usable: frozenset[Channel]) -> list[FieldError]:
    """Mandatory groups that would reach the person in no way outside the hall (C-19)."""
    text = Text("这类消息不能全部关闭，请至少保留一个能收到的渠道",
                "These messages cannot be switched off: keep one channel that reaches you")  # fmt: skip
    return [
        FieldError(f"/channels/{name}", "mandatory", text)
        for name, chosen in kept.items()
        if name in MANDATORY and usable and not usable.intersection(chosen)
    ]


def _read_order(given: str, faults: list[FieldError]) -> list[str]:
    order = given.split(",")
    if not order or any(name not in OUTWARD for name in order) or len(set(order)) != len(order):
        faults.append(FieldError("/order", "choice", Text("顺序有误", "This is not an order of channels")))
    return order


def _token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")[:100]


def slot_after(now: datetime, *quiet: Hours, daily: bool = False) -> str:
    """The next full hour to wait for, as a stamp: in none of `quiet`, `NEARLY` away at least; or the next morning's."""
    at = (now + NEARLY).astimezone(CHINA).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    for _ in range(48):
        if not any(hours.hold(at.hour) for hours in quiet) and (not daily or at.hour == DAILY_AT):
            break
        at += timedelta(hours=1)
    return stamp(at)


def held(now: datetime, *quiet: Hours) -> bool:
    """Whether it is a time of rest in China."""
    return any(hours.hold(now.astimezone(CHINA).hour) for hours in quiet)
