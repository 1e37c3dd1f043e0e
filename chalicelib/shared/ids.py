"""Names for things: random and derived ids, application numbers, query codes, signed tokens. No I/O.

Whoever knows the hall's secret can make every derived value again; whoever does not cannot guess one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O, 1/I/L: a code is read from a screen, over the telephone and from a text message."""
_CODE_LENGTH = 6
_NUMBERS_A_DAY = 1_000_000


def new_id() -> str:
    """A new 26-character id, lower-case ULID: 48 bits of milliseconds, then 80 random bits.

    Sorts as text by the millisecond it was made; within one millisecond the order is random.
    """
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


def moment_of(id: str) -> datetime:
    """When `new_id` made this id, to the millisecond."""
    value = 0
    for letter in id[:10]:
        value = value << 5 | _CROCKFORD.index(letter)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)


def derived_id(secret: str, *parts: str) -> str:
    """The same 26 characters (a–z, 2–7; 130 bits) for the same secret and parts, whoever asks and how often.

    Parts are kept apart: ``("ab", "c")`` and ``("a", "bc")`` give different ids.
    """
    digest = _mac(secret, "id", *parts)
    return base64.b32encode(digest).decode().lower()[:26]


def derived_key(secret: str, *parts: str) -> bytes:
    """32 bytes that only who knows the hall's secret can make: a key that need not be stored anywhere."""
    return _mac(secret, "key", *parts)


def application_number(day: date, seed: str, attempt: int = 0) -> str:
    """``YYYYMMDD-NNNNNN`` for people to say; the caller claims it and asks for the next `attempt` when it is taken."""
    digest = hashlib.sha256(f"{day.isoformat()}\n{seed}\n{attempt}".encode()).digest()
    return f"{day:%Y%m%d}-{int.from_bytes(digest[:8]) % _NUMBERS_A_DAY:06d}"


def query_code(secret: str, id: str) -> str:
    """Six characters that, with its number, open the progress of application `id`; attempts must be rate-limited."""
    value = int.from_bytes(_mac(secret, "query-code", id)[:16])
    letters = []
    for _ in range(_CODE_LENGTH):
        value, rest = divmod(value, len(_CODE_ALPHABET))
        letters.append(_CODE_ALPHABET[rest])
    return "".join(letters)


def codes_match(given: str, expected: str) -> bool:
    """Whether what a person typed is the code: case and spaces do not matter; takes the same time either way."""
    typed = "".join(given.split()).upper()
    return hmac.compare_digest(typed.encode("utf-8", "surrogatepass"), expected.encode())


def sign_token(secret: str, purpose: str, payload: Mapping[str, Any]) -> str:
    """`payload` (JSON values) readable by everybody and changeable by nobody, as URL-safe text.

    A token of one `purpose` is worthless for another. An expiry, if any, belongs into the payload and is checked by
    who reads it.
    """
    body = _b64(json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())
    return f"{body}.{_b64(_mac(secret, 'token', purpose, body))}"


def read_token(secret: str, purpose: str, token: str) -> dict[str, Any] | None:
    """The payload of a token `sign_token` made with this secret for this purpose; ``None`` for anything else."""
    body, _, signature = token.partition(".")
    # Compared as text: base64 ignores the last character's spare bits, and no second spelling of a token may pass.
    if not hmac.compare_digest(
        signature.encode("utf-8", "surrogatepass"), _b64(_mac(secret, "token", purpose, body)).encode()
    ):
        return None
    payload: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return payload


def _mac(secret: str, *parts: str) -> bytes:
    message = b"".join(len(part := text.encode("utf-8", "surrogatepass")).to_bytes(4) + part for text in parts)
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
