"""How a service's name sounds, for the A-Z index and for typing pinyin into the search box (C-05, C-09).

Worked out once when a service is published: pypinyin is 3.5 MB and 160 ms to import, and is not in the API functions.
"""

from __future__ import annotations

from chalicelib.catalogue.summary import Pinyin


def read_pinyin(text: str) -> Pinyin:
    """``full`` syllables with spaces, ``joined`` without, ``initials``; all lower case. Latin words stay whole.

    Raises ImportError where pypinyin is not installed.
    """
    from pypinyin import lazy_pinyin

    # What is not Chinese comes marked, so that "IP" stays whole among the initials.
    syllables = [part.lower() for part in lazy_pinyin(text, errors=lambda other: f"={other}")]
    words = [("=" * part.startswith("=")) + "".join(filter(str.isalnum, part)) for part in syllables]
    words = [word for word in words if word.strip("=")]
    plain = [word.lstrip("=") for word in words]
    initials = "".join(word[1:] if word.startswith("=") else word[0] for word in words)
    return {"full": " ".join(plain), "joined": "".join(plain), "initials": initials}
