"""Which positions a way of naming holders can mean, over everybody a service is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.flows import By, Effect, FlowError, parse_by, steps_of, walk
from chalicelib.people import STUDENTS, Unit, heads_of
from chalicelib.proof.model import Subject
from chalicelib.shared.text import Text

KINDS: Mapping[str, Text] = {
    "class": Text("班级", "classes"),
    "college": Text("学院", "colleges"),
    "campus": Text("校区", "campuses"),
    "department": Text("部门", "departments"),
}
UNITS = Text("单位", "units")


@dataclass(frozen=True)
class Place:
    """The units one `By` with a role can mean; `named` says that it is one, written in the definition."""

    roles: tuple[str, ...]
    units: tuple[str, ...]
    kind: Text
    named: bool = False

    def keys(self, unit: str) -> list[str]:
        return [f"{role}@{unit}" for role in self.roles]


def place_of(by: By, subject: Subject, categories: Collection[str], units: Mapping[str, Unit]) -> Place | None:
    """The positions `by` means for applicants of these categories; None where no position is meant."""
    if by.chain:
        return _heads(by, subject, categories, units)
    if by.role is None:
        return _offered(by, subject, categories, units)
    if by.unit:
        return Place((by.role,), (by.unit,), UNITS, named=True)
    if by.campus:
        return Place((by.role,), _units_of_kind("campus", categories, units), KINDS["campus"])
    if by.form_field:
        return Place((by.role,), _in_field(subject, by.form_field, units), UNITS)
    kind = (by.of or "").removeprefix("applicant.")
    if kind not in KINDS:
        return None
    return Place((by.role,), _units_of_kind(kind, categories, units), KINDS[kind])


def _heads(by: By, subject: Subject, categories: Collection[str], units: Mapping[str, Unit]) -> Place | None:
    """The heads a leader chain begins with; further up it goes wherever somebody is."""
    kind = (by.chain or "").removeprefix("applicant.")
    if by.form_field:
        found, said = _in_field(subject, by.form_field, units), UNITS
    elif kind in KINDS:
        found, said = _units_of_kind(kind, categories, units), KINDS[kind]
    else:
        return None
    headed = tuple(unit for unit in found if unit in units and heads_of(units[unit].kind))
    roles = dict.fromkeys(role for unit in headed for role in heads_of(units[unit].kind))
    return Place(tuple(roles), headed, said)


def positions_of(subject: Subject, units: Mapping[str, Unit]) -> list[str]:
    """Every position key the flow can mean, to be read together."""
    return [key for place in _places(subject, units) for unit in place.units for key in place.keys(unit)]


def needs_of(subject: Subject, units: Mapping[str, Unit]) -> set[tuple[str, tuple[str, ...]]]:
    """(unit, roles) for every place the flow can mean: somebody in any one of these roles is enough.

    Where a unit's head is meant, the roles are those that lead a unit of its kind.
    """
    found = set()
    for place in _places(subject, units):
        for unit in place.units:
            kind = units[unit].kind if unit in units else ""
            heads = tuple(role for role in place.roles if role in heads_of(kind)) if len(place.roles) > 1 else ()
            found.add((unit, heads or place.roles))
    return found


def _places(subject: Subject, units: Mapping[str, Unit]) -> list[Place]:
    steps = steps_of(subject.flow)
    late = [by for step in steps for one in step.overdue for by in one.to]
    named = [*(by for step in steps for by in step.by), *late, *(by for one in told_by(subject) for by in one[1])]
    places = [place_of(by, subject, subject.audience, units) for by in named]
    return [place for place in places if place]


def told_by(subject: Subject) -> list[tuple[Effect, tuple[By, ...]]]:
    """The effects that tell somebody, with whom."""
    found = []
    for element in walk(subject.flow.elements):
        if isinstance(element, Effect) and element.settings.get("to"):
            try:
                found.append((element, parse_by(element.settings["to"])))
            except FlowError:  # the flow's own check says so
                continue
    return found


def _units_of_kind(kind: str, categories: Collection[str], units: Mapping[str, Unit]) -> tuple[str, ...]:
    """The units of applicants: students' department is their college, staff's may be any office or college."""
    kinds = {kind}
    if kind == "department":
        kinds = {"college"} if set(categories) <= STUDENTS else {"college", "department", "office"}
    return tuple(unit.id for unit in units.values() if unit.kind in kinds)


def _in_field(subject: Subject, name: str, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """The units a field can name: what a unit field offers, the options of a choice, whoever may own a service."""
    field = subject.form.get(name)
    if field is None:
        return ()
    if field.options:
        return tuple(option.value for option in field.options)
    kinds = ["department"] if field.type == "service" else (field.offer or {}).get("kind", "").split()
    return tuple(unit.id for unit in units.values() if not kinds or unit.kind in kinds)


def _offered(by: By, subject: Subject, categories: Collection[str], units: Mapping[str, Unit]) -> Place | None:
    """The rosters a person field offers people from."""
    field = subject.form.get(by.form_field or "")
    offer = (field.offer if field else None) or {}
    if "role" not in offer:
        return None
    roles = tuple(str(offer["role"]).split())
    if "unit" in offer:
        return Place(roles, (str(offer["unit"]),), UNITS, named=True)
    kind = str(offer.get("of", "")).removeprefix("applicant.")
    return Place(roles, _units_of_kind(kind, categories, units), KINDS[kind]) if kind in KINDS else None
