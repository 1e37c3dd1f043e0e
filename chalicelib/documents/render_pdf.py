"""A document to the bytes of a PDF, the same bytes for the same document."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from chalicelib.documents.font import NAME, HallFont, font, missing_glyphs, named, printable
from chalicelib.documents.layout import BOTTOM, GREY, HEIGHT, LEFT, LINE, SMALL, WIDTH, Layout, Mark, lay_out
from chalicelib.documents.model import Document, MissingGlyphs, Place
from chalicelib.shared.text import Text

QR_SIDE = 76.0
_PAGE = Text("第 {n} 页，共 {of} 页", "Page {n} of {of}")


def render_pdf(document: Document, missing: Literal["refuse", "name"] = "refuse") -> bytes:
    """PDF with the font embedded, A4. Nothing in it depends on when or where it was made.

    Characters the font lacks: "refuse" raises `MissingGlyphs`; "name" prints ``[U+1F600]`` in their place, for what
    has to be printed whatever somebody typed.
    """
    if missing == "refuse" and (lacking := missing_glyphs("".join(document.texts()))):
        raise MissingGlyphs(lacking)
    face = font()
    pdfmetrics.registerFont(face)
    layout = lay_out(document, face.width, lambda text: named(printable(text)))
    if document.qr:
        layout.y -= 12
        layout.room(QR_SIDE)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, lang=_lang(document))
    canvas.setTitle(printable(document.title))
    canvas.setAuthor(printable(document.author))
    canvas.setCreator("Yizhan")
    for n, page in enumerate(layout.pages, start=1):
        _page(canvas, page)
        if n == len(layout.pages) and document.qr:
            _code(canvas, layout, document, face)
        _foot(canvas, document, n, len(layout.pages), face)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def stamp_place(document: Document) -> Place | None:
    """Where the seal of a `stamped` document goes; None for another one."""
    return lay_out(document, font().width, lambda text: named(printable(text))).stamp


def _lang(document: Document) -> str:
    return "zh-CN" if document.lang == "zh" else "en"


def _page(canvas: Any, marks: list[Mark]) -> None:
    canvas.setLineWidth(0.5)
    for mark in marks:
        if not mark.text and mark.to:
            canvas.setStrokeGray(mark.grey)
            canvas.line(mark.x, mark.y, mark.to, mark.y)
        elif mark.text:
            _text(canvas, mark.x, mark.y, mark.text, mark.size, mark.grey)


def _text(canvas: Any, x: float, y: float, text: str, size: float, grey: float = 0) -> None:
    canvas.setFillGray(grey)
    canvas.setFont(NAME, size)
    canvas.drawString(x, y, text)


def _foot(canvas: Any, document: Document, n: int, of: int, face: HallFont) -> None:
    number = _PAGE.get(document.lang).format(n=n, of=of)
    right = LEFT + LINE - face.width(number, SMALL)
    _text(canvas, right, BOTTOM - 26, number, SMALL, GREY)
    left = named(printable(document.footer)).replace("\n", " ")
    while face.width(left, SMALL) > right - LEFT - 12:
        left = left[:-2] + "…"
    _text(canvas, LEFT, BOTTOM - 26, left, SMALL, GREY)


def _code(canvas: Any, layout: Layout, document: Document, face: HallFont) -> None:
    """The QR code where the text ends, its note at the right of it."""
    import segno

    rows = [bytes(row) for row in segno.make(document.qr, error="m", micro=False).matrix]
    side = QR_SIDE / len(rows)
    canvas.setFillGray(0)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                canvas.rect(LEFT + across * side, layout.y - (down + 1) * side, side, side, stroke=0, fill=1)
    y = layout.y - 4
    for line in layout.lines(document.qr_note, LINE - QR_SIDE - 14, SMALL):
        y -= SMALL * 1.5
        _text(canvas, LEFT + QR_SIDE + 14, y, line, SMALL, GREY)
