"""Trying a service out (N18): who is asked to, who has, who has not, and how many days are left.

The cohort is the definition's (`channel.cohort`: persons and units). Its members are invited once, by whoever looks
after the service or by the publisher on the first day, and those who have not tried it are reminded, by hand or by the
publisher three days before the end. What was sent is noted as a round, so that nobody is asked twice in a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from chalicelib.catalogue import Channel, Cohort, ServiceStore, Summary, read_channel
from chalicelib.errors import Conflict, NotFound
from chalicelib.people import PeopleStore, Person, ids_at
from chalicelib.proof import administers
from chalicelib.shared.clock import CHINA, Clock, stamp, unstamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import Text

Json = dict[str, Any]
MOST_MEMBERS = 500
"""Members of a cohort that are looked at; a bigger unit is told by the guide's own banner."""
LAST_DAYS = 3
"""How long before its end those who have not tried it are reminded by themselves."""
FIRST_LOOK = 7
"""Days after the beginning, where the trial has no end."""
TRIED = frozenset({"testing", "trial", "dual"})
_AGAIN = timedelta(hours=20)


Tell = Callable[[str, str, str, Text, datetime, Sequence[str]], None]
"""Queues a message for people: its name, the service's code, the last day or "", the service's name, the moment."""


@dataclass(frozen=True)
class Trials:
    """`tried` says who of a service's applicants applied first when, since a day: person to `{at, number, state}`;
    `tell` queues a message for them."""

    people: PeopleStore
    catalogue: ServiceStore
    clock: Clock
    tried: Callable[[str, date], Mapping[str, Json]]
    tell: Tell

    def view(self, person: Person, code: str) -> Json:
        """`{state, since, until, days_left, total, tried, feedback, items, rounds, more}`; `items` are the cohort,
        those who have not tried it first. `state` is null where nothing is tried out. Raises `NotFound`."""
        channel, today = self._owned(person, code), self._today()
        state, since, coming = channel.stage_on(today)
        if state not in TRIED or not channel.cohort:
            return {"state": None}
        members, more = self._members(channel.cohort)
        done = self.tried(code, since or today - timedelta(days=90))
        said = self.catalogue.feedback(code, 100)
        until = coming.since - timedelta(days=1) if coming else None
        items = [self._line(one, done, said) for one in members]
        return {
            "state": state,
            "since": since and since.isoformat(),
            "until": until and until.isoformat(),
            "days_left": (until - today).days + 1 if until else None,
            "total": len(items),
            "tried": sum(one["tried"] is not None for one in items),
            "feedback": len(said),
            "items": sorted(items, key=lambda one: (one["tried"] is not None, one["id"])),
            "rounds": self.catalogue.rounds(code),
            "more": more,
        }

    def ask(self, person: Person, code: str, kind: str) -> Json:
        """Tell the cohort: all of it (``invite``), or who has not tried it (``remind``). `{told}`. Raises `NotFound`,
        `Conflict` where the same was done within the last twenty hours."""
        channel, today = self._owned(person, code), self._today()
        if not channel.cohort or channel.state_on(today) not in TRIED:
            raise NotFound()
        if any(
            one["kind"] == kind and self.clock() - unstamp(one["at"]) < _AGAIN for one in self.catalogue.rounds(code)
        ):
            raise Conflict(
                Text("今天已经通知过，请明天再发", "They were told today already; please wait until tomorrow")
            )
        return {"told": self._ask(code, channel, kind, person.id)}

    def daily(self) -> int:
        """What the publisher does: invite on the first day it looks, remind near the end; how many were told."""
        told, today = 0, self._today()
        for summary in self.catalogue.current_all():
            channel = read_channel(summary.get("channel") or {})
            if channel.cohort and channel.state_on(today) == "testing":
                told += sum(self._ask(str(summary["code"]), channel, kind, "") for kind in self._due(summary, channel))
        return told

    def _due(self, summary: Summary, channel: Channel) -> Iterator[str]:
        today = self._today()
        _, since, coming = channel.stage_on(today)
        rounds = [
            one for one in self.catalogue.rounds(str(summary["code"])) if not since or one["at"] >= since.isoformat()
        ]
        first = next((one for one in rounds[::-1] if one["kind"] == "invite"), None)
        if first is None:
            yield "invite"
            return
        began = unstamp(first["at"]).astimezone(CHINA).date()
        near = coming.since - timedelta(days=LAST_DAYS) if coming else began + timedelta(days=FIRST_LOOK)
        reminded = any(one["kind"] == "remind" and one["at"][:10] >= near.isoformat() for one in rounds)
        if today >= max(near, began + timedelta(days=1)) and not reminded:
            yield "remind"

    def _ask(self, code: str, channel: Channel, kind: str, by: str) -> int:
        assert channel.cohort
        now, today = self.clock(), self._today()
        members, _ = self._members(channel.cohort)
        _, since, coming = channel.stage_on(today)
        done = self.tried(code, since or today - timedelta(days=90)) if kind == "remind" else {}
        asked = [one.id for one in members if one.id not in done and not one.left_on(today)]
        until = (coming.since - timedelta(days=1)).isoformat() if coming else ""
        message = "trial_invited" if kind == "invite" else "trial_reminder"
        name = self.catalogue.current(code).name
        if asked:
            self.tell(message, code, until, name, now, asked)
        self.catalogue.put_round(code, new_id(), {"kind": kind, "at": stamp(now), "by": by, "count": len(asked)})
        return len(asked)

    def _members(self, cohort: Cohort) -> tuple[list[Person], bool]:
        """The persons, and whether there are more than are looked at."""
        found = dict.fromkeys(cohort.people)
        ids = (id for unit in self._below(cohort.units) for id in ids_at(unit))
        found |= dict.fromkeys(islice(ids, MOST_MEMBERS + 1))
        ids_found = list(found)
        return list(self.people.get_people(ids_found[:MOST_MEMBERS]).values()), len(ids_found) > MOST_MEMBERS

    def _below(self, units: Sequence[str]) -> list[str]:
        """These units and everything that is part of them."""
        found, known = dict.fromkeys(units), self.people.all_units()
        for _ in range(6):
            found |= dict.fromkeys(unit.id for unit in known if unit.parent in found)
        return list(found)

    def _line(self, person: Person, done: Mapping[str, Json], said: Sequence[Mapping[str, Any]]) -> Json:
        count = sum(one.get("by") == person.id for one in said)
        unit = person.units.get("class") or person.units.get("department", "")
        known = self.people.get_units([unit]).get(unit)
        told = {"id": person.id, "name": person.name.to_dict(), "unit": known.name.to_dict() if known else None}
        return {**told, "tried": done.get(person.id), "feedback": count}

    def _owned(self, person: Person, code: str) -> Channel:
        service = self.catalogue.current(code)
        if not administers(person, service.owner_unit, self._today()):
            raise NotFound()
        return service.channel

    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()
