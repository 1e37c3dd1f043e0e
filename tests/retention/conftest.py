"""The archive's small university with a service whose applications are kept for a year; `sweep` is the hall's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from chalicelib.shared.clock import CHINA
from tests.archive.conftest import FLOW, FORM, STUDENT, ArchiveWorld
from tests.service_shape import bare_service

ENDED = date(2026, 11, 23)
YEAR = date(2027, 11, 23)
WARNED = date(2027, 10, 24)
"""Thirty days before."""
WORDS = "家中有事，须补办校园卡"
OPINION = "材料齐全，同意补办"


class KeepingWorld(ArchiveWorld):
    retention: Any = "1 year"

    def __init__(self, aws: Any, **replaced: Any) -> None:
        super().__init__(aws, **replaced)
        self.publish(replace(bare_service("card", 2, FORM, FLOW, owner_unit="registry"), retention=self.retention))

    def ended(self, **form: Any) -> str:
        """An archived application with words, an opinion and a file."""
        upload = self.upload(self.person(STUDENT), "card", "proof")
        id = self.submit(self.person(STUDENT), "card", {"reason": WORDS, "proof": [upload]} | form)
        task = next(task for task in self.load(id).tasks if task.step == "review")
        self.decide(id, task.key, self.person("officer"), opinion=OPINION)
        self.work()
        self.settle()
        return id

    def on(self, day: date, hour: int = 9) -> None:
        self.now = datetime.combine(day, time(hour), CHINA)

    def sweep(self) -> dict[str, int]:
        done = self.hall.sweep()
        self.settle()
        return {name.removeprefix("kept_"): n for name, n in done.items() if name.startswith("kept_") and n}

    def act(self, id: str, act: str, reason: str = "") -> Any:
        return self.hall.act_on_case(self.person("department_head"), id, self.load(id).seq, act, reason, "", 0)

    def told(self, person: str) -> list[str]:
        found = self.hall.notices.list_notices(self.person(person), None, 50)["items"]
        return [str(one["text"]["en"] if isinstance(one["text"], dict) else one["text"].en) for one in found]

    def items(self) -> list[dict[str, Any]]:
        """Every item of every table, as text; only a test looks through tables."""
        client, found = self.aws.client("dynamodb"), []
        for name in client.list_tables()["TableNames"]:
            for page in client.get_paginator("scan").paginate(TableName=name):
                found += [{"table": name, **item} for item in page["Items"]]
        return found

    def objects(self, bucket: str, prefix: str) -> list[str]:
        found = self.aws.client("s3").list_object_versions(Bucket=bucket, Prefix=prefix)
        return [one["Key"] for kind in ("Versions", "DeleteMarkers") for one in found.get(kind, [])]

    def _known(self) -> Any:
        """What is erased has no open task that anybody could wait for."""
        for id in list(self.seen):
            if self.is_erased(id):
                del self.seen[id]
        return super()._known()

    def _react(self) -> int:
        for id in list(self.seen):
            if self.is_erased(id):
                del self.seen[id]
        return super()._react()

    def is_erased(self, id: str) -> bool:
        from chalicelib.applications import Erased

        try:
            self.load(id)
        except Erased:
            return True
        return False


def erase(world: KeepingWorld) -> None:
    world.on(WARNED)
    assert world.sweep() == {"warned": 1}
    world.on(YEAR)
    world.sweep()


@pytest.fixture
def world(aws: Any) -> KeepingWorld:
    return KeepingWorld(aws)
