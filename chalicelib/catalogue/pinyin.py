"""How a service's name sounds, for the A-Z index and for typing pinyin into the search box (C-05, C-09).

Worked out once when a service is published: pypinyin is 3.5 MB and 160 ms to import, and is not in the API functions.
"""

from __future__ import annotations

from chalicelib.catalogue.summary import Pinyin


def read_pinyin(text: str) -> Pinyin:
    """``full`` syllables with spaces, ``joined`` without, ``initials``; all lower case. Latin words stay as they are.

    Raises ImportError where pypinyin is not installed.
    """
    from pypinyin import lazy_pinyin

    syllables = [syllable.lower() for part in lazy_pinyin(text) for syllable in part.split()]
    words = ["".join(char for char in syllable if char.isalnum()) for syllable in syllables]
    words = [word for word in words if word]
    return {"full": " ".join(words), "joined": "".join(words), "initials": "".join(word[0] for word in words)}
