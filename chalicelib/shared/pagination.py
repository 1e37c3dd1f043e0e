"""Cursors of lists: opaque to who carries them, signed so that a list goes on only where the hall left off.

A cursor can be read, so it holds keys and never anything private; the caller puts into it which list and whose it is,
and compares that when it comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.shared.ids import read_token, sign_token
from chalicelib.shared.text import Text

_PURPOSE = "cursor"


def encode_cursor(secret: str, value: Mapping[str, Any]) -> str:
    """`value` (JSON values) as URL-safe text."""
    return sign_token(secret, _PURPOSE, value)


def decode_cursor(secret: str, text: str) -> dict[str, Any]:
    """What `encode_cursor` was given. Raises `InvalidRequest` for a text it did not make with this secret."""
    value = read_token(secret, _PURPOSE, text)
    if value is None:
        message = Text(
            "翻页标记无效，请从第一页重新打开", "The page cursor is not valid; please start from the first page"
        )
        raise InvalidRequest(message, (FieldError("/cursor", "invalid_cursor", message),))
    return value
