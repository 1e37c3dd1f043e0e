"""Since when a campus's services are what they are, as its source says: its figures stand in the months it tells of.

A file's ``since`` has a day for each column, and ``new`` for those of the column ``online`` that came last; ``fresh``
names by requirement which of these are new for certain, the rest are a department's last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.catalogue import OPEN_STATES

Json = dict[str, Any]


def dated(raw: Mapping[str, Any], new: Mapping[str, int], definitions: Iterable[Json]) -> list[Json]:
    """The definitions with the days of their states; `raw` is the campus's file, `new` counts by department what came
    last. Without ``since`` they stay as they are."""
    found = list(definitions)
    if not (days := raw.get("since")):
        return found
    latest = {id(one) for unit, count in new.items() for one in _latest(found, unit, count, raw.get("fresh") or "(?!)")}
    return [_with_day(one, days, new=id(one) in latest) for one in found]


def _latest(definitions: list[Json], unit: str, count: int, fresh: str) -> list[Json]:
    pattern = re.compile(fresh)
    own = [one for one in definitions if one["owner_unit"] == unit and one["channel"]["state"] in OPEN_STATES]
    ordered = sorted(own, key=lambda one: any(pattern.fullmatch(id) for id in one.get("requirements", ())))
    return ordered[len(ordered) - count :]


def _with_day(one: Json, days: Mapping[str, str], *, new: bool) -> Json:
    """What is in test was built before, what is being built was planned, what can be used was either."""
    channel = one["channel"]
    state = channel["state"]
    column = "new" if new else "online" if state in OPEN_STATES else state
    if column not in days:
        return one
    before = "planned" if state == "building" else "building"
    then = [{"state": state, "since": str(days[column])}, *channel.get("then", ())]
    return one | {"channel": channel | {"state": before, "then": then}}
