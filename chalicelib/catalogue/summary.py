"""What the catalogue list knows of each service: enough to browse, search and show, never the form or the flow."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from chalicelib.catalogue.model import Service
from chalicelib.shared.clock import stamp


class Pinyin(TypedDict):
    """How a Chinese name sounds: ``qing jia``, ``qingjia``, ``qj``."""

    full: str
    joined: str
    initials: str


_LEFT_OUT = ("service", "guide", "form", "flow", "subject", "requirements", "urgent", "inquiry", "collect")
Summary = dict[str, Any]
"""JSON: code, version, name, summary, owner_unit, archetype, area, themes, audience, aliases, keywords, channel,
limit, letter (A-Z or #), pinyin {full, joined, initials}, published_at."""


def summary_of(service: Service, pinyin: Pinyin, published_at: datetime) -> Summary:
    """The summary that is stored beside a version; `pinyin` is that of the Chinese name."""
    data = service.to_dict()
    letter = pinyin["initials"][:1].upper()
    return {
        "code": service.code,
        **{key: value for key, value in data.items() if key not in _LEFT_OUT},
        "letter": letter if "A" <= letter <= "Z" else "#",
        "pinyin": dict(pinyin),
        "published_at": stamp(published_at),
    }
