"""A certificate from the approval of its application to its end: issued once, revoked, issued again, held, found."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.certificates import State
from chalicelib.certificates.issue import Beginning
from chalicelib.errors import Conflict, NotFound, TooManyRequests
from chalicelib.flows import find_effect
from tests.certificates.conftest import CertificateWorld


@pytest.mark.req("W-10", "H-17")
def test_an_approved_application_has_its_certificate(world: CertificateWorld) -> None:
    id = world.issued()
    assert world.load(id).head.state == "completed"
    one = world.one(id)
    assert (one.number, one.state) == ("校证〔2026〕00001号", State.VALID)
    assert (one.issued_on, one.valid_until, one.unit) == ("2026-11-23", "2026-12-23", "registry")
    assert (one.masked.zh, one.person) == ("李*", world.student.id)
    data = world.file(one)
    assert hashlib.sha256(data).hexdigest() == one.digest and len(data) == one.size
    number, address, _, texts = json.loads(data)
    assert number == one.number and address.endswith(f"/zh/certificate/?c={one.code}")
    assert texts[0] == ["兹证明李明为我校学生。", "Li Ming is a student of this university."]
    assert texts[2] == ["审核人：officer-registry", "Reviewed by officer-registry"]
    assert texts[3][0] == "有效期至2026年12月23日。"


@pytest.mark.req("W-10")
def test_the_person_is_told_and_finds_it(world: CertificateWorld) -> None:
    id = world.issued()
    assert world.told(id).count("certificate_ready") == 1
    (shown,) = world.hall.certificates.of_application(world.student, id)["items"]
    (mine,) = world.hall.certificates.mine(world.student, None, 25)["items"]
    assert mine == shown and shown["state"] == "valid" and shown["qr"] and shown["code"]
    link = world.hall.certificates.link(world.student, id, shown["id"])
    assert "X-Amz-Expires=300" in link and "attachment" in link
    stranger = replace(world.student, id="2023019999", positions=())
    for ask in (
        world.hall.certificates.of_application,
        lambda who, id: world.hall.certificates.link(who, id, "paper.1"),
    ):
        with pytest.raises(NotFound):
            ask(stranger, id)
    assert world.hall.certificates.mine(stranger, None, 25)["items"] == []


def _question(world: CertificateWorld) -> tuple[str, dict[str, Any]]:
    """An approved application, and the flow's question that has come as far as the queue of documents."""
    id = world.apply()
    world.begin_approval(id)
    sqs, url = world.aws.client("sqs"), world.hall.settings.documents_queue_url
    while not (found := sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages")):
        world._react()
        world._work("steps_queue_url", world.hall.on_step)
    return id, json.loads(found[0]["Body"])


def test_the_question_asked_again_issues_nothing_more(world: CertificateWorld) -> None:
    id, question = _question(world)
    for _ in range(3):
        world.hall.certificate_worker(question)
    world.settle()
    world.hall.certificate_worker(question)
    assert [one.n for one in world.store.of_application(id)] == [1]
    assert world.printer.printed == 1
    assert world.store.next_number("校证〔2026〕{n:5}号") == 2
    assert sum("certificate" in event.data for event in world.load(id).events) == 1


class _OneCallAtATime:
    """The emulator in this process is no database: its calls come one after the other, those of fifty in any order."""

    def __init__(self, inner: Any) -> None:
        self._inner, self._lock = inner, Lock()

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            with self._lock:
                return getattr(self._inner, name)(*arguments)

        return call


class Crash(BaseException):
    """The process is gone."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deaths=st.lists(st.integers(0, 3), max_size=4))
def test_wherever_a_worker_dies_there_is_one_certificate_in_the_end(world: CertificateWorld, deaths: list[int]) -> None:
    """It dies before the number is claimed, the file printed, stored or recorded; then the message comes again."""
    id, question = _question(world)
    worker = world.hall.certificate_worker
    issuing = worker.issuing
    definition = world.hall.definitions.version("enrolment", 1)
    effect = find_effect(definition.flow, "paper")
    for death in deaths:
        dying = replace(issuing, store=_Dying(issuing.store, death), files=_Dying(issuing.files, death))
        try:
            dying.run(world.load(id), definition, effect)
        except Crash:
            continue
    worker(question)
    world.settle()
    (one,) = world.store.of_application(id)
    assert one.state is State.VALID
    assert hashlib.sha256(world.file(one)).hexdigest() == one.digest


class _Dying:
    """Hands on, but for the one call that is the death."""

    NAMES = ("create", "of_effect", "put", "write")

    def __init__(self, inner: Any, death: int) -> None:
        self._inner, self._death = inner, self.NAMES[death]

    def __getattr__(self, name: str) -> Any:
        if name == self._death:
            raise Crash
        return getattr(self._inner, name)


@pytest.mark.req("H-17")
def test_fifty_at_once_have_fifty_numbers(world: CertificateWorld) -> None:
    id = world.apply()
    definition = world.hall.definitions.version("enrolment", 1)
    effect = find_effect(definition.flow, "paper")
    sample = world.load(id)
    applications = [replace(sample, head=replace(sample.head, id=f"app{n:02d}")) for n in range(50)]
    begin = Beginning(_OneCallAtATime(world.store), world.hall.people, world.clock)  # type: ignore[arg-type]

    def twice(application: Any) -> list[Any]:
        return [begin(application, definition, effect) for _ in range(2)]

    with ThreadPoolExecutor(8) as pool:
        pairs = list(pool.map(twice, applications))
    assert all(first == second for first, second in pairs)
    assert len({first.number for first, _ in pairs}) == 50
    assert len({first.code for first, _ in pairs}) == 50


def test_two_services_with_one_scheme_share_its_numbers(world: CertificateWorld) -> None:
    assert world.store.next_number("校证〔2026〕{n:5}号") == 1
    assert world.one(world.issued()).number == "校证〔2026〕00002号"


def test_a_number_somebody_has_is_left_out(world: CertificateWorld) -> None:
    first = world.one(world.issued())
    world.store.create(
        replace(first, application="other", number="校证〔2026〕00002号", code="AAAAA-AAAAA-AAAAA-AAAAA")
    )
    assert world.one(world.issued()).number == "校证〔2026〕00003号"


@pytest.mark.req("R47")
def test_revoked_is_told_to_everybody(world: CertificateWorld) -> None:
    id = world.issued()
    code = world.one(id).code
    assert world.hall.certificates.verify(code, "10.0.0.1")["state"] == "valid"
    world.now += timedelta(hours=17)  # still the 23rd by UTC, the 24th in China
    assert world.act(id, "revoke")["state"] == "revoked"
    assert world.hall.certificate_desk.act(world.officer, id, "paper.1", "revoke", "姓名有误")["state"] == "revoked"
    world.settle()
    seen = world.hall.certificates.verify(code, "10.0.0.1")
    assert (seen["state"], seen["person_name"]["zh"], seen["changed_on"]) == ("revoked", "李*", "2026-11-24")
    assert "reason" not in seen and "姓名有误" not in json.dumps(seen, ensure_ascii=False)
    (mine,) = world.hall.certificates.mine(world.student, None, 25)["items"]
    assert mine["reason"]["zh"] == "姓名有误"
    assert world.told(id).count("certificate_revoked") == 1
    lines = [one["text"]["zh"] for one in world.hall.view_application(world.student, id, None)["timeline"]]
    assert "撤销在读证明（校证〔2026〕00001号）" in lines
    with pytest.raises(Conflict):
        world.act(id, "reissue")


@pytest.mark.req("R47")
def test_a_new_one_takes_the_place_of_the_old(world: CertificateWorld) -> None:
    id = world.issued()
    assert world.act(id, "reissue")["id"] == "paper.2"
    old, new = world.one(id), world.one(id, 2)
    assert (old.state, old.replaced_by) == (State.SUPERSEDED, new.number)
    assert (new.state, new.number) == (State.VALID, "校证〔2026〕00002号")
    assert world.hall.certificates.verify(old.code, "10.0.0.1")["state"] == "superseded"
    assert world.told(id).count("certificate_ready") == 2
    with pytest.raises(Conflict):
        world.act(id, "reissue")
    world.hall.certificate_worker({"kind": "certificate", "application": id, "effect": "paper", "n": 2})
    world.settle()
    assert world.told(id).count("certificate_ready") == 2


@pytest.mark.req("R47")
def test_a_name_no_font_has_is_held_and_made_once_it_has(world: CertificateWorld) -> None:
    world.printer.unknown = "李"
    id = world.issued()
    held = world.one(id)
    assert (held.state, held.problem, held.digest) == (State.HELD, "李", "")
    assert world.load(id).head.state != "completed"
    assert world.hall.certificates.verify(held.code, "10.0.0.1")["state"] == "unknown"
    with pytest.raises(NotFound):
        world.hall.certificates.link(world.student, id, "paper.1")
    listed = world.hall.certificate_desk.list_certificates(world.officer, "registry", "", None, 25)["items"]
    assert [(one["state"], one["problem"], one["acts"]) for one in listed] == [("held", "李", ["retry"])]
    head = world.holder_of("position:department_head@registry")
    assert [one["message"] for one in world.hall.list_notices(head, None, 25)["items"]] == ["certificate_held"]
    world.act(id, "retry", "")
    assert world.one(id).state is State.HELD
    world.printer.unknown = ""
    world.act(id, "retry", "")
    assert world.one(id).state is State.VALID and world.one(id).number == held.number
    assert world.load(id).head.state == "completed"
    assert world.told(id).count("certificate_ready") == 1


def test_what_was_held_is_good_for_nothing_once_its_application_has_ended(world: CertificateWorld) -> None:
    world.printer.unknown = "李"
    id = world.issued()
    world.hall.withdraw_application(world.student, id, world.load(id).seq, "不需要了")
    world.settle()
    world.printer.unknown = ""
    world.act(id, "retry", "")
    assert world.one(id).state is State.REVOKED


def test_what_was_made_while_the_application_ended_is_taken_back(world: CertificateWorld) -> None:
    id, question = _question(world)
    definition = world.hall.definitions.version("enrolment", 1)
    world.hall.certificate_worker.issuing.run(world.load(id), definition, find_effect(definition.flow, "paper"))
    world.hall.withdraw_application(world.student, id, world.load(id).seq, "不需要了")
    world.hall.certificate_worker(question)
    assert world.one(id).state is State.REVOKED


def test_it_ends_with_its_last_day(world: CertificateWorld) -> None:
    id = world.issued()
    world.now += timedelta(days=30)
    code = world.one(id).code
    assert world.hall.certificates.verify(code, "10.0.0.1")["state"] == "valid"
    world.now += timedelta(days=1)
    assert world.hall.certificates.verify(code, "10.0.0.1")["state"] == "expired"


@pytest.mark.req("R47")
def test_a_wrong_code_answers_in_the_same_shape_and_tries_are_few(world: CertificateWorld) -> None:
    right = world.hall.certificates.verify(world.one(world.issued()).code, "10.0.0.1")
    for wrong in ("", "AAAAA-AAAAA-AAAAA-AAAAA", "'; drop"):
        seen = world.hall.certificates.verify(wrong, "10.0.0.1")
        assert seen.keys() == right.keys() and seen["state"] == "unknown" and seen["person_name"] is None
    with pytest.raises(TooManyRequests):
        for _ in range(100):
            world.hall.certificates.verify("AAAAA-AAAAA-AAAAA-AAAAA", "10.0.0.2")


def test_the_office_sees_its_own_and_finds_by_number(world: CertificateWorld) -> None:
    ids = []
    for _ in range(3):
        world.now += timedelta(minutes=1)
        ids.append(world.issued())
    desk = world.hall.certificate_desk
    assert [one["id"] for one in desk.choices(world.officer)["units"]] == ["registry"]
    first = desk.list_certificates(world.officer, "registry", "", None, 2)
    rest = desk.list_certificates(world.officer, "registry", "", first["next"], 2)
    assert [one["application"] for one in first["items"] + rest["items"]] == ids[::-1] and rest["next"] is None
    (found,) = desk.list_certificates(world.officer, "registry", " 校证〔2026〕00002号 ", None, 25)["items"]
    assert found["application"] == ids[1]
    assert world.hall.certificates.link(world.officer, ids[1], "paper.1")
    other = world.holder_of("position:officer@finance")
    assert desk.choices(other)["units"][0]["id"] == "finance"
    assert desk.list_certificates(other, "finance", found["number"], None, 25)["items"] == []
    for refused in (lambda: desk.list_certificates(other, "registry", "", None, 25),
                    lambda: desk.act(other, ids[0], "paper.1", "revoke", "x"),
                    lambda: desk.act(world.officer, ids[0], "paper.9", "revoke", "x"),
                    lambda: desk.act(world.officer, ids[0], "nothing", "revoke", "x")):  # fmt: skip
        with pytest.raises(NotFound):
            refused()
