"""Bringing exports to a department's bucket: only where it is registered, again when it fails, and visible."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm
from chalicelib.exports.deliver import WAITS, Delivering
from chalicelib.exports.target import Target, read_targets
from tests.exports.conftest import ExportWorld, rows
from tests.exports.test_plans import PLAN

BUCKET = "registry-data"
TARGETS = f"registry-data@registry=s3://{BUCKET}/hall/in/; finance-data@finance=s3://finance-data/"


class Later:
    """The queue for tries to come."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], int]] = []

    def __call__(self, message: Any, seconds: int) -> None:
        self.sent.append((dict(message), seconds))


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def world(aws: Any, later: Later) -> ExportWorld:
    made = ExportWorld(aws)
    targets = read_targets(TARGETS)
    made.hall.exports = replace(made.hall.exports, targets=lambda: targets, later=later)
    worker = made.hall.export_worker
    deliver = Delivering(worker.store, made.hall.files, targets, later, made.clock)
    made.hall.export_worker = replace(worker, deliver=deliver)
    return made


def bucket(world: ExportWorld) -> Any:
    s3 = world.aws.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    return s3


def delivered(world: ExportWorld) -> dict[str, Any]:
    job = world.run(world.head, world.ask(world.head, deliver="registry-data"))
    assert job["state"] == "done"
    found: dict[str, Any] = world.hall.exports.view(world.head, job["id"])
    return found


@pytest.mark.req("R33")
def test_a_file_arrives_with_its_jobs_id_and_belongs_to_the_buckets_owner(world: ExportWorld, later: Later) -> None:
    world.apply("遗失")
    s3, given = bucket(world), list[Any]()
    world.hall.clients.s3.meta.events.register(
        "before-parameter-build.s3.CopyObject", lambda params, **_: given.append(params["ACL"])
    )
    job = delivered(world)
    assert job["delivery"]["state"] == "done" and job["delivery"]["key"] == f"hall/in/{job['id']}-1.csv"
    found = s3.get_object(Bucket=BUCKET, Key=job["delivery"]["key"])
    assert found["ContentType"] == "text/csv" and rows(found["Body"].read())[1][2] == "遗失"
    assert given == ["bucket-owner-full-control"] and not later.sent
    assert world.hall.exports.file_link(world.head, job["id"])["url"], "it can still be fetched here"
    # The message comes again after it was done: nothing more happens.
    record = world.hall.exports.store.listed(world.hall.exports._own(world.head, job["id"]).owner)[0]
    world.hall.export_worker.handle({"kind": "deliver", "owner": record.owner, "job": job["id"], "take": 1})
    assert world.hall.exports.view(world.head, job["id"]) == job


@pytest.mark.req("R33", "R26")
def test_what_fails_is_seen_tried_again_and_may_be_asked_for_again(world: ExportWorld, later: Later) -> None:
    world.apply("遗失")
    job = delivered(world)  # there is no such bucket yet
    assert job["delivery"] | {"at": ""} == {
        "state": "waiting", "tries": 1, "problem": "NoSuchBucket", "key": "", "at": ""
    }  # fmt: skip
    assert world.hall.exports.file_link(world.head, job["id"])["url"]
    with pytest.raises(Conflict):
        world.hall.exports.deliver_again(world.head, job["id"])
    while later.sent and len(later.sent) <= 20:
        message, seconds = later.sent[-1]
        tries = len(later.sent)
        assert seconds == WAITS[tries - 1] <= 900
        world.now += timedelta(seconds=seconds)
        world.hall.export_worker.handle(message)
        if len(later.sent) == tries:
            break
    failed = world.hall.exports.view(world.head, job["id"])
    assert (failed["state"], failed["delivery"]["state"], failed["delivery"]["tries"]) == ("done", "failed", 7)
    bucket(world)
    assert world.hall.exports.deliver_again(world.head, job["id"])["delivery"]["state"] == "waiting"
    world.hall.export_worker.handle(later.sent[-1][0])
    assert world.hall.exports.view(world.head, job["id"])["delivery"]["state"] == "done"
    with pytest.raises(Conflict):
        world.hall.exports.deliver_again(world.head, job["id"])


@pytest.mark.req("R31", "R40")
def test_nobody_names_a_place_of_their_own(world: ExportWorld) -> None:
    """Not another department's, not an address, not one that is not registered."""
    for place in ("finance-data", "s3://elsewhere/", "no-such", "registry-data/../x"):
        with pytest.raises(InvalidForm) as refused:
            world.ask(world.head, deliver=place)
        assert [fault.pointer for fault in refused.value.errors] == ["/deliver"]
        with pytest.raises(InvalidForm):
            world.hall.export_plans.save(world.head, PLAN | {"deliver": place}, "zh")
    known = {"code": "registry-data", "unit": "registry", "place": f"s3://{BUCKET}/hall/in/"}
    assert world.hall.exports.choices(world.head)["targets"] == [known]
    assert [one["code"] for one in world.hall.exports.choices(world.key())["targets"]] == ["registry-data"]


@pytest.mark.req("R31")
def test_a_place_that_is_taken_away_gets_nothing_any_more(world: ExportWorld, later: Later) -> None:
    world.apply("遗失")
    s3, worker = bucket(world), world.hall.export_worker
    assert isinstance(worker.deliver, Delivering)
    world.hall.export_worker = replace(worker, deliver=replace(worker.deliver, targets={}))
    job = delivered(world)
    assert (job["delivery"]["state"], job["delivery"]["problem"]) == ("failed", "not_registered")
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET) and not later.sent


@pytest.mark.req("H-07")
def test_a_plan_delivers_each_run(world: ExportWorld) -> None:
    world.apply("遗失")
    s3 = bucket(world)
    assert (
        world.hall.export_plans.save(world.head, PLAN | {"deliver": "registry-data"}, "zh")["deliver"]
        == "registry-data"
    )
    world.now += timedelta(days=1)
    world.hall.export_plans.run_due()
    [job] = world.hall.exports.list_exports(world.head)["items"]
    world.run(world.head, job)
    world.rest(job)
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert keys == [f"hall/in/{job['id']}-1.csv"]


@pytest.mark.req("R31")
def test_what_settings_register() -> None:
    found = read_targets(" a-1@finance=s3://one.bucket/ ;b2@library=s3://two-bucket/x/y_1/; ")
    assert found["a-1"] == Target("a-1", "finance", "one.bucket", "") and found["b2"].place == "s3://two-bucket/x/y_1/"
    assert read_targets("") == {}
    for wrong in (
        "a@finance=https://x/",
        "a1=s3://bucket/",
        "a1@finance=s3://bucket/x",
        "a1@finance=s3://bucket/../",
        "a1@finance=s3://B/",
        "a1@finance=s3://one/;a1@library=s3://two/",
    ):
        with pytest.raises(ValueError, match="not an export target"):
            read_targets(wrong)
