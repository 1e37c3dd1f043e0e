"""A hall in memory with a university whose people and rosters change while applications are under way.

University → registry, finance, the President's office; a college with one class. `settle` lets everything arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from chalicelib.applications import REVISE, Application, Task, todo_box
from chalicelib.approvals import DirectoryWatch
from chalicelib.approvals.who_may import deciding
from chalicelib.flows import find_step
from chalicelib.people import Member, Person, Position, Proxy, Roster, Unit
from chalicelib.people.records import person_text, positions_text, proxies_text
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.text import Text
from tests.approvals.memory_hall import MemoryHall, MemoryStore
from tests.flows.samples import step

UNITS = {
    id: Unit(id, Text(id, id), kind, parent, None)
    for id, kind, parent in (
        ("yizhan", "university", None),
        ("registry", "department", "yizhan"),
        ("finance", "department", "yizhan"),
        ("presidents-office", "department", "yizhan"),
        ("college", "college", "yizhan"),
        ("class-1", "class", "college"),
    )
}
POSITIONS = (
    "officer@registry",
    "department_head@registry",
    "officer@finance",
    "department_head@finance",
    "department_head@college",
    "counsellor@class-1",
    "president@yizhan",
    "business_coordinator@presidents-office",
)
FORM = [{"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True}]


def officer_step(name: str = "check", unit: str = "registry", **more: Any) -> dict[str, Any]:
    return step(name, by={"role": "officer", "unit": unit}) | more


def someone(id: str, *positions: str, category: str = "staff", **changes: Any) -> Person:
    held = tuple(Position(*key.split("@")) for key in positions)
    known = {"units": {"department": "registry"}} | changes
    return Person(id, Text(f"人{id}", f"Person {id}"), category, positions=held, **known)


@dataclass
class Staff:
    """The directory; positions are kept with the people, which is what a roster says from the other side."""

    people: dict[str, Person] = field(default_factory=dict)
    asked: int = 0

    def get_people(self, ids: Iterable[str]) -> dict[str, Person]:
        return {id: self.people[id] for id in ids if id in self.people}

    def get_person(self, id: str) -> Person:
        return self.people[id]

    def get_units(self, ids: Iterable[str]) -> dict[str, Unit]:
        return {id: UNITS[id] for id in ids if id in UNITS}

    def all_units(self) -> list[Unit]:
        return list(UNITS.values())

    def get_rosters(self, keys: Any) -> dict[str, Roster]:
        self.asked += 1
        return {key: Roster(*key.split("@"), tuple(self._lines(key))) for key in keys}

    def _lines(self, key: str) -> Iterator[Member]:
        for one in self.people.values():
            yield from (Member(one.id, held.since, held.until) for held in one.positions if held.key == key)

    def members(self, key: str, on: date) -> tuple[Person, ...]:
        self.asked += 1
        return tuple(one for one in self.people.values() if one.holds(key, on))


class BoxedStore(MemoryStore):
    """With the to-do boxes that the directory's watch looks into."""

    def box(self, box: str, *, limit: int, after: Any, newest_first: bool) -> list[dict[str, Any]]:
        assert after is None, "a handful of applications is one page"
        return [
            {"id": id}
            for id, kept in self.kept.items()
            for task in kept.open_tasks
            if todo_box(f"person:{task.claimed}" if task.claimed else task.holder) == box
        ]


class StaffedHall(MemoryHall):
    """`people` may be changed at any time; `changed` tells the watch, as the table's stream does."""

    def __init__(self, flow: list[Any], people: Iterable[Person], form: list[Any] | None = None) -> None:
        super().__init__(flow, form or FORM, ())
        self.store = BoxedStore()
        self.applicant = replace(self.applicant, units={"class": "class-1", "college": "college"})
        self.staff = Staff({one.id: one for one in (self.applicant, *people)})
        self.people = self.staff
        self.rooms()
        self.watch = DirectoryWatch(self.store, self.hands, lambda _number, error: self.errors.append(error))
        self.seen: dict[str, int] = {}

    def _tell(self, message: str, application: Any, event: Any, holders: Any, extra: Any) -> None:
        """The people who were looked up, where somebody did."""
        self.told.append((message, event.seq, tuple(extra.get("people", holders))))

    @property
    def today(self) -> date:
        return self.now.astimezone(CHINA).date()

    def apply(self, by: str = "s1", key: str = "k", **form: Any) -> str:
        self.applicant = self.staff.people[by]
        application = self.submit({"reason": "回家"} | form, key)
        self.seen.setdefault(application.id, 0)
        self.settle()
        return application.id

    def person(self, id: str) -> Person:
        """As a request reads them: with those they stand in for."""
        found = self.staff.people[id]
        stood = [one for one in found.stands_in if one.active_on(self.today) or one.just_over(self.today)]
        return replace(found, principals=tuple(self.staff.get_people(one.principal for one in stood).values()))

    def change(self, id: str, **changes: Any) -> None:
        """The directory changes and its stream is handled."""
        before = self.staff.people[id]
        self.staff.people[id] = replace(before, **changes)
        self.look_again(before, self.staff.people[id])

    def remove(self, id: str) -> None:
        self.look_again(self.staff.people.pop(id), None)

    def look_again(self, before: Person, after: Person | None) -> None:
        """What the stream of the people table brings: the person's item, and a roster that they are in no longer."""
        lost = set(before.position_keys(self.today)) - set(after.position_keys(self.today) if after else ())
        keys = [(f"P#{before.id}", "PERSON"), *((f"R#{key}", "ROSTER") for key in sorted(lost))]
        images = {"OldImage": _image(before)} | ({"NewImage": _image(after)} if after else {})
        records = [
            {"dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "SequenceNumber": "1", **images}}
            for pk, sk in keys
        ]
        assert self.watch({"Records": records}) == {"batchItemFailures": []}, self.errors
        self.settle()

    def leave(self, id: str) -> None:
        """Yesterday was their last day."""
        self.change(id, until=self.today - timedelta(days=1))

    def proxy(self, principal: str, proxy: str, *services: str, days: int = 7, kind: Any = "proxy") -> Proxy:
        giver, taker = self.staff.people[principal], self.staff.people.get(proxy)
        name = taker.name if taker else Text("", "")
        span = (self.today, self.today + timedelta(days=days))
        made = Proxy(f"p{len(giver.gave)}", kind, giver.id, giver.name, proxy, name, services, *span, "出差")
        self.staff.people[principal] = replace(giver, gave=(*giver.gave, made))
        if taker:
            self.staff.people[proxy] = replace(taker, stands_in=(*taker.stands_in, made))
        return made

    def revoke(self, made: Proxy) -> None:
        gone = replace(made, revoked=stamp(self.now))
        giver, taker = self.staff.people[made.principal], self.staff.people[made.proxy]
        self.staff.people[giver.id] = replace(giver, gave=tuple(gone if one == made else one for one in giver.gave))
        kept = tuple(gone if one == made else one for one in taker.stands_in)
        self.change(taker.id, stands_in=kept)

    def settle(self) -> None:
        for _ in range(200):
            moved = 0
            for id, seen in list(self.seen.items()):
                for event in self.store.load(id).events[seen:]:
                    self.reactions(id, event)
                    self.seen[id], moved = event.seq, moved + 1
            while self.flow.asked:
                self.worker(self.flow.asked.pop(0))
                moved += 1
            if not moved:
                return
        raise AssertionError("it never comes to rest")

    def task(self, id: str, step: str = "check") -> Task:
        return next(task for task in self.store.load(id).open_tasks if task.step == step)

    def decide(self, id: str, by: str, verdict: str = "approve", step: str = "check") -> Application:
        task = self.task(id, step)
        seq = self.store.load(id).seq
        done = self.acts.decide(self.person(by), f"{id}.{task.key}", seq, verdict, "同意", {}, {})
        self.settle()
        return done

    def act(self, id: str, by: str, action: str, to: str = "", step: str = "check") -> Application:
        task, seq = self.task(id, step), self.store.load(id).seq
        done = self.acts.act_on_task(self.person(by), f"{id}.{task.key}", seq, action, to, "", 0, "请代为办理")
        self.settle()
        return done

    def stuck(self) -> list[str]:
        """The open tasks that nobody of the whole university could decide; the applicant's own turns are theirs."""
        everybody = [self.person(id) for id in self.staff.people]
        return [
            f"{id}.{task.key}"
            for id, kept in self.store.kept.items()
            for task in kept.open_tasks
            if task.step != REVISE and not any(self._decides(kept, task, one) for one in everybody)
        ]

    def _decides(self, kept: Application, task: Task, person: Person) -> bool:
        definition = self.definitions.version(kept.head.service, kept.head.version)
        spec = find_step(definition.flow, task.step)
        return not person.left_on(self.today) and bool(deciding(kept.head, spec, task, person, self.now))

    def moved(self, id: str) -> list[tuple[str, str]]:
        """(to whom, why) of every share the hall moved, in order."""
        events = [event for event in self.store.load(id).events if event.type == "step:reassigned"]
        return [(to, why) for event in events for _, to, why in event.data["moved"]]

    def told_of(self, message: str) -> list[tuple[str, ...]]:
        return [people for kind, _, people in self.told if kind == message]


def _image(person: Person) -> dict[str, Any]:
    """A person's item as the stream shows it."""
    texts = {
        "data": person_text(person),
        "positions": positions_text(person.positions),
        "gave": proxies_text(person.gave),
        "stands_in": proxies_text(person.stands_in),
    }
    return {name: {"S": text} for name, text in texts.items()}
