"""Sessions over HTTP: the cookie, signing out, and that a taken role is taken at once (PROMISES R37, R39)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.http.conftest import decide, submitted, task_of
from tests.http.refusals import refused
from tests.visitor import API, Answer, Visitor
from tests.whole_hall import WholeHall, wait_for


@pytest.mark.req("R39")
def test_the_session_cookie_is_for_this_host_and_never_for_scripts(hall: WholeHall) -> None:
    visitor = Visitor(hall.url)
    began = visitor.send("GET", f"{API}/sign-in?return=/zh/me/")
    back = visitor.send("POST", "/cas/login", f"username=2023010103&service={_service(began)}".encode(), FORM)
    answer = visitor.send("GET", back.headers["location"])
    cookie = answer.cookie("hall")
    assert answer.status == 302 and answer.headers["location"] == f"{hall.url}/zh/me/"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert not cookie["domain"] and not cookie["max-age"] and not cookie["expires"]
    assert len(cookie.value) > 40
    again = Visitor(hall.url)  # the same ticket from another browser opens nothing
    assert again.send("GET", back.headers["location"]).status in (401, 403)
    assert again.call("GET", "/me").status == 401


def _service(began: Answer) -> str:
    return quote(parse_qs(urlsplit(began.headers["location"]).query)["service"][0], safe="")


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_signing_in_again_gives_another_session_and_ends_the_old(hall: WholeHall) -> None:
    visitor = Visitor(hall.url, "2023010103")
    old = visitor.cookies["/"]["hall"]
    visitor.cookies.pop("/cas")
    visitor.sign_in("2023010103")
    assert visitor.cookies["/"]["hall"] != old
    assert visitor.send("GET", f"{API}/me", None, {"Cookie": f"hall={old}"}).status == 401


@pytest.mark.req("R37")
@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "/api/v1/me", "javascript:1"]
)
def test_sign_in_leads_back_to_pages_of_the_hall_only(stranger: Visitor, where: str) -> None:
    answer = stranger.send("GET", f"{API}/sign-in?return={quote(where, safe='')}")
    assert answer.status == 400
    assert "location" not in answer.headers


def test_the_host_header_is_never_believed(stranger: Visitor, hall: WholeHall) -> None:
    answer = stranger.send("GET", f"{API}/sign-in?return=/zh/", None, {"Host": "evil.example"})
    assert answer.headers["location"].startswith(f"{hall.url}/cas/login?")
    assert "evil" not in answer.headers["location"]


def test_signing_out_ends_the_session_at_the_hall_and_everywhere_at_cas(hall: WholeHall) -> None:
    visitor, other = Visitor(hall.url, "2023010104"), Visitor(hall.url)
    cookie = f"hall={visitor.cookies['/']['hall']}"
    other.cookies, other.csrf = {"/cas": dict(visitor.cookies["/cas"])}, ""
    answer = visitor.call("POST", "/sign-out")
    assert answer.status == 200 and answer.cookie("hall")["max-age"] == "0"
    assert visitor.send("GET", f"{API}/me", None, {"Cookie": cookie}).status == 401
    assert urlsplit(answer.json["location"]).path == "/cas/logout"
    assert visitor.send("GET", answer.json["location"]).status in (200, 302)
    assert "演示身份" in other.send("GET", "/cas/login").text  # the single sign-on is over too


@pytest.mark.req("R37")
def test_single_sign_out_at_cas_ends_the_halls_session(hall: WholeHall) -> None:
    visitor = Visitor(hall.url, "2023010104")
    assert visitor.send("GET", "/cas/logout").status == 200
    wait_for(lambda: visitor.call("GET", "/me").status == 401, 5, what="the end of the session")


def test_without_the_token_of_the_page_nothing_changes(student: Visitor) -> None:
    token, student.csrf = student.csrf, ""
    try:
        refused(student, lambda: student.call("PUT", "/me/preferences", {"lang": "en"}), 403, "not_allowed")
    finally:
        student.csrf = token
    assert student.get("/me")["preferences"]["lang"] == "zh"


@pytest.mark.req("R39")
def test_a_role_that_is_taken_away_is_gone_at_the_next_call(
    hall: WholeHall, student: Visitor, counsellor: Visitor, visit: Callable[[str], Visitor]
) -> None:
    application = submitted(student)
    task = task_of(counsellor, application)["task_id"]
    seen = counsellor.get(f"/tasks/{task}")["seq"]
    hall.tell("roster", role="counsellor", unit="class-cs2301", members=["120109"])
    try:
        refused(counsellor, lambda: decide(counsellor, task, seen), 404, "not_found")
        refused(counsellor, lambda: counsellor.call("GET", f"/tasks/{task}"), 404, "not_found")
        refused(counsellor, lambda: counsellor.call("GET", f"/applications/{application}"), 404, "not_found")
        rows = counsellor.get("/tasks?box=todo&limit=100")["items"]
        assert application not in {row["application_id"] for row in rows}
        assert decide(visit("120109"), task).status == 200  # whoever holds it now decides
    finally:
        hall.tell("roster", role="counsellor", unit="class-cs2301", members=["120110"])


def test_nobody_is_anybody_without_signing_in(stranger: Visitor) -> None:
    for method, path in [
        ("GET", "/me"), ("GET", "/applications"), ("GET", "/tasks"), ("GET", "/notices"), ("POST", "/uploads"),
        ("POST", "/applications"), ("GET", "/services/student-leave/form"), ("POST", "/sign-out"),
    ]:  # fmt: skip
        refused(stranger, lambda: stranger.call(method, path), 401, "not_signed_in")  # noqa: B023
