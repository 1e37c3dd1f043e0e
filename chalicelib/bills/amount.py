"""Money as people write it and as it is kept: whole fen inside, yuan with two places outside, never a float."""

from __future__ import annotations

import re
import unicodedata

MOST = 9_999_999_999
"""Fen: a charge of a hundred million yuan is a mistake of the spreadsheet."""
_YUAN = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2})0*)?")


def read_amount(text: str) -> int | None:
    """Fen of ``1,234.5``, ``¥1234.50`` or ``1234.50元``; None for anything but a sum above nought."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元").strip()
    found = _YUAN.fullmatch(plain.replace(",", ""))
    if found is None:
        return None
    fen = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    return fen if 0 < fen <= MOST else None


def amount_text(fen: int) -> str:
    """``1234.50``: a decimal string, as every answer of the API has it."""
    return f"{fen // 100}.{fen % 100:02d}"
