"""The hall with the demo university and two services that need counsellors and secretaries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.bootstrap import build_hall
from chalicelib.catalogue import CATALOGUE_ROOT, load_definition
from local.demo import load_demo
from tests.hall_world import MORNING, HallWorld

SERVICES = ("student-affairs/student-leave", "registry/graduation-clearance")


class Staffed(HallWorld):
    """A hall that reads only the two definitions, so that it stands in a moment."""

    def __init__(self, aws: Any) -> None:
        self.aws = aws
        self.now = MORNING
        self.hall = build_hall(replace(aws.settings(), secret="a-secret-of-this-test"), clock=self.clock)
        self.seen: dict[str, int] = {}
        self._stored(self._fill_two, SERVICES)

    def _fill_two(self, paths: tuple[str, ...]) -> None:
        load_demo(self.hall.people)
        found = [load_definition(CATALOGUE_ROOT / f"{path}.yaml").service for path in paths]
        self.publish(*(replace(service, version=1) for service in found))


@pytest.fixture
def world(aws: Any) -> HallWorld:
    return Staffed(aws)
