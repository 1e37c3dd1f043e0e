"""What the catalogue list knows of each service: enough to browse, search and show, never the form or the flow."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from chalicelib.catalogue.history import continued
from chalicelib.catalogue.model import Service
from chalicelib.shared.clock import CHINA, stamp


class Pinyin(TypedDict):
    """How a Chinese name sounds: ``qing jia``, ``qingjia``, ``qj``."""

    full: str
    joined: str
    initials: str


_LEFT_OUT = ("service", "guide", "form", "flow", "subject", "requirements", "urgent", "inquiry", "collect", "demand")
Summary = dict[str, Any]
"""JSON: code, version, name, summary, owner_unit, archetype, area, themes, audience, aliases, keywords, channel,
limit, entry (nobody starts it here), trips (visits one handling took
before, C-29), letter (A-Z or #), pinyin {full, joined, initials}, published_at, history (see
`catalogue.history`)."""


def summary_of(service: Service, pinyin: Pinyin, published_at: datetime, before: Summary | None = None) -> Summary:
    """The summary that is stored beside a version; `pinyin` that of the Chinese name, `before` the summary so far."""
    data = service.to_dict()
    today = published_at.astimezone(CHINA).date()
    letter = pinyin["initials"][:1].upper()
    return {
        "code": service.code,
        **{key: value for key, value in data.items() if key not in _LEFT_OUT},
        "entry": service.is_entry,
        "trips": service.demand.get("visits", 1),
        "letter": letter if "A" <= letter <= "Z" else "#",
        "pinyin": dict(pinyin),
        "published_at": stamp(published_at),
        "history": continued(before, service.channel, today),
    }
