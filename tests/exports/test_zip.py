"""Exports with attachments: what is in the file, what is left out, what it takes, and a worker that is killed."""

from __future__ import annotations

import csv
import io
import json
import time
import tracemalloc
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.aws import multipart
from chalicelib.errors import InvalidForm, NotFound
from chalicelib.exports import worker as working
from chalicelib.exports.columns import Column
from chalicelib.exports.write_zip import Attached, write_zip
from chalicelib.materials import UploadState
from chalicelib.shared.store import connection
from chalicelib.shared.text import Text
from tests.exports.conftest import FLOW, ID_NUMBER, STUDENT, ExportWorld
from tests.exports.test_flow import Fault, Killed
from tests.service_shape import bare_service
from tools.verify_archive import faults_of

FORM = [
    {"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True},
    {"field": "proof", "type": "file", "label": {"zh": "证明", "en": "Proof"}, "max_count": 3},
]
PDF = b"%PDF-1.4 one\n%%EOF"


@pytest.fixture
def world(aws: Any) -> ExportWorld:
    made = ExportWorld(aws)
    made.publish(bare_service("proof", 1, FORM, FLOW, owner_unit="registry"))
    return made


def file(world: ExportWorld, reason: str, *names: str) -> str:
    student = world.person(STUDENT)
    uploads = [world.upload(student, "proof", "proof", PDF + name.encode(), name) for name in names]
    world.now += timedelta(seconds=1)  # rows stand in the order of submission
    return world.apply(reason, "proof", **({"proof": uploads} if uploads else {}))


def opened(world: ExportWorld, job: dict[str, Any]) -> zipfile.ZipFile:
    found = zipfile.ZipFile(io.BytesIO(world.file(job)))
    assert found.testzip() is None
    return found


def table(book: zipfile.ZipFile, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(book.read(name).decode("utf-8-sig"), newline="")))


def exported(world: ExportWorld, who: Any = None) -> zipfile.ZipFile:
    who = who or world.head
    done = world.run(who, world.ask(who, services=["proof"], format="zip"))
    assert done["state"] == "done", done["problem"]
    assert done["size"] == len(world.file(done))
    return opened(world, done)


@pytest.mark.req("R33")
def test_rows_and_clean_attachments_in_folders_by_number(world: ExportWorld) -> None:
    first, second = file(world, "=一", "证明.pdf", "证明.pdf", "=2.pdf"), file(world, "二")
    numbers = [world.load(id).head.number for id in (first, second)]
    book = exported(world)
    assert [row[2] for row in table(book, "rows.csv")[1:]] == ["'=一", "二"]
    assert sorted(set(book.namelist()) - {"rows.csv", "files.csv"}) == [
        f"{numbers[0]}/=2.pdf",
        f"{numbers[0]}/证明 (2).pdf",
        f"{numbers[0]}/证明.pdf",
    ]
    assert book.read(f"{numbers[0]}/=2.pdf") == PDF + b"=2.pdf"
    told = table(book, "files.csv")
    assert told[0] == ["办件编号", "表单项", "文件", "状态", "SHA-256"] and len(told) == 4
    assert [numbers[0], "证明", "'=2.pdf", "已包含", sha256(PDF + b"=2.pdf").hexdigest()] in told


@pytest.mark.req("R33", "R43")
def test_what_is_not_clean_or_gone_is_named_and_left_out(world: ExportWorld) -> None:
    id = file(world, "一", "好.pdf", "坏.pdf", "没了.pdf")
    [*uploads] = world.load(id).form["proof"]
    known = world.hall.uploads.get(uploads)
    by_name = {upload.name: upload for upload in known.values()}

    class Judged:
        def get(self, ids: Any) -> dict[str, Any]:
            bad = by_name["坏.pdf"].id
            return {i: replace(u, state=UploadState.REJECTED) if i == bad else u for i, u in known.items()}

    world.hall.export_worker = replace(world.hall.export_worker, uploads=Judged())
    gone = by_name["没了.pdf"]
    s3, bucket = world.aws.client("s3"), world.hall.settings.files_bucket
    s3.delete_object(Bucket=bucket, Key=gone.key, **({"VersionId": gone.version} if gone.version else {}))
    book = exported(world)
    assert [name for name in book.namelist() if "/" in name] == [f"{world.load(id).head.number}/好.pdf"]
    states = {row[2]: row[3] for row in table(book, "files.csv")[1:]}
    assert states == {"好.pdf": "已包含", "坏.pdf": "未包含：未通过安全检查", "没了.pdf": "未包含：文件已不存在"}


@pytest.mark.req("R33", "R40")
def test_a_key_takes_attachments_along_only_with_that_scope(world: ExportWorld) -> None:
    file(world, "一", "证明.pdf")
    with pytest.raises(InvalidForm) as refused:
        world.ask(world.key(), services=["proof"], format="zip")
    assert [fault.pointer for fault in refused.value.errors] == ["/enclosed/0"]
    assert len(exported(world, world.key("exports", "attachments")).namelist()) == 3


@pytest.mark.req("R33")
def test_too_much_is_said_before_anything_is_copied(world: ExportWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    file(world, "一", "一.pdf", "二.pdf")
    monkeypatch.setattr(working, "MOST_BYTES", 30)
    fetched: list[str] = []
    s3 = world.hall.clients.s3.meta.events
    s3.register("before-call.s3.GetObject", lambda params, **_: fetched.append(params["url_path"]))
    failed = world.run(world.head, world.ask(world.head, services=["proof"], format="zip"))
    assert failed["state"] == "failed" and "附件" in failed["problem"]["zh"]
    assert not [path for path in fetched if "uploads" in path]
    waiting = world.aws.client("s3").list_multipart_uploads(Bucket=world.hall.settings.files_bucket)
    assert not waiting.get("Uploads")


def finished(world: ExportWorld, reason: str) -> str:
    """An application that has ended and lies in the archive; its number."""
    id = world.apply(reason, id_number=ID_NUMBER)
    task = next(task for task in world.load(id).tasks if task.step == "review")
    world.decide(id, task.key, world.holder_of("position:officer@registry"), "approve")
    sqs, url = world.aws.client("sqs"), world.hall.settings.archive_queue_url
    for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]:
        batch = {"Records": [{"messageId": "1", "body": message["Body"]}]}
        assert world.hall.on_archive(batch) == {"batchItemFailures": []}
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    world.now += timedelta(seconds=1)
    return world.load(id).head.number


@pytest.mark.req("R33", "C-26")
def test_archive_packages_come_as_they_lie_and_mask_what_pages_mask(world: ExportWorld) -> None:
    number = finished(world, "一")
    open_one = world.load(world.apply("二")).head.number
    wish = {"format": "zip", "enclosed": ["packages"], "columns": ["number", "form.id_number"]}
    for who in (world.head, world.key("exports", "packages", "sensitive")):
        done = world.run(who, world.ask(who, **wish))
        book = opened(world, done)
        package = book.read(f"{number}/{number}.zip")
        assert done["enclosed"] == ["packages"]
        assert table(book, "files.csv")[1:] == [
            [number, "归档包", f"{number}.zip", "已包含", sha256(package).hexdigest()],
            [open_one, "归档包", f"{open_one}.zip", "未包含：尚未办结或尚未归档", ""],
        ]
        assert faults_of(io.BytesIO(package)) == []
        inside = zipfile.ZipFile(io.BytesIO(package))
        assert {"manifest.json", "application.zh.pdf", "timeline.jsonl"} <= set(inside.namelist())
        assert ID_NUMBER not in json.dumps(json.loads(inside.read("application.json")))
    assert ID_NUMBER in book.read("rows.csv").decode(), "the scope `sensitive` is about the columns"


@pytest.mark.req("R33", "R46")
def test_a_package_that_is_not_as_it_was_recorded_is_named(world: ExportWorld) -> None:
    number = finished(world, "一")

    class Changed:
        def head(self, key: str) -> dict[str, Any]:
            return {"size": 7}

        def pieces(self, key: str) -> Any:
            return iter([b"another"])

    world.hall.export_worker = replace(world.hall.export_worker, archive=Changed())
    done = world.run(world.head, world.ask(world.head, format="zip", enclosed=["attachments", "packages"]))
    [_, told] = table(opened(world, done), "files.csv")
    assert told[:4] == [number, "归档包", f"{number}.zip", "已包含，但与大厅归档时的记录不符"]


@pytest.mark.req("R33", "R40")
def test_a_key_takes_packages_along_only_with_that_scope(world: ExportWorld) -> None:
    with pytest.raises(InvalidForm) as refused:
        world.ask(world.key("exports", "attachments", "sensitive"), format="zip", enclosed=["attachments", "packages"])
    [fault] = refused.value.errors
    assert fault.pointer == "/enclosed/1" and "归档包" in fault.message.zh
    both = world.key("exports", "attachments", "packages")
    assert world.hall.exports.choices(both)["enclosed"] == ["attachments", "packages"]
    assert world.hall.exports.choices(world.key())["enclosed"] == []
    asked = world.ask(both, format="zip", enclosed=["packages", "attachments"])
    assert world.ask(both, format="zip", enclosed=["attachments", "packages"])["id"] == asked["id"]
    assert world.ask(both, format="csv", enclosed=["packages"])["enclosed"] == [], "a CSV file holds rows alone"


CALLS = 14
"""Of a ZIP of one month with two files: it runs; is the part there, write it, note it, say so; begin the file, read the
part twice and two files, send the piece, end the file, end the job, say so."""


@pytest.mark.req("R33")
def test_a_killed_worker_leaves_the_same_file(world: ExportWorld) -> None:
    """Killed before its n-th call to storage, table or machine, for every n; the message comes again."""
    file(world, "一", "一.pdf", "二.pdf")
    fault = Fault()
    world.hall.clients.s3.meta.events.register("before-call.s3.*", fault)
    connection().client.meta.events.register("before-call.dynamodb.UpdateItem", fault)
    world.hall.clients.flows.meta.events.register("before-call.sfn.SendTaskSuccess", fault)
    sizes = set()
    for call in range(1, CALLS + 1):
        job = world.ask(world.head, services=["proof"], format="zip", **{"from": f"2026-11-{call:02d}"})
        fault.at = call
        while world.hall.exports.view(world.head, job["id"])["state"] in ("queued", "running"):
            with suppress(Killed):
                world.work() or time.sleep(0.02)
        done = world.hall.exports.view(world.head, job["id"])
        assert (fault.at, done["state"], done["rows"]) == (0, "done", 1), call
        sizes.add(world.file(done))
    assert len(sizes) == 1, "byte for byte"


def test_memory_does_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty megabytes of attachments go through parts of one."""
    monkeypatch.setattr(multipart, "PART", 2**20)
    sent: list[int] = []

    class Storage:
        def create_multipart_upload(self, **_: Any) -> dict[str, str]:
            return {"UploadId": "1"}

        def upload_part(self, *, Body: bytes, **_: Any) -> dict[str, str]:
            sent.append(len(Body))
            return {"ETag": "x"}

        def complete_multipart_upload(self, **_: Any) -> None:
            assert len(sent) > 39

    piece = bytes(range(256)) * 1024
    files = (Attached(f"n-{n}", "f", "a.bin", len(piece) * 16, "k", "") for n in range(10))
    out = multipart.PartWriter(Storage(), "b", "k", "application/zip")
    tracemalloc.start()
    columns = [Column("number", Text("编号", "Number"))]
    write_zip(out, columns, [["1"]], files, "zh", datetime(2026, 11, 23, tzinfo=UTC), lambda _: iter([piece] * 16))
    out.finish()
    assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    tracemalloc.stop()
    assert out.size > 40 * 2**20


def test_names_stay_names() -> None:
    out = io.BytesIO()

    def read(file: Attached) -> Any:
        if file.key == "gone":
            raise NotFound()
        yield b"x"

    names = ["../../etc/passwd", "C:\\x\\evil.exe", "a\u202efdp.exe", "A.pdf", "a.PDF", "", "." * 3]
    files = [Attached("../20261123-000001", "f", name, 1, "k", "") for name in names]
    write_zip(out, [Column("n", Text("编", "n"))], [], files, "en", datetime(2026, 11, 23, tzinfo=UTC), read)
    found = [name for name in zipfile.ZipFile(out).namelist() if name not in ("rows.csv", "files.csv")]
    assert len({name.casefold() for name in found}) == len(names)
    assert all(name.startswith("20261123-000001/") and ".." not in name and name.count("/") == 1 for name in found)
    assert "\u202e" not in "".join(found) and "\\" not in "".join(found)
