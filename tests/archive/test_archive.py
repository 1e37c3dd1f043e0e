"""What has ended is archived: once, whole, with what each reader may see, whatever dies in between (C-26)."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pypdf import PdfReader

from chalicelib.applications import HALL, EventType, Overtaken, archived_of, change, ending_of
from chalicelib.archive import Part, package_of
from chalicelib.bootstrap import build_hall
from chalicelib.errors import NotFound, Temporary
from chalicelib.materials import UploadState
from tests.archive.conftest import ID_NUMBER, STUDENT, ArchiveWorld
from tests.hall_world import PDF
from tools.verify_archive import faults_of

pytestmark = pytest.mark.req("C-26")


def test_an_end_makes_one_package_that_is_whole(world: ArchiveWorld) -> None:
    upload = world.upload(world.person(STUDENT), "card", "proof")
    id = world.end(proof=[upload])
    assert package_of(world.load(id)) is None
    assert world.work() == 1
    application = world.archived(id)
    members = world.members(id)
    assert list(members) == [
        "application.json", "opinions.json", "timeline.json", "timeline.jsonl", "attachments/01-证明.pdf",
        "application.zh.pdf", "application.en.pdf", "manifest.json",
    ]  # fmt: skip
    assert members["attachments/01-证明.pdf"] == PDF
    told = json.loads(members["application.json"])
    assert told["number"] == application.head.number
    assert told["applicant"]["name"] == {"zh": "王𬀩", "en": "Wang Wei"}
    assert json.loads(members["opinions.json"])[0]["opinion"] == "同意"
    end = ending_of(application)
    assert end
    assert json.loads(members["manifest.json"])["chain"] == {"events": end.seq, "head": end.hash}
    for part in Part:
        package = world.package(id, part)
        assert faults_of(io.BytesIO(package)) == []
        said = archived_of(application)
        assert said
        assert said.data[part] == hashlib.sha256(package).hexdigest()


def test_a_sheet_to_print_has_the_names_whole(world: ArchiveWorld) -> None:
    id = world.end(reason="改名：䶮㛃😀")
    world.work()
    read = "".join(
        "".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(world.members(id)["application.zh.pdf"])).pages
    )
    for wanted in ("王𬀩", "䶮㛃[U+1F600]", "officer㛃", "同意"):
        assert wanted in read, wanted


def test_a_message_that_comes_twice_changes_nothing(world: ArchiveWorld) -> None:
    id = world.end()
    message = world.waiting()[0]
    world.work()
    before = world.load(id).seq
    world.hall.archive_worker(message)
    assert world.load(id).seq == before
    versions = world.aws.client("s3").list_object_versions(Bucket=world.hall.settings.archive_bucket)["Versions"]
    assert len(versions) == len({one["Key"] for one in versions}) == 6


class Dying:
    """The archive's bucket, behind a worker that dies after so many writes."""

    def __init__(self, files: Any, writes: int) -> None:
        self.files, self.left = files, writes

    def put_file(self, *arguments: Any) -> None:
        self.files.put_file(*arguments)
        self.left -= 1
        if not self.left:
            raise Temporary()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.files, name)


@pytest.mark.parametrize("writes", range(1, 7))
def test_a_worker_may_die_after_any_write(world: ArchiveWorld, writes: int) -> None:
    id = world.end()
    message = world.waiting()[0]
    hall: Any = world.hall
    halted: Any = build_hall(hall.settings, clock=world.clock, archived=Dying(hall.archived, writes))
    with pytest.raises(Temporary):
        halted.archive_worker(message)
    assert archived_of(world.load(id)) is None
    world.work()
    said = archived_of(world.load(id))
    assert said
    for part in Part:
        package = world.package(id, part)
        assert faults_of(io.BytesIO(package)) == []
        assert said.data[part] == hashlib.sha256(package).hexdigest()


def test_nobody_removes_it_before_its_years_are_over(world: ArchiveWorld) -> None:
    id = world.end()
    world.work()
    s3, bucket = world.aws.client("s3"), world.hall.settings.archive_bucket
    rule = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert (rule["Mode"], rule["Years"]) == ("GOVERNANCE", 10)
    key = package_of(world.load(id))
    version = s3.head_object(Bucket=bucket, Key=key)["VersionId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key=key, VersionId=version)


def test_each_copy_has_what_its_readers_see_and_no_more(world: ArchiveWorld) -> None:
    id = world.submit(world.person(STUDENT), "card", {"reason": "补办", "id_number": ID_NUMBER})
    task = next(task for task in world.load(id).tasks if task.step == "review")
    world.hall.talk.note(world.person("officer"), id, "内部：请核对照片")
    world.decide(id, task.key, world.person("officer"))
    world.work()
    own, record = world.members(id, Part.OWN), world.members(id, Part.RECORD)
    assert ID_NUMBER.encode() in b"".join(own.values())
    assert ID_NUMBER.encode() not in b"".join(record.values())
    assert "请核对照片".encode() not in b"".join(own.values())
    assert "请核对照片".encode() in b"".join(record.values())
    lines = [json.loads(line) for line in own["timeline.jsonl"].splitlines()]
    assert [line["seq"] for line in lines if line.get("withheld")] == [
        event.seq for event in world.load(id).events if event.type is EventType.NOTED
    ]


def test_who_may_take_which_copy_away(world: ArchiveWorld) -> None:
    id = world.end()
    desk = world.hall.archive
    with pytest.raises(NotFound):  # not there yet
        desk.link(world.person(STUDENT), id, "package", "zh")
    world.work()
    assert "/own.zip" in desk.link(world.person(STUDENT), id, "package", "zh")
    assert "/own.en.pdf" in desk.link(world.person(STUDENT), id, "pdf", "en")
    assert "/record.zip" in desk.link(world.person("department_head"), id, "package", "zh")
    for stranger in ("officer", "2023010102"):  # who decided a step reads the page; a fellow student reads nothing
        with pytest.raises(NotFound):
            desk.link(world.person(stranger), id, "package", "zh")
    view = world.hall.view_application(world.person(STUDENT), id, None)
    assert view
    assert view["archive"]["digest"] == hashlib.sha256(world.package(id, Part.OWN)).hexdigest()
    assert view["timeline"][-1]["text"]["zh"] == "已归档"


def test_a_file_that_is_not_judged_clean_is_left_out_and_named(world: ArchiveWorld) -> None:
    """A scanner that was down, one that found something, a file that is gone: the package says which and why."""
    student, s3, hall = world.person(STUDENT), world.aws.client("s3"), world.hall
    ids = [world.upload(student, "card", "proof", name=f"{n}.pdf") for n in range(4)]
    id = world.end(proof=ids)
    known = hall.uploads.get(ids)
    for n, state, fault in ((0, UploadState.SCANNING, ""), (1, UploadState.REJECTED, "malware")):
        row = json.dumps(replace(known[ids[n]], state=state, fault=fault).to_dict())
        world.aws.client("dynamodb").update_item(
            TableName=hall.settings.table("applications"),
            Key={"pk": {"S": f"F#{ids[n]}"}, "sk": {"S": "FILE"}},
            UpdateExpression="SET upload = :row",
            ExpressionAttributeValues={":row": {"S": row}},
        )
    bucket = hall.settings.files_bucket
    s3.delete_object_tagging(Bucket=bucket, Key=f"uploads/{ids[0]}", VersionId=known[ids[0]].version)
    s3.delete_object(Bucket=bucket, Key=f"uploads/{ids[2]}", VersionId=known[ids[2]].version)
    world.work()
    members = world.members(id)
    assert [name for name in members if name.startswith("attachments/")] == ["attachments/04-3.pdf"]
    left = json.loads(members["manifest.json"])["left_out"]
    assert [(one["name"], one["reason"]["en"]) for one in left] == [
        ("0.pdf", "Not judged safe; left out"),
        ("1.pdf", "Holds malware; left out"),
        ("2.pdf", "The file is not there any more; left out"),
    ]
    assert faults_of(io.BytesIO(world.package(id))) == []


def test_what_was_lost_on_the_way_is_asked_for_by_the_sweep(world: ArchiveWorld) -> None:
    id = world.end("reject")
    sqs = world.aws.client("sqs")
    sqs.purge_queue(QueueUrl=world.hall.settings.archive_queue_url)
    world.hall.sweeper()
    assert world.waiting() == [], "an hour has not gone by"
    world.now += timedelta(hours=1, minutes=1)
    assert world.hall.sweeper()["archived"] == 1
    world.work()
    assert archived_of(world.load(id))
    world.now += timedelta(hours=2)
    assert world.hall.sweeper()["archived"] == 0


def test_somebody_who_writes_meanwhile_is_let_through(world: ArchiveWorld) -> None:
    id = world.end()
    worker, store = world.hall.archive_worker, world.hall.store
    application = world.load(id)
    end = ending_of(application)
    assert end
    noted = change(application, EventType.NOTED, by=HALL, at=world.now, data={"text": "x"})
    store.commit(noted)
    with pytest.raises(Overtaken):
        store.commit(noted)
    worker._say(application, end, {"own": "a", "record": "b"})
    assert archived_of(world.load(id))


def test_a_check_says_nothing_of_what_is_not_there(world: ArchiveWorld) -> None:
    id = world.end()
    world.work()
    digest = hashlib.sha256(world.package(id)).hexdigest()
    assert world.hall.archive.check(id, digest)["recorded"] is True
    nothing = {"recorded": False, "archived_at": None, "proof": None}
    assert world.hall.archive.check(id, "0" * 64) == world.hall.archive.check("nobody", digest) == nothing


def test_a_value_of_many_pages(world: ArchiveWorld) -> None:
    id = world.end(reason="因家中有事。" * 300)
    world.work()
    assert faults_of(io.BytesIO(world.package(id))) == []
