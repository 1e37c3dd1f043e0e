"""What states a service has been in, and since when: kept with its summary, so that counting reads nothing more (N12).

The record grows by a line for each change of state, at most `KEPT` of them. Dates that act by themselves are not
written down when they come: whoever reads takes them from the channel the summary holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.catalogue.channel import Channel, read_channel, write_channel

KEPT = 60
Line = tuple[str, str]
"""(day, state): from that day on."""


def lived(summary: Mapping[str, Any], until: date) -> list[Line]:
    """The states up to that day, the oldest first; each differs from the one before."""
    found = [(str(day), str(state)) for day, state in summary.get("history") or ()]
    since = found[-1][0] if found else str(summary.get("published_at", ""))[:10]
    channel = read_channel(summary.get("channel") or {})
    if not found and since:
        found = [(since, channel.state_on(date.fromisoformat(since)))]
    found += [(one.since.isoformat(), one.state) for one in channel.then if since < one.since.isoformat()]
    lines: list[Line] = []
    for day, state in found:
        if day <= until.isoformat() and (not lines or lines[-1][1] != state):
            lines.append((day, state))
    return lines


def state_on(summary: Mapping[str, Any], day: date) -> str | None:
    """The state on that day; None before it was known to the hall."""
    lines = lived(summary, day)
    return lines[-1][1] if lines else None


def continued(before: Mapping[str, Any] | None, channel: Channel, today: date) -> list[list[str]]:
    """The record with the state of a version that is published today. Days that lie before a first publication count:
    what a university brings from elsewhere was online before this hall knew it."""
    state = channel.state_on(today)
    lines = lived(before or {"channel": write_channel(channel)}, today)
    if lines and lines[-1][0] == today.isoformat():
        lines.pop()  # what it was for part of a day is no state it has been in
    if not lines or lines[-1][1] != state:
        lines.append((today.isoformat(), state))
    return [list(line) for line in lines[-KEPT:]]
