"""What each department has published, what is open, what should go online next, which steps may only sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from chalicelib.catalogue import OPEN_STATES, Service
from chalicelib.coverage.audit import StepAudit
from chalicelib.coverage.signs import WHY, Sign, signs_of
from chalicelib.errors import NotFound
from chalicelib.flows import FlowError, parse_flow
from chalicelib.people import Person, Unit, runs_hall
from chalicelib.proof import administers
from chalicelib.shared.clock import CHINA, Clock, stamp

Json = dict[str, Any]
KINDS = ("online", "window", "guide", "link")
_BY_ARCHETYPE = {"WINDOW": "window", "GUIDE": "guide", "LINK": "link"}


class Services(Protocol):
    """What this needs of the catalogue."""

    def current_all(self) -> Sequence[Mapping[str, Any]]: ...
    def version(self, code: str, n: int, /) -> Service: ...


class Units(Protocol):
    def all_units(self) -> list[Unit]: ...


@dataclass(frozen=True)
class Coverage:
    """The list, each version once in the life of the process, and the units; every figure is the length of a list."""

    people: Units
    catalogue: Services
    audit: StepAudit
    clock: Clock

    def report(self, person: Person) -> Json:
        """`{at, departments, candidates, signs, all}`. Who runs the hall sees every department, with those that have
        published nothing; heads and officers see their own. Raises `NotFound` for everybody else."""
        today = self.clock().astimezone(CHINA).date()
        units = {unit.id: unit for unit in self.people.all_units()}
        services = [self.catalogue.version(one["code"], one["version"]) for one in self.catalogue.current_all()]
        everything = runs_hall(person, today)
        owners = {service.owner_unit for service in services}
        owners |= {id for id, unit in units.items() if unit.kind == "department"}
        mine = [id for id in sorted(owners) if administers(person, id, today)]
        if not mine:
            raise NotFound()
        seen = [service for service in services if service.owner_unit in mine]
        return {
            "at": stamp(self.clock()),
            "all": everything,
            "departments": _departments(mine, seen, units, today),
            "candidates": candidates(seen, units),
            "signs": [shown for service in seen if (shown := _signs_shown(service, units))],
            "why": {code: text.to_dict() for code, text in WHY.items()},
        }


def kind_of(service: Service) -> str:
    """How it is done, as the catalogue's pages say it."""
    return _BY_ARCHETYPE.get(service.archetype, "online")


def is_open(service: Service, day: date) -> bool:
    """Whether people can use it that day; what is planned, built, tested or over is not there yet or no more."""
    return service.channel.state_on(day) in OPEN_STATES


def _departments(
    ids: Sequence[str], services: Sequence[Service], units: Mapping[str, Unit], day: date
) -> list[Json]:
    """Most published first, then by name; a department without services is there with nothing."""
    found = []
    for id in ids:
        own = [service for service in services if service.owner_unit == id]
        lists: dict[str, list[str]] = {kind: [] for kind in (*KINDS, "open")}
        for service in own:
            lists[kind_of(service) if is_open(service, day) else "open"].append(service.code)
        shown = [_listed(one, day) for one in own]
        counts = {kind: len(codes) for kind, codes in lists.items()}
        found.append({"unit": _unit(id, units), "counts": counts, "total": len(own), "services": shown})
    return sorted(found, key=lambda one: (-one["total"], one["unit"]["name"]["zh"]))


def _listed(service: Service, day: date) -> Json:
    told = {"kind": kind_of(service), "state": service.channel.state_on(day), "open": not is_open(service, day)}
    return _named(service) | told


def candidates(services: Sequence[Service], units: Mapping[str, Unit]) -> list[Json]:
    """W-02: counter items and guides with what is counted of them; those that would save most visits a year first, what
    is not counted last."""
    found = []
    for service in services:
        if kind_of(service) not in ("window", "guide"):
            continue
        counted = {name: service.demand.get(name) for name in ("yearly", "people", "visits")}
        saved = (counted["yearly"] or 0) * (counted["visits"] or 1) if counted["yearly"] is not None else None
        found.append(_named(service) | counted | {"saved": saved, "unit": _unit(service.owner_unit, units)})
    found.sort(key=lambda one: (one["saved"] is None, -(one["saved"] or 0), -(one["people"] or 0), one["code"]))
    return found


def _signs_shown(service: Service, units: Mapping[str, Unit]) -> Json | None:
    """The service with its steps, where any of them fills in nothing."""
    if service.is_entry or not service.flow:
        return None
    try:
        signs = signs_of(parse_flow(service.flow))
    except FlowError:
        return None
    found = [sign for sign in signs if "no_fields" in sign.why]
    if not found:
        return None
    steps = [_sign_shown(sign) for sign in found]
    return {
        "service": _named(service),
        "unit": _unit(service.owner_unit, units),
        "steps": steps,
        "of": len(signs),
        "doubtful": sum(sign.doubtful for sign in found),
    }


def _sign_shown(sign: Sign) -> Json:
    return {"step": sign.step, "title": sign.title.to_dict(), "why": list(sign.why), "doubtful": sign.doubtful}


def _named(service: Service) -> Json:
    return {"code": service.code, "name": service.name.to_dict()}


def _unit(id: str, units: Mapping[str, Unit]) -> Json:
    name = units[id].name.to_dict() if id in units else {"zh": id, "en": id}
    return {"id": id, "name": name}
