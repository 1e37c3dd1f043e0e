"""A request that is right, from which every wrong one is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Good:
    """A request the fake hall accepts, and the same for an id it does not have."""

    method: str
    path: str
    url: str
    status: int
    unknown: str = ""
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
