"""What administrators do in the random histories: take it over to another version and back, and supervise it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chalicelib.applications import EventType
from chalicelib.approvals.migrate import came_from
from chalicelib.errors import NotYourTurn
from chalicelib.flows import parse_flow
from tests.approvals.one_history import OneHistory
from tests.world import PEOPLE


class VersionRules(OneHistory):
    """`flows`: the service's versions, as data."""

    flows: list[list[Any]]

    @precondition(lambda self: self.model.is_open and self.now.head.is_open)
    @rule(undo=st.booleans())
    def take_over(self, undo: bool) -> None:
        """To the newest version, or back to the one it came from; with an old page it stays where it is."""
        before = self.now
        to = came_from(before) if undo else len(self.flows)
        wanted = ("standard", to or 0, {self.id: before.seq}, "流程调整")
        (done,) = self.hall.migrating.migrate(PEOPLE["head"], *wanted, undo=undo)["items"]
        possible = to is not None and to != before.head.version
        assert done["done"] is possible, done
        assert (self.now.events[-1].type is EventType.MIGRATED) is possible or not possible, self._story()
        if possible:
            assert to
            self.model.take_over(parse_flow(self.flows[to - 1]))
            self.acts.clear()  # a click on a step of the old version finds no step to be idempotent about
            self.last: Any = None
            self.ran["taken over"] += 1
        self._tick()

    @precondition(lambda self: self.model.state == "in_progress")
    @rule()
    def supervise(self) -> None:
        """The holders are told what is to happen by when; it moves nothing."""
        until = (self.hall.now + timedelta(days=3)).date().isoformat()
        try:
            self.hall.talk.supervise(PEOPLE["head"], self.id, "请本周内办结", until)
        except NotYourTurn:
            assert not self.deciding(self.now), "somebody has to act"
        else:
            self.ran["supervised"] += 1
        self._tick()
