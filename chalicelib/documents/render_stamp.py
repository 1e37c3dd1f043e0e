"""A round seal as a page of its own, to be put on a document: a red ring, the name along it, what it is, the day.

It has no star and no emblem. Those are of seals a public security bureau has registered; a hall that has such a seal's
picture draws that one in its place.
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
import math
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from chalicelib.documents.font import NAME, HallFont, font, named, printable

RED = (0.78, 0.09, 0.09)
WHAT = "电子印章"
WIDEST = 250.0
"""Degrees the name may take of the ring."""
LARGEST = 0.118
"""Of the name's letters, as a share of the side."""


def render_stamp(name: str, day: str, side: float) -> bytes:
    """A PDF of one page, `side` by `side` points, with nothing behind the seal; the same bytes for the same seal."""
    face = font()
    pdfmetrics.registerFont(face)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(side, side), invariant=1, pageCompression=1)
    canvas.setTitle(printable(name))
    canvas.translate(side / 2, side / 2)
    canvas.setStrokeColorRGB(*RED)
    canvas.setFillColorRGB(*RED)
    for radius, width in ((0.482, 0.022), (0.452, 0.006)):
        canvas.setLineWidth(width * side)
        canvas.circle(0, 0, radius * side)
    _along(canvas, face, named(printable(name)), side)
    _middle(canvas, face, WHAT, side * 0.115, side * -0.02)
    _middle(canvas, face, day, side * 0.078, side * -0.2)
    canvas.setLineWidth(0.006 * side)
    canvas.line(side * -0.21, side * -0.075, side * 0.21, side * -0.075)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _along(canvas: Any, face: HallFont, name: str, side: float) -> None:
    """The name along the upper ring, smaller the longer it is, each letter upright to the middle."""
    size = side * LARGEST
    radius = side * 0.43 - size
    gap = 1.25
    turn = math.degrees(sum(face.width(one, size) for one in name) * gap / (radius + size / 2))
    if turn > WIDEST:
        size *= WIDEST / turn
        radius = side * 0.43 - size
        gap *= (side * 0.43 - size / 2) / (side * 0.43 - side * LARGEST / 2)
        turn = WIDEST
    canvas.setFont(NAME, size)
    at = turn / 2
    for letter in name:
        width = face.width(letter, size)
        step = math.degrees(width * gap / (radius + size / 2))
        canvas.saveState()
        canvas.rotate(at - step / 2)
        canvas.drawString(-width / 2, radius, letter)
        canvas.restoreState()
        at -= step


def _middle(canvas: Any, face: HallFont, text: str, size: float, y: float) -> None:
    canvas.setFont(NAME, size)
    canvas.drawString(-face.width(text, size) / 2, y, text)
