"""Writing SVG: rounded lines, boxes, lines of text, status glyphs. No inline style and no script (the portal's CSP).

Presentation attributes draw the picture right where no style sheet is loaded (mail, print, PDF); portal/css/diagram.css
overrides them by class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import hypot

from chalicelib.shared.text import Text

Point = tuple[float, float]

GLYPHS: Mapping[str, str] = {
    "done": "M-4.5 .5L-1.5 3.5L4.5-3",
    "now": "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
    "next": "M0-4.5V0L3 2",
    "skipped": "M-4 0H4",
    "returned": "M-4.5-2H1a3 3 0 0 1 0 6H-2M-2-4.5L-4.5-2L-2 .5",
    "rejected": "M-3.5-3.5L3.5 3.5M3.5-3.5L-3.5 3.5",
}
STATUS: Mapping[str, Text] = {
    "done": Text("已完成", "done"),
    "now": Text("办理中", "in progress"),
    "next": Text("待办理", "to come"),
    "skipped": Text("不经过", "not needed"),
    "returned": Text("已退回", "returned"),
    "rejected": Text("未通过", "rejected"),
}
BORDERS: Mapping[str, str] = {
    "now": 'stroke-width="3"',
    "rejected": 'stroke-width="3"',
    "next": 'stroke-width="1.5" stroke-opacity=".55"',
    "skipped": 'stroke-width="1.5" stroke-dasharray="2 5"',
    "returned": 'stroke-width="2" stroke-dasharray="8 4"',
}
"""A status is told by its glyph and its border, so that a print in black and white tells it too."""

BOLT = "M1.5-7L-4.5 1H-.5L-1.5 7L4.5-1H.5z"


class Pen:
    """Collects the elements of one picture, in painting order."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def add(self, markup: str) -> None:
        self.parts.append(markup)

    def line(self, points: Sequence[Point], *, arrow: bool = False) -> None:
        """A line through `points` with rounded corners; with `arrow` it ends in an arrow head pointing down."""
        if arrow:
            (x, y) = points[-1]
            points = [*points[:-1], (x, y - 5)]
            self.add(f'<path class="arrow" d="M{n(x - 4.5)} {n(y - 7)}h9L{n(x)} {n(y)}z" fill="currentColor"/>')
        self.add(f'<path class="line" d="{_rounded(points)}" fill="none" stroke="currentColor" stroke-width="1.5"/>')

    def box(self, kind: str, corner: Point, size: Point, radius: float, extra: str = "") -> None:
        """A rounded rectangle of class `kind` with its top left at `corner`."""
        place = f'x="{n(corner[0])}" y="{n(corner[1])}" width="{n(size[0])}" height="{n(size[1])}" rx="{n(radius)}"'
        self.add(f'<rect class="{kind}" {place} fill="none" stroke="currentColor" {extra}/>')

    def text(
        self, kind: str, lines: Sequence[str], at: Point, size: float, leading: float, *, bold: bool = False
    ) -> None:
        """Centred lines of class `kind`; `at` is the middle of the first line's top."""
        x, y = at
        spans = [
            f'<tspan x="{n(x)}" y="{n(y + index * leading + leading * 0.74)}">{escape(line)}</tspan>'
            for index, line in enumerate(lines)
        ]
        weight = ' font-weight="600"' if bold else ""
        self.add(
            f'<text class="{kind}" text-anchor="middle" font-size="{n(size)}"{weight} fill="currentColor">'
            f"{''.join(spans)}</text>"
        )

    def glyph(self, status: str, at: Point) -> None:
        """The round badge of a status around `at`."""
        paint = 'fill="currentColor"' if status == "now" else 'fill="none" stroke="currentColor" stroke-width="2"'
        self.add(
            f'<g class="badge is-{status}" transform="translate({n(at[0])} {n(at[1])})" aria-hidden="true">'
            f'<circle r="10" fill="#fff" stroke="currentColor" stroke-width="1.5"/>'
            f'<path d="{GLYPHS[status]}" {paint}/></g>'
        )


def n(number: float) -> str:
    """A coordinate, short: at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def _rounded(points: Sequence[Point], radius: float = 8) -> str:
    path = f"M{n(points[0][0])} {n(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
        path += f"L{n(enter[0])} {n(enter[1])}Q{n(corner[0])} {n(corner[1])} {n(leave[0])} {n(leave[1])}"
    return path + f"L{n(points[-1][0])} {n(points[-1][1])}"


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    share = min(distance, length / 2) / length
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
