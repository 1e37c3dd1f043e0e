"""A file name that is only a name: no path, no control or direction marks, nothing a file system reads as more."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_ACTING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_PATH = re.compile(r"[/\\]")
_UNSAFE = re.compile(r'[<>:"|?*%;&$`{}\[\]^~#]')


def inert_name(name: str) -> str:
    """`name` without what could act: for ``../../a\\u202efdp.exe`` it is ``afdp.exe``. Never empty.

    What follows the last separator counts, as browsers do it. Format characters (which turn the reading order or
    hide), controls and unassigned ones go; the ending survives shortening, because it says the type.
    """
    last = _PATH.split(name)[-1]
    kept = "".join(char for char in last if unicodedata.category(char) not in _ACTING)
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", kept))
    clean = re.sub(r"\s+", " ", clean).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not dot:
        return clean[:LONGEST] or "file"
    return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .') or 'file'}.{ending[:10]}"
