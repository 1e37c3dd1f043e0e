from __future__ import annotations

import base64
import json
import tempfile
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.aws import Clients, FileStorage
from chalicelib.aws.file_storage import attachment
from chalicelib.errors import NotFound, Temporary
from tests.aws.faults import failing


@pytest.fixture
def files(clients: Clients) -> FileStorage:
    clients.s3.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
    return FileStorage(clients, "files")


def test_what_is_put_is_found_and_goes_again(files: FileStorage) -> None:
    files.put("a/b.txt", "您好".encode(), "text/plain")
    head = files.head("a/b.txt")
    assert head is not None
    assert (head["size"], head["type"]) == (6, "text/plain")
    assert files.read_range("a/b.txt", 3) == "您".encode()
    assert files.read_range("a/b.txt", 100) == "您好".encode()
    files.delete("a/b.txt")
    files.delete("a/b.txt")
    assert files.head("a/b.txt") is None
    with pytest.raises(NotFound):
        files.read_range("a/b.txt", 3)


def test_an_empty_file_has_no_beginning(files: FileStorage) -> None:
    files.put("empty", b"")
    assert files.read_range("empty", 10) == b""


def test_an_upload_form_binds_key_type_and_size(files: FileStorage) -> None:
    post = files.presigned_post("f/1", "application/pdf", 1234, 300)
    assert post["fields"]["key"] == "f/1"
    assert post["fields"]["Content-Type"] == "application/pdf"
    policy = json.loads(base64.b64decode(post["fields"]["policy"]))
    assert {"Content-Type": "application/pdf"} in policy["conditions"]
    assert {"key": "f/1"} in policy["conditions"]
    assert ["content-length-range", 1234, 1234] in policy["conditions"]


@pytest.mark.conformance
def test_storage_enforces_the_form_and_the_link(ministack_server: Any) -> None:
    """Only MiniStack checks presigned requests; moto takes everything (docs/platform-notes.md)."""
    import urllib3

    files = FileStorage(Clients(ministack_server.session.region_name), ministack_server.outputs["FilesBucketName"])
    http = urllib3.PoolManager()

    def upload(post: dict[str, Any], data: bytes, **changes: str) -> int:
        fields = {**post["fields"], **changes, "file": ("x.pdf", data, "application/pdf")}
        return http.request("POST", post["url"], fields=fields).status

    post = files.presigned_post("f/1", "application/pdf", 4, 300)
    assert upload(post, b"%PDF-more") >= 400
    assert upload(post, b"%PD") >= 400
    assert upload(post, b"%PDF", **{"Content-Type": "text/html"}) >= 400
    assert upload(post, b"%PDF", key="f/2") >= 400
    assert upload(post, b"%PDF") in (200, 201, 204)
    link = files.presigned_get("f/1", "证明.pdf", "application/pdf")
    answer = http.request("GET", link)
    assert (answer.status, answer.data) == (200, b"%PDF")
    assert answer.headers["Content-Disposition"] == attachment("证明.pdf")
    assert http.request("GET", link.replace("f/1", "f/2")).status >= 400


def test_a_link_downloads_under_the_files_own_name(files: FileStorage) -> None:
    query = parse_qs(urlsplit(files.presigned_get("f/1", '请假 "条".pdf', "application/pdf")).query)
    assert query["response-content-type"] == ["application/pdf"]
    assert query["response-content-disposition"] == [
        "attachment; filename=\"__ ___.pdf\"; filename*=UTF-8''%E8%AF%B7%E5%81%87%20%22%E6%9D%A1%22.pdf"
    ]
    assert query["X-Amz-Expires"] == ["300"]
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x", 'a"; x="b', "../../etc/passwd", "\u202efdp.exe"])
def test_a_files_name_stays_inside_its_header(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.count(";") == 2


def test_links_can_point_where_browsers_reach_storage(clients: Clients) -> None:
    files = FileStorage(clients, "b", "http://127.0.0.1:8000/files/")
    link = files.presigned_get("f/1", "a.pdf", "application/pdf")
    assert link.startswith("http://127.0.0.1:8000/files/")
    assert "X-Amz-Signature=" in link
    assert files.presigned_post("f/1", "application/pdf", 1, 60)["url"].startswith("http://127.0.0.1:8000/files/")


def test_storage_that_does_not_answer_is_temporary(files: FileStorage, clients: Clients) -> None:
    for operation in ("HeadObject", "PutObject"):
        failing(clients.s3, operation, ReadTimeoutError(endpoint_url="x"), after=False)
    with pytest.raises(Temporary):
        files.head("x")
    with pytest.raises(Temporary):
        files.put("x", b"")


def test_a_large_file_is_stored_in_pieces_and_stays_open(files: FileStorage, clients: Clients) -> None:
    pieces: list[str] = []
    clients.s3.meta.events.register("before-call.s3.UploadPart", lambda params, **_: pieces.append(params["url_path"]))
    with tempfile.TemporaryFile() as file:
        file.write(b"a" * (9 * 1024 * 1024) + b"the end")
        file.seek(0)
        files.put_file("exports/large", file, "text/csv")
        assert not file.closed
    head = files.head("exports/large")
    assert head is not None and (head["size"], head["type"]) == (9 * 1024 * 1024 + 7, "text/csv")
    assert files.read_tail("exports/large", 7) == b"the end"
    assert len(pieces) == 2


def test_a_file_is_stored_from_its_place_on_and_a_lost_call_is_temporary(files: FileStorage, clients: Clients) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"not this")
        files.put_file("exports/empty", file, "text/csv")
    assert files.read_range("exports/empty", 5) == b""
    failing(clients.s3, "PutObject", ReadTimeoutError(endpoint_url="x"), after=False)
    with tempfile.TemporaryFile() as file, pytest.raises(Temporary):
        files.put_file("exports/lost", file, "text/csv")
    assert files.head("exports/lost") is None
