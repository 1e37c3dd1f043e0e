"""Breaking text into lines: between Chinese characters anywhere, else at spaces; no line begins with a closing mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_PIECES = re.compile(r"[ ]+|[!-~À-ɏ’“”‘–…]+|.", re.DOTALL)
"""A word of letters, digits and signs keeps together; every other character stands alone."""
NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—％℃,.;:?!)]}%")
NOT_LAST = frozenset("（《「『【〔〈“‘([{")


def break_lines(text: str, most: float, width: Callable[[str], float]) -> list[str]:
    """`text` in lines of at most `most`; a word longer than a line is cut. An empty text is one empty line."""
    return [line for part in text.split("\n") for line in _broken(part, most, width)]


def _broken(text: str, most: float, width: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text, most, width):
        wide = width(piece)
        if line and used + wide > most:
            kept = _carried(line, piece)
            lines.append(line[: len(line) - len(kept)].rstrip())
            line, used = kept, width(kept)
            if piece.isspace():
                continue
        line, used = line + piece, used + wide
    return [*lines, line.rstrip()]


def _pieces(text: str, most: float, width: Callable[[str], float]) -> Iterator[str]:
    for piece in _PIECES.findall(text):
        if width(piece) <= most:
            yield piece
        else:
            yield from piece


def _carried(line: str, piece: str) -> str:
    """What of the full `line` goes down with `piece`: one character, where a mark would stand wrongly."""
    wrong = piece[0] in NOT_FIRST or line[-1] in NOT_LAST
    return line[-1] if wrong and len(line) > 1 and not line[-1].isspace() and line[-1] not in NOT_FIRST else ""
