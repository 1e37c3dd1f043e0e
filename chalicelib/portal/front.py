"""What the front page says beside the services: ``portal/front.yaml``, read and checked when the portal is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.portal.assets import ROOT
from chalicelib.shared.text import Text

FILE = ROOT / "portal" / "front.yaml"
_TONES = ("info", "warn")


@dataclass(frozen=True)
class Announcement:
    """Shown from `since` to `until`, days in China, both included; ``None`` is open. `link`: a path below the
    language, or nothing."""

    text: Text
    tone: str = "info"
    link: str = ""
    since: date | None = None
    until: date | None = None

    def over(self, today: date) -> bool:
        return self.until is not None and self.until < today


@dataclass(frozen=True)
class Front:
    """`featured`, `letters` and `feedback` are codes of services; those nobody has published are passed over. The foot
    of every page leads to the first of `feedback`. Each of `synonyms` is a group of words for the same thing."""

    announcements: tuple[Announcement, ...] = ()
    featured: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    feedback: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    def others(self, text: str) -> list[str]:
        """The words that mean the same as one that `text` contains, and are not in it themselves."""
        told = text.lower()
        groups = [group for group in self.synonyms if any(word.lower() in told for word in group)]
        return list(dict.fromkeys(word for group in groups for word in group if word.lower() not in told))


def read_front(path: Path = FILE) -> Front:
    """Raises `ValueError` with file, line and reason."""
    # Only rendering reads it; the function that draws progress pages never needs the parser.
    from chalicelib.catalogue import read_yaml

    raw, lines, faults = read_yaml(path.read_text(encoding="utf-8"))
    for line, reason in faults:
        raise ValueError(f"{path.name}:{line}: {reason.en}")
    try:
        return _front(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{path.name}:{lines.get('', 1)}: {error}") from error


def _front(raw: Mapping[str, Any]) -> Front:
    if unknown := set(raw) - {"announcements", "featured", "letters", "feedback", "synonyms"}:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return Front(
        tuple(_announcement(item) for item in raw.get("announcements") or ()),
        tuple(map(str, raw.get("featured") or ())),
        tuple(map(str, raw.get("letters") or ())),
        tuple(map(str, raw.get("feedback") or ())),
        tuple(tuple(map(str, group)) for group in raw.get("synonyms") or ()),
    )


def _announcement(raw: Mapping[str, Any]) -> Announcement:
    if unknown := set(raw) - {"text", "tone", "link", "from", "until"}:
        raise ValueError(f"an announcement has no {', '.join(sorted(unknown))}")
    tone, link = raw.get("tone", "info"), str(raw.get("link") or "")
    if tone not in _TONES:
        raise ValueError(f"tone is one of {', '.join(_TONES)}, not {tone}")
    if ":" in link or link.startswith("/"):
        raise ValueError(f"link is a path below the language, not {link}")
    return Announcement(Text.of(raw["text"]), tone, link, _day(raw.get("from")), _day(raw.get("until")))


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)
