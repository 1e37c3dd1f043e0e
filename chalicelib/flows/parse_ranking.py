"""Reading how the applications at a step are put in order (``ranking``), and whether that can work. Pure.

ranking: {place: rank, of: ranked, by: [overall, gpa_checked], within: [major, scholarship]}
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from chalicelib.flows.model import Ranking, Step

Note = Callable[[str, str, str], None]
KEYS = {"place", "of", "by", "within"}
FIGURES = ("number", "money", "computed")


def parse_ranking(raw: Any, at: str, note: Note) -> Ranking | None:
    """The ranking in `raw`; None, and a note, where it is none."""
    given = raw if isinstance(raw, Mapping) else {}
    lists = {name: given.get(name, []) for name in ("by", "within")}
    named = [given.get("place"), given.get("of", ""), *_names(lists["by"]), *_names(lists["within"])]
    if set(given) - KEYS or not given.get("place") or not _names(lists["by"]) or not _all_text(named, lists):
        shape = "{place: <field>, of: <field>, by: [<field>…], within: [<field>…]}"
        note(at, f"应写成 {shape}，其中 of、within 可省略", f"expected {shape}; of and within may be left out")
        return None
    return Ranking(given["place"], tuple(lists["by"]), tuple(lists["within"]), given.get("of", ""))


def ranking_findings(step: Step, fields: Collection[str], facts: Mapping[str, str], note: Note) -> None:
    """What would keep a step's ranking from working: the list is read with facts, and fills fields of the step."""
    ranking = step.ranking
    if ranking is None:
        return
    at = f"{step.at}/ranking"
    for name in sorted(ranking.fills - step.edits):
        note(at, f"本环节须能填写“{name}”（fields）", f"the step must be able to fill in {name!r} (fields)")
    for name in (*ranking.by, *ranking.within):
        if step.fields.get(name) == "hidden":
            note(at, f"本环节看不到“{name}”，不能按它排序", f"the step does not see {name!r} and cannot order by it")
    for name in ranking.by:
        if facts.get(name) not in FIGURES:
            note(at, f"排序所用的“{name}”须是数字字段并标为 fact: true", f"{name!r} must be a number and a fact")
    for name in ranking.within:
        if name not in fields:
            note(at, f"表单没有字段“{name}”", f"the form has no field {name!r}")


def _names(listed: Any) -> list[Any]:
    return listed if isinstance(listed, list) else []


def _all_text(named: list[Any], lists: Mapping[str, Any]) -> bool:
    return all(isinstance(listed, list) for listed in lists.values()) and all(isinstance(one, str) for one in named)
