"""A seal as values, and as it lies in storage."""

from __future__ import annotations

import json
from dataclasses import dataclass

from chalicelib.shared.text import Text

FOLDER = "seals"


@dataclass(frozen=True)
class Seal:
    """`key` is what KMS knows the private key by; `chain` the certificates as PEM, the seal's own first, up to what
    whoever checks may trust."""

    code: str
    name: Text
    key: str
    chain: tuple[str, ...]

    @property
    def place(self) -> str:
        return place_of(self.code)

    def to_json(self) -> bytes:
        told = {"code": self.code, "name": self.name.to_dict(), "key": self.key, "chain": list(self.chain)}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    @classmethod
    def of_json(cls, data: bytes) -> Seal:
        """Raises `ValueError` (also `KeyError`) for what is none."""
        told = json.loads(data)
        return cls(str(told["code"]), Text.of(told["name"]), str(told["key"]), tuple(map(str, told["chain"])))


def place_of(code: str) -> str:
    """Where the seal with this code lies in the bucket of files."""
    return f"{FOLDER}/{code}.json"
