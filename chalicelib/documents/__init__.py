"""Documents as PDF: a title, a few kinds of blocks, a seal line, a QR code; one font in which names can be written.

The door of the room. `render_pdf` makes the same bytes of the same document, always. It needs the layer of documents
(``requirements/documents.txt`` and ``fonts/``): import it in a worker, never in what answers requests. A character the
font lacks is refused or named by its code point, never printed as an empty box: ask `missing_glyphs` first.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.documents.font import missing_glyphs
    from chalicelib.documents.model import (
        Block,
        Document,
        Gap,
        Heading,
        MissingGlyphs,
        Moment,
        Pairs,
        Paragraph,
        Place,
        Table,
        Timeline,
    )
    from chalicelib.documents.render_pdf import render_pdf, stamp_place
    from chalicelib.documents.render_stamp import render_stamp
else:
    open_lazily(__name__)

__all__ = [
    "Block",
    "Document",
    "Gap",
    "Heading",
    "MissingGlyphs",
    "Moment",
    "Pairs",
    "Paragraph",
    "Place",
    "Table",
    "Timeline",
    "missing_glyphs",
    "render_pdf",
    "render_stamp",
    "stamp_place",
]
