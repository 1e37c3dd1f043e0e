"""Codes of a few digits that are good once and for ten minutes: sent to an address, or typed at a kiosk. Pure.

A code is stored nowhere: it is a keyed hash of what it stands for, so who reads a table learns none. So few digits are
enough only because whoever takes them counts the tries.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import timedelta

CODE_FOR = timedelta(minutes=10)


def one_time_code(secret: str, digits: int, *parts: str) -> str:
    """So many digits for these parts, the first of which says what the code is for."""
    digest = hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**digits:0{digits}d}"


def typed_code(text: str, digits: int) -> str:
    """What somebody typed or scanned as the digits of a code: blanks, hyphens, full-width forms do not matter; "" for
    what cannot be one."""
    plain = re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text))
    return plain if re.fullmatch(f"[0-9]{{{digits}}}", plain) else ""
