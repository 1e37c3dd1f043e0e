"""A Merkle tree over lines of text, as RFC 6962 (2.1) builds one: its root, and the path from a line to it. Pure.

Leaves and inner nodes are hashed with a different first byte, so none can be passed off as the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").hexdigest()


def root_of(lines: Sequence[str]) -> str:
    """Hexadecimal; `EMPTY` of no lines."""
    level = [_leaf(line) for line in lines]
    while len(level) > 1:
        level = _above(level)
    return level[0].hex() if level else EMPTY


def path_of(lines: Sequence[str], at: int) -> list[list[str]]:
    """What is hashed with the line at `at` on the way up: ``[["left" or "right", hexadecimal], …]``."""
    level, path = [_leaf(line) for line in lines], []
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            path.append(["left" if beside < at else "right", level[beside].hex()])
        level, at = _above(level), at // 2
    return path


def climb(line: str, path: Sequence[Sequence[str]]) -> str:
    """The root that `line` and `path` lead to."""
    at = _leaf(line)
    for side, beside in path:
        other = bytes.fromhex(beside)
        at = _node(other, at) if side == "left" else _node(at, other)
    return at.hex()


def _leaf(line: str) -> bytes:
    return hashlib.sha256(b"\0" + line.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    """The level above; a last one that stands alone goes up as it is."""
    paired = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return paired + ([level[-1]] if len(level) % 2 else [])
