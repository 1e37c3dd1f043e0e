"""A calendar file (RFC 5545) of deadlines. Pure; the same entries give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a content line before it is folded (RFC 5545, section 3.1)."""
HALF_HOUR = timedelta(minutes=30)
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    """One deadline: `at` a moment, shown as the half hour before it (or from `begins`), or a whole day. `stamp`: since
    when; `place`: where one has to be, in whose calendar that time is taken."""

    id: str
    at: datetime | date
    title: str
    link: str
    stamp: datetime
    begins: datetime | None = None
    place: str = ""


def calendar_file(name: str, entries: Iterable[Entry], host: str) -> bytes:
    """The whole file; `host` makes the entries' ids unique in the world. One reminder the day before each."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yizhan//Service hall//ZH", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
             "X-PUBLISHED-TTL:PT1H"]  # fmt: skip
    for entry in entries:
        lines += _event(entry, host)
    return "".join(part for line in [*lines, "END:VCALENDAR"] for part in _folded(line)).encode()


def _event(entry: Entry, host: str) -> list[str]:
    if isinstance(entry.at, datetime):
        times = [f"DTSTART:{_moment(entry.begins or entry.at - HALF_HOUR)}", f"DTEND:{_moment(entry.at)}"]
    else:
        days = [f"{day:%Y%m%d}" for day in (entry.at, entry.at + timedelta(days=1))]
        times = [f"DTSTART;VALUE=DATE:{days[0]}", f"DTEND;VALUE=DATE:{days[1]}"]
    title = _text(entry.title)
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(entry.id)}@{host}",
        f"DTSTAMP:{_moment(entry.stamp)}",
        *times,
        f"SUMMARY:{title}",
        *([f"LOCATION:{_text(entry.place)}"] if entry.place else []),
        f"URL:{entry.link}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE" if entry.place else "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{title}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A TEXT value (section 3.3.11); what no line may hold is left out."""
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character cut in two."""
    piece, octets = "", 0
    for sign in line:
        size = len(sign.encode("utf-8", "replace"))
        if octets + size > LONGEST_LINE:
            yield f"{piece}\r\n"
            piece, octets = " ", 1
        piece, octets = piece + sign, octets + size
    yield f"{piece}\r\n"
