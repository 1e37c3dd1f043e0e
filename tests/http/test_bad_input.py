"""Bad input over HTTP: each with its status, its code and its message in both languages, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.http.conftest import SECOND_COUNSELLOR, Form, decide, filled, new_key, submit, submitted, task_of
from tests.http.refusals import pointers, refused
from tests.visitor import PDF, Visitor
from tests.whole_hall import WholeHall, wait_for

LEAVE = "student-leave"
NOBODYS = "z" * 26


def mine(visitor: Visitor) -> int:
    return len(visitor.get("/applications?limit=100")["items"])


def test_a_missing_field_is_named_and_the_same_form_completed_is_taken(student: Visitor) -> None:
    form, key, before = filled(student, LEAVE), new_key(), mine(student)
    short: Form = {name: value for name, value in form.items() if name not in ("reason", "emergency_phone")}
    told = refused(student, lambda: submit(student, LEAVE, short, key), 422, "invalid_form")
    assert pointers(told) == {"/form/reason": "required", "/form/emergency_phone": "required"}
    assert mine(student) == before
    assert submit(student, LEAVE, form, key).status == 201  # with the same key and the same uploaded file
    assert mine(student) == before + 1


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("kind", "holiday", "not_an_option"),
        ("period", {"from": "2026-13-40", "to": "soon"}, None),
        ("emergency_phone", "one", None),
        ("evidence", ["a" * 26], "unknown_file"),
        ("promise", False, None),
        ("surprise", "x", None),
    ],
)
def test_a_wrong_answer_points_at_its_field(student: Visitor, name: str, value: object, code: str | None) -> None:
    form: Form = filled(student, LEAVE) | {name: value}
    told = refused(student, lambda: submit(student, LEAVE, form), 422, "invalid_form")
    assert f"/form/{name}" in pointers(told)
    assert code in (None, pointers(told)[f"/form/{name}"])


def test_what_the_hall_knows_is_never_taken_from_the_browser(student: Visitor) -> None:
    application = submitted(student, student_number="2023010102", days=1)
    form = {row["name"]: row["display"]["zh"] for row in student.get(f"/applications/{application}")["form"]}
    assert (form["student_number"], form["days"]) == ("2023010101", "2")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "证明.exe", "type": "application/x-msdownload"}, "wrong_type"),
        ({"name": "证明.pdf", "type": "text/html"}, "wrong_type"),
        ({"size": 11 * 1024 * 1024}, "too_large"),
        ({"name": "../../etc/passwd"}, "wrong_type"),
    ],
)
def test_a_file_of_the_wrong_type_or_size_gets_no_place(student: Visitor, wrong: Form, code: str) -> None:
    told = refused(student, lambda: student.upload(LEAVE, "evidence", **wrong), 422, "upload_refused")
    assert code in pointers(told).values()


@pytest.mark.parametrize("content", [b"MZ" + PDF[2:], b"\x89PNG\r\n\x1a\n" + b"\0" * 80, b"<script>alert(1)</script>"])
def test_a_file_that_is_not_what_it_says_is_not_confirmed(student: Visitor, content: bytes) -> None:
    told = refused(student, lambda: student.upload(LEAVE, "evidence", content), 422, "upload_refused")
    assert pointers(told) == {"/file": "content"}


def test_a_file_longer_than_announced_is_not_taken(student: Visitor) -> None:
    answer = student.upload(LEAVE, "evidence", PDF * 3, size=len(PDF))
    assert answer.status in (400, 403, 422), answer.text  # the store's own refusal, or the hall's when asked to confirm


def test_a_file_that_never_arrived_is_not_confirmed(student: Visitor) -> None:
    wanted = {"service": LEAVE, "field": "evidence", "name": "a.pdf", "type": "application/pdf", "size": 9}
    place = student.call("POST", "/uploads", wanted).json["id"]
    told = refused(student, lambda: student.call("POST", f"/uploads/{place}/confirmation"), 422, "upload_refused")
    assert pointers(told) == {"/file": "missing"}


def test_a_closed_service_is_told_and_opens_again(hall: WholeHall, visit: Callable[[str], Visitor]) -> None:
    teacher = visit("120111")
    form, key = filled(teacher, "ip-address"), new_key()
    hall.tell("channel", service="ip-address", state="suspended")
    try:
        refused(teacher, lambda: submit(teacher, "ip-address", form), 409, "service_closed")
        refused(teacher, lambda: teacher.call("GET", "/services/ip-address/form"), 409, "service_closed")
    finally:
        hall.tell("channel", service="ip-address", state="online")
    assert submit(teacher, "ip-address", form, key).status == 201


def test_somebody_not_meant_is_told_for_whom_it_is(student: Visitor) -> None:
    told = refused(student, lambda: submit(student, "cadre-absence", {"reason": "x"}), 403, "not_eligible")
    assert "detail_i18n" in told
    refused(student, lambda: student.call("GET", "/services/cadre-absence/form"), 403, "not_eligible")


def test_somebody_elses_application_does_not_exist(
    hall: WholeHall, student: Visitor, visit: Callable[[str], Visitor]
) -> None:
    application = submitted(student)
    task = task_of(visit("120110"), application)["task_id"]
    file = student.get(f"/applications/{application}")["files"][0]["id"]
    other, before = visit("2022010101"), hall.tell("events", application=application)
    one = f"/applications/{application}"
    body = {"decision": "approve", "opinion": "同意", "fields": {}, "pins": {}}
    for method, path, sent in [
        ("GET", one, None),
        ("POST", f"{one}/withdrawal", {"reason": ""}),
        ("POST", f"{one}/resubmission", {"form": {}}),
        ("GET", f"{one}/files/{file}", None),
        ("POST", f"{one}/progress-link", {"days": 7}),
        ("DELETE", f"{one}/progress-link", None),
        ("GET", f"/tasks/{task}", None),
        ("POST", f"/tasks/{task}/decision", body),
    ]:
        refused(other, lambda: other.call(method, path, sent, If_Match='"2"'), 404, "not_found")  # noqa: B023
    assert hall.tell("events", application=application) == before


def test_an_applicant_cannot_decide_their_own_application(student: Visitor, counsellor: Visitor) -> None:
    task = task_of(counsellor, submitted(student))["task_id"]
    refused(student, lambda: decide(student, task, 2), 404, "not_found")


def test_a_second_decision_names_who_was_first(
    hall: WholeHall, student: Visitor, counsellor: Visitor, visit: Callable[[str], Visitor]
) -> None:
    before = hall.tell("roster", role="counsellor", unit="class-cs2301", members=["120110", SECOND_COUNSELLOR])
    second = visit(SECOND_COUNSELLOR)
    application = submitted(student)
    task, seen = task_of(second, application)["task_id"], second.get(f"/applications/{application}")["seq"]
    assert decide(counsellor, task).status == 200
    told = refused(
        second, lambda: decide(second, task, seen, decision="reject", opinion="不同意"), 409, "already_decided"
    )
    assert told["decided_by"] == counsellor.get("/me")["name"]
    assert told["decided_at"].endswith("Z")
    hall.tell("roster", role="counsellor", unit="class-cs2301", members=before[-1:])
    steps = {step["step"]: step["status"] for step in student.get(f"/applications/{application}")["steps"]}
    assert steps["counsellor_review"] == "done"


def test_a_stale_edit_and_one_without_version_change_nothing(student: Visitor, counsellor: Visitor) -> None:
    application = submitted(student)
    one, task = f"/applications/{application}", task_of(counsellor, application)["task_id"]
    read = student.get(one)["seq"]
    assert decide(counsellor, task, decision="return", opinion="请补充", pins={"reason": "写明医院"}).status == 200
    wait_for(lambda: "resubmit" in student.get(one)["actions"], what="the correction")
    form = filled(student, LEAVE)
    for path, body in ((f"{one}/withdrawal", {"reason": ""}), (f"{one}/resubmission", {"form": form})):
        refused(student, lambda: student.call("POST", path, body, If_Match=f'"{read - 1}"'), 412, "stale_version")  # noqa: B023
        refused(student, lambda: student.call("POST", path, body), 428, "version_required")  # noqa: B023
        refused(student, lambda: student.call("POST", path, body, If_Match="*"), 400, "invalid_request")  # noqa: B023
    assert student.get(one)["state"] == "awaiting_applicant"
    now = student.get(one)["seq"]
    assert student.call("POST", f"{one}/resubmission", {"form": form}, If_Match=f'"{now}"').status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/applications/{}"),
        ("POST", "/applications/{}/withdrawal"),
        ("GET", "/applications/{}/files/{}"),
        ("GET", "/tasks/{}.counsellor_review.1.0"),
        ("GET", "/tasks/nonsense"),
        ("POST", "/uploads/{}/confirmation"),
        ("GET", "/services/no-such-service"),
        ("GET", "/services/no-such-service/form"),
        ("GET", "/applications/%E4%BD%A0%2F..%2F"),
        ("GET", "/nothing/here"),
    ],
)
def test_an_unknown_id_is_not_found(student: Visitor, method: str, path: str) -> None:
    body = {"reason": ""} if "withdrawal" in path else None
    refused(student, lambda: student.call(method, path.replace("{}", NOBODYS), body, If_Match='"2"'), 404, "not_found")


def test_malformed_requests_are_told_apart(student: Visitor) -> None:
    form = filled(student, "president-mailbox")
    body = {"service": "president-mailbox", "form": form}
    refused(student, lambda: student.call("POST", "/applications", body), 400, "idempotency_key_required")
    key = new_key()
    assert submit(student, "president-mailbox", form, key).status == 201
    again = submit(student, "president-mailbox", form, key)
    assert again.status in (200, 201)
    refused(
        student,
        lambda: submit(student, "president-mailbox", {**form, "letter": "另一封信，内容不同，请查收。"}, key),
        422,
        "idempotency_key_reused",
    )
    token = {"X-CSRF-Token": student.csrf, "Content-Type": "application/json", "Idempotency-Key": new_key()}
    refused(student, lambda: student.send("POST", "/api/v1/applications", b"{", token), 400, "invalid_request")
    plain = token | {"Content-Type": "text/plain"}
    refused(student, lambda: student.send("POST", "/api/v1/applications", b"{}", plain), 415, "unsupported_media_type")
    refused(student, lambda: student.call("PUT", "/applications", {}), 404, "not_found")
    huge = b'{"a": "' + b"x" * 11_000_000 + b'"}'
    refused(student, lambda: student.send("POST", "/api/v1/applications", huge, token), 413, "payload_too_large")
