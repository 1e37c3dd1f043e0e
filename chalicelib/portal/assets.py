"""Stylesheet and scripts under names that carry their content's hash, so they may be cached for ever."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

from chalicelib.portal.bundle import bundle
from chalicelib.portal.look import look

ROOT = Path(__file__).resolve().parents[2]
"""Where ``templates/`` and ``portal/`` lie: the repository, or the unpacked zip (there by way of ``vendor/``)."""

STYLES = (
    "tokens", "base", "frame", "cells", "home", "guide", "forms", "progress", "diagram", "data", "admin", "print",
    "messages", "insight", "papers", "codes", "visits", "queue",
)  # fmt: skip
APART = ("device", "desk")
"""What only few pages have beside the one stylesheet: the hall's devices, and who serves in it."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Asset:
    """One file below ``/assets/``: `name` like ``hall.1f3a….css``, `content` as bytes, `parts` it loads on demand."""

    name: str
    content: bytes
    parts: tuple[Asset, ...] = ()

    @property
    def url(self) -> str:
        return f"/assets/{self.name}"


def asset(stem: str, suffix: str, content: str) -> Asset:
    """An asset named by its content: the same text always has the same name."""
    return _named(stem, suffix, content.encode())


def _named(stem: str, suffix: str, data: bytes) -> Asset:
    return Asset(f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{suffix}", data)


@cache
def stylesheet() -> Asset:
    """The one stylesheet of all pages: the parts of ``portal/css`` in order, and the university's look."""
    return _style("hall", "\n".join([*map(_css, STYLES), look().style]))


@cache
def style_apart(part: str) -> Asset:
    """One of `APART`."""
    return _style(part, _css(part))


def _css(part: str) -> str:
    return (ROOT / "portal" / "css" / f"{part}.css").read_text(encoding="utf-8")


def _style(stem: str, source: str) -> Asset:
    """Without comments and runs of spaces."""
    return asset(stem, ".css", _SPACE.sub(" ", _COMMENT.sub("", source)).strip() + "\n")


@cache
def script(page: str) -> Asset:
    """The script of one kind of page, for example ``apply``: its entry module and all it imports."""
    parts: list[Asset] = []

    def place(name: str, source: str) -> str:
        parts.append(asset(name, ".js", source))
        return parts[-1].url

    made = asset(page, ".js", bundle(ROOT / "portal" / "js" / f"{page}.js", place))
    return replace(made, parts=tuple(parts))


@cache
def picture(stem: str) -> Asset:
    """One of ``portal/icons``, for a phone's home screen."""
    return _named(f"icon-{stem}", ".png", (ROOT / "portal" / "icons" / f"{stem}.png").read_bytes())


@cache
def icon() -> str:
    """The hall's mark for browser tabs, and for the header where it is not our own, as an address that holds it: 200
    bytes are not worth a request."""
    return f"data:image/svg+xml,{quote(look().logo)}"
