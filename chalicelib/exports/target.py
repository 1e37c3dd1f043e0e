"""Buckets of departments that exports may be delivered to, as whoever runs the hall has registered them. Pure.

No address comes from whoever asks for an export: they name a target, and the settings say where it is. The role of the
worker may write there and nowhere else (``ExportTargetObjects`` of the stack).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ONE = re.compile(
    r"(?P<code>[a-z][a-z0-9-]{1,39})@(?P<unit>[a-z][a-z0-9-]*)=s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/"
    r"(?P<prefix>(?:[A-Za-z0-9_-]+/)*)"
)


@dataclass(frozen=True)
class Target:
    """`prefix` is empty or ends in a slash; `unit` is the department whose exports may go there."""

    code: str
    unit: str
    bucket: str
    prefix: str

    @property
    def place(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


def read_targets(text: str) -> Mapping[str, Target]:
    """``"student-data@student-affairs=s3://bucket/hall/; …"`` by code. Raises `ValueError`, so that a wrong setting is
    seen when the hall starts to use it and not when a file does not arrive."""
    found: dict[str, Target] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = _ONE.fullmatch(part)
        if match is None or match["code"] in found:
            raise ValueError(f"not an export target: {part!r}")
        found[match["code"]] = Target(**match.groupdict())
    return found
