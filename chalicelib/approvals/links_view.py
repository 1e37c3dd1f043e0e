"""The other applications one is linked to: what it refers to, opened or settled, and what opened or settled it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.applications import Application
from chalicelib.shared.text import Text

RELATIONS = {
    "refers": Text("引用办件", "Refers to"),
    "opened": Text("已发起关联办件", "Opened"),
    "opened_by": Text("由关联办件发起", "Opened by"),
    "settled": Text("已办结关联办件", "Settled"),
    "linked": Text("由关联办件办结", "Settled by"),
}
"""By the name under which the timeline keeps the other one; `refers` is a field of the form."""


def describe_links(application: Application) -> list[dict[str, Any]]:
    """`[{id, number, relation, title}]`, each other application once, by the last thing that joined them.

    `number` is empty where the record knows the id only. Whoever follows one is asked anew whether they may read it.
    """
    found: dict[str, dict[str, Any]] = {}
    for relation, id, number in _links(application):
        known = found.pop(id, {}).get("number", "")
        title = RELATIONS[relation].to_dict()
        found[id] = {"id": id, "number": number or known, "relation": relation, "title": title}
    return list(found.values())


def _links(application: Application) -> Iterator[tuple[str, str, str]]:
    for value in application.form.values():
        if isinstance(value, dict) and {"id", "number", "title"} <= value.keys():
            yield "refers", value["id"], value["number"]
    for event in application.events:
        if opener := event.data.get("opened_by"):
            yield "opened_by", opener, ""
        for relation in ("opened", "settled", "linked"):
            other = event.data.get(relation)
            if isinstance(other, dict) and "number" in other:
                yield relation, other["id"], other["number"]
