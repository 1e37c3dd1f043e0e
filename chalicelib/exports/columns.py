"""The columns an export may have: of the head, the form's fields, each step's opinions, and how long things took. Pure.

A column is named ``number``, ``form.<field>``, ``opinion.<step>`` or ``hours.<step>``; ``form.*`` and its like stand
for all there are in the present versions of the services.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.applications import Definition
from chalicelib.flows import steps_of
from chalicelib.shared.text import Text

HEAD: dict[str, Text] = {
    "number": Text("办件编号", "Application number"),
    "service": Text("事项", "Service"),
    "title": Text("办件名称", "Title"),
    "state": Text("状态", "State"),
    "urgent": Text("加急", "Urgent"),
    "submitted_at": Text("提交时间", "Submitted"),
    "ended_at": Text("办结时间", "Ended"),
    "applicant_id": Text("学工号", "Card number"),
    "applicant_name": Text("申请人", "Applicant"),
    "applicant_category": Text("人员类别", "Category"),
}
TOTAL = "hours.total"
GROUPS = ("head", "form", "opinion", "hours")
MOST = 300


@dataclass(frozen=True)
class Column:
    name: str
    label: Text


def columns_of(definitions: Iterable[Definition]) -> list[Column]:
    """All that may be asked for of these services, each name once, in the order of the file."""
    known = list(definitions)
    found = {name: Column(name, label) for name, label in HEAD.items()}
    for definition in known:
        for field in definition.form.fields:
            found.setdefault(f"form.{field.name}", Column(f"form.{field.name}", field.label))
    for kind, zh, en in (("opinion", "意见", "opinion"), ("hours", "用时（小时）", "hours")):
        for definition in known:
            for step in steps_of(definition.flow):
                label = Text(f"{step.title.zh}{zh}", f"{step.title.en}: {en}")
                found.setdefault(f"{kind}.{step.name}", Column(f"{kind}.{step.name}", label))
    found[TOTAL] = Column(TOTAL, Text("总用时（小时）", "Hours in all"))
    return _told_apart(list(found.values()))


def _told_apart(columns: Sequence[Column]) -> list[Column]:
    """No two have the same heading: a later one of the same words has its name beside them."""
    seen: set[str] = set()
    told = []
    for one in columns:
        twice = not seen.isdisjoint((one.label.zh, one.label.en))
        seen |= {one.label.zh, one.label.en}
        name = one.name.removeprefix("form.")
        told.append(Column(one.name, Text(f"{one.label.zh}（{name}）", f"{one.label.en} ({name})")) if twice else one)
    return told


def chosen(wanted: Sequence[str], known: Sequence[Column]) -> tuple[list[Column], list[int]]:
    """The columns meant, each once, in the order they were named, and the places of those that mean nothing."""
    by_name = {one.name: one for one in known}
    found: dict[str, Column] = {}
    unknown = []
    for place, name in enumerate(wanted):
        group = name.removesuffix(".*") if name.endswith(".*") else ""
        if group in GROUPS:
            meant = [one for one in known if group_of(one.name) == group]
        else:
            meant = [by_name[name]] if name in by_name else []
            if not meant:
                unknown.append(place)
        found.update((one.name, one) for one in meant)
    return list(found.values()), unknown


def group_of(name: str) -> str:
    """``head``, ``form``, ``opinion`` or ``hours``."""
    group, dot, _ = name.partition(".")
    return group if dot else "head"
