"""Where a person gives and takes back standing proxies, says that they will be away, and sees what was handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from chalicelib.approvals.colleagues import colleagues
from chalicelib.approvals.service_names import ServiceNames
from chalicelib.errors import FieldError, InvalidForm, NotAllowed
from chalicelib.people import (
    STUDENTS,
    Handover,
    PeopleStore,
    Person,
    Proxy,
    ProxyWish,
    give_proxy,
    heads_of,
    revoke_proxy,
    split_position_key,
)
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text


class HandoverLists(Protocol):
    def of_unit(self, unit: str, limit: int, after: Mapping[str, Any] | None = None) -> list[tuple[str, Handover]]: ...


@dataclass(frozen=True)
class ProxyDesk:
    """Every verb is for the person who asks; `services` gives the codes there are, `tell` lets a proxy know, once
    however often it is called."""

    people: PeopleStore
    handed: HandoverLists
    names: ServiceNames
    services: Callable[[], Iterable[str]]
    tell: Callable[[Proxy], None]
    clock: Clock
    secret: str

    def proxies(self, person: Person) -> dict[str, Any]:
        """`{gave, stands_in}`, the newest first; what has ended stays listed for a month."""
        return {
            "gave": [self._described(one) for one in reversed(person.gave)],
            "stands_in": [self._described(one) for one in reversed(person.stands_in)],
        }

    def give(self, person: Person, wish: Mapping[str, Any]) -> dict[str, Any]:
        """The proxy that stands now. Raises `NotAllowed` for students, `InvalidForm`, `Conflict`."""
        if person.category in STUDENTS:
            raise NotAllowed(Text("只有教职工可以委托他人办理", "Only staff can have a proxy"))
        since, until = self._days(wish)
        services = tuple(code for code in wish["services"].split(",") if code)
        wanted = ProxyWish(wish["kind"], wish["to"].strip(), services, since, until, wish["reason"])
        given = give_proxy(self.people, person, wanted, frozenset(self.services()), self.clock())
        if given.proxy:
            self.tell(given)
        return self._described(given)

    def revoke(self, person: Person, proxy_id: str) -> None:
        """It gives no power from this moment. Raises `NotFound`."""
        revoke_proxy(self.people, person, proxy_id, self.clock())

    def colleagues(self, person: Person) -> dict[str, Any]:
        """`{items: [{id, name, title, unit}]}`: whom one may choose from; others by staff number."""
        return {"items": colleagues(person, people=self.people, clock=self.clock)}

    def handovers(self, person: Person, cursor: str | None, limit: int) -> dict[str, Any]:
        """What was handed over in the units the person heads, newest first: `{items, next}`; one query a unit."""
        shown: dict[str, Any] = decode_cursor(self.secret, cursor) if cursor else {}
        found = [
            (sk, done)
            for unit in self._headed(person)
            for sk, done in self.handed.of_unit(unit, limit + 1, _after(unit, shown.get(unit)))
        ]
        found.sort(key=lambda one: one[0], reverse=True)
        page, more = found[:limit], len(found) > limit
        shown |= {done.unit: sk for sk, done in page}
        items = [_handed(done, self.people) for _, done in page]
        return {"items": items, "next": encode_cursor(self.secret, shown) if more else None}

    def _headed(self, person: Person) -> list[str]:
        """The units whose head the person is today."""
        held = [split_position_key(key) for key in person.position_keys(self._today())]
        units = self.people.get_units([unit for _, unit in held])
        return list(dict.fromkeys(unit for role, unit in held if unit in units and role in heads_of(units[unit].kind)))

    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()

    def _days(self, wish: Mapping[str, Any]) -> tuple[date, date]:
        found, errors = [], []
        for name in ("since", "until"):
            try:
                found.append(date.fromisoformat(wish[name]))
            except ValueError:
                errors.append(FieldError(f"/{name}", "date", Text("请填写日期", "Give a date as YYYY-MM-DD")))
        if errors:
            raise InvalidForm(errors=tuple(errors))
        return found[0], found[1]

    def _described(self, proxy: Proxy) -> dict[str, Any]:
        return {
            "id": proxy.id,
            "kind": proxy.kind,
            "principal": {"id": proxy.principal, "name": proxy.principal_name.to_dict()},
            "proxy": {"id": proxy.proxy, "name": proxy.proxy_name.to_dict()} if proxy.proxy else None,
            "services": [{"code": code, "name": self.names.service(code).to_dict()} for code in proxy.services],
            "since": proxy.since.isoformat(),
            "until": proxy.until.isoformat(),
            "reason": proxy.reason,
            "state": self._state(proxy),
        }

    def _state(self, proxy: Proxy) -> str:
        if proxy.revoked:
            return "revoked"
        today = self._today()
        if proxy.until < today:
            return "over"
        return "active" if proxy.since <= today else "planned"


def _after(unit: str, sk: str | None) -> dict[str, Any] | None:
    return {"pk": {"S": f"H#{unit}"}, "sk": {"S": sk}} if sk else None


def _handed(done: Handover, people: PeopleStore) -> dict[str, Any]:
    unit = people.get_units([done.unit]).get(done.unit)
    return {
        "at": stamp(done.at),
        "number": done.number,
        "service": done.service.to_dict(),
        "step": done.step.to_dict(),
        "unit": (unit.name if unit else Text(done.unit, done.unit)).to_dict(),
        "from": done.before.to_dict(),
        "to": done.after.to_dict(),
        "why": done.why,
    }
