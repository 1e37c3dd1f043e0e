"""What was sent is seen: mails with both bodies, SMS, newest first; and uploads reach S3 through the gateway."""

from __future__ import annotations

import json
from typing import Any

import pytest
import urllib3
from botocore.config import Config

from local.files_proxy import FilesProxy
from local.http import Request
from local.mailbox import Mailbox
from local.stand_in import Received


def send(aws: Any) -> None:
    aws.client("ses").send_email(
        Source="Hall <hall@yizhan.example>",
        Destination={"ToAddresses": ["lin@example.edu"]},
        Message={
            "Subject": {"Data": "您有新的待办 <1>"},
            "Body": {
                "Text": {"Data": "请看 http://127.0.0.1:8000/zh/task/?id=a.b.1.1。谢谢"},
                "Html": {"Data": "<p>请看 <a href='http://127.0.0.1:8000/zh/'>这里</a></p>"},
            },
        },
    )
    aws.client("sns").publish(PhoneNumber="+8613800000000", Message="【一站大学】您的办件已办结")


@pytest.fixture
def mailbox(any_server: Any) -> Mailbox:
    send(any_server)
    return Mailbox(any_server.url, any_server.backend)


def page(mailbox: Mailbox, path: str = "/local/mailbox", query: str = "") -> Any:
    return mailbox(Request("GET", path, query, []))


def test_letters_newest_first(mailbox: Mailbox) -> None:
    sms, mail = mailbox.letters()
    assert (sms.kind, sms.to, sms.text) == ("sms", "+8613800000000", "【一站大学】您的办件已办结")
    assert (mail.kind, mail.to, mail.subject) == ("mail", "lin@example.edu", "您有新的待办 <1>")
    assert "task" in mail.text
    assert "<p>" in mail.html
    assert mail.at.startswith("20")


def test_the_page_has_working_links_and_escapes(mailbox: Mailbox) -> None:
    html = page(mailbox).body.decode()
    assert '<a href="http://127.0.0.1:8000/zh/task/?id=a.b.1.1">' in html
    assert "待办 &lt;1&gt;" in html
    assert html.index("短信") < html.index("待办")
    assert "已办结" not in page(mailbox, query="to=lin%40").body.decode()
    found = json.loads(page(mailbox, "/local/mailbox.json").body)["letters"]
    assert [letter["kind"] for letter in found] == ["sms", "mail"]


def test_the_html_form_can_run_nothing(mailbox: Mailbox) -> None:
    mail = mailbox.letters()[1]
    answer = page(mailbox, f"/local/mailbox/{mail.id}")
    assert answer.body.decode() == mail.html
    policy = dict(answer.headers)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert page(mailbox, "/local/mailbox/none").status == 404


def upload(
    aws: Any, proxy: FilesProxy, *, data: bytes, kind: str = "text/plain", sent: str = "text/plain", expires: int = 60
) -> int:
    bucket = aws.outputs["FilesBucketName"]
    post = aws.client("s3").generate_presigned_post(
        bucket,
        "a.txt",
        Fields={"Content-Type": kind},
        Conditions=[{"Content-Type": kind}, ["content-length-range", 1, 5]],
        ExpiresIn=expires,
    )
    fields = post["fields"] | {"Content-Type": sent}
    body, content_type = urllib3.encode_multipart_formdata({**fields, "file": ("a.txt", data, sent)})
    path = "/_files" + urllib3.util.parse_url(post["url"]).path.rstrip("/")
    return proxy(Request("POST", path, "", [("Content-Type", content_type)], body)).status


def test_files_go_up_and_come_down_through_the_gateway(any_server: Any) -> None:
    bucket = any_server.outputs["FilesBucketName"]
    proxy = FilesProxy(any_server.url, bucket)
    assert upload(any_server, proxy, data=b"12345") in (200, 201, 204)
    link = urllib3.util.parse_url(
        any_server.client("s3").generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a.txt"})
    )
    answer = proxy(Request("GET", f"/_files{link.path}", link.query or "", []))
    assert (answer.status, answer.body) == (200, b"12345")
    assert proxy(Request("GET", "/_files/other/a.txt", "", [])).status == 404
    assert proxy(Request("DELETE", f"/_files/{bucket}/a.txt", "", [])).status == 404


@pytest.mark.conformance
@pytest.mark.req("R43")
def test_what_s3_refuses_stays_refused(ministack_server: Any) -> None:
    proxy = FilesProxy(ministack_server.url, ministack_server.outputs["FilesBucketName"])
    assert upload(ministack_server, proxy, data=b"1", sent="text/html") == 403
    assert upload(ministack_server, proxy, data=b"123456") == 400
    assert upload(ministack_server, proxy, data=b"1", expires=-1) == 403
    s3 = ministack_server.session.client(
        "s3", endpoint_url=ministack_server.url, config=Config(signature_version="s3v4")
    )
    assert upload(ministack_server, proxy, data=b"1") == 204
    where = {"Bucket": ministack_server.outputs["FilesBucketName"], "Key": "a.txt"}
    for query, status in (("", 200), ("0", 403)):
        link = urllib3.util.parse_url(s3.generate_presigned_url("get_object", Params=where))
        assert proxy(Request("GET", f"/_files{link.path}", (link.query or "") + query, [])).status == status
    late = urllib3.util.parse_url(s3.generate_presigned_url("get_object", Params=where, ExpiresIn=-1))
    assert proxy(Request("GET", f"/_files{late.path}", late.query or "", [])).status == 403


@pytest.mark.req("S-12")
def test_what_the_stand_ins_received_is_shown_with_the_rest(moto_server: Any) -> None:
    card = "<div class='gray'>20261123-1</div><div>等待您办理 &amp; 签字</div>"
    received = [
        Received("w1", "wecom", "120110", "新待办 <2>", card, link="http://127.0.0.1:8000/zh/task/?id=a.b.1.1"),
        Received("s1", "sms", "13800138000", "", "【一站大学】您好"),
        Received("m1", "mail", "lin@example.edu", "已提交", "正文", "<p>正文</p>"),
    ]
    mailbox = Mailbox(moto_server.url, moto_server.backend, received=lambda: received)
    html = page(mailbox).body.decode()
    assert "企业微信 WeCom · 新待办 &lt;2&gt;" in html
    assert "等待您办理 &amp; 签字" in html and "<div class='gray'>" not in html
    assert '<a href="http://127.0.0.1:8000/zh/task/?id=a.b.1.1">' in html
    assert page(mailbox, "/local/mailbox/m1").body == b"<p>\xe6\xad\xa3\xe6\x96\x87</p>"
    assert page(mailbox, "/local/mailbox/w1").status == 404, "a card has no page of its own"
    found = json.loads(page(mailbox, "/local/mailbox.json").body)["letters"]
    assert {letter["kind"] for letter in found} == {"wecom", "sms", "mail"}
