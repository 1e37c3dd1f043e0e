"""Which value is meant, in one text: ``register:<code>:<key>:<column>``, ``connector:<code>:<key>:<column>``. Pure."""

from __future__ import annotations

from typing import NamedTuple

from chalicelib.errors import NotFound

REGISTER, CONNECTOR = "register", "connector"


class Place(NamedTuple):
    """`kind` is `REGISTER` or `CONNECTOR`; keys may hold colons, codes and columns do not."""

    kind: str
    code: str
    key: str
    column: str


def read_place(text: str) -> Place:
    """Raises `NotFound` for a text that names no such value."""
    kind, _, rest = text.partition(":")
    code, _, rest = rest.partition(":")
    key, _, column = rest.rpartition(":")
    if kind not in (REGISTER, CONNECTOR) or not (code and key and column):
        raise NotFound()
    return Place(kind, code, key, column)


def place_text(place: Place) -> str:
    return ":".join(place)
