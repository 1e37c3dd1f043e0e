"""What stands in for the portal's bucket on one machine: pages are files that the gateway serves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """`root` is the rendered portal; what is published while the hall runs is written into it."""

    root: Path

    def put(self, path: str, content: bytes, _kind: str = "", _caching: str = "") -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
