"""How this hall looks: ``portal/look.toml``, read and checked when pages are rendered (S-10). Pure but for the file.

Two colours are given; what dark mode and soft grounds need is derived from them, and all text in or on them keeps the
contrast of WCAG AA. TOML and not YAML: progress pages are drawn by a function that never loads the YAML parser.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "portal"
FILE = FOLDER / "look.toml"
OWN_LOGO, BRAND, LINK = "icon.svg", "#067339", "#3f5582"
ENOUGH = 4.5
MOST_LOGO = 3_000
"""Bytes: the logo stands in every page, and a page has 14 KB."""
_GROUNDS = {"light": ("#ffffff", "#ededed"), "dark": ("#111111", "#262626")}
"""The lightest and darkest that text stands on, from ``portal/css/tokens.css``."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """`logo` is the SVG's text, `own_logo` whether it is the hall's; `grey` are spans of days, both included."""

    logo: str
    own_logo: bool = True
    brand: str = BRAND
    link: str = LINK
    grey: tuple[tuple[date, date], ...] = ()

    @property
    def style(self) -> str:
        """What the style sheet ends with; nothing for the hall's own colours."""
        if (self.brand.lower(), self.link.lower()) == (BRAND, LINK):
            return ""
        light = _tokens(self.brand, self.link, "light")
        dark = _tokens(_towards(self.brand, "dark"), _towards(self.link, "dark"), "dark")
        return f":root {{ {light} }} @media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"

    @property
    def grey_days(self) -> str:
        """``2026-12-13 …``, each day, as pages carry it; they may be older than the day."""
        days = (since + timedelta(n) for since, until in self.grey for n in range((until - since).days + 1))
        return " ".join(day.isoformat() for day in days)


@cache
def look() -> Look:
    """This hall's. Raises `ValueError` as `read_look` does."""
    return read_look()


def read_look(path: Path = FILE) -> Look:
    """Raises `ValueError` that names the file and what is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return _look(raw, path.parent)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    darker, lighter = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _look(raw: dict[str, Any], folder: Path) -> Look:
    colours = raw.get("colours", {})
    if unknown := (set(raw) - {"logo", "colours", "grey"}) | (set(colours) - {"brand", "link"}):
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    name = str(raw.get("logo", OWN_LOGO))
    found = {key: _checked(key, str(colours.get(key, usual))) for key, usual in (("brand", BRAND), ("link", LINK))}
    return Look(_logo(folder, name), name == OWN_LOGO, **found, grey=tuple(_days(one) for one in raw.get("grey", ())))


def _logo(folder: Path, name: str) -> str:
    if "/" in name or not name.endswith(".svg"):
        raise ValueError(f"logo is an SVG in this folder, not {name}")
    text = (folder / name).read_text(encoding="utf-8").strip()
    if not text.startswith("<svg") or len(text.encode()) > MOST_LOGO:
        raise ValueError(f"logo {name} must begin with <svg and have at most {MOST_LOGO} bytes")
    return text


def _days(raw: dict[str, Any]) -> tuple[date, date]:
    since, until = raw["from"], raw["until"]
    if type(since) is not date or type(until) is not date or not 0 <= (until - since).days < 31:
        raise ValueError("grey wants two days, from and until, in order, at most a month apart")
    return since, until


def _checked(key: str, colour: str) -> str:
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"{key} is written #rrggbb, not {colour}")
    if (reached := _worst(colour, "light")) < ENOUGH:
        better = _towards(colour, "light")
        told = f"{key} {colour} has a contrast of {reached:.1f} to 1 where text is in it, {ENOUGH} is needed"
        raise ValueError(f"{told}; {better} would do")
    return colour


def _worst(colour: str, scheme: str) -> float:
    """The least contrast of text in this colour, on every ground it stands on."""
    return min(contrast(colour, ground) for ground in (*_GROUNDS[scheme], _soft(colour, scheme)))


def _towards(colour: str, scheme: str) -> str:
    """The nearest to `colour` that can be read in this scheme: darker in light, lighter in dark."""
    aim = "#000000" if scheme == "light" else "#ffffff"
    for step in range(101):
        mixed = _mixed(colour, aim, step / 100)
        if _worst(mixed, scheme) >= ENOUGH:
            return mixed
    return aim


def _tokens(brand: str, link: str, scheme: str) -> str:
    on_brand = max(("#ffffff", "#101010"), key=lambda ink: contrast(ink, brand))
    soft = _soft(brand, scheme)
    return f"--brand: {brand}; --on-brand: {on_brand}; --brand-soft: {soft}; --link: {link};"


def _soft(colour: str, scheme: str) -> str:
    ground = "#ffffff" if scheme == "light" else "#1e1e1e"
    return _mixed(ground, colour, 0.12)


def _mixed(one: str, other: str, share: float) -> str:
    parts = (round(a + (b - a) * share) for a, b in zip(_rgb(one), _rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
