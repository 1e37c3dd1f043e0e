"""The same random histories over compiled machines that an emulator really executes, on its tables (PROMISES R22).

Few and short, because each step waits for the emulator; `test_model` runs hundreds on a machine in memory. Every act is
followed by everything under way arriving, some of it twice; then the hall must stand where `Reference` says.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from chalicelib.applications import first_broken
from chalicelib.flows import parse_flow
from tests.approvals.people_rules import PeopleRules
from tests.approvals.random_flows import FORM, FORMS, flows
from tests.approvals.reference import Reference
from tests.world import PEOPLE, World, person, service_of

pytestmark = [pytest.mark.model, pytest.mark.req("R22", "R20")]

COLLEAGUES = [person(f"colleague-{n}") for n in (1, 2, 3)]


class FlowHall:
    """What `PeopleRules` needs of a hall, over a `World`; each history is another version of the service."""

    def __init__(self, world: World, raw: list[Any]) -> None:
        self.world = world
        number = max(world.catalogue.versions) + 1
        world.catalogue.versions[number] = service_of(raw, FORM, version=number)
        world.publish()
        self.acts, self.store, self.colleagues, self.applicant = world.acts, world.store, COLLEAGUES, PEOPLE["s1"]

    @property
    def now(self) -> Any:
        return self.world.now

    def tick(self, **span: float) -> None:
        self.world.pass_time(**(span or {"seconds": 1}))

    def holder(self, key: str) -> Any:
        kind, _, name = key.partition(":")
        if kind == "person":
            return PEOPLE[name]
        return next(one for one in PEOPLE.values() if one.holds(name, self.world.now.date()))


class OnFlows(PeopleRules):
    """Acts of people; after each of them everything arrives."""

    world: World
    ran: Counter[str] = Counter()

    @initialize(raw=flows, form=FORMS)
    def submit(self, raw: list[Any], form: dict[str, Any]) -> None:
        self.hall: Any = FlowHall(self.world, raw)
        self.acts = []
        self.world.seen.clear()
        self.id = self.world.submit(form, key=f"key-{self.ran['histories']}-{id(self)}").id
        self.model = Reference(parse_flow(raw), form, self.hall.applicant.id)
        self.ran["histories"] += 1

    @precondition(lambda self: self.world.seen)
    @rule(back=st.integers(1, 4))
    def the_stream_brings_some_again(self, back: int) -> None:
        self.world.seen[self.id] = max(0, self.world.seen[self.id] - back)

    @precondition(lambda self: self.now.head.is_open)
    @rule()
    def the_execution_is_lost(self) -> None:
        for task in self.now.open_tasks:
            for token in self.now.tokens_of(task.step, task.entry):
                self.world.flow.fail(token, "Ended")
        self.world.sweep.reconcile()

    @invariant()
    def it_stands_where_it_should(self) -> None:
        self.world.settle()
        now, wanted = self.now, self.model.tasks()
        self.ran["events"] += 1
        assert first_broken(now.id, now.events) is None
        assert not self.world.errors, self.world.errors
        opened = self.deciding(now)
        assert opened == wanted, f"{opened} instead of {wanted}: {now.events}"
        if not wanted:
            assert now.head.state == ("completed" if self.model.is_open else self.model.state)


def test_random_histories_on_executed_machines(aws: Any) -> None:
    OnFlows.world = World(aws)
    PEOPLE.update({one.id: one for one in COLLEAGUES})
    quick = settings(
        max_examples=6,
        stateful_step_count=8,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(OnFlows, settings=quick)
    print(dict(OnFlows.ran))
    assert OnFlows.ran["events"] > 4 * OnFlows.ran["histories"]
