"""What people looked for, in the one spelling it is counted under; "" for what should not be kept at all. Pure."""

from __future__ import annotations

import re
import unicodedata

SHORTEST, LONGEST = 2, 30
_APART = re.compile(r"[^\w]+|_+")
_NUMBER = re.compile(r"\d{5}")
"""Card, ID and telephone numbers; a year, a room or "B2" may stay."""


def normalised(query: str) -> str:
    """Lower case, full-width forms narrowed, one blank between words, nothing but letters and digits.

    Left out: what is too short to mean anything, too long to be a search, or could be somebody's number or address.
    """
    text = unicodedata.normalize("NFKC", query).lower().strip()
    if "@" in text or _NUMBER.search(re.sub(r"[\s\-]", "", text)):
        return ""
    term = _APART.sub(" ", text).strip()
    return term if SHORTEST <= len(term) <= LONGEST else ""
