"""Which department has which seal: by setting; the seals themselves (name, key, certificates) lie in storage.

A department without an entry takes the one of ``*``; where there is none either, its documents carry no seal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.errors import NotFound, Temporary
from chalicelib.seals.model import Seal, place_of
from chalicelib.shared.text import Text

EVERYBODY = "*"
MOST_BYTES = 100_000
"""Of a seal's file: a name and a chain of certificates."""
_CODE = re.compile(r"[a-z][a-z0-9-]{0,40}")


class SealUnavailable(Temporary):
    """The seal cannot be put on now: its key does not answer, or its certificate is not there, over or another key's.
    What needs the seal waits; ``extra["cause"]`` says what it is."""

    code = "seal_unavailable"
    title = Text("电子印章暂时无法使用，恢复后自动加盖", "The seal cannot be used now; it is put on once it can")


def read_assignment(text: str) -> dict[str, str]:
    """``"*=university; graduate-school=graduate"``: unit to the code of its seal. Raises `ValueError`."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        unit, _, code = (one.strip() for one in part.partition("="))
        if not unit or unit in found or not _CODE.fullmatch(code):
            raise ValueError(f"{part!r}: expected unit=seal, each unit once")
        found[unit] = code
    return found


@dataclass(frozen=True)
class SealBook:
    """`read` gives the first bytes of a stored file, or raises `NotFound`. A seal is read once for each process."""

    assigned: Mapping[str, str]
    read: Callable[[str, int], bytes]
    _known: dict[str, Seal] = field(default_factory=dict)

    def code_of(self, unit: str) -> str:
        """The code of the unit's seal; "" where its documents need none."""
        return self.assigned.get(unit) or self.assigned.get(EVERYBODY, "")

    def seal_of(self, unit: str) -> Seal | None:
        """None where none is needed. Raises `SealUnavailable` where the one that is needed was not set up."""
        code = self.code_of(unit)
        if not code:
            return None
        if code not in self._known:
            self._known[code] = self._load(code)
        return self._known[code]

    def forget(self) -> None:
        """Read the seals anew: one of them may have a new certificate."""
        self._known.clear()

    def _load(self, code: str) -> Seal:
        said: dict[str, Any] = {"seal": code}
        try:
            return Seal.of_json(self.read(place_of(code), MOST_BYTES))
        except NotFound as error:
            raise SealUnavailable(extra=said | {"cause": "not set up"}) from error
        except (ValueError, KeyError, TypeError) as error:
            raise SealUnavailable(extra=said | {"cause": "its file cannot be read"}) from error
