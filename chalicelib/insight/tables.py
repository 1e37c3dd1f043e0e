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


_LEAGUE = (
    Text("榜单", "Table"),
    Text("名次", "Place"),
    Text("编码", "Code"),
    Text("名称", "Name"),
    Text("部门", "Department"),
    Text("大厅", "Hall"),
    Text("评价数", "Ratings"),
    Text("平均分（1–5）", "Mean (1–5)"),
    Text("低分占比（%，1–2 星）", "Low (%, one or two stars)"),
    Text("网上评价数", "Ratings online"),
    Text("窗口评价数", "Ratings at counters"),
    Text("说明", "Note"),
)
_TABLES = {
    "services": ("code", Text("事项", "Services")),
    "departments": ("unit", Text("部门", "Departments")),
    "counters": ("counter", Text("窗口", "Counters")),
}


def league_csv(told: Mapping[str, Any], lang: Lang) -> str:
    """`told` as `Comparison.tables` gives it."""
    rows = ([one, *_TABLES[name]] for name in _TABLES for one in told[name])
    return _csv(_LEAGUE, (_league_row(one, code, table, lang) for one, code, table in rows), lang)


def _league_row(one: Mapping[str, Any], code: str, table: Text, lang: Lang) -> list[str]:
    def said(text: Mapping[str, str] | None) -> str:
        return text[lang] if text else ""

    numbers = [one["count"], one["mean"], one["low"], one.get("online"), one.get("at_counters")]
    unit = one["name"] if code == "unit" else one["unit"]["name"]
    return [
        table.get(lang),
        str(one["rank"] or ""),
        str(one[code]),
        said(one["name"]),
        said(unit),
        said(one.get("hall")),
        *("" if number is None else f"{number:g}" for number in numbers),
        said(one["note"]),
    ]


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
