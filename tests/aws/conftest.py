"""Adapters need an emulator with nothing in it: ten times quicker than one with all the hall's resources."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from chalicelib.aws import Clients

REGION = "ap-southeast-1"


@pytest.fixture
def clients() -> Iterator[Clients]:
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield Clients(REGION)
