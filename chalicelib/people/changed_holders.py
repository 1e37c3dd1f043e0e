"""Whose tasks a change of the people table may have left without anybody who can act. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.people import records

WATCHED = ("data", "positions", "stands_in")
"""Of a person: who they are, whether they have left, what they hold, whom they stand in for; not their language."""


def changed_holders(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Holder keys (``person:<id>``, ``position:<role>@<unit>``) that a stream record with both images concerns.

    A roster is its position's; a person's own item is theirs, of everything they held when they left, and of those who
    stood in for them, because a proxy may have claimed what the principal holds no longer.
    """
    change = record["dynamodb"]
    pk, sk = (change["Keys"][name]["S"] for name in ("pk", "sk"))
    before, after = change.get("OldImage") or {}, change.get("NewImage") or {}
    if sk == "ROSTER":
        return (f"position:{pk.removeprefix('R#')}",)
    if sk != "PERSON" or not before or all(before.get(name) == after.get(name) for name in WATCHED):
        return ()
    held = before.get("positions", {}).get("S", "[]") if before.get("data") != after.get("data") else "[]"
    positions = (f"position:{position.key}" for position in records.positions_from(held))
    proxies = records.proxies_from(before.get("gave", {}).get("S", "[]"))
    people = (f"person:{id}" for id in (pk.removeprefix("P#"), *(one.proxy for one in proxies if one.proxy)))
    return tuple(dict.fromkeys([*people, *positions]))
