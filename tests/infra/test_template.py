"""Rules over the whole template: encryption, backups, least privilege, dead letters, retention, neutral ARNs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local.http import PROBLEMS, security_headers
from local.stream_pump import directory_changes, timeline_events
from local.template import ROOT
from tools.package import gateway_responses, merged_infra

_WORKERS = ["OnChange", "OnDirectory", "OnStep", "OnNotice", "OnHook", "OnDocument", "OnArchive"]
FUNCTIONS = ["APIHandler", *_WORKERS, "Sweep", "Publish"]
KNOWS_NO_RESOURCES = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "dynamodb:ListStreams",
    "states:SendTaskSuccess",
    "states:SendTaskFailure",
}


@cache
def template() -> dict[str, Any]:
    return merged_infra()


def of_type(kind: str) -> dict[str, Any]:
    return {name: made for name, made in template()["Resources"].items() if made.get("Type") == kind}


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, role in of_type("AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def test_tables_are_on_demand_encrypted_backed_up_and_kept() -> None:
    tables = of_type("AWS::DynamoDB::Table")
    assert len(tables) == 13
    for name, table in tables.items():
        properties = table["Properties"]
        assert properties["BillingMode"] == "PAY_PER_REQUEST", name
        assert properties["SSESpecification"]["SSEEnabled"], name
        assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], name
        assert table["DeletionPolicy"] == "Retain", name


@pytest.mark.req("R11")
def test_no_index_is_keyed_by_a_state() -> None:
    indexes = template()["Resources"]["ApplicationsTable"]["Properties"]["GlobalSecondaryIndexes"]
    hashes = {index["IndexName"]: index["KeySchema"][0]["AttributeName"] for index in indexes}
    assert hashes == {"boxes": "box", "by_service": "service_month", "clock": "clock_shard"}


@pytest.mark.req("R32")
def test_every_working_queue_has_dead_letters_and_they_an_alarm() -> None:
    queues = of_type("AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("DeadQueue")}
    for name, queue in queues.items():
        assert queue["Properties"]["SqsManagedSseEnabled"] is True, name
        if name not in dead:
            letters = queue["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
            assert letters in dead
            named = [queues[one]["Properties"]["QueueName"]["Fn::Sub"] for one in (name, letters)]
            assert named[1] == f"{named[0]}-dead", "this is how the hall finds them"
            assert queue["Properties"]["VisibilityTimeout"] >= 6 * 30, "six times the function's timeout"
    alarms = json.dumps(of_type("AWS::CloudWatch::Alarm"))
    assert all(name in alarms for name in dead)


def test_buckets_are_private_and_encrypted_and_refuse_plain_http() -> None:
    buckets = of_type("AWS::S3::Bucket")
    assert set(buckets) == {"FilesBucket", "PortalBucket", "ArchiveBucket"}
    policies = json.dumps(of_type("AWS::S3::BucketPolicy"))
    for name, bucket in buckets.items():
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert bucket["Properties"]["BucketEncryption"], name
        assert name in policies
    assert policies.count("aws:SecureTransport") == 3


@pytest.mark.req("C-26")
def test_what_is_archived_is_locked_and_no_role_may_remove_or_unlock_it() -> None:
    bucket = template()["Resources"]["ArchiveBucket"]["Properties"]
    assert bucket["ObjectLockEnabled"]
    assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
    lock = bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert lock == {"Mode": {"Ref": "ArchiveMode"}, "Years": {"Ref": "ArchiveYears"}}
    there = [(role, one) for role, one in statements() if "ArchiveBucket" in json.dumps(one.get("Resource"))]
    sweeping = {action for role, one in there if role == "SweepRole" for action in one["Action"]}
    # What is locked it cannot remove either: nobody may go past a lock.
    assert sweeping == {"s3:DeleteObjectVersion", "s3:ListBucketVersions"}
    locking = {role for role, one in there if "s3:PutObjectRetention" in one["Action"]}
    assert locking == {"OnArchiveRole"}
    actions = {action for role, one in there if role != "SweepRole" for action in one["Action"]}
    plain = {"s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListBucket"}
    assert actions == plain | {"s3:PutObjectRetention"}


def test_only_what_renders_carries_the_layer_of_documents() -> None:
    functions = of_type("AWS::Serverless::Function") or template()["Resources"]
    carrying = {name for name, made in functions.items() if made.get("Properties", {}).get("Layers")}
    assert "OnArchive" in carrying
    assert not carrying & {"APIHandler", "OnChange", "OnStep", "OnNotice", "Sweep"}


@pytest.mark.req("R47")
def test_only_what_seals_may_sign_and_with_keys_of_seals_alone() -> None:
    signing = {role: statement for role, statement in statements() if "kms:Sign" in statement["Action"]}
    assert set(signing) == {"OnDocumentRole", "OnArchiveRole"}
    assert signing.pop("OnArchiveRole")["Resource"] == {"Fn::GetAtt": ["RootsKey", "Arn"]}
    for statement in signing.values():
        (alias,) = statement["Condition"]["ForAnyValue:StringLike"].values()
        assert alias == {"Fn::Sub": "alias/hall-${Stage}-seal-*"}
    made = template()["Resources"]
    carrying = {name for name, one in made.items() if {"Ref": "SealLayer"} in one["Properties"].get("Layers", [])}
    assert carrying == {"OnDocument"}


def test_every_function_has_a_role_of_its_own_and_logs_that_end() -> None:
    roles = set()
    for name in FUNCTIONS:
        made = template()["Resources"][name]
        roles.add(made["Properties"]["Role"]["Fn::GetAtt"][0])
        [logs] = made["DependsOn"]
        group = template()["Resources"][logs]["Properties"]
        assert group["RetentionInDays"] == {"Ref": "LogDays"}
        assert group["LogGroupName"]["Fn::Sub"] == "/aws/lambda/" + made["Properties"]["FunctionName"]["Fn::Sub"]
    assert len(roles) == len(FUNCTIONS)


def test_nobody_may_do_everything_or_anything_to_everything() -> None:
    found = list(statements())
    assert len(found) > 30
    for role, statement in found:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        assert not any("*" in action for action in actions), role
        assert "dynamodb:Scan" not in actions, role
        if statement.get("Resource") == "*":
            assert set(actions) <= KNOWS_NO_RESOURCES, (role, actions)


def test_only_the_publisher_makes_machines_and_passes_only_the_flow_role() -> None:
    makers = {role for role, statement in statements() if "states:CreateStateMachine" in statement["Action"]}
    passers = [(role, s) for role, s in statements() if "iam:PassRole" in s["Action"]]
    assert makers == {"PublishRole"}
    assert [(role, s["Resource"]) for role, s in passers] == [("PublishRole", {"Fn::GetAtt": ["FlowRole", "Arn"]})]


def test_flows_may_only_send_to_the_queues_of_steps_and_exports() -> None:
    flow = [statement for role, statement in statements() if role == "FlowRole"]
    queues = [{"Fn::GetAtt": [name, "Arn"]} for name in ("StepsQueue", "ExportsQueue")]
    assert flow == [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queues}]


def test_event_sources_report_partial_failures() -> None:
    sources = of_type("AWS::Lambda::EventSourceMapping")
    assert len(sources) == 11
    for name, source in sources.items():
        assert source["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
    for name in ("ChangesToOnChange", "DirectoryToOnDirectory"):
        stream = sources[name]["Properties"]
        assert stream["BisectBatchOnFunctionError"] is True
        assert 0 < stream["MaximumRetryAttempts"] <= 10
        assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["ChangesDeadQueue", "Arn"]}


def test_the_streams_filter_is_the_pumps() -> None:
    [entry] = template()["Resources"]["ChangesToOnChange"]["Properties"]["FilterCriteria"]["Filters"]
    pattern = json.loads(entry["Pattern"])
    assert pattern == {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"sk": {"S": [{"prefix": "E#"}]}}}}
    for name, key, wanted in (("INSERT", "E#000001", True), ("MODIFY", "E#000001", False), ("INSERT", "HEAD", False)):
        record = {"eventName": name, "dynamodb": {"NewImage": {"sk": {"S": key}}}}
        assert timeline_events(record) is wanted


def test_the_directorys_filter_is_the_pumps() -> None:
    [entry] = template()["Resources"]["DirectoryToOnDirectory"]["Properties"]["FilterCriteria"]["Filters"]
    wanted = {"eventName": ["MODIFY", "REMOVE"], "dynamodb": {"Keys": {"sk": {"S": ["PERSON", "ROSTER"]}}}}
    assert json.loads(entry["Pattern"]) == wanted
    for name, sk, expected in (("MODIFY", "PERSON", True), ("REMOVE", "ROSTER", True), ("INSERT", "PERSON", False),
                               ("MODIFY", "ACCOUNT", False)):  # fmt: skip
        assert directory_changes({"eventName": name, "dynamodb": {"Keys": {"sk": {"S": sk}}}}) is expected


def test_arns_name_no_partition_region_or_account() -> None:
    text = json.dumps(template())
    assert "arn:aws" not in text
    assert not re.search(r"\b\d{12}\b", text)
    assert not re.search(r"\b(cn|us|eu|ap)-[a-z]+-\d\b", text)


@pytest.mark.req("R42")
def test_the_gateways_own_answers_are_bilingual_problems_with_security_headers() -> None:
    answers = gateway_responses()
    assert set(answers) == set(PROBLEMS)
    for kind, answer in answers.items():
        body = json.loads(answer["ResponseTemplates"]["application/json"])
        assert set(body["title_i18n"]) == {"zh", "en"}, kind
        headers = answer["ResponseParameters"]["Headers"]
        assert headers["X-Content-Type-Options"] == "'nosniff'"
        assert "Strict-Transport-Security" in headers
        assert all(value[0] == value[-1] == "'" and "'" not in value[1:-1] for value in headers.values()), kind
    assert template()["Resources"]["RestAPI"]["Properties"]["GatewayResponses"] == answers


@pytest.mark.req("R42")
def test_cloudfront_adds_the_same_headers_as_the_local_gateway() -> None:
    config = template()["Resources"]["PortalHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security, custom = config["SecurityHeadersConfig"], config["CustomHeadersConfig"]["Items"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    local = security_headers("https://${FilesBucket.RegionalDomainName}")
    assert " ".join(policy.split()) == local["Content-Security-Policy"]
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == local["Referrer-Policy"]
    assert security["FrameOptions"]["FrameOption"] == local["X-Frame-Options"]
    seconds = security["StrictTransportSecurity"]["AccessControlMaxAgeSec"]
    assert local["Strict-Transport-Security"] == f"max-age={seconds}; includeSubDomains"
    for item in custom:
        assert local[item["Header"]] == item["Value"]


def given_to(function: str) -> set[str]:
    return set(template()["Resources"][function]["Properties"].get("Environment", {}).get("Variables", {}))


@pytest.mark.req("R27")
def test_what_ses_reports_comes_into_the_notices_queue() -> None:
    resources = template()["Resources"]
    destination = resources["MailEventsDestination"]["Properties"]["EventDestination"]
    assert set(destination["MatchingEventTypes"]) == {"delivery", "bounce", "complaint", "reject"}
    assert destination["SnsDestination"]["TopicARN"] == {"Ref": "MailEventsTopic"}
    way = resources["MailEventsToNotices"]["Properties"]
    assert way["RawMessageDelivery"] is True and way["Endpoint"] == {"Fn::GetAtt": ["NoticesQueue", "Arn"]}
    [allowed] = resources["NoticesQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "MailEventsTopic"}}}
    assert resources["MailEvents"]["Properties"]["Name"] == {"Fn::Sub": "hall-${Stage}"}


def test_every_setting_of_the_hall_is_given_to_the_functions() -> None:
    from chalicelib.settings import Settings

    given = set(template()["Globals"]["Function"]["Environment"]["Variables"])
    own = {name: given_to(name) for name in FUNCTIONS}
    assert {name: given for name, given in own.items() if given} == {
        "APIHandler": {"HALL_SMS_SECRET", "HALL_WECOM_SECRET", "HALL_CONNECTOR_SECRETS"},
        "OnStep": {"HALL_CONNECTOR_SECRETS"},
        "Sweep": {"HALL_CONNECTOR_SECRETS"},
        "OnNotice": {"HALL_SMS_SECRET", "HALL_SMTP_PASSWORD", "HALL_WECOM_SECRET"},
    }, "who needs no provider's secret is told none"
    given |= own["OnNotice"] | own["Sweep"]
    elsewhere = {"region", "files_url", "session_idle_minutes", "session_hours", "time_scale"}
    for name in Settings.__dataclass_fields__:
        assert (f"HALL_{name.upper()}" in given) != (name in elsewhere), name


@pytest.mark.parametrize("path", sorted((ROOT / "infra").glob("*.yaml")), ids=lambda path: path.name)
def test_no_key_stands_twice(path: Path) -> None:
    """YAML keeps the last of two and says nothing: half of the conditions were once lost so."""
    lines = path.read_text(encoding="utf-8").splitlines()
    section, seen = "", set[str]()
    for line in lines:
        if found := re.match(r"([A-Za-z]+):", line):
            section = found[1]
        elif found := re.match(r"  ([A-Za-z]+):", line):
            found = re.match(r"(.*)", f"{section}/{found[1]}")
        else:
            continue
        assert found and found[1] not in seen, found
        seen.add(found[1])
