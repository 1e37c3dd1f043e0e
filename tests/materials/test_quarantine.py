"""A file's way from the browser to an application: nobody uses it before the scanner called it clean (PROMISES R43)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.applications.store import Row
from chalicelib.aws import Clients, FileStorage
from chalicelib.errors import NotFound, Temporary, UploadRefused
from chalicelib.forms import parse_form
from chalicelib.materials import FAULTS, Upload, UploadStore, confirm_upload, file_link, files_for, request_upload
from local.malware import EICAR, TAG, scan
from tests.materials.samples import DOCX, PDF, docx, png
from tests.world import PEOPLE

FORM = parse_form([
    {"field": "proof", "type": "file", "label": {"zh": "证明", "en": "Proof"}, "accept": ["pdf", "png", "docx"]},
    {"field": "ink", "type": "signature", "label": {"zh": "签名", "en": "Signature"}},
])  # fmt: skip
ME = PEOPLE["s1"]


class Desk:
    """One person at one hall with its bucket; the scanner comes when it is told to."""

    def __init__(self, aws: Any) -> None:
        self.aws, self.now = aws, datetime(2026, 11, 23, 2, tzinfo=UTC)
        self.bucket = aws.settings().files_bucket
        self.files: Any = FileStorage(Clients(aws.settings().region), self.bucket)
        self.store = UploadStore()

    def clock(self) -> datetime:
        return self.now

    def bring(
        self, content: bytes = PDF, name: str = "a.pdf", type: str = "application/pdf", field: str = "proof"
    ) -> str:
        where = {"store": self.store, "files": self.files, "clock": self.clock}
        asked = request_upload(ME, "leave", FORM, field, name, type, len(content), **where)
        self.files.put(f"uploads/{asked['id']}", content, type)
        return str(asked["id"])

    def confirm(self, id: str, who: str = "s1") -> dict[str, Any]:
        return confirm_upload(PEOPLE[who], id, store=self.store, files=self.files, clock=self.clock)

    def scan(self, id: str, mode: str = "on") -> None:
        scan(self.aws.client("s3"), self.bucket, f"uploads/{id}", mode)

    def refusal(self, act: Callable[[], Any]) -> str:
        with pytest.raises(UploadRefused) as refused:
            act()
        (error,) = refused.value.errors
        assert error.message == FAULTS[error.code] == refused.value.detail
        return error.code


@pytest.fixture
def desk(aws: Any) -> Desk:
    return Desk(aws)


@pytest.mark.req("R43")
def test_a_clean_file_leaves_quarantine_once_the_scanner_has_spoken(desk: Desk) -> None:
    id = desk.bring()
    assert desk.confirm(id)["state"] == "scanning"
    assert not files_for([id], store=desk.store)[id].is_clean
    desk.scan(id)
    assert desk.confirm(id) == {
        "id": id, "name": "a.pdf", "size": len(PDF), "type": "application/pdf", "state": "clean", "late": False,
    }  # fmt: skip
    assert files_for([id], store=desk.store)[id].is_clean
    with pytest.raises(NotFound):
        desk.confirm(id, "s2")


@pytest.mark.req("R43")
def test_the_eicar_file_is_refused_for_good_and_its_object_goes(desk: Desk) -> None:
    id = desk.bring(PDF + EICAR)
    assert desk.confirm(id)["state"] == "scanning"
    desk.scan(id)
    for _ in range(2):
        assert desk.refusal(lambda: desk.confirm(id)) == "malware"
    assert desk.files.head(f"uploads/{id}") is None
    assert files_for([id], store=desk.store) == {}


@pytest.mark.req("R43")
def test_a_scanner_that_is_down_fails_closed_and_says_so_after_a_minute(desk: Desk) -> None:
    id = desk.bring()
    desk.confirm(id)
    desk.scan(id, "down")
    assert desk.confirm(id)["late"] is False
    desk.now += timedelta(seconds=61)
    assert (desk.confirm(id)["state"], desk.confirm(id)["late"]) == ("scanning", True)
    desk.scan(id, "failing")
    assert desk.confirm(id)["state"] == "scanning"
    desk.scan(id)
    assert desk.confirm(id)["state"] == "clean", "a scanner that comes back lets it through"


@pytest.mark.req("R43")
def test_a_storage_that_does_not_tell_the_verdict_fails_closed(desk: Desk) -> None:
    id = desk.bring()
    desk.confirm(id)

    class Mute:
        def __getattr__(self, name: str) -> Any:
            return getattr(files, name)

        def verdict(self, key: str, version: str = "") -> str:
            raise Temporary()

    files, desk.files = desk.files, Mute()
    with pytest.raises(Temporary):
        desk.confirm(id)
    assert not files_for([id], store=desk.store)[id].is_clean


@pytest.mark.req("R43")
def test_what_the_scanner_cannot_look_into_is_refused(desk: Desk) -> None:
    id = desk.bring()
    desk.confirm(id)
    tags = {"TagSet": [{"Key": TAG, "Value": "UNSUPPORTED"}]}
    desk.aws.client("s3").put_object_tagging(Bucket=desk.bucket, Key=f"uploads/{id}", Tagging=tags)
    assert desk.refusal(lambda: desk.confirm(id)) == "unscannable"


@pytest.mark.req("R43")
@pytest.mark.parametrize(
    ("content", "name", "type", "fault"),
    [
        (png(50_000, 50_000), "huge.png", "image/png", "too_many_pixels"),
        (docx(zeros=30 * 1024 * 1024), "bomb.docx", DOCX, "zip_bomb"),
        (docx({"../x": b""}), "climb.docx", DOCX, "unreadable"),
        (b"GIF89a=1;/*" + PDF, "polyglot.pdf", "application/pdf", "content"),
        (b"<svg onload=alert(1)>", "picture.png", "image/png", "content"),
    ],
)
def test_trouble_is_seen_before_any_scan(desk: Desk, content: bytes, name: str, type: str, fault: str) -> None:
    id = desk.bring(content, name, type)
    for _ in range(2):
        assert desk.refusal(lambda: desk.confirm(id)) == fault
    desk.scan(id) if desk.files.head(f"uploads/{id}") else None
    assert files_for([id], store=desk.store) == {}


def test_a_file_that_never_came_can_still_come(desk: Desk) -> None:
    where = {"store": desk.store, "files": desk.files, "clock": desk.clock}
    asked = request_upload(ME, "leave", FORM, "proof", "a.pdf", "application/pdf", len(PDF), **where)
    assert desk.refusal(lambda: desk.confirm(asked["id"])) == "missing"
    desk.files.put(f"uploads/{asked['id']}", PDF, "application/pdf")
    assert desk.confirm(asked["id"])["state"] == "scanning"


@pytest.mark.req("R43")
def test_what_is_uploaded_a_second_time_is_never_given_to_anybody(desk: Desk) -> None:
    """The signed form may be used again within its minutes: the verdict and the link are for the first version."""
    id = desk.bring()
    desk.confirm(id)
    desk.files.put(f"uploads/{id}", PDF[:-4] + b"evil", "application/pdf")
    assert desk.confirm(id)["state"] == "scanning", "the second version's verdict is not the first one's"
    desk.scan(id)
    assert desk.confirm(id)["state"] == "scanning"
    upload = desk.store.get([id])[id]
    tags = {"TagSet": [{"Key": TAG, "Value": "NO_THREATS_FOUND"}]}
    s3 = desk.aws.client("s3")
    s3.put_object_tagging(Bucket=desk.bucket, Key=upload.key, VersionId=upload.version, Tagging=tags)
    assert desk.confirm(id)["state"] == "clean"
    assert desk.files.read_range(upload.key, 1000, upload.version) == PDF
    assert f"versionId={upload.version}" in desk.files.presigned_get(upload.key, "a.pdf", "x/y", 300, upload.version)


@pytest.mark.req("R43")
def test_a_link_is_given_for_attached_clean_files_only(desk: Desk) -> None:
    id = desk.bring(name="../诊断\u202e.pdf")
    with pytest.raises(NotFound):
        file_link("app-1", id, store=desk.store, files=desk.files)
    desk.confirm(id)
    desk.scan(id)
    assert desk.confirm(id)["name"] == "诊断.pdf"
    _attach(id)
    link = file_link("app-1", id, store=desk.store, files=desk.files)
    assert "attachment" in link and "X-Amz-Expires=300" in link


def _attach(id: str) -> None:
    """As a submission does it."""
    Row(f"F#{id}", "FILE").update(actions=[Row.application.set("app-1")])


@pytest.mark.req("R43")
def test_the_name_that_counts_is_the_inert_one(desk: Desk) -> None:
    where = {"store": desk.store, "files": desk.files, "clock": desk.clock}
    with pytest.raises(UploadRefused) as refused:
        request_upload(ME, "leave", FORM, "proof", "a\u202efdp.exe", "application/pdf", 9, **where)
    assert refused.value.errors[0].pointer == "/type"


def test_a_signature_takes_a_small_picture_only(desk: Desk) -> None:
    id = desk.bring(png(), "signature.png", "image/png", "ink")
    assert desk.confirm(id)["state"] == "scanning"
    where = {"store": desk.store, "files": desk.files, "clock": desk.clock}
    for name, type, size in (("a.pdf", "application/pdf", 9), ("a.png", "image/png", 2 * 1024 * 1024)):
        with pytest.raises(UploadRefused):
            request_upload(ME, "leave", FORM, "ink", name, type, size, **where)


def test_files_of_the_time_before_the_scan_stay_good(desk: Desk) -> None:
    id = desk.bring()
    old = {**desk.store.get([id])[id].to_dict(), "state": "ready"}
    assert Upload.from_dict(old).is_clean
