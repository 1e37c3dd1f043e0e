"""A stand-in for a carrier's SMS gateway with the interface of docs/providers.md; it checks what carriers check."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from chalicelib.shared.signature import signature
from local.stand_in import HttpStandIn, Received

KEY, SECRET = "local", "local-sms-secret"
LINK = re.compile(r"://|www\.")


class SmsGatewayServer(HttpStandIn):
    """`dead` are numbers that belong to nobody; `registered` maps a template's id to its text with ``{}`` places."""

    def __init__(
        self, port: int = 0, *, dead: frozenset[str] = frozenset(), registered: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(port)
        self.dead, self.registered = dead, dict(registered or {})

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        known = {name.lower(): value for name, value in headers.items()}
        signed = signature(SECRET, known.get("x-timestamp", ""), body)
        if known.get("x-key") != KEY or known.get("x-signature") != signed:
            return {"code": "SIGNATURE_WRONG"}
        message = json.loads(body)
        if message["mobile"] in self.dead:
            return {"code": "MOBILE_NOT_EXIST"}
        text = self._text(message)
        if text is None:
            return {"code": "TEMPLATE_UNKNOWN"}
        if len(text.encode("utf-16-be")) // 2 > 70 or LINK.search(text):
            return {"code": "CONTENT_REFUSED"}
        id = secrets.token_hex(8)
        self.received.append(Received(id, "sms", message["mobile"], "", text, reference=message["out_id"]))
        return {"code": "OK", "id": id}

    def _text(self, message: Mapping[str, Any]) -> str | None:
        if "text" in message:
            return str(message["text"])
        template = self.registered.get(message["template"])
        return None if template is None else f"【{message['sign']}】{template.format(*message['params'])}"
