"""A stand-in for a department's own system: the library's, which says what a reader has on loan.

It answers as `catalogue/connectors/library-loans.yaml` expects and checks the signature as the library would; `script`
(local/stand_in.py) makes it slow, fail or answer oddly. Who has books is made up from the reader's number.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.shared.clock import stamp
from chalicelib.shared.signature import is_signed
from local.stand_in import HttpStandIn

SECRET = "local-library-secret"
PATH = "/api/hall/readers"


class Library(HttpStandIn):
    """`loans` says what single readers have: ``{"2023010101": {"count": 3, "overdue": 1, "owed": "2.50"}}``; `gone` are
    numbers nobody has a reader's card for."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.loans: dict[str, dict[str, Any]] = {}
        self.gone: set[str] = set()
        self.asked: list[dict[str, Any]] = []

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        known = {name.lower(): value for name, value in headers.items()}
        now = datetime.now(UTC)
        signed = is_signed(SECRET, known.get("x-timestamp", ""), body, known.get("x-signature", ""), now)
        if not signed and not self.any_clock:
            return {"error": "signature"}
        question = json.loads(body)
        self.asked.append(question)
        reader = str(question.get("id", ""))
        told = None if reader in self.gone else self._reader(reader)
        return {"as_of": self.as_of or stamp(now), "reader": told if told else []}

    any_clock = False
    """Take signatures of any moment: for a hall whose clock a test has set."""
    as_of = ""
    """Of when its data is; empty: of now."""

    def _reader(self, reader: str) -> dict[str, Any]:
        made = zlib.crc32(reader.encode()) % 5
        kept = self.loans.get(reader, {"count": made, "overdue": int(made == 4), "owed": "1.50" if made == 4 else "0"})
        loans = {"count": kept["count"], "overdue": kept["overdue"]}
        return {"reader_no": f"R{reader}", "loans": loans, "owed_yuan": kept["owed"]}
