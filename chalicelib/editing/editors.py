"""Who edits: the officers and the head of a unit, for what their unit owns, and whoever runs the hall (Z-18)."""

from __future__ import annotations

from datetime import date

from chalicelib.errors import NotFound
from chalicelib.people import Person, runs_hall, split_position_key
from chalicelib.proof import OWN_ROLES


def edits_something(person: Person, on: date) -> bool:
    """Whether the person looks after any department's services, be there some or not yet."""
    return runs_hall(person, on) or any(split_position_key(key)[0] in OWN_ROLES for key in person.position_keys(on))


def check_editor(person: Person, on: date) -> None:
    """Raises `NotFound` for everybody else: what is not published yet is nobody else's business."""
    if not edits_something(person, on):
        raise NotFound()
