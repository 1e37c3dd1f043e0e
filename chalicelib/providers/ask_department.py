"""One question to a department's system: JSON there, JSON back, an end after seconds, and nowhere it should not go.

The addresses are the catalogue's, never a reader's; still a name may come to lead elsewhere, so they pass the same
guard as those of webhooks (`one_call`). Whatever goes wrong is `Temporary`: the source does not answer just now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Temporary
from chalicelib.providers.guard import Guard
from chalicelib.providers.one_call import Unheard, call_once
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.signature import signature

LONGEST_ANSWER = 256 * 1024


def read_pairs(text: str) -> dict[str, str]:
    """``"library=https://…; insurance=https://…"`` as a mapping. Raises `ValueError`."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, told, value = part.partition("=")
        if not (told and name.strip() and value.strip()):
            raise ValueError("not a name and its value")
        found[name.strip()] = value.strip()
    return found


@dataclass(frozen=True)
class AskDepartment:
    """`secrets` by the names the catalogue uses, `addresses` by connector where a stage has other ones than the
    catalogue; with `local` a connector without an address of its own is not asked: a hall on somebody's own machine
    does not call the university."""

    secrets: Mapping[str, str]
    addresses: Mapping[str, str]
    clock: Clock
    guard: Guard
    local: bool = False

    def __call__(self, code: str, url: str, sign: str, secret: str, timeout: float, question: Mapping[str, Any]) -> Any:
        """The answer's JSON, whatever it is. Raises `Temporary`; ``extra["cause"]`` says why."""
        if self.local and code not in self.addresses:
            raise Temporary(extra={"cause": "no_address"})
        if secret not in self.secrets:
            raise Temporary(extra={"cause": "no_secret"})
        body = json.dumps(question, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **self._proof(sign, self.secrets[secret], body)}
        address = self.addresses.get(code, url)
        try:
            heard = call_once(self.guard, address, body, headers, seconds=timeout, longest=LONGEST_ANSWER)
        except Unheard as fault:
            raise Temporary(extra={"cause": str(fault)}) from fault
        if heard.status != 200:
            raise Temporary(extra={"cause": f"http_{heard.status}"})
        if not heard.whole:
            cut = len(heard.content) >= LONGEST_ANSWER
            raise Temporary(extra={"cause": "too_long" if cut else "connection_lost"})
        return _json(heard.content)

    def _proof(self, sign: str, secret: str, body: bytes) -> dict[str, str]:
        if sign == "bearer":
            return {"Authorization": f"Bearer {secret}"}
        timestamp = stamp(self.clock())
        return {"X-Timestamp": timestamp, "X-Signature": signature(secret, timestamp, body)}


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Temporary(extra={"cause": "no_json"}) from None
