"""A department's editor adds a service from a template; it is approved, published, found, started and finished."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from tests.journeys.acts import decide, open_task
from tests.journeys.conftest import People
from tests.journeys.person import Person
from tests.whole_hall import wait_for

OFFICER, HEAD, COORDINATOR, TECHNICAL, TEACHER = "111102", "111101", "110102", "111402", "120111"
REVIEWERS = (
    (HEAD, "归口部门负责人审批"),
    (COORDINATOR, "校长办公室统筹审核"),
    (TECHNICAL, "网络管理中心技术审核"),
)
SHORT = """\
from: APPLY
service: parking-refund
name: {zh: 停车费退费申请, en: Refund of parking fees}
summary: {zh: 误扣停车费的，在这里申请退费。, en: Ask here when a parking fee was taken by mistake.}
owner_unit: finance
area: finance_research
themes: [money]
audience: [staff, cadre]
aliases: [停车退费]
guide:
  contacts: [{unit: finance, phone: 0000-88111101}]
"""

_STAFF = "by: {role: officer, unit: finance}, within: 1 workday"
_LEADS = _STAFF.replace("officer", "department_head")
MORE = f"""\
  result: {{zh: 退费到账通知。, en: A notice that the fee is returned.}}
form:
  - {{field: reason, type: text, label: {{zh: 申请事由, en: What for}}, required: true, max_length: 100}}
  - {{field: day, type: date, label: {{zh: 扣费日期, en: Day it was taken}}, required: true}}
flow:
  - {{step: check, title: {{zh: 经办人初审, en: Officer checks}}, {_STAFF}}}
  - {{step: decide, title: {{zh: 负责人审批, en: Head decides}}, {_LEADS}}}
  - {{step: recheck, title: {{zh: 财务复核, en: Finance checks again}}, {_STAFF}}}
"""


@pytest.mark.req("C-02", "H-20", "Z-03", "Z-15")
def test_new_service(people: People) -> None:
    number = asked_for(people)
    for account, title in REVIEWERS:
        reviewer = people(account, width=1280)
        page = open_task(reviewer, number)
        expect(page.locator(".step--now")).to_contain_text(title)
        if account == HEAD:
            looked_at(people, reviewer)
        decide(reviewer, "同意")
    finished(people, found_started_and_sent(people))
    dashboard(people)


@pytest.mark.req("C-02", "Z-15", "Z-18", "W-11", "R19")
def test_new_service_from_a_file(people: People) -> None:
    """The hall's coordinator brings it on the page of services; a mistake is shown with its line first."""
    short = SHORT.replace("parking-refund", "laundry-refund").replace("停车", "洗衣").replace("parking", "laundry")
    assert len(short.splitlines()) < 30
    coordinator = people(COORDINATOR, width=1280)
    page = coordinator.open("/zh/catalogue/")
    page.locator("#catalogue-file").set_input_files(zipped(short.replace("[money]", "[mony]")))
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("finance/laundry-refund.yaml · 7")
    expect(sheet.get_by_role("button", name="确认并发布")).to_have_count(0)
    people.picture(page, "file-mistake")
    page.keyboard.press("Escape")
    page.locator("#catalogue-file").set_input_files(zipped(short))
    expect(sheet).to_contain_text("新增 1 个")
    sheet.locator("#bring-note").fill("洗衣房退费上线")
    people.picture(page, "file-preview")
    sheet.get_by_role("button", name="确认并发布").click()
    expect(page.locator(".banner--note")).to_contain_text("已发布 1 个事项", timeout=60_000)
    expect(page.locator("#items")).to_contain_text("洗衣费退费申请")
    people.picture(page, "file-published")
    running = found_started_and_sent(people, "洗衣费退费申请", "laundry-refund")
    changed(page, people, short)
    finished(people, running)  # by the two steps it began with: the third is the new version's
    back_to_the_first(people)


def changed(page: Any, people: People, short: str) -> None:
    """A second version: one question more, one step more, another guide; what it changes can be read."""
    page.locator("#catalogue-file").set_input_files(zipped(short + MORE))
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("修改 1 个")
    sheet.locator("#bring-note").fill("增加财务复核")
    sheet.get_by_role("button", name="确认并发布").click()

    def published() -> bool:
        page.goto("/zh/versions/?code=laundry-refund")
        page.locator("#history .cell").first.wait_for()
        return bool(page.locator("#history").get_by_text("增加财务复核").count())

    wait_for(published, 60, what="the second version")
    told = page.locator("#differences")
    for part in ("办事指南", "申请表单", "办理流程"):
        expect(told.get_by_role("heading", name=part)).to_be_visible()
    expect(told).to_contain_text("财务复核")
    expect(told).to_contain_text("扣费日期")
    people.picture(page, "differences")


def back_to_the_first(people: People) -> None:
    """An older version becomes the newest again by a request: its text stands in the editor, checked."""
    page = people(COORDINATOR, width=1280).open("/zh/versions/?code=laundry-refund")
    expect(page.locator("#history")).to_contain_text("增加财务复核")
    page.get_by_role("link", name="恢复到此版本").click()
    expect(page.locator("#verdict")).to_contain_text("没有发现问题")
    assert "recheck" not in page.locator("#text").input_value()
    expect(page.locator("#preview-panel")).to_contain_text("财务复核")
    people.picture(page, "restored")


def zipped(text: str) -> FilePayload:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        bundle.writestr("finance/laundry-refund.yaml", text)
    return {"name": "catalogue.zip", "mimeType": "application/zip", "buffer": made.getvalue()}


def finished(people: People, case: str) -> None:
    for account in (OFFICER, HEAD):
        handler = people(account)
        open_task(handler, case)
        decide(handler, "同意")
    teacher = people(TEACHER)

    def completed() -> bool:
        teacher.open("/zh/applications/")
        return bool(teacher.page.locator("a", has_text=case).filter(has_text="已办结").count())

    wait_for(completed, 40, what="the end of the application")


def asked_for(people: People) -> str:
    """Written with a mistake, put right, sent for approval: the request's number."""
    editor = people(OFFICER, width=1280)
    page = editor.open("/zh/me/")
    page.get_by_role("link", name="事项管理", exact=True).click()
    page.get_by_role("link", name="新增事项").click()
    page.locator("#begin").select_option("APPLY")
    page.get_by_role("button", name="使用此模板").click()
    expect(page.locator("#text")).to_have_value(re.compile("^from: APPLY"))
    page.locator("#text").fill(SHORT.replace("themes: [money]", "themes: [mony]"))
    expect(page.locator("#verdict")).to_contain_text("有 1 个问题")
    expect(page.locator("#findings")).to_contain_text("是否为 money")
    people.picture(page, "mistake")
    expect(page.locator("#ask")).to_be_disabled()
    page.get_by_role("button", name="第 7 行").click()
    assert page.evaluate("getSelection().toString() || document.activeElement.id") in ("text", "themes: [mony]")
    page.locator("#text").fill(SHORT)
    expect(page.locator("#verdict")).to_contain_text("没有发现问题")
    expect(page.locator("#preview-panel svg.flow")).to_be_visible()
    people.picture(page, "preview")
    page.get_by_role("button", name="填写申请并提交审批").click()
    page.wait_for_url("**/zh/apply/launch-flow/")
    expect(page.locator("#f-definition")).to_have_value(SHORT)
    page.locator("#f-reason").fill("误扣退费改为网上办理")
    people.picture(page, "request")
    page.locator("#edit-form .button--primary").click()
    page.locator("#send").click()
    expect(page.locator("#done")).to_be_visible()
    return str(page.locator(".receipt dd").first.inner_text())


def looked_at(people: People, reviewer: Person) -> None:
    """The reviewer reads it in the editor, where nothing can be changed, and comes back."""
    page = reviewer.page
    people.picture(page, "task")
    page.get_by_role("link", name="检查和预览").click()
    expect(page.locator("#preview-panel")).to_contain_text("停车费退费申请")
    assert page.locator("#text").get_attribute("readonly") is not None
    expect(page.locator("#ask")).to_be_hidden()
    page.go_back()
    page.locator("#case").wait_for()


def found_started_and_sent(people: People, name: str = "停车费退费申请", code: str = "parking-refund") -> str:
    teacher = people(TEACHER)
    page = teacher.page

    def found() -> bool:
        page.goto(f"/zh/services/?q={name}")
        page.locator("#found").wait_for()
        page.wait_for_timeout(800)
        return bool(page.locator("a.service:visible", has_text=name).count())

    wait_for(found, 60, what="the new service in the list")
    page.locator("a.service:visible", has_text=name).click()
    page.wait_for_url(f"**/zh/services/{code}/")
    teacher.shows("guide")
    teacher.open(f"/zh/apply/{code}/")
    page.locator("#f-reason").fill("新校区停车场重复扣费")
    page.locator("#edit-form .button--primary").click()
    page.locator("#send").click()
    expect(page.locator("#done")).to_be_visible()
    return str(page.locator(".receipt dd").first.inner_text())


def dashboard(people: People) -> None:
    coordinator = people(COORDINATOR, width=1280)
    page = coordinator.open("/zh/catalogue/")
    expect(page.locator("#items")).to_contain_text("停车费退费申请")
    people.picture(page, "dashboard")
    page.locator("#by-unit").select_option("finance")
    row = page.locator(".lived", has_text="parking-refund")
    row.get_by_role("link", name="版本").click()
    expect(page.locator("#history")).to_contain_text("误扣退费改为网上办理")
    people.picture(page, "history")
