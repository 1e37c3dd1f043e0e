"""What else the services do to registers: access that ends by itself, a quota that is not exceeded."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import State
from tests.services.rows import HORIZONTAL, TEACHER, VERTICAL, value
from tests.services.test_money import refused, walk_until_returned, world_of
from tests.services.walking import walk


@pytest.mark.req("Z-F13")
def test_a_leader_lets_a_colleague_read_the_entries_of_one_project(aws: Any) -> None:
    entry = {"entry": "E1", "day": "2026-11-02", "project": VERTICAL, "subject": {"zh": "设备费", "en": "Equipment"},
             "amount": -5}  # fmt: skip
    world = world_of(aws, "project-entries-grant", project_entries=[entry])
    reader, reading = world.person("120113"), world.hall.registers.reading

    def seen() -> int:
        return len(reading.list_rows(reader, "project-entries", "group", VERTICAL, None, 10)["items"])

    assert seen() == 0
    code = "project-entries-grant"
    for project in (HORIZONTAL, "P3"):
        assert refused(world, TEACHER, code, project=project, reader=reader.id) == "/form/project"
    walk(world, world.submit(world.person(TEACHER), code, project=VERTICAL, reader=reader.id, until="2026-12-01"))
    assert seen() == 1
    world.now = world.now.replace(month=12, day=2)
    assert seen() == 0, "the access ends by itself"


@pytest.mark.req("Z-F27")
def test_a_quota_is_charged_and_not_exceeded(aws: Any) -> None:
    world = world_of(aws, "virtual-server")
    person = world.person(TEACHER)
    first, second = (world.submit(person, "virtual-server", cores=4, memory=8, disk=100) for _ in range(2))
    walk(world, first)
    assert value(world, "server-quotas", "college-cs", "cores_used") == 6
    assert value(world, "virtual-servers", world.load(first).head.number, "until")
    walk_until_returned(world, second)
    assert world.load(second).head.state is State.AWAITING_APPLICANT
    assert value(world, "server-quotas", "college-cs", "cores_used") == 6
    assert value(world, "virtual-servers", world.load(second).head.number, "keeper") is None
