"""Where everything stands: blocks in, pages of marks out. A page of A4 in points, y upwards, as PDF counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from chalicelib.documents.break_lines import break_lines
from chalicelib.documents.model import (
    BODY,
    Align,
    Block,
    Document,
    Gap,
    Heading,
    Pairs,
    Paragraph,
    Place,
    Table,
    Timeline,
)

WIDTH, HEIGHT = 595.28, 841.89
LEFT, TOP, BOTTOM = 57.0, 60.0, 62.0
LINE = WIDTH - 2 * LEFT
LEADING = 1.5
PAD = 4.0
SMALL = 8.5
LABEL = 0.26
GREY = 0.38
STAMP = 102.0
"""The side of a round seal: 36 mm."""
STAMP_GAP = 16.0
HEADINGS = {1: 13.0, 2: 11.0}


@dataclass(frozen=True)
class Mark:
    """Text, or a line when there is none; `x` and `y` are where it begins, `to` where a line ends."""

    x: float
    y: float
    text: str = ""
    size: float = BODY
    grey: float = 0
    to: float = 0


Width = Callable[[str, float], float]
"""How wide a text is at a size, in points."""


@dataclass
class Layout:
    """The pages so far, and how far down the last one is filled."""

    width: Width
    clean: Callable[[str], str]
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = HEIGHT - TOP
    again: Callable[[], None] | None = None
    """Draws what a table repeats at the top of each page."""
    stamp: Place | None = None
    """Where the seal goes, in a document that has one."""

    def room(self, height: float) -> None:
        """Go on to the next page unless `height` fits below."""
        if self.y - height >= BOTTOM:
            return
        self.pages.append([])
        self.y = HEIGHT - TOP
        if self.again:
            self.again()

    def lines(self, text: str, width: float, size: float) -> list[str]:
        return break_lines(self.clean(text), width, lambda part: self.width(part, size))

    def text(self, text: str, *, size: float = BODY, align: Align = "left", x: float = LEFT, width: float = LINE,
             grey: float = 0) -> None:  # fmt: skip
        """A paragraph, line by line, on as many pages as it takes."""
        for line in self.lines(text, width, size):
            self.room(size * LEADING)
            self.y -= size * LEADING
            spare = width - self.width(line, size)
            start = x + {"left": 0.0, "center": spare / 2, "right": spare}[align]
            self.mark(Mark(start, self.y, line, size, grey))

    def mark(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def rule(self, grey: float = 0.8) -> None:
        self.mark(Mark(LEFT, self.y, grey=grey, to=LEFT + LINE))

    def row(self, cells: Sequence[str], widths: Sequence[float], greys: Sequence[float]) -> None:
        """Cells beside each other; a row higher than a page goes on on the next one."""
        columns = [self.lines(cell, LINE * share - 2 * PAD, BODY) for cell, share in zip(cells, widths, strict=True)]
        self.room(min(3, max(map(len, columns))) * BODY * LEADING + PAD)
        self.y -= PAD / 2
        for n in range(max(map(len, columns))):
            self.room(BODY * LEADING)
            self.y -= BODY * LEADING
            x = LEFT
            for column, share, grey in zip(columns, widths, greys, strict=True):
                if n < len(column) and column[n]:
                    self.mark(Mark(x + PAD, self.y, column[n], BODY, grey))
                x += LINE * share
        self.y -= PAD + 1
        self.rule()


def lay_out(document: Document, width: Width, clean: Callable[[str], str]) -> Layout:
    """The document's blocks on pages; `clean` makes every text printable first."""
    layout = Layout(width, clean)
    layout.text(document.title, size=17, align="center")
    layout.y -= 10
    for block in document.blocks:
        add(layout, block)
    if document.stamped:
        _stamped(layout, document.seal)
    elif document.seal:
        layout.y -= 14
        layout.room(document.seal.count("\n") * BODY * LEADING + BODY * LEADING)
        layout.text(document.seal, align="right")
    return layout


def _stamped(layout: Layout, text: str) -> None:
    """The seal line at the right, in the middle of the seal's height; the seal at its left."""
    widest = LINE - STAMP - STAMP_GAP
    lines = layout.lines(text, widest, BODY)
    layout.y -= 8
    layout.room(max(STAMP, len(lines) * BODY * LEADING))
    top = layout.y
    width = max((layout.width(line, BODY) for line in lines), default=0.0)
    layout.stamp = Place(len(layout.pages) - 1, LEFT + LINE - width - STAMP_GAP - STAMP, top - STAMP, STAMP)
    layout.y = top - max(0.0, (STAMP - len(lines) * BODY * LEADING) / 2)
    layout.text(text, align="right", x=LEFT + LINE - widest, width=widest)
    layout.y = min(layout.y, top - STAMP)


def add(layout: Layout, block: Block) -> None:
    match block:
        case Heading():
            size = HEADINGS.get(block.level, BODY)
            layout.y -= size * 0.7
            layout.room(size * LEADING + 3 * BODY * LEADING)  # not alone at the end of a page
            layout.text(block.text, size=size)
            layout.y -= 3
        case Paragraph():
            layout.text(block.text, size=block.size, align=block.align)
            layout.y -= 4
        case Pairs():
            for row in block.rows:
                layout.row(row, (LABEL, 1 - LABEL), (GREY, 0))
        case Table():
            _table(layout, block)
        case Timeline():
            for one in block.moments:
                what = "\n".join(filter(None, [one.text, one.by, one.note]))
                layout.row((one.at, what), (LABEL, 1 - LABEL), (GREY, 0))
        case Gap():
            layout.y -= block.points


def _table(layout: Layout, table: Table) -> None:
    count = len(table.head)
    total = sum(table.widths)
    widths = [one / total for one in table.widths] if total else [1 / count] * count
    head = partial(layout.row, table.head, widths, [GREY] * count)
    layout.room(3 * BODY * LEADING)
    head()
    layout.again = head
    for row in table.rows:
        layout.row(row, widths, [0.0] * count)
    layout.again = None
