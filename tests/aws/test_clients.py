"""Clients: made once, when first used, with time limits that fit API Gateway's 29 seconds."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.aws import Clients


def test_a_client_is_made_once_even_for_many_threads() -> None:
    made: list[str] = []
    clients = Clients("ap-southeast-1", on_new=lambda service, _client: made.append(service))
    with ThreadPoolExecutor(8) as pool:
        found = {id(client) for client in pool.map(lambda _: clients.sqs, range(16))}
    assert len(found) == 1
    assert made == ["sqs"]


@pytest.mark.parametrize("service", ["s3", "sqs", "flows", "ses", "sns"])
def test_every_call_is_bounded(service: str) -> None:
    config = getattr(Clients("ap-southeast-1"), service).meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 5)
    assert config.retries["mode"] == "standard"
    assert config.retries["total_max_attempts"] == (1 if service in ("ses", "sns") else 3)


def test_importing_the_room_does_not_import_boto3() -> None:
    check = "import sys, chalicelib.aws; sys.exit(any(m.split('.')[0] == 'boto3' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_account_and_partition_are_found_out(clients: Clients) -> None:
    assert clients.account() == "123456789012"
    assert clients.partition() == "aws"
    assert Clients("cn-north-1").partition() == "aws-cn"
