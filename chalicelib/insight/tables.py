"""The figures as files for spreadsheets: the exports room's CSV, whose cells are inert (PROMISES R34)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.exports import Column, write_csv
from chalicelib.insight.model import Rating
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Lang, Text

_SERVICES = (
    Text("事项编码", "Code"),
    Text("事项", "Service"),
    Text("归口部门", "Department"),
    Text("访问次数", "Visits"),
    Text("发起", "Started"),
    Text("已办结", "Completed"),
    Text("未通过", "Not approved"),
    Text("已撤回", "Withdrawn"),
    Text("已终止", "Terminated"),
    Text("超时", "Late"),
    Text("半数用时不超过（工作小时）", "Half within (working hours)"),
    Text("九成用时不超过（工作小时）", "Nine in ten within (working hours)"),
    Text("评价人数", "Ratings"),
    Text("服务评分", "Service (1–5)"),
    Text("流程评分", "Flow (1–5)"),
    Text("按时办结（%）", "On time (%)"),
    Text("在办", "Under way"),
    Text("少跑（次）", "Visits saved"),
    Text("来源", "Sources"),
)
_RATINGS = (
    Text("月份", "Month"),
    Text("事项编码", "Code"),
    Text("事项", "Service"),
    Text("日期", "Day"),
    Text("服务评分", "Service (1–5)"),
    Text("流程评分", "Flow (1–5)"),
    Text("意见", "Comment"),
)


def services_csv(told: Mapping[str, Any], lang: Lang) -> str:
    """`told` as `Statistics.overview` gives it."""
    units = {unit["id"]: unit["name"][lang] for unit in told["units"]}
    return _csv(_SERVICES, (_service_row(one, units, lang) for one in told["services"]), lang)


def ratings_csv(month: str, rows: Iterable[tuple[Mapping[str, Any], Rating]], lang: Lang) -> str:
    """`rows` are summaries of services with a rating each."""
    told = (
        [
            month,
            str(service["code"]),
            service["name"][lang],
            f"{rating.changed_at.astimezone(CHINA):%Y-%m-%d}",
            str(rating.service),
            str(rating.flow),
            rating.comment,
        ]
        for service, rating in rows
    )
    return _csv(_RATINGS, told, lang)


def _service_row(one: Mapping[str, Any], units: Mapping[str, str], lang: Lang) -> list[str]:
    rating = one["rating"] or {"count": 0, "service": None, "flow": None}
    numbers = [one["visits"], one["started"], *one["ended"].values(), one["late"], one["half_within"]]
    numbers += [one["most_within"], rating["count"], rating["service"], rating["flow"]]
    numbers += [one["on_time"], one["running"], one["trips"]]
    sources = "; ".join(f"{source['tag']}={source['visits']}" for source in one["sources"])
    cells = ["" if number is None else f"{number:g}" for number in numbers]
    return [str(one["code"]), one["name"][lang], units.get(str(one["unit"]), str(one["unit"])), *cells, sources]


def _csv(columns: Sequence[Text], rows: Iterable[Sequence[str]], lang: Lang) -> str:
    file = io.BytesIO()
    write_csv(file, [Column(label.en, label) for label in columns], rows, lang)
    return file.getvalue().decode()
