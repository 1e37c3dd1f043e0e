"""Making the hall's resources on an emulator: the production template through its CloudFormation.

Only ``infra/resources.yaml``: functions, roles of functions and the edge exist on AWS alone; here the event pump and
the gateway stand for them. State machines are made through the API when services are published, as on AWS.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local.resources import create, make_bucket
from local.template import load

DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


class DeployError(Exception):
    """The emulator could not make the stack; the message has its reasons."""


@dataclass(frozen=True)
class Deployment:
    """What there is now. `fresh` says that it was made just now and holds no data; `department` is a department's own
    bucket."""

    outputs: Mapping[str, str]
    fresh: bool
    department: str

    def variables(self) -> dict[str, str]:
        """The ``HALL_*`` variables for `chalicelib.settings` that follow from the resources."""
        return {
            "HALL_STEPS_QUEUE_URL": self.outputs["StepsQueueUrl"],
            "HALL_NOTICES_QUEUE_URL": self.outputs["NoticesQueueUrl"],
            "HALL_IMPORTS_QUEUE_URL": self.outputs["ImportsQueueUrl"],
            "HALL_EXPORTS_QUEUE_URL": self.outputs["ExportsQueueUrl"],
            "HALL_BILLS_QUEUE_URL": self.outputs["BillsQueueUrl"],
            "HALL_PUBLISH_QUEUE_URL": self.outputs["PublishQueueUrl"],
            "HALL_HOOKS_QUEUE_URL": self.outputs["HooksQueueUrl"],
            "HALL_DOCUMENTS_QUEUE_URL": self.outputs["DocumentsQueueUrl"],
            "HALL_ARCHIVE_QUEUE_URL": self.outputs["ArchiveQueueUrl"],
            "HALL_ARCHIVE_BUCKET": self.outputs["ArchiveBucketName"],
            "HALL_FILES_BUCKET": self.outputs["FilesBucketName"],
            "HALL_PORTAL_BUCKET": self.outputs["PortalBucketName"],
            "HALL_FLOW_ROLE_ARN": self.outputs["FlowRoleArn"],
            "HALL_EXPORT_TARGETS": f"student-data@student-affairs=s3://{self.department}/hall/",
        }


def deploy(session: boto3.session.Session, *, stage: str, base_url: str, mail_from: str) -> Deployment:
    """Make the stage's stack unless it is there, add whatever it lacks, and verify the sender's address.

    Returns when everything answers. Running it again changes nothing. Raises `DeployError`.
    """
    client = session.client("cloudformation")
    fresh = _status(client, f"hall-{stage}") is None
    if fresh:
        _create_stack(client, stage, base_url)
    outputs = create(session, stage=stage, base_url=base_url)
    department = _department_bucket(session, stage)
    session.client("ses").verify_email_identity(EmailAddress=mail_from)
    _await_tables(session.client("dynamodb"), stage)
    return Deployment(outputs, fresh, department)


def _department_bucket(session: boto3.session.Session, stage: str) -> str:
    """What stands for a bucket of a department's own, which no stack of the hall makes: exports are delivered there."""
    name = f"{stage}-student-data"
    make_bucket(session.client("s3"), name, session.region_name)
    return name


def _status(client: Any, stack: str) -> str | None:
    try:
        found = client.describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if "does not exist" not in str(error):
            raise
        return None
    return str(found[0]["StackStatus"]) if found else None


def _create_stack(client: Any, stage: str, base_url: str, patience: float = 30) -> None:
    stack = f"hall-{stage}"
    client.create_stack(
        StackName=stack,
        TemplateBody=json.dumps({"AWSTemplateFormatVersion": "2010-09-09"} | load("resources.yaml")),
        Parameters=[
            {"ParameterKey": "Stage", "ParameterValue": stage},
            {"ParameterKey": "BaseUrl", "ParameterValue": base_url},
        ],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    deadline = time.monotonic() + patience
    while (status := _status(client, stack)) not in DONE:
        if status is None or "FAILED" in status or "ROLLBACK" in status or time.monotonic() > deadline:
            raise DeployError(f"stack {stack} is {status}: {_reasons(client, stack)}")
        time.sleep(0.05)


def _reasons(client: Any, stack: str) -> str:
    events = client.describe_stack_events(StackName=stack)["StackEvents"]
    failed = [event for event in events if "FAILED" in event.get("ResourceStatus", "")]
    return "; ".join(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '?')}" for event in failed)


def _await_tables(client: Any, stage: str, patience: float = 10) -> None:
    deadline = time.monotonic() + patience
    for resource in load("resources.yaml")["Resources"].values():
        if resource["Type"] != "AWS::DynamoDB::Table":
            continue
        name = resource["Properties"]["TableName"]["Fn::Sub"].replace("${Stage}", stage)
        while client.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
            if time.monotonic() > deadline:
                raise DeployError(f"table {name} does not become active")
            time.sleep(0.05)
