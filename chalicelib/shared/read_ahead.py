"""What a request will need, read in one round trip before anybody asks for it, and each item told once.

`holding` opens the request, `keep` is given what was read (`chalicelib.shared.store.read_ahead`), and the stores `take`
from it before they go to the table. An item is taken at most once: whoever reads it again, for example after having
been overtaken, reads the table. Nothing is held outside `holding`, so no other request or thread is ever told it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

Raw = Mapping[str, Any]
"""An item as DynamoDB returns it, ``{"pk": {"S": …}, …}``."""


class Key(NamedTuple):
    """One item of one table; `table` is the whole name."""

    table: str
    pk: str
    sk: str


_held: ContextVar[dict[Key, Raw | None] | None] = ContextVar("held", default=None)


@contextmanager
def holding() -> Iterator[None]:
    """From here to the end of the block what `keep` is given may be taken; then it is forgotten."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def keep(found: Mapping[Key, Raw | None]) -> None:
    """Hold these items (None: the table has no such item) until taken; does nothing outside `holding`."""
    held = _held.get()
    if held is not None:
        held.update(found)


def take(key: Key) -> tuple[bool, Raw | None]:
    """Whether this item is held, and the item; from then on it is not held any more."""
    held = _held.get()
    if held is None or key not in held:
        return False, None
    return True, held.pop(key)


def is_open() -> bool:
    """Whether a request is being answered here, so that reading ahead is of use."""
    return _held.get() is not None
