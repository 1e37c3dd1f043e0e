"""League tables of ratings: a place by the mean, and none for what too few have rated. Pure (W-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.shared.rated import Rated
from chalicelib.shared.text import Text

LEAST = 10
"""Ratings from which something has a place: with fewer one bad day decides, and one may know who it was."""
TOO_FEW = Text(
    f"不足 {LEAST} 条评价，不参与排名，也不显示平均分", f"Fewer than {LEAST} ratings: no place, and no mean"
)

Json = dict[str, Any]


def placed(rows: Iterable[tuple[Mapping[str, Any], Rated]]) -> list[Json]:
    """Each row with `rank`, `count`, `mean`, `low` (per cent) and `note`, those with a place first.

    Who has the same mean as it is shown has the same place, and the next one is as far behind as there are before it;
    among equals whoever more have rated comes first. Without a place: by count, then by name.
    """
    known = list(rows)
    means = [rated.mean or 0 for _, rated in known if rated.count >= LEAST]
    made = [_row(row, rated, means) for row, rated in known]
    return sorted(made, key=lambda one: (one["rank"] is None, one["rank"] or 0, -one["count"], _name(one)))


def _row(row: Mapping[str, Any], rated: Rated, means: list[float]) -> Json:
    enough = rated.count >= LEAST
    return {
        **row,
        "rank": 1 + sum(mean > (rated.mean or 0) for mean in means) if enough else None,
        "count": rated.count,
        "mean": rated.mean if enough else None,
        "low": rated.low_share if enough else None,
        "note": None if enough else TOO_FEW.to_dict(),
    }


def _name(row: Json) -> str:
    return str(row["name"]["zh"])
