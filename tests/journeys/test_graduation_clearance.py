"""Z-F21: nine offices at the same time, one sends it back, what the others did stays, and the registrar ends it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import day, decide, mail, open_task
from tests.journeys.conftest import People
from tests.journeys.person import Person
from tests.visitor import Visitor
from tests.whole_hall import WholeHall, wait_for

GRADUATE, NAME = "2022010101", "何清溪"
LIBRARY, FINANCE, REGISTRAR = "111302", "111102", "110402"
BY_CALLS = {
    "dormitory_clearance": "111502",
    "network_clearance": "111402",
    "security_clearance": "111602",
    "archives_clearance": "111702",
    "league_clearance": "120108",
    "logistics_clearance": "111902",
    "alumni_registration": "111802",
}


@pytest.mark.req("Z-F21", "C-28", "C-16")
def test_graduation_clearance(people: People) -> None:
    graduate = people(GRADUATE)
    number = apply(graduate)
    page = open_tracking(graduate, number)
    expect(page.locator(".step--now")).to_have_count(9)
    graduate.shows("nine-offices")
    library = cleared_by_library(people, number)
    for step, account in BY_CALLS.items():
        clears(people.hall, account, number, step)
    expect(page.locator(".step--done")).to_have_count(8)
    graduate.shows("eight-done")
    returned_by_finance(people, number)
    corrected(graduate, page)
    expect(page.locator(".step--now")).to_contain_text("财务处核查费用")
    expect(page.locator(".step--done")).to_have_count(8)  # nobody is asked again
    graduate.shows("back-at-finance")
    nothing_left_for(library, number)
    clears(people.hall, FINANCE, number, "finance_clearance")
    issued(people, number)
    expect(page.locator(".state").first).to_have_text("已办结")
    expect(page.locator("[data-part=form]")).to_contain_text("YZ20260001")
    graduate.shows("completed")
    mail(people.hall, GRADUATE, "已办结", number)


def apply(graduate: Person) -> str:
    page = graduate.open("/zh/apply/graduation-clearance/")
    expect(page.locator("#known")).to_contain_text(NAME)
    page.locator("#f-leaving_on").fill(day(20))
    page.get_by_label("就业", exact=True).check()
    answers = {
        "destination_unit": "郑州云桥科技有限公司",
        "private_email": "he@example.com",
        "mailing_address": "河南省郑州市高新区科学大道 100 号",
        "file_destination": "郑州市人才服务中心",
        "relation_to": "郑州云桥科技有限公司团支部",
    }
    page.locator("[data-field=household_here]").get_by_label("否", exact=True).check()
    page.locator("[data-field=by_proxy]").get_by_label("否", exact=True).check()
    page.get_by_label("共青团员", exact=True).check()
    for name, answer in answers.items():
        page.locator(f"#f-{name}").fill(answer)
    page.locator("[data-field=promise] input").check()
    graduate.shows("form")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("提交成功")).to_be_visible()
    return str(page.locator(".receipt dd").first.inner_text())


def open_tracking(graduate: Person, number: str) -> Any:
    page = graduate.page
    page.get_by_role("link", name="查看进度").click()
    expect(page.locator("[data-part=head]")).to_contain_text(number)
    return page


def cleared_by_library(people: People, number: str) -> Person:
    library = people(LIBRARY, width=1280)
    open_task(library, number)
    library.shows("library-task")
    decide(library, "同意", opinion="图书已还清")
    return library


def clears(hall: WholeHall, account: str, number: str, step: str) -> None:
    """An officer approves in the API, as fast as nobody could on the screen."""
    officer = Visitor(hall.url, account)

    def task() -> Any:
        rows = officer.get("/tasks?box=todo&limit=100")["items"]
        return next((row for row in rows if (row["number"], row["step"]) == (number, step)), None)

    id = wait_for(task, what=f"{step} in the inbox of {account}")["task_id"]
    seen = officer.get(f"/tasks/{id}")["seq"]
    body = {"decision": "approve", "opinion": "已办清", "fields": {}, "pins": {}}
    done = officer.call("POST", f"/tasks/{id}/decision", body, If_Match=f'"{seen}"')
    assert done.status == 200, done.text


def returned_by_finance(people: People, number: str) -> None:
    finance = people(FINANCE, width=1280)
    page = open_task(finance, number)
    finance.shows("finance-task")
    page.get_by_role("button", name="退回修改").click()
    sheet = page.get_by_role("dialog")
    sheet.locator("#opinion").fill("住宿费尚欠 600 元，请缴清后重新提交。")
    sheet.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回，申请人会收到修改通知")).to_be_visible()


def corrected(graduate: Person, page: Any) -> None:
    panel = page.locator("[data-part=correction]")
    expect(panel).to_contain_text("住宿费尚欠 600 元")
    panel.locator("#c-mailing_address").fill("河南省郑州市高新区科学大道 100 号 2 单元")
    graduate.shows("correction")
    panel.get_by_role("button", name="重新提交").click()
    expect(page.locator(".banner--good")).to_have_text("已重新提交。")


def nothing_left_for(library: Person, number: str) -> None:
    page = library.open("/zh/inbox/#done")
    expect(page.locator("a.task", has_text=number)).to_be_visible()
    page.get_by_role("tab", name="待办").click()
    expect(page.locator("#box")).to_contain_text("没有待办事项")


def issued(people: People, number: str) -> None:
    registrar = people(REGISTRAR, width=1280)
    page = open_task(registrar, number)
    registrar.shows("registrar-task")
    page.get_by_role("button", name="同意", exact=True).first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="同意", exact=True).click()
    expect(sheet.locator(".summary a").first).to_be_visible()
    sheet.locator("#d-certificate_number").fill("YZ20260001")
    sheet.locator("#d-collect_note").fill("6 月 20 日起凭校园卡到教务处 106 室领取")
    registrar.shows("registrar-sheet")
    sheet.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator(".banner--good")).to_be_visible()
    registrar.shows("issued")
