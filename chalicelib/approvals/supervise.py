"""Supervise (督办): an administrator says what is to happen by when; the holders and their heads are told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.applications import Change, EventType
from chalicelib.approvals.saying import Saying, refuse, step_tasks, text_faults, until_of
from chalicelib.errors import FieldError, NotFound, NotYourTurn
from chalicelib.people import Person, Unit
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text


def supervise(saying: Saying, text: str, until: str, heads: Iterable[str] = ()) -> Change:
    """`until` is a date; `heads` are the holder keys of the units' heads. Raises `NotFound` for who does not
    administer it, `NotYourTurn` where nobody holds it, `InvalidForm`."""
    if not saying.administers:
        raise NotFound()
    if not step_tasks(saying.application):
        raise NotYourTurn(Text("当前没有等待办理的环节", "Nobody has to act at the moment"))
    due = until_of(until, saying.now)
    day = [] if due else [FieldError("/until", "date", Text("请选择今后一年内的日期", "Choose a date within a year"))]
    refuse(text_faults(text, "/text", Text("请填写督办要求", "Say what has to happen")), day)
    assert due is not None
    known = {copy.holder for copy in saying.application.copies}
    new = [holder for holder in dict.fromkeys(heads) if holder not in known]
    data: dict[str, Any] = {"until": stamp(due), "heads": list(dict.fromkeys(heads))}
    return saying.change(EventType.SUPERVISED, text, data=data | ({"copied": new} if new else {}))


def heads_of(holders: Iterable[str], people: Mapping[str, Person], units: Mapping[str, Unit]) -> list[str]:
    """The holder keys of the heads of the units that hold something."""
    led = [led_from(unit, units) for unit in units_of(holders, people)]
    return [f"position:department_head@{unit}" for unit in dict.fromkeys(led)]


def units_of(holders: Iterable[str], people: Mapping[str, Person]) -> list[str]:
    """The units whose positions, or whose people, hold something."""
    found = []
    for holder in holders:
        kind, _, key = holder.partition(":")
        if kind == "position":
            found.append(key.partition("@")[2])
        elif key in people:
            found.append(people[key].units.get("department", ""))
    return [unit for unit in dict.fromkeys(found) if unit]


def led_from(unit_id: str, units: Mapping[str, Unit]) -> str:
    """The unit whose head leads it: a class is led from its college."""
    unit = units.get(unit_id)
    return unit.parent if unit and unit.kind == "class" and unit.parent else unit_id
