"""A world with one application at its first step, and what people say over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.applications import Application, Task
from chalicelib.approvals import Boxes, CaseWish, ServiceNames, Talk, Viewing
from chalicelib.errors import InvalidForm
from tests.world import PEOPLE, World


class Talking(World):
    """`World` with the parts for talking, lists and views; one application has been submitted."""

    def __init__(self, aws: Any, flow: list[Any] | None = None, **service: Any) -> None:
        super().__init__(aws, flow)
        if service:
            from dataclasses import replace

            self.catalogue.versions = {1: replace(self.service, **service)}
        common = {"store": self.store, "definitions": self.definitions}
        self.talk = Talk(**common, uploads=self.uploads, people=self.people, clock=self.clock)
        names = ServiceNames(self.definitions)
        self.boxes = Boxes(store=self.store, names=names, clock=self.clock, secret="s", definitions=self.definitions)
        self.viewing = Viewing(**common, uploads=self.uploads, people=self.people, clock=self.clock, secret="s")
        self.id = self.submit().id
        self.settle()

    def load(self) -> Application:
        return self.store.load(self.id)

    def now_open(self) -> tuple[Task, ...]:
        return self.load().open_tasks

    def view(self, who: str) -> dict[str, Any]:
        found = self.viewing.application(PEOPLE[who], self.id, None)
        assert found is not None
        return found

    def administer(self, act: str, who: str = "head") -> None:
        self.acts.act_on_case(PEOPLE[who], self.id, self.load().seq, CaseWish(act, "情况有变"))
        self.settle()


def rejected(act: Callable[[], Any]) -> dict[str, str]:
    """The faults an act is refused for, by pointer."""
    with pytest.raises(InvalidForm) as refused:
        act()
    return {error.pointer: error.code for error in refused.value.errors}
