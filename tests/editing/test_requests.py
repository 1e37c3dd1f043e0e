"""Requests to publish, launch and change: checked at submission, published on approval, once (H-20)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.catalogue import load_definitions
from chalicelib.errors import InvalidForm
from chalicelib.shared.ids import new_id
from tests.editing.samples import FLOW, GUIDE
from tests.hall_world import HallWorld
from tests.services.walking import walk

OFFICER, STRANGER = "111102", "111202"
META = ["publish-guide", "launch-flow", "change-service"]


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, META)
    assert set(made.published) == set(META), made.refused
    return made


def ask(world: HallWorld, service: str, definition: str, person: str = OFFICER, department: str = "finance") -> str:
    form = {"department": department, "definition": definition, "reason": "新学期上线"}
    return world.submit(world.person(person), service, form)


def refused(world: HallWorld, service: str, definition: str, person: str = OFFICER, **more: Any) -> list[str]:
    with pytest.raises(InvalidForm) as error:
        ask(world, service, definition, person, **more)
    assert {one.pointer for one in error.value.errors} == {"/form/definition"}
    assert all(one.message.en for one in error.value.errors)
    return [one.message.zh for one in error.value.errors]


@pytest.mark.req("H-20", "H-03", "W-11", "Z-18", "Z-15")
def test_a_guide_is_published_then_becomes_an_online_service_in_its_place_and_is_changed(world: HallWorld) -> None:
    catalogue = world.hall.catalogue
    id = ask(world, "publish-guide", GUIDE)
    assert walk(world, id) == ["head_review", "coordinator_review"]
    assert world.load(id).head.state is State.COMPLETED
    guide = catalogue.current("invoice-titles")
    assert guide.is_entry and guide.version == 1
    bucket = world.hall.settings.portal_bucket
    page = world.aws.client("s3").get_object(Bucket=bucket, Key="zh/services/invoice-titles/index.html")
    assert "开票信息查询" in page["Body"].read().decode()

    id = ask(world, "launch-flow", FLOW)
    assert walk(world, id) == ["head_review", "coordinator_review", "technical_review"]
    assert world.load(id).head.state is State.COMPLETED
    catalogue.forget()
    service = catalogue.current("invoice-titles")
    assert not service.is_entry and service.version == 2, "at the same address"
    invoice = world.submit(world.person("120111"), "invoice-titles", {"purpose": "会议费"})
    assert walk(world, invoice) == ["handle"]

    changed = FLOW.replace("within: 2 workdays", "within: 1 workday") + "channel: {state: dual}\nversion: 2\n"
    id = ask(world, "change-service", changed)
    walk(world, id)
    catalogue.forget()
    assert (catalogue.current("invoice-titles").version, catalogue.current("invoice-titles").channel.state) == (
        3,
        "dual",
    )
    note = catalogue.notes("invoice-titles")[3]
    assert (note["by"], note["application"], note["text"]) == (OFFICER, id, "新学期上线")
    assert note["reviewer"] == "110102" and note["reviewer_name"]


@pytest.mark.req("H-20", "C-14", "Z-14")
def test_everything_wrong_is_listed_at_once_with_its_line(world: HallWorld) -> None:
    worse = (
        FLOW.replace("  fee: {zh: 不收费, en: Free of charge}\n", "")
        .replace("en: Ask for an invoice}", "en: ''}")
        .replace("unit: finance}", "unit: nowhere}")
    )
    found = refused(world, "launch-flow", worse)
    assert len(found) >= 3
    assert any(one.startswith("第 2 行") and "英文" in one for one in found)
    assert any("收费" in one for one in found)
    assert any("nowhere" in one for one in found)
    lines = [int(one.split(" ")[1]) for one in found]
    assert lines == sorted(lines)


@pytest.mark.req("Z-14")
def test_a_flow_nobody_could_act_in_is_not_taken(world: HallWorld) -> None:
    found = refused(world, "launch-flow", FLOW.replace("role: officer", "role: dormitory_manager"))
    assert found and all(one.startswith("第 ") for one in found)


@pytest.mark.req("Z-18", "H-20")
def test_only_the_department_itself_asks_and_for_what_the_request_is_for(world: HallWorld) -> None:
    assert any("归口部门的经办人" in one for one in refused(world, "publish-guide", GUIDE, STRANGER))
    assert any("不一致" in one for one in refused(world, "publish-guide", GUIDE, department="legal"))
    assert any("上线流程" in one for one in refused(world, "publish-guide", FLOW))
    assert any("发布办事指南" in one for one in refused(world, "launch-flow", GUIDE))
    assert any("没有这个事项" in one for one in refused(world, "change-service", GUIDE))
    walk(world, ask(world, "publish-guide", GUIDE))
    world.hall.catalogue.forget()
    assert any("已有该代码" in one for one in refused(world, "publish-guide", GUIDE))
    old = refused(world, "change-service", GUIDE + "version: 7\n")
    assert any("第 7 版" in one and "第 1 版" in one for one in old)
    # Nobody takes a service over by writing their own department into it.
    taken = GUIDE.replace("owner_unit: finance", "owner_unit: legal")
    assert any(
        "归口部门的经办人" in one for one in refused(world, "change-service", taken, STRANGER, department="legal")
    )
    walk(world, ask(world, "change-service", GUIDE.replace("不收费", "免费"), "110102"))
    world.hall.catalogue.forget()
    assert world.hall.catalogue.current("invoice-titles").version == 2, "the coordinator may ask for all"


NOTE = "  materials: [{name: {zh: 开票信息表, en: Details}, blank: %s}]\n"


@pytest.mark.req("H-20", "C-14")
def test_a_department_brings_the_samples_of_its_guide(world: HallWorld) -> None:
    hall, officer = world.hall, world.person(OFFICER)
    named = GUIDE + NOTE % "details-blank.pdf"

    def brought(service: str, text: str, *names: str) -> dict[str, Any]:
        files = [world.upload(officer, service, "samples", name=name) for name in names]
        return {"department": "finance", "definition": text, "reason": "新学期", "samples": files}

    assert hall.editing.check(officer, named, "guide")["problems"] == [], "while it is typed the file may still come"
    (missing,) = refused(world, "publish-guide", named)
    assert "details-blank.pdf" in missing and "样本和空白表格" in missing
    with pytest.raises(InvalidForm) as wrong:
        world.submit(
            officer, "publish-guide", brought("publish-guide", named, "details-blank.pdf", "other.pdf", "表.pdf")
        )
    told = [one.message.zh for one in wrong.value.errors]
    assert {one.pointer for one in wrong.value.errors} == {"/form/samples"}
    assert any("other.pdf" in one for one in told) and any("表.pdf" in one and "改名" in one for one in told)
    id = world.submit(officer, "publish-guide", brought("publish-guide", named, "details-blank.pdf"))
    s3, place = world.aws.client("s3"), {"Bucket": hall.settings.portal_bucket}
    assert "Contents" not in s3.list_objects_v2(**place, Prefix="samples/invoice-titles/"), "nobody has approved it"
    walk(world, id)
    assert world.load(id).head.state is State.COMPLETED
    file = s3.get_object(**place, Key="samples/invoice-titles/details-blank.pdf")
    assert file["ContentType"] == "application/pdf" and file["Body"].read().startswith(b"%PDF")
    page = s3.get_object(**place, Key="zh/services/invoice-titles/index.html")["Body"].read().decode()
    assert 'href="/samples/invoice-titles/details-blank.pdf"' in page
    hall.catalogue.forget()
    # The next version still has it, under the same name nobody puts another content, and a file import knows it.
    changed = named.replace("不收费", "免费")
    with pytest.raises(InvalidForm) as again:
        world.submit(officer, "change-service", brought("change-service", changed, "details-blank.pdf"))
    assert "另起名称" in again.value.errors[0].message.zh
    walk(world, ask(world, "change-service", changed))
    hall.catalogue.forget()
    assert hall.catalogue.current("invoice-titles").version == 2
    assert hall.catalogue.samples("invoice-titles") == {"details-blank.pdf": id}


@pytest.mark.req("R2", "H-20")
def test_a_message_that_comes_again_publishes_nothing_again(world: HallWorld) -> None:
    sent: list[Any] = []
    publish = world.hall.publish

    def twice(event: Any) -> Any:
        sent.append(event)
        publish(json.loads(json.dumps(event)))
        return publish(event)

    vars(world.hall)["publish"] = twice
    id = ask(world, "publish-guide", GUIDE)
    walk(world, id)
    assert sent and world.load(id).head.state is State.COMPLETED
    # Long after, and after somebody changed it: the old question is answered from the record.
    vars(world.hall).pop("publish")
    walk(world, ask(world, "change-service", GUIDE.replace("不收费", "免费")))
    publish(sent[0])
    world.hall.catalogue.forget()
    assert world.hall.catalogue.current("invoice-titles").guide.fee.zh == "免费"
    assert world.hall.catalogue.current("invoice-titles").version == 2
    assert world.hall.catalogue.version_of("invoice-titles", id) == 1


@pytest.mark.req("H-20")
def test_what_is_no_longer_right_when_it_is_approved_goes_back_with_the_reason(world: HallWorld) -> None:
    walk(world, ask(world, "publish-guide", GUIDE))
    world.hall.catalogue.forget()
    one = ask(world, "change-service", GUIDE.replace("不收费", "免费") + "version: 1\n")
    other = ask(world, "change-service", GUIDE.replace("不收费", "一律免费") + "version: 1\n")
    walk(world, other)
    for _ in ("head_review", "coordinator_review"):
        task = world.load(one).open_tasks[0]
        world.decide(one, task.key, world.holder_of(task.holder))
    application = world.load(one)
    assert application.head.state is State.AWAITING_APPLICANT
    why = next(event.data["why"] for event in reversed(application.events) if "why" in event.data)
    assert "现行版本已是第 2 版" in why[0] and "version 2 is current" in why[1]


@pytest.mark.req("C-02")
def test_the_files_of_the_bundle_do_not_undo_what_editors_made(world: HallWorld) -> None:
    from chalicelib.catalogue.publish_service import content_of
    from chalicelib.editing import write_definition
    from chalicelib.publishing import publish_all

    service = world.hall.catalogue.current("publish-guide")
    text = write_definition(service).replace("0000-88110103", "0000-88110109")
    id = world.submit(world.person("110102"), "change-service",
                      {"department": "presidents-office", "definition": text, "reason": "电话变更"})  # fmt: skip
    walk(world, id)
    world.hall.catalogue.forget()
    edited = world.hall.catalogue.current("publish-guide")
    assert edited.version == 2 and edited.guide.contacts[0].phone == "0000-88110109"
    published, problems = publish_all(world.hall, only=META)
    assert not problems and published["publish-guide"] == 2, "the file says what it said before"
    definition = next(one for one in load_definitions() if one.raw["service"] == "publish-guide")
    assert content_of(definition.service) != content_of(edited)


def test_a_key_is_one_request(world: HallWorld) -> None:
    key, person = new_id(), world.person(OFFICER)
    form = {"department": "finance", "definition": GUIDE, "reason": "上线"}
    first = world.hall.submit_application(person, "publish-guide", form, key)
    again = world.hall.submit_application(person, "publish-guide", form, key)
    assert (first["id"], again["created"]) == (again["id"], False)
