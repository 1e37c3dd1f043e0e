"""What no mail may carry, whoever sends it: more than one recipient, or a subject of two lines."""

from __future__ import annotations

import re

from chalicelib.errors import DeliveryRefused

ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")
"""One plain address. Rosters hold no others, and anything more could smuggle in a second recipient."""
_LINE_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def check_mail(to: str, subject: str) -> None:
    """Raises `DeliveryRefused`."""
    if not ADDRESS.fullmatch(to):
        raise DeliveryRefused(extra={"reason": "bad_address"})
    if _LINE_BREAK.search(subject):
        raise DeliveryRefused(extra={"reason": "bad_subject"})
