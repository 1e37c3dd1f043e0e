"""The services somebody looks after, by state, department and month (S-02, N12, Z-13). One query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.catalogue import (
    CHANNEL_STATES,
    OPEN_STATES,
    Channel,
    ServiceStore,
    Summary,
    lived,
    read_channel,
    state_on,
)
from chalicelib.editing.editors import check_editor
from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.people import PeopleStore, Person, runs_hall
from chalicelib.proof import administers
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.text import Text

Json = dict[str, Any]
FORMER = timedelta(days=1)
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Dashboard:
    people: PeopleStore
    catalogue: ServiceStore
    clock: Clock

    def __call__(self, person: Person, month: str | None) -> Json:
        """See the schema ``Dashboard``; `month` is ``2026-11``, by default the present one. Raises `NotFound` for who
        looks after no department, `InvalidRequest` for a month that has not come."""
        today = self.clock().astimezone(CHINA).date()
        check_editor(person, today)
        first = _first_day(month, today)
        day = min(today, _next_month(first) - FORMER)
        own = [one for one in self.catalogue.current_all() if administers(person, one["owner_unit"], today)]
        now, before = _states(own, day), _states(own, first - FORMER)
        units = {unit.id: unit.name for unit in self.people.all_units()}
        return {
            "month": first.isoformat()[:7],
            "day": day.isoformat(),
            "at": stamp(self.clock()),
            "all": runs_hall(person, today),
            "states": _counted(now, before),
            "completion": _completion(now),
            "departments": _departments(own, now, before, units),
            "items": [
                _item(one, now[one["code"]], day, units) | {"new": _new(one["code"], now, before)}
                for one in own
                if now[one["code"]]
            ],
        }


def _first_day(month: str | None, today: date) -> date:
    if not month:
        return today.replace(day=1)
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        first = date.max
    if not EARLIEST <= first <= today:
        text = Text("月份不能晚于本月", "The month has not come yet")
        raise InvalidRequest(errors=(FieldError("/month", "range", text),))
    return first


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _states(services: Sequence[Summary], day: date) -> dict[str, str | None]:
    return {str(one["code"]): state_on(one, day) for one in services}


def _new(code: str, now: Mapping[str, str | None], before: Mapping[str, str | None]) -> bool:
    """Whether it can be used now and could not be at the end of the month before (S-03)."""
    return now[code] in OPEN_STATES and before[code] not in OPEN_STATES


def _counted(now: Mapping[str, str | None], before: Mapping[str, str | None]) -> list[Json]:
    counts, earlier = Counter(now.values()), Counter(before.values())
    return [
        {"state": state, "title": title.to_dict(), "count": counts[state], "change": counts[state] - earlier[state]}
        for state, title in CHANNEL_STATES.items()
    ]


def _completion(now: Mapping[str, str | None]) -> Json:
    """What can be used of all that is wanted: retired ones are no longer wanted."""
    wanted = [state for state in now.values() if state and state != "retired"]
    done = sum(state in OPEN_STATES for state in wanted)
    return {"done": done, "of": len(wanted), "percent": round(100 * done / len(wanted)) if wanted else 0}


def _departments(
    services: Sequence[Summary],
    now: Mapping[str, str | None],
    before: Mapping[str, str | None],
    units: Mapping[str, Text],
) -> list[Json]:
    found: dict[str, list[str]] = {}
    for one in services:
        found.setdefault(str(one["owner_unit"]), []).append(str(one["code"]))
    rows = []
    for unit, codes in sorted(found.items()):
        counts, earlier = Counter(now[code] for code in codes), Counter(before[code] for code in codes)
        total, was = sum(counts.values()) - counts[None], sum(earlier.values()) - earlier[None]
        new = sum(_new(code, now, before) for code in codes)
        counted = {state: counts[state] for state in CHANNEL_STATES if counts[state]}
        named = units.get(unit, Text(unit, unit)).to_dict()
        told = {"id": unit, "name": named, "counts": counted, "total": total, "change": total - was, "new": new}
        rows.append(told)
    return rows


def _item(one: Summary, state: str | None, day: date, units: Mapping[str, Text]) -> Json:
    channel = read_channel(one.get("channel") or {})
    coming = channel.stage_on(day)[2]
    lines = lived(one, day)
    return {
        "code": one["code"],
        "version": one["version"],
        "name": one["name"],
        "owner": {"id": one["owner_unit"], "name": units.get(one["owner_unit"], Text("?", "?")).to_dict()},
        "archetype": one["archetype"],
        "state": state,
        "state_title": CHANNEL_STATES[state or "planned"].to_dict(),
        "since": lines[-1][0] if lines else None,
        "next": coming
        and {
            "state": coming.state,
            "title": CHANNEL_STATES[coming.state].to_dict(),
            "since": coming.since.isoformat(),
        },
        **_dates(channel, day),
    }


def _dates(channel: Channel, day: date) -> Json:
    """Target and season; `soon` where the season begins within the days its department wants to be told before."""
    opens, closes, target = channel.opens, channel.closes, channel.target
    soon = opens is not None and day < opens <= day + timedelta(days=channel.remind)
    return {
        "target": target and target.isoformat(),
        "late": target is not None and target < day,
        "opens": opens and opens.isoformat(),
        "closes": closes and closes.isoformat(),
        "soon": soon,
    }
