"""The parts of a flow's picture: each knows its extent left and right of its axis, its height, and how to paint itself.

A flow runs from top to bottom along the axis; a block is entered at the top of its axis and left at the bottom of it.
Measured from the inside out, painted from the outside in; all in user units, which are CSS pixels on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from chalicelib.flows.diagram_pen import BOLT, BORDERS, Pen, Point, n
from chalicelib.flows.diagram_text import text_width, wrap

GAP = 30
"""Between one block and the next, with the arrow in it."""
GUTTER = 12
"""Between two columns, and around them inside a parallel."""
ROW_GAP = 18
"""Between the rows of a parallel."""
RAIL = 28
"""What the line past a condition takes on each side."""
CARD_WIDEST = 272
NARROWEST = 118
PAD = 10
TIP = 14
"""How far the points of a condition's hexagon stand out."""


class Block:
    """Something with an axis: `left` and `right` of it, and `height`."""

    left: float
    right: float
    height: float

    def paint(self, pen: Pen, x: float, y: float) -> None:
        """Paint with the axis at `x` and the top at `y`."""
        raise NotImplementedError


@dataclass
class Lines:
    """Wrapped text of one kind."""

    kind: str
    lines: Sequence[str]
    size: float
    leading: float
    bold: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading

    @property
    def width(self) -> float:
        return max((text_width(line, self.size) for line in self.lines), default=0)


def lines_of(kind: str, text: str, width: float, size: float, *, bold: bool = False) -> Lines:
    """`text` wrapped to `width`, bold text counted wider; no line where there is no text."""
    return Lines(kind, wrap(text, size * (1.1 if bold else 1), width) if text else (), size, size * 1.4, bold)


@dataclass
class Card(Block):
    """A step, an effect, the start or the end: a box with centred lines. `attributes` go on its group.

    `told` is its name for who does not see it: a title, because a label of its own would have to repeat the lines."""

    attributes: str
    texts: Sequence[Lines]
    width: float
    radius: float = 12
    status: str = ""
    icon: bool = False
    pad: float = PAD
    told: str = ""
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = sum(text.height for text in self.texts) + 2 * self.pad
        self.left = self.right = self.width / 2

    def paint(self, pen: Pen, x: float, y: float) -> None:
        pen.add(f"<g {self.attributes}>{f'<title>{escape(self.told)}</title>' if self.told else ''}")
        pen.box("box", (x - self.left, y), (self.width, self.height), self.radius, BORDERS.get(self.status, ""))
        top = y + (self.height - sum(text.height for text in self.texts)) / 2
        if self.icon:
            place = f"{n(x - self.left + 16)} {n(y + self.height / 2)}"
            pen.add(f'<path class="icon" d="{BOLT}" transform="translate({place})"/>')
        for text in self.texts:
            pen.text(text.kind, text.lines, (x, top), text.size, text.leading, bold=text.bold)
            top += text.height
        if self.status:
            pen.glyph(self.status, (x + self.right - 14, y))
        pen.add("</g>")


@dataclass
class Stack(Block):
    """Blocks one after another, with arrows between."""

    blocks: Sequence[Block]

    def __post_init__(self) -> None:
        self.left = max(block.left for block in self.blocks)
        self.right = max(block.right for block in self.blocks)
        self.height = sum(block.height for block in self.blocks) + GAP * (len(self.blocks) - 1)

    def paint(self, pen: Pen, x: float, y: float) -> None:
        for index, block in enumerate(self.blocks):
            if index:
                pen.line([(x, y - GAP), (x, y - 1)], arrow=True)
            block.paint(pen, x, y)
            y += block.height + GAP


@dataclass
class Decision(Block):
    """A condition in a hexagon; below it what happens if it holds, beside it or past it what happens if not."""

    question: Lines
    yes: Lines
    no: Lines
    then: Block
    otherwise: Block | None

    def __post_init__(self) -> None:
        self._head = self.question.height + 14
        self._half = self.question.width / 2 + 22
        self._label = max(self.yes.width, self.no.width) + 10
        if self.otherwise is None:
            self._way = max(self.then.right, self._half) + RAIL - 8
            self.left = max(self.then.left, self._half)
            self.right = self._way + 2
            self.height = self._head + GAP + self.then.height + 20
        else:
            wide = (self.then.right + self.otherwise.left + GUTTER) / 2
            self._aside = max(wide, self._half - TIP)
            self.left = max(self._half, self._aside + self.then.left)
            self.right = max(self._half, self._aside + self.otherwise.right)
            self.height = self._head + GAP + 12 + max(self.then.height, self.otherwise.height) + 24

    def paint(self, pen: Pen, x: float, y: float) -> None:
        if self.otherwise is None:
            self._paint_past(pen, x, y)
        else:
            self._paint_both(pen, x, y, self.otherwise)
        self._paint_head(pen, x, y)

    def _paint_head(self, pen: Pen, x: float, y: float) -> None:
        half, tip, height = self._half, TIP, self._head
        pen.add('<g class="condition">')
        pen.add(
            f'<path class="diamond" fill="none" stroke="currentColor" d="M{n(x - half)} {n(y + height / 2)}'
            f"l{tip} {n(-height / 2)}h{n(2 * half - 2 * tip)}l{tip} {n(height / 2)}"
            f'l-{tip} {n(height / 2)}h{n(-2 * half + 2 * tip)}z"/>'
        )
        pen.text("question", self.question.lines, (x, y + 7), self.question.size, self.question.leading)
        pen.add("</g>")

    def _paint_past(self, pen: Pen, x: float, y: float) -> None:
        middle, top = y + self._head / 2, y + self._head + GAP
        bottom = y + self.height
        pen.line([(x + self._half, middle), (x + self._way, middle), (x + self._way, bottom - 8), (x, bottom - 8)])
        pen.line([(x, top - GAP), (x, top - 1)], arrow=True)
        pen.line([(x, top + self.then.height), (x, bottom)])
        self._tag(pen, self.yes, (x + 4 + self._label / 2, top - GAP + 4))
        self._tag(pen, self.no, (x + self._way - self._label / 2 - 2, y + self._head + 2))
        self.then.paint(pen, x, top)

    def _paint_both(self, pen: Pen, x: float, y: float, otherwise: Block) -> None:
        top, join = y + self._head + GAP + 12, y + self.height - 10
        for side, block, tag in ((-1, self.then, self.yes), (1, otherwise, self.no)):
            axis = x + side * self._aside
            pen.line([*self._leaving(x, y, side), (axis, top - 1)], arrow=True)
            pen.line([(axis, top + block.height), (axis, join), (x, join)])
            self._tag(pen, tag, (axis + 4 + self._label / 2, top - GAP + 4))
            block.paint(pen, axis, top)
        pen.line([(x, join), (x, y + self.height)])

    def _leaving(self, x: float, y: float, side: int) -> list[Point]:
        """Where a line to one side leaves the hexagon: from its slanted edge, or from its tip and round a corner."""
        beyond = (self._aside - self._half + TIP) / TIP
        if beyond <= 1:
            return [(x + side * self._aside, y + self._head * (1 - beyond / 2))]
        middle = y + self._head / 2
        return [(x + side * self._half, middle), (x + side * self._aside, middle)]

    def _tag(self, pen: Pen, tag: Lines, at: Point) -> None:
        pen.text("tag", tag.lines, at, tag.size, tag.leading)


@dataclass
class Group(Block):
    """Branches side by side between two bars, in rows of as many as fit."""

    title: Lines
    rows: Sequence[Sequence[Block]]
    label: str

    def __post_init__(self) -> None:
        columns = max(len(row) for row in self.rows)
        self._column = max(block.left + block.right for row in self.rows for block in row)
        self._column = max(self._column, 2 * max(max(b.left, b.right) for row in self.rows for b in row))
        inner = columns * self._column + (columns - 1) * GUTTER
        self.width = max(inner + 2 * GUTTER, self.title.width + 24)
        self.left = self.right = self.width / 2
        self._bar = self.title.height + 10
        self._reach = 26 if len(self.rows) == 1 and columns > 1 else 16
        heights = [max(block.height for block in row) for row in self.rows]
        self.height = self._bar + 2 * self._reach + sum(heights) + ROW_GAP * (len(heights) - 1) + 6

    def paint(self, pen: Pen, x: float, y: float) -> None:
        left, bottom = x - self.left, y + self.height
        pen.add(f'<g class="parallel" role="group" aria-label="{escape(self.label)}">')
        pen.box("ground", (left, y + 4), (self.width, self.height - 8), 10, 'stroke-opacity=".3"')
        pen.box("bar", (left, y), (self.width, self._bar), 8, 'stroke-width="1.5"')
        pen.text("bar-title", self.title.lines, (x, y + 5), self.title.size, self.title.leading)
        pen.box("bar", (left, bottom - 6), (self.width, 6), 3, 'stroke-width="1.5"')
        top = y + self._bar + self._reach
        for row in self.rows:
            self._paint_row(pen, row, x, top, bottom - 6)
            top += max(block.height for block in row) + ROW_GAP
        pen.add("</g>")

    def _paint_row(self, pen: Pen, row: Sequence[Block], x: float, top: float, bottom: float) -> None:
        span = len(row) * self._column + (len(row) - 1) * GUTTER
        joined = self._reach > 16
        axis = x - span / 2 + self._column / 2
        for block in row:
            if joined:
                pen.line([(axis, top - self._reach), (axis, top - 1)], arrow=True)
                pen.line([(axis, top + block.height), (axis, bottom)])
            elif isinstance(block, Stack) and isinstance(block.blocks[-1], Decision):
                pen.add(f'<circle class="line-end" cx="{n(axis)}" cy="{n(top + block.height)}" r="3"/>')
            block.paint(pen, axis, top)
            axis += self._column + GUTTER
