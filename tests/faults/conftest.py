"""In-process moto for a whole sweep: making it anew for each of some hundred runs would cost more than the runs."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from local.resources import create
from tests.conftest import REGION, STAGE, Aws, forget_connections
from tests.moto_state import quick_flows


@pytest.fixture(scope="module")
def module_aws() -> Iterator[Aws]:
    """Like `aws`, but for all tests of a module; who uses it empties the tables."""
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}), quick_flows():
        forget_connections()
        session = boto3.session.Session(region_name=REGION)
        outputs = create(session, stage=STAGE, base_url="http://127.0.0.1:8000")
        session.client("ses").verify_email_identity(EmailAddress="hall@yizhan.example")
        yield Aws(outputs)
        forget_connections()
