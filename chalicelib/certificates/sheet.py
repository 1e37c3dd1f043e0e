"""A certificate as a PDF: what it says, in the languages asked for, who says so, and its code to be scanned.

What cannot be printed is told beforehand: a character the font lacks, and one without an agreed form (a private-use
code of some old system in place of a rare name), which every font draws differently. Only a function with the layer of
documents can print; the room of documents and segno are imported when it does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from chalicelib.certificates.fill import Filled, Part, day_text
from chalicelib.certificates.issue import Printed
from chalicelib.certificates.model import Certificate
from chalicelib.shared.text import Lang, Text

if TYPE_CHECKING:
    from chalicelib.documents import Block

_FORMLESS = frozenset({"Cn", "Co", "Cs", "Cc"})
"""Unassigned, private use, half a character, control: what no two fonts agree on."""
_SPACES = "\r\n\t"
BODY = 12.0
_NOTE = Text(
    "本证明由办事大厅电子出具，以核验结果为准。\n扫描二维码，或打开网址并输入核验码；核验页还可核对本文件是否被改动。",
    "Issued electronically; what the check says is what counts.\n"
    "Scan the code, or open the address and enter the code. The page also tells whether this file was changed.",
)
_FOOT = Text("编号 {number} · 核验码 {code}", "No. {number} · code {code}")


class SheetPrinter:
    """Prints what it is given; knows no application and no unit."""

    def missing(self, letters: str) -> list[str]:
        """The characters that cannot be printed as they are, each once, as themselves."""
        from chalicelib.documents import missing_glyphs

        formless = {one for one in letters if unicodedata.category(one) in _FORMLESS and one not in _SPACES}
        return sorted(formless | set(missing_glyphs(letters)))

    def print(self, filled: Filled, certificate: Certificate, address: str, *, stamped: bool = False) -> Printed:
        from chalicelib.documents import Document, render_pdf, stamp_place

        first = filled.languages[0]
        note = "\n".join(_NOTE.get(lang) for lang in filled.languages)
        document = Document(
            title=filled.title.get(first),
            lang=first,
            blocks=tuple(_blocks(filled, certificate)),
            qr=address,
            qr_note=f"{note}\n{certificate.code}\n{address}",
            seal=_signed(certificate, filled.languages[-1]),
            stamped=stamped,
            footer=_FOOT.get(first).format(number=certificate.number, code=certificate.code),
            author=certificate.issuer.get(first),
        )
        return Printed(render_pdf(document), stamp_place(document))

    def picture(self, address: str) -> str:
        """The address as a QR code: the side's length in modules, a space, and the SVG path of what is dark."""
        import segno

        matrix = segno.make(address, error="m", micro=False).matrix
        return f"{len(matrix)} {''.join(_dark(matrix))}"


def _blocks(filled: Filled, certificate: Certificate) -> Iterator[Block]:
    from chalicelib.documents import Gap, Heading, Paragraph

    yield Paragraph(certificate.number, "center", BODY)
    yield Gap(10)
    for lang in filled.languages:
        if lang != filled.languages[0]:
            yield Paragraph(_signed(certificate, filled.languages[0]), "right", BODY)
            yield Gap(10)
            yield Heading(filled.title.get(lang))
        yield from _said(filled.parts, lang)


def _said(parts: Iterable[Part], lang: Lang) -> Iterator[Block]:
    """Lines of a table that follow each other stand in one table."""
    from chalicelib.documents import Gap, Pairs, Paragraph

    for lines, group in groupby(parts, key=lambda part: part.label is not None):
        if lines:
            yield Pairs(tuple((part.label.get(lang), part.text.get(lang)) for part in group if part.label))
        else:
            for part in group:
                yield Paragraph(_indented(part.text.get(lang), lang), size=BODY)
        yield Gap(6)


def _indented(text: str, lang: Lang) -> str:
    """Chinese begins a paragraph two characters in; a line that only addresses somebody does not."""
    return f"　　{text}" if lang == "zh" and not text.endswith("：") else text


def _signed(certificate: Certificate, lang: Lang) -> str:
    return f"{certificate.issuer.get(lang)}\n{day_text(certificate.issued_on).get(lang)}"


def _dark(matrix: Iterable[Iterable[int]]) -> Iterator[str]:
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
