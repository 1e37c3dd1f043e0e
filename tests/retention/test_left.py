"""What is left of one that is erased: its package, the signed root, and what is never erased (R45, R46)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from chalicelib.applications import EventType
from chalicelib.archive import Part
from chalicelib.archive.merkle import climb
from local.seals import ensure_key
from tests.retention.conftest import ENDED, YEAR, KeepingWorld, erase
from tools.begin_keeping import begin
from tools.verify_roots import faults_of

pytestmark = pytest.mark.req("R45")
DAY = timedelta(days=1)


def test_the_package_stays_for_its_own_years_unless_the_service_says_otherwise(world: KeepingWorld) -> None:
    id = world.ended()
    digest = next(e for e in world.load(id).events if e.type is EventType.ARCHIVED).data[Part.OWN]
    erase(world)
    assert len(world.objects(world.hall.settings.archive_bucket, f"archive/2026/{id}/")) == 6
    checked = world.hall.archive.check(id, digest)
    assert checked["recorded"]
    assert not world.hall.archive.check(id, "0" * 64)["recorded"]


class Erasing(KeepingWorld):
    retention = {"keep": "1 year", "package": "erase"}


def test_a_package_may_go_with_its_application(aws: Any) -> None:
    world = Erasing(aws)
    id = world.ended()
    bucket = world.hall.settings.archive_bucket
    s3 = world.aws.client("s3")
    key = world.objects(bucket, f"archive/2026/{id}/")[0]
    lock = s3.head_object(Bucket=bucket, Key=key)["ObjectLockRetainUntilDate"]
    assert lock.date() == YEAR - DAY  # midnight in China
    erase(world)
    left = world.objects(bucket, f"archive/2026/{id}/")
    mine = [item for item in world.items() if item.get("pk", {}).get("S") == f"A#{id}"]
    # The emulator's lock goes by the real day, which is before the lock's end: it is tried again the day after.
    assert (left == []) == ("clock_at" not in mine[0])


class Permanent(KeepingWorld):
    retention = "permanent"


def test_what_is_permanent_is_never_looked_at(aws: Any) -> None:
    world = Permanent(aws)
    id = world.ended()
    world.on(YEAR.replace(year=2126))
    assert world.sweep() == {}
    assert "hold" not in world.hall.view_application(world.person("department_head"), id, None)["acts"]


def test_the_signed_root_of_its_day_still_proves_it(world: KeepingWorld) -> None:
    key = ensure_key(world.hall.clients.kms, "alias/hall-test-roots")
    vars(world.hall)["settings"] = replace(world.hall.settings, roots_key=key)
    id = world.ended()
    digest = next(e for e in world.load(id).events if e.type is EventType.ARCHIVED).data[Part.RECORD]
    hall: Any = world.hall
    hall.roots.write(ENDED + DAY)
    erase(world)
    assert list(faults_of(hall.roots, hall.store, ENDED)) == []
    proof = hall.archive.check(id, digest)["proof"]
    assert climb(proof["line"], proof["path"]) == proof["root"]
    table = world.aws.session.resource("dynamodb").Table("hall-test-applications")
    (left,) = table.query(KeyConditionExpression=Key("pk").eq(f"A#{id}"))["Items"]
    table.put_item(Item=left | {"data": left["data"].replace("completed", "rejected")})
    (fault,) = faults_of(hall.roots, hall.store, ENDED)
    assert "does not fit its hash" in fault


def test_what_was_archived_before_there_was_a_rule_begins_to_be_kept(world: KeepingWorld) -> None:
    id = world.ended()
    hall: Any = world.hall
    hall.keep_watch.store.look_at(id, None)
    assert world.load(id).head.keep_at is None
    assert (begin(hall, 3), begin(hall, 3)) == (1, 0)
    erase(world)
    assert world.is_erased(id)
    assert begin(hall, 15) == 0
