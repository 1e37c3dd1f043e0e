"""How wide text is and where it breaks, without a font at hand: widths are estimates in ems, on the generous side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

NARROW = frozenset("iljtfrI.,:;'|!()[]·-")
WIDE = frozenset("mwMW@%—…")
NOT_FIRST = frozenset("，。、；：？！）》〉」』”’·…—,.;:?!)%")
"""Punctuation that never begins a line (GB/T 15834)."""

WORD = re.compile(r"[^\s\u2e80-\uffef]+\s*|\S\s*|\s+")


@lru_cache(maxsize=8192)
def text_width(text: str, size: float) -> float:
    """The width of one line in user units at font size `size`."""
    return size * sum(map(_em, text))


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in NARROW:
        return 0.34
    if char in WIDE:
        return 0.9
    if char == " ":
        return 0.28
    return 0.68 if char.isupper() else 0.57


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, width: float) -> tuple[str, ...]:
    """`text` in as few lines of at most `width` as it takes, of about equal length.

    Kept for the process: the tracking page draws the same flow again and again, and this is what takes the time.
    """
    pieces = [part for piece in WORD.findall(" ".join(text.split())) for part in _cut(piece, size, width)]
    lines = _fill(pieces, size, width)
    tighter = lines
    while len(tighter) == len(lines) and width > size:
        lines, width = tighter, width - size / 2
        tighter = _fill(pieces, size, width)
    return tuple(lines)


def _cut(piece: str, size: float, width: float) -> list[str]:
    """A word wider than a whole line and its margins is cut, however ugly."""
    parts = [""]
    for char in piece:
        if parts[-1] and text_width(parts[-1] + char, size) > width * 1.15:
            parts.append("")
        parts[-1] += char
    return parts


def _fill(pieces: Sequence[str], size: float, width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        fits = text_width((lines[-1] + piece).rstrip(), size) <= width
        if fits or not lines[-1] or piece[0] in NOT_FIRST:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip() for line in lines]
