"""Who may look at rosters, and who may change which (H-19). Pure."""

from __future__ import annotations

from datetime import date

from chalicelib.errors import NotAllowed
from chalicelib.people import ROLES, Person, Roster, runs_hall, split_position_key
from chalicelib.shared.text import Text

STAFFED_BY = ("department_head", "officer")
"""Roles whose holders work for their department; they keep its rosters."""
STAND_IN = "business_coordinator"
"""Keeps the rosters of a department that has nobody to do it: else nobody could ever fill them again."""

_LOOK = Text("名册供各单位负责人、经办人和大厅管理人员查看", "Rosters are for heads and officers of units")


def departments_of(person: Person, on: date) -> frozenset[str]:
    """The units the person works for as head or officer on that day."""
    held = [split_position_key(key) for key in person.position_keys(on)]
    return frozenset(unit for role, unit in held if role in STAFFED_BY)


def check_look(person: Person, on: date) -> None:
    """Raises `NotAllowed` for who is neither head nor officer of a unit and does not run the hall."""
    if not departments_of(person, on) and not runs_hall(person, on):
        raise NotAllowed(_LOOK)


def owner_of(roster: Roster) -> str:
    """The department that keeps the roster: the one written with it, else the role's, else the unit itself."""
    return roster.owner_unit or ROLES[roster.role].owner_unit or roster.unit


def stands_in(person: Person, on: date) -> bool:
    """Whether the person is the one who keeps rosters nobody is left to keep."""
    return any(split_position_key(key)[0] == STAND_IN for key in person.position_keys(on))


def refusal(owner: Text) -> NotAllowed:
    """What somebody is told who wants to change another department's roster."""
    zh, en = f"该名册由{owner.zh}维护，请与其联系", f"This roster is kept by {owner.en}; please ask them"
    return NotAllowed(Text(zh, en))
