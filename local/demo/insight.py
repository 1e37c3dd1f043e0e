"""Figures of three past months for a few services, so that guides and statistics are not empty. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from chalicelib.insight import Ending, History, load_history
from chalicelib.shared.clock import CHINA

SERVICES = {"student-leave": 46, "introduction-letter": 18, "deferred-exam": 25, "student-card-replacement": 30}
"""How many applications a month, about."""
SAID = (
    "（示例）办得很快，谢谢老师",
    "（示例）希望流程图能放大",
    "（示例）材料说明再清楚一些更好",
    "",
    "（示例）在手机上就办完了",
    "",
)
SOUGHT = {"停车证": 5, "宿舍空调": 4, "parking permit": 3}
COUNTERS = {
    "student-affairs": (60, (60, 25, 10, 3, 2)), "registry": (90, (45, 30, 15, 6, 4)),
    "research": (25, (70, 20, 8, 2, 0)), "seal": (2, (60, 40, 0, 0, 0)),
}  # fmt: skip
"""Ratings a month, about, and how many of a hundred gave so many of `STARS`."""
STARS = (5, 4, 3, 2, 1)
_HOUR = timedelta(hours=1)


def load_demo_figures(hall: Any) -> bool:
    """Whether there was anything to load; months that have figures are left alone."""
    now = hall.clock().astimezone(CHINA)
    known = {str(one["code"]) for one in hall.catalogue.current_all()}
    for counter, month, stars in demo_stars(now):
        hall.tickets.lines.store.load_ratings(counter, month, stars)
    loaded = [load_history(hall.insight.store, one) for one in demo_history(now) if one.service in known]
    if not any(loaded):
        return False
    for term, hits in SOUGHT.items():
        for _ in range(hits):
            hall.insight.store.search(now.date(), term)
    return True


def demo_history(now: datetime) -> Iterator[History]:
    """The three months before this one."""
    first = now.date().replace(day=1)
    for _ in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
        for code, about in SERVICES.items():
            yield _month(f"{first:%Y-%m}", code, about)


def demo_stars(now: datetime) -> Iterator[tuple[str, str, list[int]]]:
    """Counter, month, and what was tapped there after being served; too little for a place at the last one."""
    for month in {known.month: None for known in demo_history(now)}:
        random = Random(f"stars {month}")
        for counter, (count, stars) in COUNTERS.items():
            yield counter, month, random.choices(STARS, stars, k=count + random.randint(0, count // 4))


def _month(month: str, code: str, about: int) -> History:
    random = Random(f"{month} {code}")
    started = about + random.randint(-5, 5)
    ends = [_ending(random) for _ in range(started - random.randint(0, 3))]
    visits = {"": started * 14, "share": started * 2, "wecom": started * 4, "orientation": started}
    stars = ((5, 5, 5, 4, 4, 3), (5, 4, 4, 4, 3, 2))
    said = [(*map(random.choice, stars), random.choice(SAID)) for _ in range(12)]
    return History(month, code, started, ends, visits, said)


def _ending(random: Random) -> Ending:
    outcome = random.choices(("completed", "rejected", "withdrawn"), (88, 7, 5))[0]
    used = random.choice((0.5, 1, 2, 3, 5, 6, 8, 12, 16, 20, 26)) * _HOUR
    return Ending(outcome, outcome == "completed" and used > 21 * _HOUR, used)
