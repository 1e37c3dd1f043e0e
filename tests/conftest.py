"""What every test may use: the emulators, and settings that point nowhere else.

`aws` is in-process moto, made new for each test (about 0.1 s), or MiniStack with ``EMULATOR=ministack``; `moto_server`
and `ministack_server` are real servers, one for the session, emptied for each test. The environment is set before
anything of the hall is imported.
"""

from __future__ import annotations

import os

STAGE = "test"
REGION = "ap-southeast-1"
ACCOUNT = "123456789012"
QUEUES = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}"
for name in [name for name in os.environ if name.startswith(("AWS_", "HALL_")) and name != "AWS_CA_BUNDLE"]:
    del os.environ[name]
os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_TRACE_DISABLED": "true",
        "POWERTOOLS_METRICS_DISABLED": "true",
        "POWERTOOLS_SERVICE_NAME": "hall",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "HALL_STAGE": STAGE,
        "HALL_REGION": REGION,
        "HALL_BASE_URL": "http://127.0.0.1:8000",
        "HALL_STEPS_QUEUE_URL": f"{QUEUES}/hall-{STAGE}-steps",
        "HALL_NOTICES_QUEUE_URL": f"{QUEUES}/hall-{STAGE}-notices",
        "HALL_IMPORTS_QUEUE_URL": f"{QUEUES}/hall-{STAGE}-imports",
        "HALL_EXPORTS_QUEUE_URL": f"{QUEUES}/hall-{STAGE}-exports",
        "HALL_BILLS_QUEUE_URL": f"{QUEUES}/hall-{STAGE}-bills",
        "HALL_HOOKS_QUEUE_URL": f"{QUEUES}/hall-{STAGE}-hooks",
        "HALL_FILES_BUCKET": f"hall-{STAGE}-files-{ACCOUNT}",
        "HALL_PORTAL_BUCKET": f"hall-{STAGE}-portal-{ACCOUNT}",
        "HALL_FLOW_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/hall-{STAGE}-flow-{REGION}",
    }
)

import sys  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from functools import cached_property  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402

# moto must be imported before the first client is made: it hooks into those made afterwards.
from moto import mock_aws  # noqa: E402  isort: skip
import boto3  # noqa: E402  isort: skip

from local import emulator  # noqa: E402
from local.resources import create  # noqa: E402
from tests.browsers import ARGS, CHROMIUM  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


@dataclass
class Aws:
    """An emulator with all the hall's resources in it."""

    outputs: dict[str, str]
    url: str | None = None
    backend: str = "moto"
    _clients: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def session(self) -> boto3.session.Session:
        return boto3.session.Session(region_name=REGION)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.session.client(service, endpoint_url=self.url)
        return self._clients[service]

    def settings(self, **changes: Any) -> Any:
        """The hall's settings for this emulator's queues and buckets."""
        from dataclasses import replace

        from chalicelib.settings import current

        return replace(
            current(),
            **{
                "steps_queue_url": self.outputs["StepsQueueUrl"],
                "notices_queue_url": self.outputs["NoticesQueueUrl"],
                "imports_queue_url": self.outputs["ImportsQueueUrl"],
                "exports_queue_url": self.outputs["ExportsQueueUrl"],
                "bills_queue_url": self.outputs["BillsQueueUrl"],
                "archive_queue_url": self.outputs["ArchiveQueueUrl"],
                "archive_bucket": self.outputs["ArchiveBucketName"],
                "hooks_queue_url": self.outputs["HooksQueueUrl"],
                "documents_queue_url": self.outputs["DocumentsQueueUrl"],
                "files_bucket": self.outputs["FilesBucketName"],
                "publish_queue_url": self.outputs["PublishQueueUrl"],
                "portal_bucket": self.outputs["PortalBucketName"],
                "flow_role_arn": self.outputs["FlowRoleArn"],
            }
            | changes,
        )


def forget_connections() -> None:
    """The stores keep one client for the process; another emulator needs another client."""
    from chalicelib.shared.store import forget_connection

    forget_connection()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker waits for it in the end. On the other emulator
    (``EMULATOR=ministack``) only what touches one is worth running a second time."""
    items.sort(key=lambda item: "http" not in item.path.parts)
    if os.environ.get("EMULATOR"):
        apart = [item for item in items if "aws" not in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if "aws" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=apart)


class _Remembering(boto3.session.Session):
    """Gives the same client again: making one costs more than most calls of it, and moto answers it in every test."""

    def client(self, service_name: str, *given: Any, **named: Any) -> Any:
        made = self.__dict__.setdefault("_made", {})
        if given or named:
            return super().client(service_name, *given, **named)
        if service_name not in made:
            made[service_name] = super().client(service_name)
        return made[service_name]


MAKING = _Remembering(region_name=REGION)


@pytest.fixture
def aws(request: pytest.FixtureRequest) -> Iterator[Aws]:
    """In-process moto with every table, queue, bucket and role of infra/resources.yaml; flows are executed."""
    if os.environ.get("EMULATOR") == "ministack":  # make conformance: the same tests on the other emulator
        yield request.getfixturevalue("ministack_server")
        return
    with moto_aws() as made:
        yield made


@contextmanager
def moto_aws() -> Iterator[Aws]:
    from tests.moto_state import quick_flows

    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}), quick_flows():
        forget_connections()
        outputs = create(MAKING, stage=STAGE, base_url=os.environ["HALL_BASE_URL"])
        MAKING.client("ses").verify_email_identity(EmailAddress="hall@yizhan.example")
        yield Aws(outputs)
        forget_connections()


def _served(running: emulator.Emulator, patch: pytest.MonkeyPatch) -> Aws:
    running.reset()
    for key, value in emulator.environment(running.url).items():
        patch.setenv(key, value)
    forget_connections()
    session = boto3.session.Session(region_name=REGION)
    outputs = create(session, stage=STAGE, base_url=os.environ["HALL_BASE_URL"])
    session.client("ses").verify_email_identity(EmailAddress="hall@yizhan.example")
    for variable, output in (
        ("STEPS_QUEUE_URL", "StepsQueueUrl"),
        ("NOTICES_QUEUE_URL", "NoticesQueueUrl"),
        ("IMPORTS_QUEUE_URL", "ImportsQueueUrl"),
        ("EXPORTS_QUEUE_URL", "ExportsQueueUrl"),
        ("BILLS_QUEUE_URL", "BillsQueueUrl"),
        ("ARCHIVE_QUEUE_URL", "ArchiveQueueUrl"),
        ("ARCHIVE_BUCKET", "ArchiveBucketName"),
        ("HOOKS_QUEUE_URL", "HooksQueueUrl"),
        ("DOCUMENTS_QUEUE_URL", "DocumentsQueueUrl"),
        ("FILES_BUCKET", "FilesBucketName"),
        ("FLOW_ROLE_ARN", "FlowRoleArn"),
    ):
        patch.setenv(f"HALL_{variable}", outputs[output])
    return Aws(outputs, running.url, running.backend)


@pytest.fixture(scope="session")
def _moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulator.Emulator]:
    running = emulator.start("moto", state=tmp_path_factory.mktemp("moto"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def _ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulator.Emulator]:
    if not emulator.MINISTACK.exists():
        pytest.skip("MiniStack is not installed: run `make setup`")
    running = emulator.start("ministack", state=tmp_path_factory.mktemp("ministack"))
    yield running
    running.stop()


@pytest.fixture
def moto_server(_moto: emulator.Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """moto as a server behind one lock (threads, streams, browsers), emptied; AWS_ENDPOINT_URL points at it."""
    yield _served(_moto, monkeypatch)
    forget_connections()


@pytest.fixture
def ministack_server(_ministack: emulator.Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """MiniStack, emptied; AWS_ENDPOINT_URL points at it."""
    yield _served(_ministack, monkeypatch)
    forget_connections()


@pytest.fixture(
    params=[
        pytest.param("moto", id="moto"),
        pytest.param("ministack", id="ministack", marks=pytest.mark.conformance),
    ]
)
def any_server(request: pytest.FixtureRequest) -> Aws:
    """The same test on both emulators; the MiniStack half runs with `make conformance`."""
    served: Aws = request.getfixturevalue(f"{request.param}_server")
    return served


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for the session; playwright takes no second one in a process. Each test opens contexts of its own."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        opened.close()
