"""Old code meets items that newer code wrote: what it does not know it leaves alone (PROMISES R8)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.materials import Upload, UploadState
from tests.world import NOON, PEOPLE, World

pytestmark = pytest.mark.req("C-16")


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws)


class Newer:
    """Writes an attribute of tomorrow to every item there is, and sees whether it is still there."""

    def __init__(self, world: World) -> None:
        self._client = world.aws.client("dynamodb")
        self._table = world.settings.table("applications")
        self._marked: set[tuple[str, str]] = set()

    def items(self) -> dict[tuple[str, str], dict[str, Any]]:
        found = self._client.scan(TableName=self._table, ConsistentRead=True)["Items"]
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in found}

    def mark(self) -> None:
        for pk, sk in self.items():
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": pk}, "sk": {"S": sk}},
                UpdateExpression="SET tomorrow = :t",
                ExpressionAttributeValues={":t": {"S": "kept"}},
            )
            self._marked.add((pk, sk))

    def check(self) -> None:
        items = self.items()
        lost = [key for key in self._marked if "tomorrow" not in items.get(key, {})]
        assert not lost, f"an older hall has destroyed what a newer one wrote: {lost}"

    def around(self, act: Callable[[], Any]) -> None:
        self.mark()
        act()
        self.check()


def renewed(world: World, id: str) -> None:
    """Work until the new round has asked for the open steps again."""
    patience = time.monotonic() + 10
    while any(len(world.store.load(id).tokens_of(step, 2)) < 2 for step in ("finance_check", "library_check")):
        assert time.monotonic() < patience, world.store.load(id).events[-1]
        if not world.react_once() + world.answer_once():
            time.sleep(0.01)


def lost(world: World) -> None:
    """Reconcile until it has found that the execution is gone."""
    patience = time.monotonic() + 10
    while not world.sweep.reconcile()["restarted"]:
        assert time.monotonic() < patience
        time.sleep(0.01)


def test_no_way_of_writing_destroys_them(world: World) -> None:
    """Submission to completion with a return, a late step, a lost execution and a token renewed: every write path."""
    id = world.submit().id
    newer = Newer(world)
    newer.around(world.settle)
    newer.around(lambda: world.decide(id, "counsellor_review", by="counsellor"))
    newer.around(world.settle)
    newer.around(lambda: world.pass_time(days=4))
    newer.around(world.sweep)  # overdue, the clock moves on
    newer.around(lambda: world.decide(id, "finance_check", "return", by="finance"))
    newer.around(world.settle)
    seq = world.store.load(id).seq
    newer.around(lambda: world.acts.resubmit(PEOPLE["s1"], id, seq, {"reason": "改了", "days": 1}))
    newer.around(world.settle)
    for step in ("finance_check", "library_check"):  # the execution is lost; the next round brings new tokens
        (token,) = world.store.load(id).tokens_of(step, 2)
        world.flow.fail(token, "Ended")
    newer.around(lambda: lost(world))
    newer.around(lambda: renewed(world, id))
    newer.around(lambda: world.acts.withdraw(PEOPLE["s1"], id, world.store.load(id).seq, ""))
    newer.around(world.settle)
    newer.around(world.sweep)
    assert len(newer.items()) > 15


def test_an_upload_confirmed_again_and_taken_keeps_them(world: World) -> None:
    upload = Upload("u" * 26, "s1", "standard", "proof", "证明.pdf", "application/pdf", 10)
    world.uploads.put(upload, NOON)
    newer = Newer(world)
    ready = replace(upload, state=UploadState.CLEAN)
    newer.around(lambda: world.uploads.put(ready, NOON))
    application = world.submit()
    head, event = application.head, application.events[0]
    other = replace(head, id="b" * 26, number="20261123-999999")
    newer.around(lambda: world.store.create(other, event, [ready]))
    assert world.uploads.get([upload.id])[upload.id].application == other.id
