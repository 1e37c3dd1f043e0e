"""A case that a department's system handles, as a value, and what is wrong with what a system says of one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from chalicelib.applications import outside_line
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import LANGS, Text

AHEAD = timedelta(minutes=5)
"""How far a system's clock may be before the hall's: a case dated tomorrow could not be corrected until then."""
_LINK = re.compile(r"https://[!#-;=?-\[\]_a-z~]{1,490}", re.ASCII)
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)

_MOMENT = Text(
    "不是带时区的时间，例如 2026-11-23T08:00:00+08:00", "This is no time with a zone such as 2026-11-23T08:00:00+08:00"
)
_FUTURE = Text("时间晚于现在，请检查系统时钟", "This is later than now; check the system's clock")
_BOTH = Text("须有中文和英文", "It is needed in Chinese and in English")
_WRONG_LINK = Text(
    "须以 https:// 开头，并且是该事项登记的网站上的地址",
    "It must begin with https:// and be on the site of this service",
)
_WRONG_NUMBER = Text(
    "编号只能用字母、数字和 . _ -，最长 64 位", "A number is up to 64 letters, digits, dots, underscores and dashes"
)
_NOBODY = Text("大厅里没有这个人（学号或工号）", "The hall knows nobody with this student or staff number")


@dataclass(frozen=True)
class OutsideCase:
    """`state` is one of an application's states; `text` is how the system itself puts it, `holder` who has it there.
    `at` is when it was sent in, `updated` the moment this says something about."""

    service: str
    number: str
    person: str
    title: Text
    state: str
    text: Text | None
    link: str
    holder: str
    at: datetime
    updated: datetime

    @property
    def line(self) -> list[Any]:
        """As the person's list has it."""
        text = self.text.to_dict() if self.text else None
        more = {"link": self.link, "text": text, "holder": self.holder, "updated_at": stamp(self.updated)}
        return outside_line(self.number, self.service, self.title, self.person, more)


def read_case(told: Mapping[str, Any], service: str, address: str, known: bool, now: datetime) -> OutsideCase:
    """What a system told of one case. `address` is where the service leads, `known` whether the person exists. Raises
    `InvalidForm` naming every fault."""
    faults = list(_faults(told, address, known, now))
    if faults:
        raise InvalidForm(errors=tuple(faults))
    updated = datetime.fromisoformat(told["updated"])
    at = datetime.fromisoformat(told["submitted"]) if told["submitted"] else updated
    text = Text.of(told["state_text"]) if told["state_text"] else None
    title, holder = Text.of(told["title"]), told["holder"].strip()
    number, person, state, link = (told[name] for name in ("number", "person", "state", "link"))
    return OutsideCase(service, number, person, title, state, text, link, holder, at, updated)


def read_moment(told: str, now: datetime) -> datetime:
    """The moment a withdrawal says something about. Raises `InvalidForm`."""
    if faults := list(_moment_faults("/updated", told, now)):
        raise InvalidForm(errors=tuple(faults))
    return datetime.fromisoformat(told)


def _faults(told: Mapping[str, Any], address: str, known: bool, now: datetime) -> Iterator[FieldError]:
    if not _NUMBER.fullmatch(told["number"]):
        yield FieldError("/number", "pattern", _WRONG_NUMBER)
    if not known:
        yield FieldError("/person", "unknown", _NOBODY)
    yield from _text_faults("/title", told["title"])
    if told["state_text"]:
        yield from _text_faults("/state_text", told["state_text"])
    if told["link"] and not _leads_there(told["link"], address):
        yield FieldError("/link", "pattern", _WRONG_LINK)
    for name in ("updated", "submitted"):
        if told[name] or name == "updated":
            yield from _moment_faults(f"/{name}", told[name], now)


def _text_faults(pointer: str, value: Mapping[str, str]) -> Iterator[FieldError]:
    for lang in LANGS:
        if not value.get(lang, "").strip():
            yield FieldError(f"{pointer}/{lang}", "required", _BOTH)
    for name in value.keys() - set(LANGS):
        yield FieldError(f"{pointer}/{name}", "unknown", _BOTH)


def _moment_faults(pointer: str, told: str, now: datetime) -> Iterator[FieldError]:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        moment = None
    # Years nobody means cannot be turned into another zone's time.
    if moment is None or moment.tzinfo is None or not 1990 <= moment.year <= 2200:
        yield FieldError(pointer, "pattern", _MOMENT)
    elif moment > now + AHEAD:
        yield FieldError(pointer, "range", _FUTURE)


def _leads_there(link: str, address: str) -> bool:
    """Whether it is an https address on the service's own host or below it: nobody is led elsewhere in its name."""
    if not _LINK.fullmatch(link):
        return False
    try:
        found, home = urlsplit(link), urlsplit(address).hostname
        port = found.port
    except ValueError:
        return False
    if not home or not found.hostname or "@" in found.netloc or port not in (None, 443):
        return False
    return found.hostname == home or found.hostname.endswith(f".{home}")
