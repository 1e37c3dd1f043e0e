"""Links in mails: a scanner's GET and HEAD change nothing; a progress link shows little and can be taken back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.http.conftest import decide, submitted, task_of
from tests.http.refusals import refused
from tests.visitor import Visitor
from tests.whole_hall import WholeHall, wait_for

LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


def letters_about(stranger: Visitor, number: str) -> list[dict[str, str]]:
    found = json.loads(stranger.send("GET", "/local/mailbox.json").body)["letters"]
    return [letter for letter in found if number in letter["subject"] + letter["text"]]


def progress_link(student: Visitor, application: str, days: int = 7) -> str:
    made = student.call("POST", f"/applications/{application}/progress-link", {"days": days})
    assert made.status == 200, made.text
    expires = datetime.fromisoformat(made.json["expires_at"])
    assert abs(expires - datetime.now(UTC) - timedelta(days=days)) < timedelta(minutes=1)
    return str(made.json["url"])


@pytest.mark.req("R36")
def test_a_scanner_that_opens_every_link_of_every_mail_changes_nothing(
    hall: WholeHall, student: Visitor, counsellor: Visitor, stranger: Visitor
) -> None:
    application = submitted(student)
    number = student.get(f"/applications/{application}")["number"]
    task = task_of(counsellor, application)["task_id"]
    mails = wait_for(lambda: [m for m in letters_about(stranger, number) if m["kind"] == "mail"][1:], what="two mails")
    links = {link for mail in letters_about(stranger, number) for link in LINK.findall(mail["text"])}
    assert mails and any("/p/" in link for link in links) and any(str(task) in link for link in links)
    before = hall.tell("events", application=application)
    for scanner in (stranger, counsellor, student):
        for link in links:
            for method in ("GET", "HEAD") * 5:
                assert scanner.send(method, link).status < 500
    assert hall.tell("events", application=application) == before
    assert decide(counsellor, task).status == 200


@pytest.mark.req("R35")
def test_a_progress_link_shows_where_it_stands_and_nothing_private(student: Visitor, stranger: Visitor) -> None:
    application = submitted(student, reason="肠胃炎复发，需住院观察三天")
    view = student.get(f"/applications/{application}")
    page = stranger.send("GET", progress_link(student, application))
    assert page.status == 200
    assert view["number"] in page.text and "辅导员审核" in page.text
    private = [view["applicant"]["name"]["zh"], view["applicant"]["id"], view["applicant"]["mobile"], "肠胃炎",
               "19900001234", view["query_code"], view["title"]["zh"], "证明.pdf"]  # fmt: skip
    assert [word for word in private if word in page.text] == []
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "<script" not in page.text


@pytest.mark.req("R35")
def test_a_progress_link_cannot_be_guessed_or_changed_and_can_be_revoked(student: Visitor, stranger: Visitor) -> None:
    application = submitted(student)
    link = progress_link(student, application)
    at = link.rindex("/") + 1
    for place in range(at, len(link), 7):
        other = "A" if link[place] != "A" else "B"
        assert stranger.send("GET", link[:place] + other + link[place + 1 :]).status == 404, place
    assert stranger.send("GET", link).status == 200
    assert student.call("DELETE", f"/applications/{application}/progress-link").status == 204
    gone = stranger.send("GET", link)
    assert gone.status == 404 and "没有找到" in gone.text
    assert stranger.send("GET", progress_link(student, application)).status == 200


def test_number_and_query_code_answer_and_wrong_ones_say_nothing(student: Visitor, stranger: Visitor) -> None:
    application = submitted(student)
    view = student.get(f"/applications/{application}")
    asked = {"number": view["number"], "code": view["query_code"]}
    found = stranger.call("POST", "/progress-queries", asked)
    assert found.status == 200 and found.json["number"] == view["number"]
    assert view["applicant"]["name"]["zh"] not in found.text
    for wrong in ({"code": "222222"}, {"number": "20200101-000001"}):
        refused(stranger, lambda: stranger.call("POST", "/progress-queries", asked | wrong), 404, "not_found")  # noqa: B023
    page = stranger.send(
        "POST",
        "/p/query",
        f"number={view['number']}&code={view['query_code'].lower()}&lang=en".encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert page.status == 200 and "Counsellor&#39;s review" in page.text.replace("’", "&#39;")


@pytest.mark.req("R41")
def test_guessing_query_codes_is_stopped(student: Visitor, stranger: Visitor) -> None:
    number = student.get(f"/applications/{submitted(student)}")["number"]
    tries = 0
    while (answer := stranger.call("POST", "/progress-queries", {"number": number, "code": "222222"})).status == 404:
        tries += 1
        assert tries < 40
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json["title_i18n"]["zh"] and answer.json["title_i18n"]["en"]
