"""A page over several boxes in one order, with or without a filter; what it costs never depends on what is stored.

Without a filter a page is one query for each box, of one row more than the page. With one, rows are read in rounds of
100 and looked at: at most three rounds, so at most three queries and 303 rows a box. A page may then be short, or
empty, and still go on: its cursor says how far was looked. What is overdue or due soon is a range of the order itself,
a whole number leads to its application, and neither looks at anything else.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Row = Mapping[str, Any]
ROUNDS, ROUND = 3, 100
_KEYS = ("pk", "sk", "box", "box_at")


class Read(Protocol):
    """One query: `limit` rows of a box in its order, after the one with these keys."""

    def __call__(self, box: str, limit: int, after: Any, /) -> list[dict[str, Any]]: ...


@dataclass(frozen=True)
class Page:
    """`shown` has for each box the keys of the last row that was looked at; `more` that there is something after."""

    rows: Sequence[Row]
    shown: Mapping[str, Any]
    more: bool


def read_page(
    read: Read,
    boxes: Sequence[str],
    shown: Mapping[str, Any],
    limit: int,
    *,
    newest_first: bool,
    keep: Callable[[Sequence[Row]], Sequence[bool]] | None,
) -> Page:
    """The next `limit` rows that `keep`, which is asked for each round's rows together, wants; all when it is None."""
    seen, found = dict(shown), list[Row]()
    size = ROUND if keep else limit
    for _ in range(ROUNDS if keep else 1):
        streams = [read(box, size + 1, seen.get(box)) for box in boxes]
        merged = list(heapq.merge(*streams, key=lambda row: row["box_at"], reverse=newest_first))
        wanted = keep(merged[:size]) if keep else [True] * size
        for position, row in enumerate(merged[:size]):
            if len(found) == limit:
                return Page(found, seen, position < len(merged))
            seen[row["box"]] = {name: {"S": row[name]} for name in _KEYS}
            if wanted[position]:
                found.append(row)
        if len(merged) <= size:
            return Page(found, seen, more=False)
    return Page(found, seen, more=True)
