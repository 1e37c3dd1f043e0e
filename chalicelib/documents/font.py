"""The one font: where it is, which characters it has, how wide they are.

It is the file ``fonts/HallKai-Regular.ttf`` of the checkout, or of the layer at run time. Its text layer is mended
here: reportlab writes code points beyond the BMP with five digits into the map a reader copies from, which says another
character; names have such characters (𬀩), so they are written as UTF-16.
"""

# mypy: disable-error-code="misc"

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

import chalicelib

NAME = "HallKai"
FILE = "HallKai-Regular.ttf"
PLACES = (Path(chalicelib.__file__).resolve().parents[1] / "fonts", Path("/opt/fonts"))
PIECE = 100
"""How many characters one section of a map may have (Adobe Technical Note 5411)."""


class HallFont(TTFont):
    """The font with a text layer that is right for every character."""

    def addObjects(self, doc: Any) -> None:
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for n, subset in enumerate(subsets):
            name = b"".join((SUBSETN(n), b"+", self.face.name, self.face.subfontNameX)).decode("pdfdoc")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode(name, subset)

    def width(self, text: str, size: float) -> float:
        """In points."""
        return float(sum(map(self.face.getCharWidth, map(ord, text))) * size / 1000)

    def has(self, character: str) -> bool:
        return ord(character) in self.face.charToGlyph


@cache
def font() -> HallFont:
    """Read once for each process; about a tenth of a second. Raises `FileNotFoundError` without the layer."""
    for place in PLACES:
        if (file := place / FILE).is_file():
            return HallFont(NAME, str(file))
    raise FileNotFoundError(FILE)


def to_unicode(name: str, subset: list[int]) -> str:
    """The map from the font's numbers to characters, for those who copy or search."""
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap"]
    lines += [f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def"]
    lines += [f"/CMapName /{name} def", "/CMapType 2 def"]
    lines += ["1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    for start in range(0, len(subset), PIECE):
        piece = list(enumerate(subset))[start : start + PIECE]
        lines.append(f"{len(piece)} beginbfchar")
        lines += [f"<{number:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for number, code in piece]
        lines.append("endbfchar")
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def missing_glyphs(text: str) -> list[str]:
    """The characters of `text` the font has no picture of, each once, in order; [] when all can be printed."""
    known = font()
    return [one for one in dict.fromkeys(printable(text)) if one not in "\n " and not known.has(one)]


def printable(text: str) -> str:
    """As it is printed: composed, without what has no picture of its own (controls, joiners, variation selectors)."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(one for one in plain if one == "\n" or not _invisible(one))


def _invisible(one: str) -> bool:
    code = ord(one)
    selects = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    return selects or unicodedata.category(one) in ("Cc", "Cf", "Cs")


def named(text: str) -> str:
    """`text` with each character the font lacks as its code point, ``[U+1F600]``."""
    known = font()
    return "".join(one if one in "\n " or known.has(one) else f"[U+{ord(one):04X}]" for one in text)
