"""Asking for progress with an application's number and its query code, which is what a text message can carry.

Six characters are enough only because guesses are few: the tries are counted per number and per address, right or
wrong, and a number nobody has answers exactly as a wrong code does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from chalicelib.access.rate_limits import RateLimiter, address_key
from chalicelib.errors import NotFound
from chalicelib.shared.clock import Clock
from chalicelib.shared.ids import codes_match, query_code
from chalicelib.shared.text import Text

PER_ADDRESS = (60, 600)
"""Tries per seconds from one address: a whole dormitory may share one."""
PER_NUMBER = (10, 3_600)
"""Tries per seconds for one number: 31**6 codes are then safe from guessing for thousands of years."""

_NUMBER = re.compile(r"[0-9]{8}-[0-9]{6}")
_WRONG = Text("办件编号或查询码不正确", "The number or the query code is not right")


def check_query_code(
    number: str,
    code: str,
    address: str,
    *,
    secret: str,
    limiter: RateLimiter,
    find: Callable[[str], str],
    clock: Clock,
) -> str:
    """The id of the application with this number, if the code is its code.

    `find` gives the application id of a number or raises `NotFound`. Raises `NotFound` when anything is wrong and
    `TooManyRequests` after too many tries.
    """
    now = clock()
    limiter.take(f"query:address:{address_key(address)}", *PER_ADDRESS, now)
    tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", number))
    if not _NUMBER.fullmatch(tidy):
        raise NotFound(_WRONG)
    limiter.take(f"query:number:{tidy}", *PER_NUMBER, now)
    try:
        application_id = find(tidy)
    except NotFound:
        application_id = ""
    typed = unicodedata.normalize("NFKC", code)
    right = codes_match(typed if typed.isascii() else "", query_code(secret, application_id))
    if not (right and application_id):
        raise NotFound(_WRONG)
    return application_id
