"""The registers there are: their definitions as stored, kept for a minute by each process.

Definitions come from ``catalogue/registers/*.yaml`` when services are published (`define_registers`) and are read from
the table by everybody else, as services are.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.catalogue import CATALOGUE_ROOT, load_definitions
from chalicelib.errors import NotFound
from chalicelib.registers.check_register import check_register
from chalicelib.registers.model import Register
from chalicelib.registers.store import Doc, Overtaken, Put, RegisterStore
from chalicelib.shared.clock import stamp, unstamp

PK = "REGISTERS"
MAX_REGISTERS = 200
FOLDER = CATALOGUE_ROOT / "registers"


@dataclass(frozen=True)
class Kept:
    """A register and when its last complete import ended: until then everything in it was looked at."""

    register: Register
    fresh_at: datetime | None
    rev: int
    raw: Mapping[str, Any]


@dataclass
class RegisterDefinitions:
    """All registers by code; a change is seen by every process within `keep_for` seconds."""

    store: RegisterStore
    keep_for: float = 60
    _kept: dict[str, Kept] = field(default_factory=dict)
    _read_at: float = float("-inf")

    def get(self, code: str) -> Register:
        """Raises `NotFound`."""
        return self.kept(code).register

    def kept(self, code: str) -> Kept:
        """Raises `NotFound`."""
        found = self.all().get(code)
        if found is None:
            raise NotFound()
        return found

    def all(self) -> dict[str, Kept]:
        """By code, in its order; one query a minute."""
        if time.monotonic() - self._read_at > self.keep_for:
            docs = self.store.below(PK, "", limit=MAX_REGISTERS)
            self._kept = {doc.sk: _kept(doc) for doc in docs}
            self._read_at = time.monotonic()
        return self._kept

    def forget(self) -> None:
        self._read_at = float("-inf")

    def define(self, raw: Mapping[str, Any]) -> bool:
        """Store a definition that passed its check; whether that changed anything."""
        before = self.store.read(PK, raw["register"])
        if before is not None and before.data["raw"] == raw:
            return False
        data = {**(before.data if before else {}), "raw": dict(raw)}
        self.store.write([Put(Doc(PK, raw["register"], data, before.rev + 1 if before else 1))])
        self.forget()
        return True

    def refreshed(self, code: str, at: datetime) -> None:
        """Note that everything in the register was up to date at `at`; a later note stays."""
        for _ in range(3):
            doc = self.store.read(PK, code)
            if doc is None or str(doc.data.get("fresh_at", "")) >= stamp(at):
                return
            try:
                self.store.write([Put(Doc(PK, code, {**doc.data, "fresh_at": stamp(at)}, doc.rev + 1))])
            except Overtaken:
                continue
            self.forget()
            return


@cache
def bundled_registers() -> dict[str, Register]:
    """The registers of the bundle that can be read, by code: what a flow may write to."""
    found = [one.raw for one in load_definitions(FOLDER) if not one.faults]
    return {str(raw["register"]): Register.of(raw) for raw in found if raw.get("register")}


def define_registers(
    registers: RegisterDefinitions, units: Collection[str], root: Path = FOLDER
) -> dict[str, list[str]]:
    """Define what the files below `root` say; problems by file, for files that were refused."""
    definitions = load_definitions(root)
    codes = {str(found.raw.get("register")) for found in definitions}
    refused: dict[str, list[str]] = {}
    for found in definitions:
        problems = [problem.get("zh") for problem in found.faults]
        for finding in check_register(found.raw, units=units, registers=codes):
            problems.append(f"{found.path}:{found.line_of(finding.pointer)}: {finding.message.zh}")
        if problems:
            refused[found.path] = problems
        else:
            registers.define(found.raw)
    return refused


def _kept(doc: Doc) -> Kept:
    fresh = doc.data.get("fresh_at")
    return Kept(Register.of(doc.data["raw"]), unstamp(fresh) if fresh else None, doc.rev, doc.data["raw"])
