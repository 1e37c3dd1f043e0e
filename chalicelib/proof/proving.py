"""The proof and the versions of published services, as those who look after them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.catalogue import Service, ServiceStore
from chalicelib.errors import NotFound
from chalicelib.people import PeopleStore, Person, Unit
from chalicelib.proof.administrators import administers
from chalicelib.proof.differences import KINDS, PARTS, Difference, differences
from chalicelib.proof.model import ERROR, Remark, subject_of
from chalicelib.proof.positions import positions_of
from chalicelib.proof.prove import prove
from chalicelib.proof.staff import Staff
from chalicelib.shared.clock import CHINA, Clock, stamp

Json = dict[str, Any]


@dataclass(frozen=True)
class Proving:
    """Looks at what is published now, with the directory of now; the doors `build_hall` opens."""

    people: PeopleStore
    catalogue: ServiceStore
    clock: Clock

    def proofs(self, person: Person) -> Json:
        """`{checked_at, items}`: every service the person looks after with its findings, those with errors first.

        The list, each version once in the life of the process, units and all rosters together. Raises `NotFound` for
        who looks after none.
        """
        summaries = [one for one in self.catalogue.current_all() if self._may(person, one["owner_unit"])]
        if not summaries:
            raise NotFound()
        services = [self.catalogue.version(one["code"], one["version"]) for one in summaries]
        found = self._proven(services)
        found.sort(key=lambda one: (-one["errors"], -one["warnings"]))
        return {"checked_at": stamp(self.clock()), "items": found}

    def proof(self, person: Person, code: str) -> Json:
        """The findings of one service. Raises `NotFound` for who does not look after it."""
        (found,) = self._proven([self.service(person, code)])
        return {"checked_at": stamp(self.clock()), **found}

    def versions(self, person: Person, code: str) -> Json:
        """`{service, current, items}`: the numbers of its versions, newest first."""
        service = self.service(person, code)
        numbers = range(service.version, 0, -1)
        notes = self.catalogue.notes(code)
        items = [{"version": n, "current": n == service.version, "note": notes.get(n)} for n in numbers]
        return {"service": _named(service), "current": service.version, "items": items}

    def compare(self, person: Person, code: str, version: int, before: int) -> Json:
        """`{service, before, after, differences}`; at most three reads. Raises `NotFound`."""
        self.service(person, code)
        old, new = self.catalogue.version(code, before), self.catalogue.version(code, version)
        shown = [described(one) for one in differences(old, new, self._units())]
        return {"service": _named(new), "before": before, "after": version, "differences": shown}

    def service(self, person: Person, code: str) -> Service:
        """The current version, for who looks after it. Raises `NotFound`."""
        service = self.catalogue.current(code)
        if not self._may(person, service.owner_unit):
            raise NotFound()
        return service

    def _may(self, person: Person, owner_unit: str) -> bool:
        return administers(person, owner_unit, self.clock().astimezone(CHINA).date())

    def _units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.people.all_units()}

    def _proven(self, services: Sequence[Service]) -> list[Json]:
        staff = Staff(self.people, self.clock().astimezone(CHINA).date())
        subjects = [(service, subject_of(service.to_dict())) for service in services]
        staff.read(key for _, subject in subjects if subject for key in positions_of(subject, staff.units))
        return [self._shown(one, prove(subject, staff) if subject else [], staff) for one, subject in subjects]

    def _shown(self, service: Service, remarks: Sequence[Remark], staff: Staff) -> Json:
        owner = staff.units.get(service.owner_unit)
        errors = sum(remark.level == ERROR for remark in remarks)
        return {
            "service": _named(service),
            "owner": owner.name.to_dict() if owner else None,
            "errors": errors,
            "warnings": len(remarks) - errors,
            "findings": [_finding(remark, staff) for remark in remarks],
        }


def described(difference: Difference) -> Json:
    """A difference for pages and programs; the words for its part and kind go with it."""
    return {
        "part": difference.part,
        "part_title": PARTS[difference.part].to_dict(),
        "kind": difference.kind,
        "kind_title": KINDS[difference.kind].to_dict(),
        "what": difference.what.to_dict(),
        "before": difference.before.to_dict() if difference.before else None,
        "after": difference.after.to_dict() if difference.after else None,
    }


def _named(service: Service) -> Json:
    return {"code": service.code, "version": service.version, "name": service.name.to_dict()}


def _finding(remark: Remark, staff: Staff) -> Json:
    units = [staff.units[id] for id in remark.units if id in staff.units]
    return {
        "level": remark.level,
        "code": remark.code,
        "pointer": remark.pointer,
        "message": remark.message.to_dict(),
        "step": remark.step,
        "units": [{"id": u.id, "name": u.name.to_dict(), "phone": u.phone, "email": u.email} for u in units],
    }
