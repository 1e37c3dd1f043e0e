"""A small university and a service, with the hall's rooms wired to whatever emulator a test uses.

`World.settle` does what the event source mappings do on AWS: it brings new timeline events to the reactions and queue
messages to the workers, until nothing is left to do. Everything else is the real thing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.applications import Application, ApplicationStore, Definition, Definitions, submit_application
from chalicelib.approvals import Acts, Hands, Reactions, StepWorker, Sweep, machine_name
from chalicelib.aws import Clients, FlowRunner
from chalicelib.catalogue import Service
from chalicelib.errors import NotFound
from chalicelib.flows import compile_flow, fill_machine, parse_flow
from chalicelib.forms import parse_form
from chalicelib.materials import UploadStore
from chalicelib.people import HandoverStore, Member, Person, Position, Roster, Unit
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar
from tests.settling import settle

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

STANDARD_FORM = [
    {"field": "reason", "type": "long_text", "label": {"zh": "事由", "en": "Reason"}, "required": True},
    {"field": "days", "type": "number", "label": {"zh": "天数", "en": "Days"}, "required": True, "fact": True},
]
STANDARD_FLOW = [
    {
        "step": "counsellor_review",
        "title": {"zh": "辅导员审核", "en": "Counsellor's review"},
        "by": {"role": "counsellor", "of": "applicant.class"},
        "within": "1 workday",
    },
    {
        "parallel": [
            [
                {
                    "step": "finance_check",
                    "title": {"zh": "财务处审核", "en": "Finance check"},
                    "by": {"role": "officer", "unit": "finance"},
                    "within": "2 workdays",
                }
            ],
            [
                {
                    "step": "library_check",
                    "title": {"zh": "图书馆审核", "en": "Library check"},
                    "by": {"role": "officer", "unit": "library"},
                    "within": "2 workdays",
                }
            ],
        ],
        "name": "checks",
    },
    {
        "step": "registrar_review",
        "title": {"zh": "教务处审批", "en": "Registrar's approval"},
        "by": {"role": "officer", "unit": "registry"},
        "within": "2 workdays",
    },
]
"""The work of the budgets (architecture, section 6): counsellor, two departments side by side, registrar."""


def person(id: str, *positions: str, category: str = "staff", **units: str) -> Person:
    held = tuple(Position(*key.split("@"), since=None, until=None) for key in positions)
    return Person(
        id, Text(f"人{id}", f"Person {id}"), category, units, held, f"{id}@yizhan.example", "", "zh", False, {}
    )


PEOPLE = {
    p.id: p
    for p in (
        person(
            "s1", category="undergraduate", **{"class": "class-1", "college": "college-1", "department": "college-1"}
        ),
        person(
            "s2", category="undergraduate", **{"class": "class-1", "college": "college-1", "department": "college-1"}
        ),
        person("counsellor", "counsellor@class-1"),
        person("finance", "officer@finance"),
        person("finance2", "officer@finance"),
        person("library", "officer@library"),
        person("registrar", "officer@registry"),
        person("head", "department_head@registry", category="cadre"),
        person("coordinator", "business_coordinator@presidents-office"),
    )
}


class People:
    """The directory's reading side over a handful of invented people."""

    def get_person(self, id: str) -> Person:
        if id not in PEOPLE:
            raise NotFound()
        return PEOPLE[id]

    def get_people(self, ids: Any) -> dict[str, Person]:
        return {id: PEOPLE[id] for id in ids if id in PEOPLE}

    def members(self, key: str, on: Any) -> tuple[Person, ...]:
        return tuple(p for p in PEOPLE.values() if p.holds(key, on))

    def get_rosters(self, keys: Any) -> dict[str, Roster]:
        return {key: Roster(*key.split("@"), tuple(Member(p.id) for p in self.members(key, date.min))) for key in keys}

    def all_units(self) -> list[Unit]:
        return []

    def get_units(self, ids: Any) -> dict[str, Unit]:
        return {}


class OneService:
    """A catalogue with one service, in as many versions as a test publishes."""

    def __init__(self, service: Service) -> None:
        self.versions = {service.version: service}

    def current(self, code: str) -> Service:
        return self.versions[max(self.versions)]

    def current_all(self) -> list[dict[str, Any]]:
        newest = self.versions[max(self.versions)]
        return [{"code": newest.code, "version": newest.version}]

    def version(self, code: str, number: int) -> Service:
        return self.versions[number]


@dataclass
class Told:
    """A notifier that keeps a list: (message, event seq, holders)."""

    said: list[tuple[str, int, tuple[str, ...]]] = field(default_factory=list)

    def __call__(self, message: str, application: Any, event: Any, holders: Any, extra: Mapping[str, Any]) -> None:
        entry = (message, event.seq, tuple(holders))
        if entry not in self.said:  # the ledger of the notices room does this for real
            self.said.append(entry)


def service_of(flow: list[Any], form: list[Any], code: str = "standard", version: int = 1) -> Service:
    """A published service around this form and flow; everything else is the least a service has."""
    from tests.service_shape import bare_service

    return bare_service(code, version, form, flow)


class World:
    """The rooms around one service. `flow` and `form` are raw, as a definition has them."""

    def __init__(
        self, aws: Any, flow: list[Any] | None = None, form: list[Any] | None = None, *, time_scale: int = 1
    ) -> None:
        self.settings = aws.settings()
        self.aws = aws
        self.now = NOON
        self.clients = Clients(self.settings.region)
        self.flow = FlowRunner(self.clients, self.settings.flow_role_arn)
        self.service = service_of(flow or STANDARD_FLOW, form or STANDARD_FORM)
        self.catalogue = OneService(self.service)
        self.definitions = Definitions(self.catalogue, _read)
        self.store, self.uploads = ApplicationStore(), UploadStore()
        self.people: Any = People()
        self.told = Told()
        self.errors: list[Exception] = []
        calendar = WorkingCalendar.load()
        common = {"store": self.store, "definitions": self.definitions}
        self.worker = StepWorker(**common, flow=self.flow, calendar=calendar, clock=self.clock, units=self.people)
        self.hands = Hands(**common, people=self.people, handovers=HandoverStore(), clock=self.clock)
        told = {"notify": self.told, "hands": self.hands}
        self.reactions = Reactions(**common, flow=self.flow, stage=self.settings.stage, **told)
        self.acts = Acts(**common, uploads=self.uploads, people=self.people, clock=self.clock)
        self.sweep = Sweep(
            **common,
            flow=self.flow,
            react=self.reactions,
            clock=self.clock,
            stage=self.settings.stage,
            report=lambda _id, error: self.errors.append(error),
            hands=self.hands,
        )
        self.seen: dict[str, int] = {}
        self.publish(time_scale)

    def clock(self) -> datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    def publish(self, time_scale: int = 1) -> None:
        service = self.catalogue.current("")
        machine = compile_flow(parse_flow(service.flow), comment=service.code, time_scale=time_scale)
        text = fill_machine(machine, "aws", self.settings.steps_queue_url)
        name = machine_name(self.settings.stage, service.code, service.version)
        self.flow.create_machine(name, text, self.settings.flow_role_arn)

    def submit(self, form: Mapping[str, Any] | None = None, *, by: str = "s1", key: str = "key-1") -> Application:
        application, _ = submit_application(
            PEOPLE[by],
            self.service.code,
            form or {"reason": "回家", "days": 2},
            key,
            store=self.store,
            uploads=self.uploads,
            definitions=self.definitions,
            people=self.people,
            clock=self.clock,
            secret=self.settings.secret,
        )
        self.seen.setdefault(application.id, 0)
        return application

    def lose(self, id: str, *places: tuple[str, int]) -> None:
        """The execution ends unasked, by the tokens of these (step, entry), and the engine knows it has."""
        application = self.store.load(id)
        for step, entry in places:
            (token,) = application.tokens_of(step, entry)
            self.flow.fail(token, "Ended")
        head = application.head
        machine = machine_name(self.settings.stage, head.service, head.version)
        for _ in range(500):
            if self.flow.status(machine, head.execution) != "RUNNING":
                return
            time.sleep(0.01)
        raise AssertionError("the execution did not end")

    def decide(self, id: str, step: str, verdict: str = "approve", *, by: str, **more: Any) -> Application:
        """Decide the newest open task of `step`, as its holder who has read everything."""
        before = self.store.load(id)
        task = next(t for t in reversed(before.tasks) if t.step == step and t.is_open)
        wanted: dict[str, Any] = {
            "opinion": "同意" if verdict == "approve" else "请修改",
            "fields": {},
            "pins": {},
            **more,
        }
        seq = wanted.pop("seq", before.seq)
        return self.acts.decide(PEOPLE[by], f"{id}.{task.key}", seq, verdict, **wanted)

    def settle(self) -> None:
        """React and answer until everything is where the record says it must be."""
        settle(lambda: self.react_once() + self.answer_once(), self._known)

    def _known(self) -> Iterator[tuple[Application, Definition]]:
        for id in self.seen:
            application = self.store.load(id)
            yield application, self.definitions.version(application.head.service, application.head.version)

    def react_once(self) -> int:
        """Bring every event that was not reacted to yet; a failing one is brought again the next time."""
        done = 0
        for id, seen in list(self.seen.items()):
            for event in self.store.load(id).events[seen:]:
                self.reactions(id, event)
                self.seen[id] = event.seq
                done += 1
        return done

    def answer_once(self) -> int:
        """Take what is in the steps queue to the worker."""
        sqs, url = self.aws.client("sqs"), self.settings.steps_queue_url
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages", [])
        for message in found:
            self.worker(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(found)


def _read(service: Service) -> Definition:
    return Definition(service, parse_form(service.form), parse_flow(service.flow))
