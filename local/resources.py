"""Making the resources of ``infra/resources.yaml`` directly with boto3; whatever exists already is left alone.

The emulators' CloudFormation does the same (`local.deploy`), ten times slower; in-process tests and the healing of a
half-made stack come here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local.template import load, names_for, resolve

EXISTS = {"ResourceInUseException", "BucketAlreadyOwnedByYou", "BucketAlreadyExists", "EntityAlreadyExists"}
TABLE_KEYS = (
    "TableName",
    "BillingMode",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "StreamSpecification",
)


def outputs(names: Mapping[str, str], queue_urls: Mapping[str, str]) -> dict[str, str]:
    """The stack's outputs that the hall's settings need, by the names of the template's ``Outputs``."""
    return {
        "StepsQueueUrl": queue_urls[names["StepsQueue"]],
        "NoticesQueueUrl": queue_urls[names["NoticesQueue"]],
        "NoticesDeadQueueUrl": queue_urls[names["NoticesDeadQueue"]],
        "ImportsQueueUrl": queue_urls[names["ImportsQueue"]],
        "ExportsQueueUrl": queue_urls[names["ExportsQueue"]],
        "BillsQueueUrl": queue_urls[names["BillsQueue"]],
        "PublishQueueUrl": queue_urls[names["PublishQueue"]],
        "HooksQueueUrl": queue_urls[names["HooksQueue"]],
        "DocumentsQueueUrl": queue_urls[names["DocumentsQueue"]],
        "ChangesDeadQueueUrl": queue_urls[names["ChangesDeadQueue"]],
        "ArchiveQueueUrl": queue_urls[names["ArchiveQueue"]],
        "FilesBucketName": names["FilesBucket"],
        "ArchiveBucketName": names["ArchiveBucket"],
        "PortalBucketName": names["PortalBucket"],
        "FlowRoleArn": names["FlowRole.Arn"],
    }


def create(session: boto3.session.Session, *, stage: str, base_url: str) -> dict[str, str]:
    """Every table, queue, bucket and role of the stage; returns the stack's outputs. Doing it twice is harmless."""
    template = load("resources.yaml")
    region = session.region_name
    caller = session.client("sts").get_caller_identity()["Arn"]
    names = names_for(template, region=region, caller=caller, parameters={"Stage": stage, "BaseUrl": base_url})
    made: dict[str, list[dict[str, Any]]] = {}
    for resource in template["Resources"].values():
        made.setdefault(resource["Type"], []).append(resolve(resource.get("Properties", {}), names))
    dynamodb, s3, iam = (session.client(service) for service in ("dynamodb", "s3", "iam"))
    for properties in made["AWS::DynamoDB::Table"]:
        _table(dynamodb, properties)
    urls = _queues(session.client("sqs"), made["AWS::SQS::Queue"])
    for properties in made["AWS::S3::Bucket"]:
        _bucket(s3, properties, region)
    for properties in made["AWS::IAM::Role"]:
        _role(iam, properties)
    return outputs(names, urls)


def _once(call: Any, **arguments: Any) -> bool:
    """Call it; False when the thing exists already."""
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] not in EXISTS:
            raise
        return False
    return True


def _table(client: Any, properties: Mapping[str, Any]) -> None:
    arguments = {key: properties[key] for key in TABLE_KEYS if key in properties}
    if "StreamSpecification" in arguments:
        arguments["StreamSpecification"] = {"StreamEnabled": True, **arguments["StreamSpecification"]}
    name, ttl = properties["TableName"], properties.get("TimeToLiveSpecification")
    made = _once(client.create_table, **arguments)
    if not made and "StreamSpecification" in arguments and not _streams(client, name):
        client.update_table(TableName=name, StreamSpecification=arguments["StreamSpecification"])
    if ttl and (made or not _expires(client, name)):  # the emulators' CloudFormation forgets it
        client.update_time_to_live(TableName=name, TimeToLiveSpecification=ttl)


def _streams(client: Any, table: str) -> bool:
    return "LatestStreamArn" in client.describe_table(TableName=table)["Table"]


def _expires(client: Any, table: str) -> bool:
    found = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    return found.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")


def _queues(client: Any, queues: list[dict[str, Any]]) -> dict[str, str]:
    """Dead-letter queues first: the others name them."""
    urls = {}
    for properties in sorted(queues, key=lambda queue: "RedrivePolicy" in queue):
        name = properties["QueueName"]
        if found := _queue_url(client, name):
            urls[name] = found
            continue
        given = {key: value for key, value in properties.items() if key not in ("QueueName", "SqsManagedSseEnabled")}
        attributes = {key: json.dumps(value) if isinstance(value, dict) else str(value) for key, value in given.items()}
        urls[name] = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return urls


def _queue_url(client: Any, name: str) -> str | None:
    try:
        return str(client.get_queue_url(QueueName=name)["QueueUrl"])
    except client.exceptions.QueueDoesNotExist:
        return None


def make_bucket(client: Any, name: str, region: str, *, locked: bool = False) -> bool:
    """False when it exists already. `locked`: with Object Lock, which no bucket gets later."""
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    lock = {"ObjectLockEnabledForBucket": True} if locked else {}
    return _once(client.create_bucket, Bucket=name, **where, **lock)


def _bucket(client: Any, properties: Mapping[str, Any], region: str) -> None:
    name = properties["BucketName"]
    made = make_bucket(client, name, region, locked=bool(properties.get("ObjectLockEnabled")))
    if versions := properties.get("VersioningConfiguration"):  # the emulators' CloudFormation may forget it
        client.put_bucket_versioning(Bucket=name, VersioningConfiguration=versions)
    if rule := properties.get("ObjectLockConfiguration"):  # the emulators' CloudFormation may forget it
        retention = rule["Rule"]["DefaultRetention"]
        kept = rule | {"Rule": {"DefaultRetention": retention | {"Years": int(retention["Years"])}}}
        client.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=kept)
    if not made:
        return
    if cors := properties.get("CorsConfiguration"):
        client.put_bucket_cors(
            Bucket=name,
            CORSConfiguration={
                "CORSRules": [
                    {
                        (
                            "ExposeHeaders" if key == "ExposedHeaders" else "MaxAgeSeconds" if key == "MaxAge" else key
                        ): value
                        for key, value in rule.items()
                    }
                    for rule in cors["CorsRules"]
                ]
            },
        )


def _role(client: Any, properties: Mapping[str, Any]) -> None:
    policy = json.dumps(properties["AssumeRolePolicyDocument"])
    if not _once(client.create_role, RoleName=properties["RoleName"], AssumeRolePolicyDocument=policy):
        return
    for inline in properties.get("Policies", []):
        client.put_role_policy(
            RoleName=properties["RoleName"],
            PolicyName=inline["PolicyName"],
            PolicyDocument=json.dumps(inline["PolicyDocument"]),
        )
