"""Each day of the audit trail is signed: what is changed or taken away afterwards is found and named (R46)."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.archive.merkle import EMPTY, climb, path_of, root_of
from local.seals import ensure_key
from tests.archive.conftest import ArchiveWorld
from tests.hall_world import MORNING
from tools.verify_archive import faults_of_proof
from tools.verify_roots import faults_of

pytestmark = pytest.mark.req("R46")
DAY = date(2026, 11, 23)


def test_every_line_leads_to_the_root_and_no_other_line_does() -> None:
    assert root_of([]) == EMPTY
    for count in range(1, 18):
        lines = [f"line {n}" for n in range(count)]
        root = root_of(lines)
        for n, line in enumerate(lines):
            path = path_of(lines, n)
            assert climb(line, path) == root
            assert climb(line + "!", path) != root
        assert count == 1 or root_of([*lines[1:], lines[0]]) != root, "the order counts"
        assert root_of([*lines, lines[-1]]) != root, "none can be doubled"


def signed(world: ArchiveWorld) -> tuple[str, str]:
    """Two applications of one day, archived, and the day after in its first hour."""
    key = ensure_key(world.hall.clients.kms, "alias/hall-test-roots")
    vars(world.hall)["settings"] = replace(world.hall.settings, roots_key=key)
    ids = world.end(), world.end()
    while world.work():
        world.settle()
    world.now = MORNING + timedelta(days=1)
    message = {"kind": "roots"}
    for _ in range(2):  # the schedule may come twice
        world.hall._archive(message)
    return ids


def faults(world: ArchiveWorld) -> list[str]:
    return list(faults_of(world.hall.roots, world.hall.store, DAY))


def row(world: ArchiveWorld, id: str, sk: str) -> dict[str, Any]:
    table = world.aws.session.resource("dynamodb").Table("hall-test-applications")
    return {"table": table, "item": table.get_item(Key={"pk": f"A#{id}", "sk": sk})["Item"]}


def test_a_day_is_signed_once_and_proves_every_package(world: ArchiveWorld) -> None:
    one, other = signed(world)
    told, lines = world.hall.roots.day(DAY)
    assert told["count"] == len(lines) == sum(world.load(id).seq for id in (one, other))
    assert faults(world) == []
    versions = world.aws.client("s3").list_object_versions(Bucket=world.hall.settings.archive_bucket, Prefix="roots/")
    assert len(versions["Versions"]) == 2, "written once"
    digest = world.archived(one).events[-1].data["record"]
    checked = world.hall.archive.check(one, digest)
    assert checked["recorded"] and checked["proof"]["day"] == "2026-11-23"
    package = world.package(one)
    assert faults_of_proof(package, checked["proof"]) == []
    assert faults_of_proof(world.package(other), checked["proof"])
    for name, wrong in (("root", "0" * 64), ("signature", base64.b64encode(b"0" * 256).decode()), ("count", 3)):
        assert faults_of_proof(package, {**checked["proof"], name: wrong})
    world.now += timedelta(days=1)
    world.hall.roots.write(date(2026, 11, 25))
    tomorrow, _ = world.hall.roots.day(date(2026, 11, 24))
    assert (tomorrow["count"], tomorrow["before"][:10]) == (0, "2026-11-23")


def test_what_was_changed_or_taken_away_is_named(world: ArchiveWorld) -> None:
    one, other = signed(world)
    kept = row(world, one, "E#000002")
    kept["table"].update_item(
        Key={"pk": f"A#{one}", "sk": "E#000002"}, UpdateExpression="SET #d = :d",
        ExpressionAttributeNames={"#d": "data"}, ExpressionAttributeValues={":d": json.dumps({"other": 1})},
    )  # fmt: skip
    assert faults(world) == [f"{one}: 第2条起流转记录与校验链不符 · from event 2 on the chain does not fit"]
    kept["table"].put_item(Item=kept["item"])
    assert faults(world) == []
    for event in world.load(other).events:
        kept["table"].delete_item(Key={"pk": f"A#{other}", "sk": f"E#{event.seq:06d}"})
    kept["table"].delete_item(Key={"pk": f"A#{other}", "sk": "HEAD"})
    assert faults(world) == [f"{other}: 整个办件已不存在 · the whole application is gone"]
    (unsigned,) = faults_of(world.hall.roots, world.hall.store, date(2026, 11, 24))
    assert unsigned.endswith("there is no root")
