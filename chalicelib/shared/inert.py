"""Cells that no spreadsheet takes for a formula (PROMISES R34, ASVS 5.0 1.2.10). Pure."""

from __future__ import annotations

BEGINS = frozenset("=+-@\t\r\0＝＋－＠")
"""What makes a cell of a CSV file a formula in Excel, LibreOffice or WPS, full-width forms and controls included."""
LONGEST = 32_767
"""Characters of a cell in Excel [its specification]."""


def inert(text: str) -> str:
    """`text` as a cell of a CSV file: what could be a formula gets an apostrophe before it, and NUL is left out.

    Blanks and line breaks before the sign do not help: some programs cut them off.
    """
    clean = text.replace("\0", "")
    first = text.lstrip(" \n\u00a0\u3000\ufeff")[:1]
    return f"'{clean}" if first in BEGINS and first else clean
