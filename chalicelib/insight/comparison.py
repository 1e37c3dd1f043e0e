"""Ratings by service, department and counter over some months, to who administers them or shows their key (W-13)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from chalicelib.approvals import administers_unit
from chalicelib.errors import FieldError, InvalidForm
from chalicelib.insight.league import LEAST, placed
from chalicelib.insight.model import months_until
from chalicelib.insight.statistics import NO_MONTH, SHOWN_MONTHS, Services
from chalicelib.insight.store import InsightStore
from chalicelib.insight.tables import league_csv
from chalicelib.keys import ApiKey
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.rated import Rated
from chalicelib.shared.text import Lang, Text

Json = dict[str, Any]
_ORDER = Text("结束月份不能早于开始月份", "The last month must not be before the first")


class RatedCounter(NamedTuple):
    """A counter where people rate; `unit` serves there, `owner` looks after the hall it stands in."""

    id: str
    name: Text
    hall: Text
    unit: str
    owner: str


@dataclass(frozen=True)
class Comparison:
    """`rated` adds up the ratings of counters over months, by counter."""

    store: InsightStore
    catalogue: Services
    units: Callable[[Iterable[str]], Mapping[str, Any]]
    counters: Callable[[], Sequence[RatedCounter]]
    rated: Callable[[Sequence[str], Sequence[str]], Mapping[str, Rated]]
    clock: Clock

    def tables(self, asker: Person | ApiKey, first: str, last: str) -> Json:
        """`{from, to, months, least, services, departments, counters}`; months as ``2026-11``, "" for the present one.

        Whoever administers a department sees its services and counters, whoever looks after a hall all counters in it,
        a key what its department does; a key for some services sees those alone. A department has a row where its
        asker may see all of it. Raises `InvalidForm` for months that are not shown.
        """
        months, shown = self._months(first, last)
        services = [one for one in self.catalogue.current_all() if self._covers(asker, one)]
        counters = [one for one in self.counters() if self._sees(asker, one)]
        online = self._online([str(one["code"]) for one in services], months)
        desks = self.rated([one.id for one in counters], months)
        owned = {str(one["owner_unit"]) for one in services} | {one.unit for one in counters}
        names = self.units(sorted(owned))
        of_unit = [unit for unit in sorted(owned) if unit in names and self._whole(asker, unit)]
        return {
            "from": months[-1],
            "to": months[0],
            "months": shown,
            "least": LEAST,
            "services": placed((_service(one, names), online[str(one["code"])]) for one in services),
            "departments": placed(self._department(unit, names, services, online, counters, desks) for unit in of_unit),
            "counters": placed((_counter(one, names), desks.get(one.id, Rated())) for one in counters),
        }

    def file(self, asker: Person | ApiKey, first: str, last: str, lang: Lang) -> tuple[str, str]:
        """The same as (name, CSV)."""
        told = self.tables(asker, first, last)
        return f"ratings-{told['from']}-{told['to']}.csv", league_csv(told, lang)

    def _months(self, first: str, last: str) -> tuple[list[str], list[str]]:
        """(the months asked for, newest first; those there are)."""
        shown = months_until(self.clock().astimezone(CHINA).date(), SHOWN_MONTHS)
        first, last = first or last or shown[0], last or first or shown[0]
        faults = [
            FieldError(f"/{name}", "choice", NO_MONTH)
            for name, month in (("from", first), ("to", last))
            if month not in shown
        ]
        if not faults and first > last:
            faults = [FieldError("/to", "range", _ORDER)]
        if faults:
            raise InvalidForm(errors=tuple(faults))
        return [month for month in shown if first <= month <= last], shown

    def _covers(self, asker: Person | ApiKey, service: Mapping[str, Any]) -> bool:
        owner = str(service["owner_unit"])
        if isinstance(asker, ApiKey):
            return asker.covers(str(service["code"]), owner)
        return administers_unit(asker, owner, self.clock())

    def _sees(self, asker: Person | ApiKey, counter: RatedCounter) -> bool:
        return self._whole(asker, counter.unit) or self._whole(asker, counter.owner)

    def _whole(self, asker: Person | ApiKey, unit: str) -> bool:
        """Whether all of a department is the asker's to see."""
        if isinstance(asker, ApiKey):
            return asker.unit == unit and not asker.services
        return administers_unit(asker, unit, self.clock())

    def _online(self, codes: Sequence[str], months: Sequence[str]) -> dict[str, Rated]:
        found = dict.fromkeys(codes, Rated())
        for (_, code), month in self.store.months(months, codes, "V").items():
            found[code] += month.visited.of_service
        return found

    def _department(
        self,
        unit: str,
        names: Mapping[str, Any],
        services: Iterable[Mapping[str, Any]],
        online: Mapping[str, Rated],
        counters: Iterable[RatedCounter],
        desks: Mapping[str, Rated],
    ) -> tuple[Json, Rated]:
        """Every rating of its services and its counters weighs the same."""
        here = sum((online[str(one["code"])] for one in services if one["owner_unit"] == unit), Rated())
        there = sum((desks.get(one.id, Rated()) for one in counters if one.unit == unit), Rated())
        row = {"unit": unit, "name": names[unit].name.to_dict(), "online": here.count, "at_counters": there.count}
        return row, here + there


def _service(one: Mapping[str, Any], names: Mapping[str, Any]) -> Json:
    return {"code": one["code"], "name": one["name"], "unit": _unit(str(one["owner_unit"]), names)}


def _counter(one: RatedCounter, names: Mapping[str, Any]) -> Json:
    named = {"counter": one.id, "name": one.name.to_dict(), "hall": one.hall.to_dict()}
    return {**named, "unit": _unit(one.unit, names)}


def _unit(id: str, names: Mapping[str, Any]) -> Json:
    return {"id": id, "name": names[id].name.to_dict() if id in names else Text(id, id).to_dict()}
