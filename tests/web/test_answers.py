"""What each area answers when all is well, beyond its schema."""

from __future__ import annotations

import pytest

from tests.web.conftest import Client
from tests.web.fake_hall import CODE, COOKIE, CSRF, ID, NUMBER, TASK_ID, TOKEN, FakeHall

APPLICATIONS = "/api/v1/applications"
ONE = f"{APPLICATIONS}/{ID}"


def test_me_tells_the_token_and_no_cookie(client: Client) -> None:
    answer = client.get("/api/v1/me")
    assert answer.json["csrf"] == CSRF and COOKIE not in answer.body
    assert answer.json["units"] == {"class": "class-cs2301", "college": "college-cs"}
    assert answer.json["positions"][0]["title"]["zh"] == "计科2301班辅导员"
    assert answer.headers["cache-control"] == "no-store"


def test_person_who_left_is_signed_out(client: Client, hall: FakeHall) -> None:
    hall.people.persons.clear()
    assert client.get("/api/v1/me").status == 401


@pytest.mark.parametrize(
    ("wished", "kept"), [({"sms": True}, ("2023010001", True, None)), ({"lang": "en"}, ("2023010001", None, "en"))]
)
def test_preferences_left_out_stay(client: Client, hall: FakeHall, wished: dict[str, object], kept: object) -> None:
    answer = client.call("PUT", "/api/v1/me/preferences", json_body=wished)
    assert answer.json == {"sms": False, "lang": "zh"} | wished
    assert hall.people.wished == [kept]


@pytest.mark.parametrize("wrong", [{}, {"sms": 1}, {"sms": None}, {"lang": "fr"}, {"sms": True, "x": 1}])
def test_preferences_refused(client: Client, hall: FakeHall, wrong: dict[str, object]) -> None:
    assert client.call("PUT", "/api/v1/me/preferences", json_body=wrong).status == 400
    assert hall.people.wished == []


def test_sign_in_and_out(client: Client, hall: FakeHall) -> None:
    begun = client.get("/api/v1/sign-in?return=/zh/applications/", signed_in=False)
    assert begun.headers["location"].startswith(f"{hall.settings.cas_url}/login?")
    back = client.get("/api/v1/sign-in/callback?ticket=ST-1&state=a.b", signed_in=False)
    assert "HttpOnly" in back.headers["set-cookie"] and back.headers["location"].endswith("/zh/")
    out = client.post("/api/v1/sign-out")
    assert out.json["location"].startswith(hall.settings.cas_url) and "Max-Age=0" in out.headers["set-cookie"]
    assert client.get("/api/v1/me").status == 401


def test_single_sign_out_names_the_ticket(client: Client, hall: FakeHall) -> None:
    xml = (
        "%3Csamlp%3ALogoutRequest%20xmlns%3Asamlp%3D%22urn%3Aoasis%3Anames%3Atc%3ASAML%3A2.0%3Aprotocol%22%3E"
        "%3Csamlp%3ASessionIndex%3EST-77%3C%2Fsamlp%3ASessionIndex%3E%3C%2Fsamlp%3ALogoutRequest%3E"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (f"logoutRequest={xml}", "logoutRequest=%3Cno"):
        answer = client.post("/api/v1/sign-in/callback", signed_in=False, headers=headers, body=body)
        assert answer.status == 204
    assert hall.access.sessions.closed_tickets == ["ST-77"]


def test_catalogue_shows_the_public_part_and_is_cached(client: Client) -> None:
    listed = client.get("/api/v1/services", signed_in=False)
    assert listed.headers["cache-control"] == "public, max-age=60"
    one = client.get("/api/v1/services/undergraduate-leave", signed_in=False)
    assert one.json["guide"]["instruction"]["en"] and "form" not in one.json and "flow" not in one.json
    again = client.get("/api/v1/services", headers={"If-None-Match": f'"x", W/{listed.headers["etag"]}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, "", listed.headers["etag"])


def test_path_parameters_are_unquoted(client: Client) -> None:
    assert client.get("/api/v1/services/undergraduate%2Dleave").status == 200
    for broken in ("%FF", "%00", "%ED%A0%80", "x" * 400, "%25"):
        assert client.get(f"/api/v1/services/{broken}").status == 404


def test_submit_answers_the_same_again(client: Client) -> None:
    body = {"service": "undergraduate-leave", "form": {"kind": "sick"}}
    keys = ({"Idempotency-Key": key} for key in ("k" * 16, f'"{"k" * 16}"'))
    made = [client.post(APPLICATIONS, json_body=body, headers=key) for key in keys]
    assert made[0].body == made[1].body and made[0].status == made[1].status == 201
    assert made[0].json["number"] == NUMBER and made[0].headers["location"] == ONE
    other = body | {"form": {"kind": "other"}}
    refused = client.post(APPLICATIONS, json_body=other, headers={"Idempotency-Key": "k" * 16})
    assert (refused.status, refused.json["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "idempotency_key_required"), ("short", "invalid_request"), ("钥匙" * 8, "invalid_request")],
)
def test_submit_needs_a_key(client: Client, key: str, code: str) -> None:
    body = {"service": "undergraduate-leave", "form": {"kind": "sick"}}
    answer = client.post(APPLICATIONS, json_body=body, headers={"Idempotency-Key": key} if key else {})
    assert (answer.status, answer.json["code"]) == (400, code)


def test_form_faults_keep_their_pointers_in_both_languages(client: Client) -> None:
    body = {"service": "undergraduate-leave", "form": {}}
    headers = {"Idempotency-Key": "key-00000001", "Accept-Language": "fr, en;q=0.8, zh;q=0.5"}
    answer = client.post(APPLICATIONS, json_body=body, headers=headers)
    assert answer.status == 422 and answer.json["title"] == answer.json["title_i18n"]["en"]
    assert answer.json["errors"] == [
        {"pointer": "/form/kind", "code": "required", "message": {"zh": "此项必填", "en": "This is required"}}
    ]


def test_lists_go_on(client: Client, hall: FakeHall) -> None:
    first = client.get(f"{APPLICATIONS}?limit=1")
    assert first.headers["link"] == f'<{APPLICATIONS}?cursor=more%26%3D1&limit=1>; rel="next"'
    last = client.get(f"{APPLICATIONS}?cursor=more%26%3D1&limit=1")
    assert last.json["next"] is None and "link" not in last.headers
    assert hall.calls == [("list_applications", None, 1), ("list_applications", "more&=1", 1)]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=", "limit=1e1", "limit=1&limit=2", "cursor=", "limit=%D9%A1", "cursor=%00"],
)
def test_bad_page(client: Client, query: str) -> None:
    answer = client.get(f"{APPLICATIONS}?{query}")
    assert answer.status == 400 and (
        query == "cursor=%00" or answer.json["errors"][0]["pointer"] in ("/limit", "/cursor")
    )


@pytest.mark.parametrize("url", [ONE, f"/api/v1/tasks/{TASK_ID}"])
def test_unchanged(client: Client, url: str) -> None:
    seen = client.get(url).headers["etag"]
    for tag in (seen, f"W/{seen}", f'"1", {seen}'):
        answer = client.get(url, headers={"If-None-Match": tag})
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, "", seen)
    for tag in ('"6"', "*", "nonsense", '"'):
        assert client.get(url, headers={"If-None-Match": tag}).status == 200


def test_second_decision_says_who_was_first(client: Client, hall: FakeHall) -> None:
    body = {"decision": "return", "opinion": "请补充", "pins": {"kind": "请核对"}}
    url, headers = f"/api/v1/tasks/{TASK_ID}/decision", {"If-Match": 'W/"7"'}
    calls = [client.post(url, json_body=body, headers=headers) for _ in range(2)]
    assert [call.status for call in calls] == [200, 409]
    assert calls[1].json["code"] == "already_decided" and calls[1].json["by"]["en"] == "Ms Wang"
    assert hall.calls == [("decide", TASK_ID, 7, "return", "请补充", {}, {"kind": "请核对"}, None, "", False)]


@pytest.mark.parametrize(
    "body", [{}, {"decision": "maybe"}, {"decision": "approve", "pins": {"a": 1}}, {"decision": 1}]
)
def test_bad_decision(client: Client, body: dict[str, object]) -> None:
    answer = client.post(f"/api/v1/tasks/{TASK_ID}/decision", json_body=body, headers={"If-Match": '"7"'})
    assert answer.status == 400 and answer.json["errors"]


def test_a_return_names_a_step_and_what_is_asked_again(client: Client, hall: FakeHall) -> None:
    body = {"decision": "return", "opinion": "请核实", "to": "class_review", "again": True}
    assert client.post(f"/api/v1/tasks/{TASK_ID}/decision", json_body=body, headers={"If-Match": '"7"'}).status == 200
    assert hall.calls == [("decide", TASK_ID, 7, "return", "请核实", {}, {}, None, "class_review", True)]


@pytest.mark.parametrize(
    ("body", "passed"),
    [
        ({"action": "claim"}, ("claim", "", "", 0, "")),
        ({"action": "transfer", "to": "10001", "reason": "出差"}, ("transfer", "10001", "", 0, "出差")),
        ({"action": "add_signer", "to": "1", "where": "after", "reason": "r"}, ("add_signer", "1", "after", 0, "r")),
        ({"action": "remove_signer", "n": 3}, ("remove_signer", "", "", 3, "")),
    ],
)
def test_an_action_is_passed_on_as_it_was_asked(
    client: Client, hall: FakeHall, body: dict[str, object], passed: tuple[object, ...]
) -> None:
    answer = client.post(f"/api/v1/tasks/{TASK_ID}/actions", json_body=body, headers={"If-Match": '"7"'})
    assert answer.json == {"id": ID, "state": "in_progress", "seq": 8}
    assert hall.calls == [("act_on_task", TASK_ID, 7, *passed)]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/action"),
        ({"action": "approve"}, "/action"),
        ({"action": "add_signer", "where": "around"}, "/where"),
        ({"action": "add_signer", "where": None}, "/where"),
        ({"action": "remove_signer", "n": 0}, "/n"),
        ({"action": "remove_signer", "n": "1"}, "/n"),
        ({"action": "transfer", "to": "1" * 65}, "/to"),
        ({"action": "transfer", "to": "1", "reason": "x" * 2001}, "/reason"),
    ],
)
def test_bad_action(client: Client, hall: FakeHall, body: dict[str, object], pointer: str) -> None:
    answer = client.post(f"/api/v1/tasks/{TASK_ID}/actions", json_body=body, headers={"If-Match": '"7"'})
    assert (answer.status, answer.json["errors"][0]["pointer"], hall.calls) == (400, pointer, [])


def test_urging_again_too_soon_says_when(client: Client) -> None:
    calls = [client.post(f"{ONE}/urge") for _ in range(2)]
    assert [call.status for call in calls] == [200, 429]
    assert calls[0].json == {"count": 1, "next_at": "2026-11-23T02:00:00.000Z"}
    assert (calls[1].json["code"], calls[1].headers["retry-after"]) == ("too_many_requests", "86400")


def test_file_link_is_a_clean_header(client: Client) -> None:
    answer = client.get(f"{ONE}/files/u1%0d%0aSet-Cookie:%20x")
    assert answer.status == 302 and answer.headers["location"].isascii() and "\n" not in answer.headers["location"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("url", "lang"), [(f"/p/{TOKEN}", "zh"), (f"/p/{TOKEN}?lang=en", "en")])
def test_progress_page(client: Client, url: str, lang: str) -> None:
    answer = client.get(url, signed_in=False)
    assert answer.status == 200 and NUMBER in answer.body
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store" and "noindex" in answer.headers["x-robots-tag"]
    refused = client.get("/p/other" + url[len("/p/" + TOKEN) :], signed_in=False)
    assert refused.status == 404 and f'href="/{lang}/"' in refused.body


def test_progress_by_number_ignores_a_cookie(client: Client) -> None:
    answer = client.post("/api/v1/progress-queries", json_body={"number": NUMBER, "code": CODE}, csrf=None)
    assert answer.status == 200


def test_rate_limit_is_by_person_then_by_address(client: Client, hall: FakeHall) -> None:
    hall.access.rate.left = 0
    upload = {"service": "s", "field": "f", "name": "a.pdf", "type": "application/pdf", "size": 1}
    answer = client.post("/api/v1/uploads", json_body=upload)
    assert (answer.status, answer.headers["retry-after"]) == (429, "17")
    client.get("/api/v1/sign-in/callback?ticket=ST-1&state=s", signed_in=False, ip="2001:db8::1")
    assert [key.split("#", 1)[1] for key in hall.access.rate.keys] == ["person#2023010001", "ip#2001:db8::/64"]
