"""The stand-in's part about messages: the rules are the room's own, so that pages are tried on what they really get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chalicelib.errors import InvalidRequest
from chalicelib.notices import Channel, Digest
from chalicelib.notices.preferences import view_preferences, wish
from chalicelib.notices.upkeep import QUEUES
from chalicelib.notices.words import CHANNELS, STATES, reason_text
from chalicelib.web.plain import dumps
from tests.portal.answers import refusal

EVERY = frozenset(Channel)


def messages(hall: Any, *_: Any) -> tuple[int, Any]:
    return 200, _plain(view_preferences(hall.reached, EVERY, Digest.HOURLY))


def choose(hall: Any, _query: Any, body: Any, *_: Any) -> tuple[int, Any]:
    try:
        choices = wish(hall.reached, body, EVERY)
    except InvalidRequest as wrong:
        errors = [{"pointer": e.pointer, "code": e.code, "message": e.message.to_dict()} for e in wrong.errors]
        return refusal(400, "invalid_request", "请求内容有误", "The request is not well formed", errors=errors)
    hall.reached = replace(hall.reached, choices=choices, sms=body["sms"], lang=body["lang"])
    return messages(hall)


def ledger(hall: Any, query: dict[str, str], *_: Any) -> tuple[int, Any]:
    ways = [("hall", "read", ""), ("wecom", "failed", "invaliduser"), ("mail", "bounced", "Permanent/General"),
            ("sms", "waiting", "2026-11-23T23:00:00.000Z")]  # fmt: skip
    channels = [
        {"channel": c, "title": CHANNELS[Channel(c)], "state": s, "state_text": _state(s), "reason": r,
         "reason_text": reason_text(r), "attempts": 1}
        for c, s, r in ways
    ]  # fmt: skip
    about = query.get("person", "2023010101")
    text = {"zh": f"您的“本科生请销假”已办结（{about}）", "en": f"“Student leave” is completed ({about})"}
    item = {"id": "1", "at": "2026-11-23T02:00:00.000Z", "message": "completed", "number": "20261123-000001"}
    return 200, _plain({"person": about, "items": [{**item, "text": text, "channels": channels}], "next": None})


DEAD = [
    {"queue": "steps", "title": QUEUES["steps"], "count": 4, "again": True},
    {"queue": "changes", "title": QUEUES["changes"], "count": 1, "again": False},
]


def usage(_hall: Any, *_: Any) -> tuple[int, Any]:
    counts = {"sent": 1234, "failed": 3, "unconfirmed": 1, "bounced": 70, "complained": 0}
    channels = [{"channel": c, "title": CHANNELS[Channel(c)], **counts} for c in ("wecom", "mail", "sms")]
    trouble = {"at": "2026-11-23T02:00:00.000Z", "message": "completed", "person": "2023010101", "number": "20261123-1",
               "channel": CHANNELS[Channel.MAIL], "state_text": _state("failed"),
               "reason_text": reason_text("gave_up: Throttling")}  # fmt: skip
    mail = {"sent": 1234, "bounced": 70, "complained": 0, "paused": True}
    return 200, _plain({"month": "2026-11", "channels": channels, "mail": mail, "dead": DEAD, "troubles": [trouble]})


def repair(_hall: Any, _query: Any, _body: Any, _headers: Any, what: str) -> tuple[int, Any]:
    return (204, None) if what == "resume" else (200, {"moved": 4})


def _state(name: str) -> Any:
    return next(text for state, text in STATES.items() if state.value == name)


def _plain(value: Any) -> Any:
    import json

    return json.loads(dumps(value))
