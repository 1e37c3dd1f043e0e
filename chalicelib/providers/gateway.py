"""Text messages through a carrier's HTTP gateway, as mainland China needs: registered signature, registered templates.

One call a message, in the form docs/providers.md describes; a provider whose interface differs gets a file like this
one. The call is signed with HMAC-SHA256 over time and body, and so are the receipts that come back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from chalicelib.errors import DeliveryRefused, Temporary, Unconfirmed
from chalicelib.providers.call import call, make_pool
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.letter import Letter
from chalicelib.shared.signature import signature

_MOBILE = re.compile(r"1\d{10}")
BUSY = frozenset({"BUSY", "LIMIT", "THROTTLED"})
"""Codes that pass by themselves."""
DEAD = frozenset({"MOBILE_NOT_EXIST", "MOBILE_CANCELLED"})
"""Codes that say the number belongs to nobody any more."""


def read_templates(text: str) -> Mapping[str, str]:
    """``"submitted.zh=SMS_1; submitted.en=SMS_2"`` as a mapping. Raises `ValueError`."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, told, template = part.partition("=")
        if not (told and name.strip() and template.strip()):
            raise ValueError(f"not a message and its template: {part!r}")
        found[name.strip()] = template.strip()
    return found


class SmsGateway:
    """Sends through the gateway at `url`. `templates` maps ``<message>.<lang>`` to the id it is registered under; when
    there are none, the gateway is trusted to match the whole text. `key` and `secret` are who we are to it."""

    def __init__(
        self, url: str, key: str, secret: str, *, sign: str, templates: Mapping[str, str], clock: Clock
    ) -> None:
        self._url, self._key, self._secret, self._sign = url, key, secret, sign
        self._templates, self._clock = templates, clock
        self._pool = make_pool()

    def send(self, letter: Letter) -> str:
        """To eleven mainland digits; the gateway's message id comes back."""
        mobile = re.sub(r"[ -]", "", letter.to).removeprefix("+86")
        if not _MOBILE.fullmatch(mobile):
            raise DeliveryRefused(extra={"reason": "bad_mobile"})
        body = json.dumps(
            {"sign": self._sign, "mobile": mobile, "out_id": letter.reference, **self._content(letter)},
            ensure_ascii=False,
        ).encode()
        timestamp = stamp(self._clock())
        headers = {"X-Key": self._key, "X-Timestamp": timestamp,
                   "X-Signature": signature(self._secret, timestamp, body)}  # fmt: skip
        answer = call(self._pool, "POST", self._url, body=body, headers=headers)
        code = answer.get("code")
        if code == "OK":
            return str(answer.get("id", ""))
        if not isinstance(code, str):
            raise Unconfirmed(extra={"cause": "no_code"})
        if code in BUSY:
            raise Temporary(extra={"cause": code})
        raise DeliveryRefused(extra={"reason": code[:40], "unreachable": code in DEAD})

    def _content(self, letter: Letter) -> dict[str, object]:
        if not self._templates:
            return {"text": letter.text}
        template = self._templates.get(f"{letter.message}.{letter.lang}")
        if template is None:
            raise DeliveryRefused(extra={"reason": "no_template"})
        return {"template": template, "params": list(letter.params)}
