"""A draft over two devices and two versions of its form; files the scanner refuses, and a scanner that is down."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from local.malware import EICAR
from tests.journeys.acts import CHINESE, EVIDENCE, day
from tests.journeys.conftest import People
from tests.journeys.person import Person
from tests.materials.samples import png
from tests.visitor import PDF
from tests.whole_hall import WholeHall

DRAFTED = "/zh/apply/student-leave/"


@pytest.fixture
def scanner(hall: WholeHall) -> Iterator[object]:
    """Tells the scanner what to do; it works again afterwards."""

    def told(mode: str) -> None:
        request = urllib.request.Request(f"{hall.url}/local/scanner?mode={mode}", method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    yield told
    told("on")


@pytest.mark.req("C-12", "C-22", "N16", "H-05")
def test_a_draft_started_at_a_desk_is_finished_on_a_phone_over_a_change_of_version(people: People) -> None:
    desk, phone = people("2023010105", width=1280), people("2023010105", width=390)
    _begin(desk)
    people.hall.tell("without", service="student-leave", fields=["destination"])
    try:
        _go_on(phone)
        _finish(phone)
        page = desk.open("/zh/applications/")
        expect(page.locator("#sent .cell").first).to_contain_text("病假")
        expect(page.locator("#drafts")).to_be_hidden()
        page.goto(DRAFTED)
        expect(page.locator(".field__source", has_text="上次填写：林建国")).to_be_visible()
        desk.shows("last-time")
    finally:
        people.hall.tell("without", service="student-leave", fields=[])


def _begin(desk: Person) -> None:
    page = desk.open(DRAFTED)
    page.get_by_label("病假", exact=True).check()
    page.get_by_label("开始", exact=True).fill(day(0))
    page.get_by_label("结束", exact=True).fill(day(1))
    page.locator("#f-reason").fill(CHINESE["reason"])
    page.locator("[data-field=leaves_campus]").get_by_label("是", exact=True).check()
    page.locator("#f-destination").fill(CHINESE["destination"])
    page.locator("[data-field=evidence] input[type=file]").set_input_files([EVIDENCE])
    expect(page.locator("[data-field=evidence] progress")).to_be_hidden()
    expect(page.locator("#saved")).to_contain_text("草稿已保存")
    page.wait_for_timeout(1500)
    desk.shows("desk")


def _go_on(phone: Person) -> None:
    """From the list of drafts; what the new version does not ask any more is shown, and let go."""
    page = phone.open("/zh/applications/")
    row = page.locator("#drafts .cell", has_text="本科生请销假")
    expect(row).to_be_visible()
    phone.shows("list")
    row.get_by_role("link").click()
    left = page.locator(".left-over")
    expect(left).to_contain_text("外出地址")
    expect(left).to_contain_text(CHINESE["destination"])
    expect(page.locator("#f-reason")).to_have_value(CHINESE["reason"])
    expect(page.locator("[data-field=evidence] .file__name")).to_have_text(str(EVIDENCE["name"]))
    phone.shows("continued")
    left.get_by_role("button", name="不再需要").click()
    expect(left).to_have_count(0)


def _finish(phone: Person) -> None:
    page = phone.page
    page.locator("[data-field=misses_classes]").get_by_label("否", exact=True).check()
    page.locator("#f-emergency_contact").fill(CHINESE["contact"])
    page.locator("#f-emergency_phone").fill("19900001234")
    page.locator("[data-field=promise] input").check()
    page.locator("#edit-form .button--primary").click()
    expect(page.get_by_role("heading", name="核对填写内容")).to_be_visible()
    phone.shows("check")
    page.locator("#send").click()
    expect(page.locator("#done")).to_be_visible()


@pytest.mark.req("R43")
def test_every_unhappy_file_is_told_why_and_a_silent_scanner_lets_nothing_through(
    people: People, scanner: object
) -> None:
    assert callable(scanner)
    student = people("2023010106")
    page = student.open(DRAFTED)
    field = page.locator("[data-field=evidence]")
    picker = field.locator("input[type=file]")
    for name, kind, content, said in (
        ("毒.pdf", "application/pdf", PDF + EICAR, "恶意程序"),
        ("大图.png", "image/png", png(50_000, 50_000), "图片尺寸过大"),
        ("假.pdf", "application/pdf", b"<html><script>alert(1)</script>", "内容与所选类型不符"),
        ("文档", "application/pdf", PDF, "格式不支持"),
    ):
        picker.set_input_files([{"name": name, "mimeType": kind, "buffer": content}])
        expect(field.locator(".field__error")).to_contain_text(said)
        expect(field.locator(".file")).to_have_count(0)
    student.shows("refused")
    scanner("down")
    picker.set_input_files([{"name": "等.pdf", "mimeType": "application/pdf", "buffer": PDF + b"%"}])
    expect(field).to_contain_text("正在进行安全检查")
    page.locator("#edit-form .button--primary").click()
    expect(page.locator("#errors")).to_contain_text("证明材料正在上传或接受安全检查")
    student.shows("scanner-down")
    page.reload()
    expect(field).to_contain_text("正在进行安全检查")  # the file was not lost with the page
    field.get_by_role("button", name="移除").click()
    scanner("on")
    picker.set_input_files([{"name": "好.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    expect(field.locator("progress")).to_be_hidden()
    field.get_by_role("button", name="移除").click()
    field.get_by_role("button", name="使用以前上传的材料").click()
    page.get_by_role("dialog").get_by_role("button", name="好.pdf").click()
    expect(field.locator(".file__name")).to_have_text("好.pdf")
    student.shows("reused")
