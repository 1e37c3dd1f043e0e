"""The duty list of a counter: looked at and changed by who speaks for its department (W-05, decision 75).

The list informs. Whoever speaks for the department may serve, on the list or not: a colleague stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.errors import FieldError, InvalidForm, StaleVersion
from chalicelib.people import Author, PeopleStore, Person
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.windows.ahead.duty import DutyChange, DutyList, Turn, is_staffed
from chalicelib.windows.ahead.store import AheadStore
from chalicelib.windows.halls import Halls, looks_after
from chalicelib.windows.model import Desk
from chalicelib.windows.slots import open_on

Json = dict[str, Any]
DAYS = 8
"""Today and a week."""
LONGEST, HISTORY = 100, 50
_FAULTS = {
    "person": Text("请填写学工号", "Enter a staff or student number"),
    "unknown": Text("没有这个学工号，或已离校", "Nobody here has this number, or they have left"),
    "window": Text("该柜台没有这个窗口", "The counter has no such window"),
    "date": Text("日期应写成 2026-09-01", "A day is written 2026-09-01"),
    "order": Text("结束日期不能早于开始日期，最早为昨天", "It cannot end before it begins, or before yesterday"),
    "lines": Text("值班安排不能超过 100 行", "A duty list has 100 lines at most"),
}


@dataclass(frozen=True)
class DutyDesk:
    store: AheadStore
    halls: Halls
    people: PeopleStore
    calendar: WorkingCalendar
    clock: Clock

    def view(self, person: Person, counter: str) -> Json:
        """`{counter, windows, today, days, turns, version}`: who serves where today and in the week to come, and the
        lines of the list that are not over."""
        return self._view(self._kept(person, counter), self.store.duty(counter))

    def change(self, person: Person, counter: str, rev: int, lines: Sequence[Mapping[str, Any]], note: str) -> Json:
        """The list with `lines` in place of all that are not over; the same again changes nothing. Raises `InvalidForm`
        naming every line, `StaleVersion`."""
        desk, before = self._kept(person, counter), self.store.duty(counter)
        turns = before.changed(self._turns(desk, before, lines), self._today)
        if turns != before.turns:
            if before.rev != rev:
                raise StaleVersion()
            self.store.change_duty(before, turns, Author(person.id, person.name, self.clock(), note.strip()))
        return self._view(desk, self.store.duty(counter))

    def history(self, person: Person, counter: str) -> Json:
        """`{items}`: the last fifty changes, newest first."""
        self._kept(person, counter)
        changes = self.store.duty_changes(counter, HISTORY)
        names = self._people(turn.person for one in changes for turn in (*one.entered, *one.taken))
        return {"items": [_change_view(one, names) for one in changes]}

    def gaps(self, desks: Sequence[Desk]) -> dict[str, list[str]]:
        """Of each counter the days, today and a week, on which it is open and nobody is on duty; two calls at most."""
        duties = self.store.duties([one.counter.id for one in desks]) if desks else {}
        people = self._people(turn.person for duty in duties.values() for turn in duty.turns)
        found = {}
        for one in desks:
            duty = duties[one.counter.id]
            found[one.counter.id] = [day.isoformat() for day in self._days if self._gap(one, duty, day, people)]
        return found

    def _gap(self, desk: Desk, duty: DutyList, day: date, people: Mapping[str, Person]) -> bool:
        if not is_staffed(desk.counter, duty) or not open_on(desk, day, self.calendar)[0]:
            return False
        on = (people.get(id) for window in desk.counter.posts for id in duty.at(window, day))
        return not any(one and not one.left_on(day) and not one.away_until(day) for one in on)

    def _view(self, desk: Desk, duty: DutyList) -> Json:
        people = self._people(one.person for one in duty.turns)
        return {
            "counter": desk.counter.id,
            "windows": list(desk.counter.posts),
            "today": self._today.isoformat(),
            "days": [self._day(desk, duty, day, people) for day in self._days],
            "turns": [turn_view(one, people, desk, self._today) for one in duty.turns if not one.over(self._today)],
            "version": duty.rev,
        }

    def _day(self, desk: Desk, duty: DutyList, day: date, people: Mapping[str, Person]) -> Json:
        periods, note = open_on(desk, day, self.calendar)
        posts = [
            {"window": window, "people": [_on_duty(id, people, day) for id in duty.at(window, day)]}
            for window in desk.counter.posts
        ]
        return {
            "day": day.isoformat(),
            "periods": [str(one) for one in periods],
            "note": note.to_dict() if note else None,
            "posts": posts if periods else [],
            "gap": self._gap(desk, duty, day, people),
        }

    def _turns(self, desk: Desk, before: DutyList, lines: Sequence[Mapping[str, Any]]) -> list[Turn]:
        if len(lines) > LONGEST:
            raise InvalidForm(errors=(FieldError("/turns", "length", _FAULTS["lines"]),))
        people = self._people(str(line["person"]).strip() for line in lines)
        known = {one.person for one in before.turns}
        turns, faults = [], []
        for n, line in enumerate(lines):
            turn, wrong = self._turn(desk, line, people, known)
            turns.append(turn)
            faults += [FieldError(f"/turns/{n}/{name}", code, _FAULTS[code]) for name, code in wrong]
        if faults:
            raise InvalidForm(errors=tuple(faults))
        return turns

    def _turn(
        self, desk: Desk, line: Mapping[str, Any], people: Mapping[str, Person], known: set[str]
    ) -> tuple[Turn, list[tuple[str, str]]]:
        """The line, and what is wrong with it: (its field, the fault). Who has left meanwhile may stay in the list."""
        days = {name: _day_of(line[name]) for name in ("since", "until")}
        wrong = [(name, "date") for name, day in days.items() if line[name] and day is None]
        id, since, until = str(line["person"]).strip(), days["since"], days["until"]
        found = people.get(id)
        if not id:
            wrong.append(("person", "person"))
        elif id not in known and (found is None or found.left_on(self._today)):
            wrong.append(("person", "unknown"))
        if line["window"] not in desk.counter.posts:
            wrong.append(("window", "window"))
        if until and (until < self._today - timedelta(days=1) or (since and until < since)):
            wrong.append(("until", "order"))
        return Turn(id, str(line["window"]), tuple(dict.fromkeys(line["weekdays"])), since, until), wrong

    def _kept(self, person: Person, counter: str) -> Desk:
        return self.halls.kept(person, counter, self._today)

    def _people(self, ids: Iterable[str]) -> Mapping[str, Person]:
        wanted = {id for id in ids if id}
        return self.people.get_people(wanted) if wanted else {}

    @property
    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()

    @property
    def _days(self) -> list[date]:
        return [self._today + timedelta(days=n) for n in range(DAYS)]


def turn_view(one: Turn, people: Mapping[str, Person], desk: Desk | None, today: date) -> Json:
    """`serves`: whether the person speaks for the department already, and so sees the counter's line."""
    person = people.get(one.person)
    return {
        "person": one.person,
        "name": person.name.to_dict() if person else None,
        "window": one.window,
        "weekdays": list(one.weekdays),
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "serves": bool(person and desk and looks_after(person, desk.counter, today)),
    }


def _on_duty(id: str, people: Mapping[str, Person], day: date) -> Json:
    person = people.get(id)
    gone = person is None or person.left_on(day)
    away = person.away_until(day) if person else None
    return {
        "id": id,
        "name": person.name.to_dict() if person else None,
        "away": gone or away is not None,
        "back": (away + timedelta(days=1)).isoformat() if away and not gone else None,
    }


def _change_view(one: DutyChange, people: Mapping[str, Person]) -> Json:
    day = one.author.at.astimezone(CHINA).date()
    return {
        "version": one.rev,
        "by": one.author.name.to_dict(),
        "at": stamp(one.author.at),
        "note": one.author.note,
        "entered": [turn_view(turn, people, None, day) for turn in one.entered],
        "taken": [turn_view(turn, people, None, day) for turn in one.taken],
    }


def _day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
