"""What services issue: the document's words, its number, and that whoever gets it can check it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from chalicelib.applications import State
from chalicelib.catalogue import begun_from
from tests.hall_world import HallWorld
from tests.service_shape import bare_service
from tests.services.walking import walk

STUDENT, TEACHER, DEPUTY = "2023010101", "120111", "110903"


def issued(world: HallWorld, code: str, person: str, **chosen: Any) -> tuple[dict[str, Any], str]:
    """The certificate an application of this service has brought, and the words of its file without spaces."""
    id = world.submit(world.person(person), code, **chosen)
    walk(world, id)
    assert world.load(id).head.state is State.COMPLETED
    (found,) = world.hall.certificates.of_application(world.person(person), id)["items"]
    effect, _, n = found["id"].rpartition(".")
    one = world.hall.certificate_worker.issuing.store.one(id, effect, int(n))
    assert one is not None
    body = world.aws.client("s3").get_object(Bucket=world.hall.settings.files_bucket, Key=one.key)["Body"]
    check = world.hall.certificates.verify(found["code"], "10.0.0.1")
    assert (check["state"], check["number"], check["digest"]) == ("valid", found["number"], one.digest)
    pages = PdfReader(io.BytesIO(body.read())).pages
    return found, "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.req("Z-F4", "H-17", "W-10", "W-07")
def test_a_letter_of_introduction(aws: Any) -> None:
    world = HallWorld(aws, ["introduction-letter"])
    found, words = issued(world, "introduction-letter", STUDENT, language="both", recipient="河南省图书馆")
    assert found["number"] == "校办介字〔2026〕0001号" and found["valid_until"]
    assert "第1页，共1页" in words, "with the code to scan, in both languages"
    assert "河南省图书馆：" in words and "To河南省图书馆" in words and found["number"] in words
    _, english = issued(world, "introduction-letter", TEACHER, language="en", recipient="The Library")
    assert "LetterofIntroduction" in english and "介绍信" not in english


@pytest.mark.req("Z-F11", "H-17", "W-10")
def test_a_patent_mandate(aws: Any) -> None:
    world = HallWorld(aws, ["patent-agency-mandate"])
    found, words = issued(world, "patent-agency-mandate", TEACHER, agency="某某专利代理有限公司", agency_code="12345")
    assert found["number"] == "科知委〔2026〕001号" and found["valid_until"] is None
    assert "我校委托某某专利代理有限公司（代理机构代码12345）" in words


@pytest.mark.req("C-S6", "H-17")
def test_a_statement_for_a_visa_is_there_before_the_document_is_handed_out(aws: Any) -> None:
    world = HallWorld(aws, ["cadre-visa"])
    id = world.submit(world.person(DEPUTY), "cadre-visa", destination="新西兰")
    while world.load(id).open_tasks[0].step != "hand_out":
        (task,) = world.load(id).open_tasks
        world.decide(id, task.key, world.holder_of(task.holder))
    (found,) = world.hall.certificates.of_application(world.person(DEPUTY), id)["items"]
    assert (found["number"], found["state"], found["valid_until"]) == ("组签备〔2026〕001号", "valid", "2027-02-21")


@pytest.mark.req("Z-03", "H-17")
def test_a_service_begun_from_the_archetype_issues_one(aws: Any) -> None:
    world = HallWorld(aws, [])
    short = {"service": "enrolment", "from": "CERT", "name": {"zh": "在读证明", "en": "Certificate of enrolment"}}
    raw, wrong = begun_from({**short, "owner_unit": "registry"})
    assert wrong is None
    world.publish(bare_service("enrolment", 1, raw["form"], raw["flow"], owner_unit="registry"))
    found, words = issued(world, "enrolment", STUDENT)
    assert found["title"] == {"zh": "在读证明", "en": "Certificate of enrolment"}
    assert "为我校" in words and found["number"].startswith("校证〔2026〕")
