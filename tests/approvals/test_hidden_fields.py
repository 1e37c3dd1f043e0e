"""What a step hides, its holders do not get: not in the form, not as a file."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.approvals import Viewing
from tests.world import PEOPLE, STANDARD_FLOW, World


@pytest.mark.req("C-03")
def test_only_who_needs_it_reads_it(aws: Any) -> None:
    first, _, last = STANDARD_FLOW
    world = World(aws, [first | {"fields": {"reason": "hidden"}}, last])
    id = world.submit().id
    world.settle()
    viewing = Viewing(
        store=world.store,
        uploads=world.uploads,
        definitions=world.definitions,
        people=world.people,
        clock=world.clock,
        secret="a-secret",
    )

    def seen(who: str) -> set[str]:
        view = viewing.application(PEOPLE[who], id, None)
        assert view is not None
        return {row["name"] for row in view["form"]}

    assert seen("s1") == {"reason", "days"}
    assert seen("counsellor") == {"days"}
    world.decide(id, "counsellor_review", by="counsellor")
    world.settle()
    assert seen("registrar") == {"reason", "days"}
    assert seen("counsellor") == {"days"}, "having decided opens nothing"
