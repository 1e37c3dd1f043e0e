"""A case is begun for a teacher at a window, three offices act on it, and the ticket is done (W-06, W-08, N8, X6)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import day, decide, mail
from tests.journeys.conftest import People
from tests.journeys.person import Person

TEACHER = "120111"
HUMANITIES, SCIENCE, FINANCE = "111002", "110902", "111102"
COUNTER = "/zh/counters/?counter=research"
FOUND = re.compile(r"办件 (\d{8}-\d{6})")


@pytest.mark.req("W-06", "W-08", "N8", "X6")
def test_begun_and_ended_at_the_counter(people: People) -> None:
    clerk = people(HUMANITIES, width=1280)
    row = called(clerk)
    entered(clerk, row)
    number = FOUND.search(clerk.page.locator(".banner--good").inner_text())[1]  # type: ignore[index]
    expect(row.locator(".offices li")).to_have_count(3)
    clerk.shows("line-with-case")
    row.get_by_role("button", name="办结").click()
    sheet = clerk.page.get_by_role("dialog")
    expect(sheet).to_contain_text("尚未办理：")
    sheet.get_by_role("button", name="办结").click()  # nothing was said of what is left
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="取消").click()
    acted(people(SCIENCE, width=1280))
    acted(people(FINANCE, width=1280), receipt_number="2026112400817")
    acted(clerk)
    finance = people(FINANCE, width=1280)
    acted(finance, fund_code="6212345")
    acted(finance, voucher_number="记-2026-11-0321")
    teacher = people(TEACHER)
    told = mail(people.hall, TEACHER, "窗口录入", number)
    assert "如非您本人意愿" in told["text"]
    teacher.open("/zh/applications/")
    teacher.page.get_by_text(number).click()
    expect(teacher.page.locator("main")).to_contain_text("在窗口当面录入并提交")
    teacher.shows("as-the-teacher-sees-it")
    row = at_the_line(clerk)
    expect(row.locator(".offices")).to_contain_text("已办结")
    row.get_by_role("button", name="办结").click()
    sheet = clerk.page.get_by_role("dialog")
    expect(sheet).not_to_contain_text("尚未办理")
    sheet.get_by_label("办理结果").fill("已上账")
    sheet.get_by_role("button", name="办结").click()
    expect(clerk.page.locator(".today > .cells").first).not_to_contain_text("C001")


def at_the_line(clerk: Person) -> Any:
    page = clerk.open(COUNTER)
    return page.locator(".today__row", has_text="C001").first


def called(clerk: Person) -> Any:
    row = at_the_line(clerk)
    row.get_by_role("button", name="C001 · 叫此号").click()
    row.get_by_role("button", name="开始办理").click()
    expect(row).to_contain_text("办理中")
    return row


def entered(clerk: Person, row: Any) -> None:
    """The clerk's page has the teacher's name in it and none of the clerk's; mistakes are said before it is sent."""
    row.get_by_role("link", name="代为录入").click()
    page = clerk.page
    expect(page.locator("#fields")).to_be_visible()
    expect(page.locator("#known")).to_contain_text(re.compile("项目负责人"))
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("#errors")).to_be_visible()
    page.get_by_label("文理交叉类（两处同时审核）").check()
    page.locator("#f-receipt").click()
    page.get_by_role("option").first.click()
    page.get_by_label("新建项目账户").check()
    page.locator("#f-title_zh").fill("数字人文与图像识别")
    page.locator("#f-title_en").fill("DH-2026")
    page.get_by_label("横向（合同）").check()
    page.locator("#f-ends").fill(day(400))
    page.locator("#f-reference").fill("社科〔2026〕31")
    page.get_by_label("项目任务书或合同", exact=True).check()
    clerk.shows("entry")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("#check")).to_contain_text("数字人文与图像识别")
    clerk.shows("read-back")
    page.get_by_role("button", name="申请人确认，提交").click()
    page.locator(".today__row", has_text="C001").first.wait_for()


def acted(officer: Person, **fields: str) -> None:
    """From the line straight to one's own task."""
    row = at_the_line(officer)
    row.get_by_role("link", name="去办理").click()
    officer.page.locator("#case").wait_for()
    decide(officer, "同意", fields=fields)
