"""From "the counsellor of the applicant's class" to holder keys, given the facts.

Pure over the facts and the units: where a unit stands in the university (its parent, its campus) comes from a reader
of units that is passed in, which answers from the process's cache, so a leader chain costs no call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from chalicelib.flows.model import By
from chalicelib.people import Unit, position_key
from chalicelib.people import heads_of as heads_of_kind
from chalicelib.shared.conditions import look_up


class Units(Protocol):
    """The directory's units by id; `PeopleStore` is one."""

    def get_units(self, ids: Iterable[str], /) -> Mapping[str, Unit]: ...


class NoUnits:
    """Where nobody has a directory at hand; chains and the campuses of fields' units name nobody then."""

    def get_units(self, ids: Iterable[str], /) -> Mapping[str, Unit]:
        return {}


def holders_of(by: By | Iterable[By], facts: Mapping[str, Any], units: Units | None = None) -> tuple[str, ...]:
    """Holder keys, each once: ``person:<id>`` or ``position:<role>@<unit>``; a chain's from the lowest level up.

    `facts` carries ``applicant: {id, category, units: {class: id, …}}`` and the form's facts at the top. Where a fact
    is missing the holder is left out; an empty answer means that nobody can be named.
    """
    each = (by,) if isinstance(by, By) else tuple(by)
    found = (key for one in each for key in _keys(one, facts, units or NoUnits()))
    return tuple(dict.fromkeys(found))


def ancestors(unit: str, units: Units) -> list[Unit]:
    """The unit and what it is part of, lowest first; nothing where the directory does not know it."""
    found: list[Unit] = []
    at: str | None = unit
    while at and all(at != one.id for one in found):
        here = units.get_units([at]).get(at)
        if here is None:
            break
        found.append(here)
        at = here.parent
    return found


def _keys(by: By, facts: Mapping[str, Any], units: Units) -> list[str]:
    if by.applicant:
        return [f"person:{one}" for one in _ids(look_up(facts, "applicant.id"))]
    if by.linked:
        return [f"person:{one}" for one in _ids(look_up(facts, f"linked.{by.form_field}.applicant"))]
    if by.chain:
        return [key for unit in _named(by.chain, facts) for key in _heads(unit, by.levels, units)]
    if by.role is None:
        return [f"person:{one}" for one in _ids(facts.get(by.form_field or ""))]
    return [f"position:{position_key(by.role, unit)}" for unit in _units(by, facts, units)]


def _heads(unit: str, levels: int, units: Units) -> list[str]:
    """Who heads the unit, then what it is part of; units that nobody heads (a campus) are passed."""
    headed = [(one, heads_of_kind(one.kind)) for one in ancestors(unit, units)]
    return [f"position:{position_key(roles[0], one.id)}" for one, roles in headed if roles][:levels]


def _units(by: By, facts: Mapping[str, Any], units: Units) -> list[str]:
    if by.unit:
        return [by.unit]
    if by.campus and by.form_field:
        return [campus for unit in _named(by.campus, facts) for campus in _campus(unit, units)]
    return _named(by.campus or by.of or "", facts)


def _campus(unit: str, units: Units) -> list[str]:
    """The campus a unit sits on; of a campus itself."""
    for one in ancestors(unit, units):
        if one.kind == "campus":
            return [one.id]
        if one.campus:
            return [one.campus]
    return []


def _named(source: str, facts: Mapping[str, Any]) -> list[str]:
    """The units `source` names: ``form.<field>`` or ``applicant.<kind>``."""
    if source.startswith("form."):
        return _ids(facts.get(source.removeprefix("form.")))
    return _ids(look_up(facts, f"applicant.units.{source.removeprefix('applicant.')}"))


def _ids(value: Any) -> list[str]:
    """Person and unit fields hold an id, ``{"id": …}``, or a list of those."""
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, str):
        return [value] if value else []
    return [one for item in value for one in _ids(item)] if isinstance(value, list | tuple) else []
