"""The search index: one row a service, as ``portal/js/search.js`` reads it (C-05, W-15)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from chalicelib.catalogue import Pinyin
from chalicelib.portal.front import Front
from chalicelib.portal.service_view import ServiceView

TOLD_LENGTH = 60
"""Letters in each language of what a service is about and where; the guide's own words are in `prose_index`."""


def search_index(views: Iterable[ServiceView], front: Front, pinyin: Callable[[str], Pinyin]) -> str:
    """A JSON list of rows: code, name in Chinese and English, other words, how name and words sound (syllables with
    blanks, names with commas), initials, department, what it is about, where to go, whether it cannot be started."""
    rows = [_row(view, front, pinyin) for view in views]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _row(view: ServiceView, front: Front, pinyin: Callable[[str], Pinyin]) -> tuple[object, ...]:
    service = view.service
    words = [*service.aliases, *service.keywords]
    words += front.others(", ".join((service.name.zh, service.name.en, *words)))
    sounds = [pinyin(text) for text in (service.name.zh, *words) if not text.isascii()]
    return (
        service.code,
        service.name.zh,
        service.name.en,
        ", ".join(words),
        ",".join(sound["full"] for sound in sounds),
        # Which name each belongs to matters: the page marks the letters that were meant.
        ",".join(sound["initials"] for sound in sounds),
        list(view.unit_name),
        " ".join(_told(view, lang)[:TOLD_LENGTH] for lang in ("zh", "en")),
        _where(view),
        0 if view.open or view.kind != "online" else 1,
    )


def _where(view: ServiceView) -> list[str] | int:
    """Place and hours in both languages, or 0 for what nobody goes anywhere for (W-15)."""
    desk = view.desk
    if desk is None:
        return 0
    return [" · ".join(part.get(lang) for part in (desk.place, desk.hours) if part) for lang in ("zh", "en")]


def _told(view: ServiceView, lang: str) -> str:
    """What it is about and where, without line breaks; all else its guide says is in the index of words."""
    places = dict.fromkeys(contact.place for contact in view.contacts if contact.place)
    return " ".join(" ".join(part.get(lang).split()) for part in (view.service.summary, *places))
