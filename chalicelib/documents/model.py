"""A document as values: what stands on it, in which order; nothing of where. Texts are in the document's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from chalicelib.shared.text import Lang

Align = Literal["left", "center", "right"]
BODY = 10.5
"""Size of plain text in points: 五号."""


@dataclass(frozen=True)
class Heading:
    """`level` 1 is a part of the document, 2 a part of that."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Plain text; a newline begins a new line. `size` in points."""

    text: str
    align: Align = "left"
    size: float = BODY


@dataclass(frozen=True)
class Pairs:
    """Labels with their values, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the line, one a column; equal ones when left out. The head is repeated on each page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline: when, what, by whom, and in whose words."""

    at: str
    text: str
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Timeline:
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Gap:
    """Empty space, in points."""

    points: float = 12


Block = Heading | Paragraph | Pairs | Table | Timeline | Gap


@dataclass(frozen=True)
class Document:
    """`qr` is what the code at the end says, with `qr_note` beside it; `seal` stands at the right below the blocks (who
    issues it, when), with room for a round seal beside it where it is `stamped`; `footer` is on every page, beside the
    page's number."""

    title: str
    lang: Lang
    blocks: tuple[Block, ...]
    qr: str = ""
    qr_note: str = ""
    seal: str = ""
    stamped: bool = False
    footer: str = ""
    author: str = ""

    def texts(self) -> Iterator[str]:
        """Everything that is printed, to look for characters the font lacks."""
        yield from (self.title, self.qr_note, self.seal, self.footer)
        for block in self.blocks:
            yield from _texts(block)


@dataclass(frozen=True)
class Place:
    """Where a seal goes: the page from 0, the square's left and lower edge and its side, in points from below."""

    page: int
    x: float
    y: float
    side: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + self.side, self.y + self.side


class MissingGlyphs(Exception):
    """The font has no picture of these `characters`; printing them would leave empty boxes."""

    def __init__(self, characters: Sequence[str]) -> None:
        super().__init__(", ".join(f"U+{ord(character):04X}" for character in characters))
        self.characters = tuple(characters)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Pairs():
            for row in block.rows:
                yield from row
        case Table():
            yield from block.head
            for cells in block.rows:
                yield from cells
        case Timeline():
            for one in block.moments:
                yield from (one.at, one.text, one.by, one.note)
        case Gap():
            pass
