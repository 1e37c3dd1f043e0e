"""In-process moto for a whole sweep: making it anew for each of some hundred runs would cost more than the runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_sqs

from local.resources import create
from tests.conftest import REGION, STAGE, Aws, forget_connections


@pytest.fixture(scope="module")
def module_aws() -> Iterator[Aws]:
    """Like `aws`, but for all tests of a module; who uses it empties the tables."""
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        forget_connections()
        session = boto3.session.Session(region_name=REGION)
        outputs = create(session, stage=STAGE, base_url="http://127.0.0.1:8000")
        session.client("ses").verify_email_identity(EmailAddress="hall@yizhan.example")
        yield Aws(outputs)
        forget_connections()


@pytest.fixture(scope="module")
def quick_flows() -> Iterator[None]:
    """moto makes a new SQS client for every message a flow sends, 60 ms each; here it keeps the first one."""
    made = cache(lambda region, service: _make(region, service, None))
    _make = state_task_service_sqs.boto_client_for

    def keep(region: str, service: str, state_credentials: Any = None) -> Any:
        return made(region, service)

    state_task_service_sqs.boto_client_for = keep  # type: ignore[assignment]
    yield
    state_task_service_sqs.boto_client_for = _make
