"""Ratings and plain numbers as values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chalicelib.shared.clock import CHINA, stamp, unstamp
from chalicelib.shared.rated import Rated

STARS = (1, 5)


@dataclass(frozen=True)
class Rating:
    """What an applicant said when it was over: the service and the flow apart (Z-08), one to five, and a sentence."""

    service: int
    flow: int
    comment: str
    first_at: datetime
    changed_at: datetime

    def to_data(self) -> list[Any]:
        return [self.service, self.flow, self.comment, stamp(self.first_at), stamp(self.changed_at)]

    @classmethod
    def of_data(cls, data: Sequence[Any]) -> Rating:
        service, flow, comment, first, changed = data
        return cls(int(service), int(flow), str(comment), unstamp(first), unstamp(changed))

    def says(self) -> tuple[int, int, str]:
        return self.service, self.flow, self.comment


@dataclass(frozen=True)
class Visited:
    """Plain numbers of a service in a month: visits, those from each source by its tag, ratings and their sums; `low`
    as in `shared.rated`, by the stars for the service."""

    visits: int = 0
    tags: Mapping[str, int] = field(default_factory=dict)
    rated: int = 0
    rated_service: int = 0
    rated_flow: int = 0
    low: int = 0
    judged: int = 0

    @property
    def of_service(self) -> Rated:
        return Rated(self.rated, self.rated_service, self.low, self.judged)

    def averages(self) -> dict[str, Any] | None:
        """`{count, service, flow}`, averages with one decimal; None where nobody has rated."""
        if not self.rated:
            return None
        service, flow = (round(total / self.rated, 1) for total in (self.rated_service, self.rated_flow))
        return {"count": self.rated, "service": service, "flow": flow}


def together(all_of: Iterable[Visited]) -> Visited:
    """Several months as one."""
    visits = flow = 0
    said = Rated()
    tags: dict[str, int] = {}
    for one in all_of:
        visits, flow, said = visits + one.visits, flow + one.rated_flow, said + one.of_service
        for tag, count in one.tags.items():
            tags[tag] = tags.get(tag, 0) + count
    return Visited(visits, tags, said.count, said.stars, flow, said.low, said.judged)


def month_of(at: datetime) -> str:
    """``2026-11``, in China."""
    return f"{at.astimezone(CHINA):%Y-%m}"


def months_until(last: date, count: int) -> list[str]:
    """The names of so many months, the newest first."""
    at = last.year * 12 + last.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(at, at - count, -1)]
