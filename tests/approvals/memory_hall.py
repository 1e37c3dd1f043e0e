"""The rooms of applications and approvals over a store in memory and the flow machine in memory: quick enough for
hundreds of random histories. What loses, repeats and reorders is the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.applications import (
    Application,
    Change,
    Definition,
    Definitions,
    Event,
    Head,
    Overtaken,
    Task,
    submit_application,
)
from chalicelib.approvals import Acts, Hands, Migrating, Reactions, StepWorker, Sweep, Talk, machine_name
from chalicelib.catalogue import Service
from chalicelib.errors import NotFound
from chalicelib.flows import compile_flow, parse_flow
from chalicelib.forms import parse_form
from chalicelib.people import Handover, Member, Person, Roster
from chalicelib.shared.working_calendar import WorkingCalendar
from chalicelib.webhooks.todos import stated_by, statement
from tests.faults.flow_machine import FlowMachine
from tests.faults.injection import Killed
from tests.world import NOON, OneService, service_of
from tests.world import person as some_person

STAGE = "test"
CALENDAR = WorkingCalendar.load()


@dataclass
class MemoryStore:
    """What `ApplicationStore` promises: whole reads, and a change is stored only where no other came first."""

    kept: dict[str, Application] = field(default_factory=dict)
    intrude: Callable[[], Any] | None = None
    """Done once, just before the next write: somebody else's act in between."""
    die: bool = False
    """The process dies right after the next write."""

    def create(self, head: Head, event: Event, uploads: Sequence[Any] = ()) -> Application:
        if head.id in self.kept:
            raise Overtaken()
        self.kept[head.id] = Application(head, (event,))
        return self.kept[head.id]

    def load(self, application_id: str, *, consistent: bool = True) -> Application:
        if application_id not in self.kept:
            raise NotFound()
        return self.kept[application_id]

    def load_share(self, application_id: str, task_key: str, seq: int) -> Application | None:
        whole = self.load(application_id)
        task = whole.task(task_key)
        if task is None or task.of != 1 or seq > whole.seq:
            return None
        return Application(whole.head, (whole.events[seq - 1],), (task,))

    def commit(self, change: Change, uploads: Sequence[Any] = ()) -> Application:
        self._somebody_else()
        stored = self.kept[change.before.id]
        if stored.seq != change.event.seq - 1:
            raise Overtaken()
        if any(task.seen_at for task in stored.tasks if task.key in change.unseen):
            raise Overtaken()
        tasks = {task.key: task for task in (*stored.tasks, *change.tasks)}
        tokens = dict(stored.tokens)
        if change.token:
            step, entry, token = change.token
            tokens[f"{step}#{entry}"] = (token,)
        self.kept[stored.head.id] = Application(
            replace(change.head, clock_at=stored.head.clock_at)
            if change.head and change.head.clock_at == change.before.head.clock_at
            else change.head or stored.head,
            (*stored.events, change.event),
            tuple(tasks.values()),
            tokens,
            change.applied().copies,
        )
        self._end()
        return change.applied()

    def put_tokens(
        self, application_id: str, step: str, entry: int, tokens: Sequence[str], seen: Sequence[str]
    ) -> None:
        self._somebody_else()
        stored = self.kept[application_id]
        if stored.tokens_of(step, entry) != tuple(seen):
            raise Overtaken()
        self.kept[application_id] = replace(stored, tokens={**stored.tokens, f"{step}#{entry}": tuple(tokens)})
        self._end()

    def mark_seen(self, application_id: str, task: Task, at: datetime) -> None:
        stored = self.kept[application_id]
        tasks = tuple(replace(one, seen_at=at) if one.key == task.key else one for one in stored.tasks)
        self.kept[application_id] = replace(stored, tasks=tasks)

    def set_clock(self, head: Head, moment: datetime | None) -> None:
        self._somebody_else()
        stored = self.kept[head.id]
        if stored.head.clock_at == head.clock_at:
            self.kept[head.id] = replace(stored, head=replace(stored.head, clock_at=moment))
        self._end()

    def note_sweep(self, at: datetime, counts: Mapping[str, int]) -> None:
        self.swept = (at, dict(counts))

    def due(self, until: datetime, limit: int = 200) -> Iterator[str]:
        yield from [id for id, kept in self.kept.items() if kept.head.clock_at and kept.head.clock_at <= until]

    def _somebody_else(self) -> None:
        intrude, self.intrude = self.intrude, None
        if intrude:
            intrude()

    def _end(self) -> None:
        if self.die:
            self.die = False
            raise Killed()


@dataclass
class Directory:
    """Everybody who may hold a step here, and the applicant."""

    people: Mapping[str, Person]

    def all_units(self) -> list[Any]:
        return []

    def get_people(self, ids: Any) -> dict[str, Person]:
        return {id: self.people[id] for id in ids if id in self.people}

    def get_units(self, ids: Any) -> dict[str, Any]:
        return {}

    def get_rosters(self, keys: Any) -> dict[str, Roster]:
        found = {key: [Member(one.id) for one in self.people.values() if one.holds(key, date.min)] for key in keys}
        return {key: Roster(*key.split("@"), tuple(members)) for key, members in found.items()}

    def members(self, key: str, on: Any) -> tuple[Person, ...]:
        return tuple(one for one in self.people.values() if one.holds(key, on))


class MemoryHall:
    """One service with the flow `raw`; `officers` maps a unit to its only officer."""

    def __init__(self, raw: list[Any], form: list[Any], units: Sequence[str]) -> None:
        self.now = NOON
        self.service: Service = service_of(raw, form)
        self.officers = {unit: some_person(f"officer-{unit}", f"officer@{unit}") for unit in units}
        self.applicant = some_person("s1", category="undergraduate")
        self.form = form
        self.catalogue = OneService(self.service)
        self.definitions = Definitions(self.catalogue, _read)
        self.store: Any = MemoryStore()
        self.flow = FlowMachine()
        self.publish(raw, 1)
        self.colleagues = [some_person(f"colleague-{n}") for n in (1, 2, 3)]
        known = [self.applicant, *self.colleagues, *self.officers.values()]
        self.people: Any = Directory({one.id: one for one in known})
        self.told: list[tuple[str, int, tuple[str, ...]]] = []
        self.errors: list[Exception] = []
        self.handed: list[Handover] = []
        self.stated: list[tuple[int, str, str]] = []
        """What a campus-wide list of to-dos is told, repetitions too: event, task, and with whom it is or ""."""
        self.rooms()

    def publish(self, raw: list[Any], version: int) -> None:
        """The service has this flow as that version."""
        self.catalogue.versions[version] = service_of(raw, self.form, version=version)
        self.flow.machines[self.machine(version)] = compile_flow(parse_flow(raw), comment="memory")

    def machine(self, version: int) -> str:
        return machine_name(STAGE, self.service.code, version)

    def waiting(self, head: Head) -> dict[str, str]:
        """What the application's present execution waits for: each token with its state."""
        return self.flow.tokens_of(self.machine(head.version), head.execution)

    def rooms(self) -> None:
        """The rooms over the store and the directory there are."""
        common: dict[str, Any] = {"store": self.store, "definitions": self.definitions}
        where: dict[str, Any] = {"calendar": CALENDAR, "clock": self.clock, "units": self.people}
        self.worker = StepWorker(**common, flow=self.flow, **where)
        self.hands = Hands(**common, people=self.people, handovers=self, clock=self.clock)
        told: dict[str, Any] = {"notify": self._tell, "publish": self._state, "stage": STAGE}
        self.reactions = Reactions(**common, flow=self.flow, **told, hands=self.hands)
        self.acts = Acts(**common, uploads=None, people=self.people, clock=self.clock)  # type: ignore[arg-type]
        self.talk = Talk(**common, uploads=None, people=self.people, clock=self.clock)  # type: ignore[arg-type]
        self.migrating = Migrating(**common, people=self.people, clock=self.clock, secret="secret")
        self.sweep = Sweep(
            **common,
            flow=self.flow,
            react=self.reactions,
            clock=self.clock,
            stage=STAGE,
            report=lambda _id, error: self.errors.append(error),
            hands=self.hands,
        )

    def add(self, done: Handover) -> None:
        """As the handover store: the same one again changes nothing."""
        self.handed = [one for one in self.handed if one.ref != done.ref] + [done]

    def clock(self) -> datetime:
        return self.now

    def tick(self, **span: float) -> None:
        """Time passes a little with everything that happens, as it does."""
        self.now += timedelta(**(span or {"seconds": 1}))

    def submit(self, form: Mapping[str, Any], key: str = "k") -> Application:
        application, _ = submit_application(
            self.applicant,
            self.service.code,
            form,
            key,
            store=self.store,
            uploads=None,  # type: ignore[arg-type]
            definitions=self.definitions,
            people=self.people,
            clock=self.clock,
            secret="secret",
        )
        return application

    def holder(self, key: str) -> Person:
        """Who acts for a holder key."""
        kind, _, name = key.partition(":")
        found: Person = self.people.people[name] if kind == "person" else self.officers[name.partition("@")[2]]
        return found

    def _state(self, application: Application, event: Event) -> None:
        for task in stated_by(application, event):
            holder = statement(application, self.definitions.version(self.service.code, application.head.version),
                               event, task).get("holder", "")  # fmt: skip
            self.stated.append((event.seq, task.key, holder))

    def _tell(
        self, message: str, application: Application, event: Event, holders: Sequence[str], extra: Mapping[str, Any]
    ) -> None:
        self.told.append((message, event.seq, tuple(holders)))


def _read(service: Service) -> Definition:
    return Definition(service, parse_form(service.form), parse_flow(service.flow))
