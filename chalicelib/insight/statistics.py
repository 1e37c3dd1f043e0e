"""What a department sees of its services in a month, and the hall's coordinators of all of them (W-13, N3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from chalicelib.approvals import administers_unit, runs_hall
from chalicelib.errors import FieldError, InvalidForm, NotFound
from chalicelib.insight.entries import Day, added_up, in_all, unit_mark, within
from chalicelib.insight.model import Rating, Visited, months_until, together
from chalicelib.insight.store import InsightStore, Month
from chalicelib.insight.tables import ratings_csv, services_csv
from chalicelib.people import Person, Unit
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Lang, Text

SHOWN_MONTHS = 13
SHOWN_FROM = 3
"""Hits from which on a search in vain is shown: one person alone looked for something of their own."""
SHOWN_SEARCHES = 100
MOST_ROWS = 5_000
"""Of a file of ratings."""
LIVE_DAYS = 3
"""Days that are not folded yet and are read from the journal: today, and yesterday until the sweep has come by."""
_PAGE = 200
NO_MONTH = Text("没有此月份的数据", "There are no figures of this month")


class Services(Protocol):
    def current_all(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class Statistics:
    """Everybody sees the services they administer; whoever has none sees an empty page, and learns nothing else."""

    store: InsightStore
    catalogue: Services
    units: Callable[[Iterable[str]], Mapping[str, Any]]
    all_units: Callable[[], Sequence[Unit]]
    clock: Clock
    secret: str

    def overview(self, person: Person, month: str) -> dict[str, Any]:
        """`{month, months, units, services, departments, colleges, sum, searches}`; `month` as ``2026-11``, "" for the
        present one.

        `running` is what stands open now of what began within `SHOWN_MONTHS`, None for a month that is over. `searches`
        is None for whoever does not run the hall. Raises `InvalidForm` for a month that is not shown.
        """
        month, months = self._month(month)
        own = self._own(person)
        found = self._found(month, [str(one["code"]) for one in own])
        running = self._running(month == months[0], months, own, found)
        rows = [self._row(one, found.get(str(one["code"]), Month()), running) for one in own]
        units = self.units(dict.fromkeys(str(one["owner_unit"]) for one in own))
        return {
            "month": month,
            "months": months,
            "units": [{"id": unit.id, "name": unit.name.to_dict()} for unit in units.values()],
            "services": rows,
            "departments": [self._department(unit.id, own, found, rows) for unit in units.values()],
            "colleges": self._colleges(found.values()),
            "sum": _numbers(found.values()) | _added(rows),
            "searches": self._searches(month) if runs_hall(person, self.clock()) else None,
        }

    def overview_file(self, person: Person, month: str, lang: Lang) -> tuple[str, str]:
        """The same as (name, CSV)."""
        told = self.overview(person, month)
        return f"statistics-{told['month']}.csv", services_csv(told, lang)

    def ratings(self, person: Person, service: str, month: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """`{items, next}`: what applicants said of a service, without who they are. Raises `NotFound`."""
        month, _ = self._month(month)
        self._owned(person, service)
        place = [month, service]
        after = ""
        if cursor:
            known = decode_cursor(self.secret, cursor)
            if known.get("ratings") != place:
                raise NotFound()
            after = str(known["after"])
        found, after = self.store.ratings(month, service, after, limit)
        on = encode_cursor(self.secret, {"ratings": place, "after": after}) if after else None
        return {"items": [_said(one) for one in found], "next": on}

    def ratings_file(self, person: Person, service: str, month: str, lang: Lang) -> tuple[str, str]:
        """All ratings of a month as (name, CSV), of one service or ("") of all that are the person's own, at most
        `MOST_ROWS`. Raises `NotFound`."""
        month, _ = self._month(month)
        chosen = [self._owned(person, service)] if service else self._own(person)
        rows: list[tuple[Mapping[str, Any], Rating]] = []
        for one in chosen:
            after = ""
            while len(rows) < MOST_ROWS:
                found, after = self.store.ratings(month, str(one["code"]), after, _PAGE)
                rows += [(one, rating) for rating in found]
                if not after:
                    break
        return f"ratings-{month}.csv", ratings_csv(month, rows[:MOST_ROWS], lang)

    def _own(self, person: Person) -> list[Mapping[str, Any]]:
        now = self.clock()
        return [one for one in self.catalogue.current_all() if administers_unit(person, str(one["owner_unit"]), now)]

    def _owned(self, person: Person, service: str) -> Mapping[str, Any]:
        for one in self._own(person):
            if one["code"] == service:
                return one
        raise NotFound()

    def _month(self, month: str) -> tuple[str, list[str]]:
        months = months_until(self._today(), SHOWN_MONTHS)
        if month and month not in months:
            raise InvalidForm(errors=(FieldError("/month", "choice", NO_MONTH),))
        return month or months[0], months

    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()

    def _found(self, month: str, codes: list[str]) -> dict[str, Month]:
        """What is folded, and for days that are not the journal itself."""
        found = {code: one for (_, code), one in self.store.months([month], codes).items()}
        days = [self._today() - timedelta(days=n) for n in range(LIVE_DAYS)]
        live = [day for day in days if f"{day:%Y-%m}" == month]
        if not codes or not live:
            return found
        folded = self.store.folded() or date.min
        live = [day for day in live if day > folded]
        for (day, code), noted in self.store.noted(live, codes).items():
            known = found.get(code, Month())
            sums = added_up(noted.started, noted.ended, noted.reopened)
            found[code] = Month({**known.days, f"{day:%d}": sums}, known.visited)
        return found

    def _running(
        self, present: bool, months: Sequence[str], own: Sequence[Mapping[str, Any]], found: Mapping[str, Month]
    ) -> Mapping[str, int] | None:
        """What began and has not ended, by service; what began before the first of these months is not known."""
        if not present:
            return None
        codes = [str(one["code"]) for one in own]
        days: dict[str, list[Day]] = {code: list(month.days.values()) for code, month in found.items()}
        for (_, code), month in self.store.months(months[1:], codes, "M").items():
            days.setdefault(code, []).extend(month.days.values())
        sums = {code: in_all(known) for code, known in days.items()}
        return {code: max(0, one.started - sum((one.ended or {}).values())) for code, one in sums.items()}

    def _department(
        self, unit: str, own: Sequence[Mapping[str, Any]], found: Mapping[str, Month], rows: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        codes = [str(one["code"]) for one in own if one["owner_unit"] == unit]
        numbers = _numbers(found[code] for code in codes if code in found)
        return {"unit": unit, **numbers, **_added([row for row in rows if row["unit"] == unit])}

    def _colleges(self, months: Iterable[Month]) -> list[dict[str, Any]]:
        """How many applications came from each college, the most first; those of nobody's college are in none."""
        counted = in_all(day for month in months for day in month.days.values()).colleges or {}
        if not counted:
            return []
        known = {unit_mark(unit.id): unit for unit in self.all_units() if unit.kind == "college"}
        found = [(known[mark], count) for mark, count in counted.items() if mark in known]
        found.sort(key=lambda one: (-one[1], one[0].id))
        return [{"unit": unit.id, "name": unit.name.to_dict(), "started": count} for unit, count in found]

    def _row(self, summary: Mapping[str, Any], month: Month, running: Mapping[str, int] | None) -> dict[str, Any]:
        numbers = _numbers([month])
        return {
            "code": summary["code"],
            "name": summary["name"],
            "unit": summary["owner_unit"],
            "trial": (summary.get("channel") or {}).get("state") == "trial",
            "limit": summary.get("limit") or "",
            **numbers,
            "running": None if running is None else running.get(str(summary["code"]), 0),
            "trips": numbers["ended"]["completed"] * int(summary.get("trips", 1)),
        }

    def _searches(self, month: str) -> list[dict[str, Any]]:
        """The terms most often looked for in vain, with the last day somebody did."""
        hits: dict[str, int] = {}
        last: dict[str, str] = {}
        for day, term, count in self.store.searches(month):
            hits[term] = hits.get(term, 0) + count
            last[term] = max(last.get(term, ""), day)
        often = sorted((term for term in hits if hits[term] >= SHOWN_FROM), key=lambda term: (-hits[term], term))
        return [{"term": term, "hits": hits[term], "last": last[term]} for term in often[:SHOWN_SEARCHES]]


def _numbers(months: Iterable[Month]) -> dict[str, Any]:
    known = list(months)
    days: Day = in_all(day for month in known for day in month.days.values())
    visited: Visited = together(month.visited for month in known)
    sources = sorted(visited.tags.items(), key=lambda item: (-item[1], item[0]))
    return {
        "visits": visited.visits,
        "sources": [{"tag": tag, "visits": count} for tag, count in sources],
        "started": days.started,
        "ended": dict(days.ended or {}),
        "late": days.late,
        "on_time": _share(days),
        "half_within": within(days.buckets, 0.5),
        "most_within": within(days.buckets, 0.9),
        "rating": visited.averages(),
    }


def _share(days: Day) -> float | None:
    """Per cent of what ended that ended within its promise; None where nothing did (Z-14)."""
    ended = sum((days.ended or {}).values())
    return round(100 * (ended - days.late) / ended, 1) if ended else None


def _added(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What cannot be worked out of the journal alone: open ones, and visits that nobody made (C-29)."""
    running = [row["running"] for row in rows if row["running"] is not None]
    return {"running": sum(running) if running else None, "trips": sum(row["trips"] for row in rows)}


def _said(rating: Rating) -> dict[str, Any]:
    """The day and not the moment, which might tell who it was."""
    day = rating.changed_at.astimezone(CHINA).date().isoformat()
    return {"service": rating.service, "flow": rating.flow, "comment": rating.comment, "day": day}
