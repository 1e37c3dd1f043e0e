"""Why somebody was or was not told: the ledger as the person themselves and the hall's administrators may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.errors import InvalidRequest, NotAllowed
from chalicelib.notices.model import Entry, Trouble
from chalicelib.notices.states import Channel, Delivery, State
from chalicelib.notices.store import NoticeStore
from chalicelib.notices.words import CHANNELS, STATES, reason_text
from chalicelib.people import Person, runs_hall
from chalicelib.shared.clock import CHINA
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text


def check_administrator(person: Person, now: datetime) -> None:
    """Raises `NotAllowed` for whoever does not look after the hall on this day."""
    if not runs_hall(person, now.astimezone(CHINA).date()):
        raise NotAllowed()


def read_ledger(
    asking: Person, about: str, cursor: str | None, limit: int, *, store: NoticeStore, secret: str, now: datetime
) -> dict[str, Any]:
    """`{person, items, next}`, newest first; `about` is a person's id, "" for one's own.

    An item is `{id, at, message, number, text, channels: [{channel, title, state, state_text, reason, reason_text,
    attempts}]}`. Raises `NotAllowed` for somebody else's, unless one looks after the hall.
    """
    about = about or asking.id
    if about != asking.id:
        check_administrator(asking, now)
    page = store.newest(about, limit, _below(about, cursor, secret) if cursor else None, everything=True)
    following = encode_cursor(secret, {"ledger": about, "below": page.below}) if page.below else None
    items = [_item(entry, page.read_until) for entry in page.entries]
    return {"person": about, "items": items, "next": following}


def view_trouble(trouble: Trouble) -> dict[str, Any]:
    """A line of the day's troubles: `{at, message, person, number, channel, state_text, reason_text}`."""
    return {
        "at": trouble.at,
        "message": trouble.message,
        "person": trouble.person_id,
        "number": trouble.number,
        "channel": CHANNELS[Channel(trouble.channel)] if trouble.channel else Text("", ""),
        "state_text": STATES[trouble.state],
        "reason_text": reason_text(trouble.reason),
    }


def _below(about: str, cursor: str, secret: str) -> str:
    value = decode_cursor(secret, cursor)
    if value.get("ledger") != about:
        raise InvalidRequest()
    return str(value["below"])


def channels_of(entry: Entry, read_until: str = "") -> list[dict[str, Any]]:
    """How each channel stands: `{channel, title, state, state_text, reason, reason_text, attempts}`."""
    standing = entry.standing
    hall = standing.get(Channel.HALL)
    if hall and hall.state is State.SENT and entry.key <= read_until:
        standing[Channel.HALL] = Delivery(State.READ)
    return [
        {
            "channel": channel.value,
            "title": CHANNELS[channel],
            "state": delivery.state.value,
            "state_text": STATES[delivery.state],
            "reason": delivery.reason,
            "reason_text": reason_text(delivery.reason),
            "attempts": delivery.attempts,
        }
        for channel, delivery in standing.items()
    ]


def _item(entry: Entry, read_until: str) -> dict[str, Any]:
    return {
        "id": entry.key,
        "at": entry.at,
        "message": entry.message,
        "number": entry.number,
        "text": entry.text,
        "channels": channels_of(entry, read_until),
    }
