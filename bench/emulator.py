"""MiniStack for the bench: started, and this process pointed at it.

To be done before anything of the hall is imported: the tables' names and the emulator's address are read then.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path
from typing import Any

STAGE = "bench"


def start() -> dict[str, str]:
    """Start MiniStack, point the process at it and make every resource; the stack's outputs."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "HALL_")) and name != "AWS_CA_BUNDLE"]:
        del os.environ[name]
    from local import emulator

    folder = tempfile.TemporaryDirectory(prefix="hall-bench-")
    running = emulator.start("ministack", state=Path(folder.name))
    atexit.register(folder.cleanup)
    atexit.register(running.stop)
    os.environ.update(emulator.environment(running.url))
    os.environ.update({"HALL_STAGE": STAGE, "HALL_SECRET": "the bench's secret", "POWERTOOLS_METRICS_DISABLED": "true"})
    os.environ.update({"HALL_REGION": emulator.REGION, "POWERTOOLS_TRACE_DISABLED": "true"})
    return resources(running.url)


def resources(url: str) -> dict[str, str]:
    """Every table, queue, bucket and role; the settings' environment follows from them."""
    import boto3

    from local import emulator
    from local.resources import create

    session = boto3.session.Session(region_name=emulator.REGION)
    outputs = create(session, stage=STAGE, base_url="http://127.0.0.1:8000")
    _keep_all(session.client("dynamodb"))
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
        ("PUBLISH_QUEUE_URL", "PublishQueueUrl"),
        ("FILES_BUCKET", "FilesBucketName"),
        ("PORTAL_BUCKET", "PortalBucketName"),
        ("FLOW_ROLE_ARN", "FlowRoleArn"),
    ):
        os.environ[f"HALL_{variable}"] = outputs[output]
    return outputs


def _keep_all(dynamodb: Any) -> None:
    """Nothing expires: the emulator would remove by the real clock what is past its time, in the middle of a count,
    and the rig's clock is months behind that."""
    for name in dynamodb.list_tables()["TableNames"]:
        found = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if found["TimeToLiveStatus"] == "ENABLED":
            off = {"Enabled": False, "AttributeName": found["AttributeName"]}
            dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=off)
