"""Z-F8 from finding it to its end, with a return in the middle: every page, every message, every person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import CHINESE, day, decide, fill_in_leave, letters, link_in, mail, open_task
from tests.journeys.conftest import People
from tests.journeys.person import Person

STUDENT, COUNSELLOR, LEADER = "2023010101", "120110", "120102"
NAME = "林晓雨"


@pytest.mark.req("Z-F8", "C-05", "C-11", "C-13", "C-14", "C-16", "C-18", "C-21")
def test_student_leave(people: People) -> None:
    student = people(STUDENT)
    find_and_read(student)
    number, code = apply(student)
    wants_text_messages(student)
    watching = track(student, number)
    counsellor = returned_by_counsellor(people, number)
    corrected(student, watching)
    approved_by_counsellor(people, counsellor, number)
    approved_by_leader(people, number, watching)
    reported_back(student, number)
    open_task(counsellor, number)
    decide(counsellor, "同意", opinion="已返校，同意销假")
    expect(watching.locator(".state").first).to_have_text("已办结")
    student.page = watching
    student.shows("tracking-completed")
    everybody_was_told(people, number)
    progress_without_sign_in(people, number, code)


def find_and_read(student: Person) -> None:
    page = student.open("/zh/")
    page.get_by_role("combobox").fill("qingjia")
    found = page.get_by_role("option", name="本科生请销假")
    expect(found).to_be_visible()
    student.shows("search")
    found.click()
    for part in ("填报说明", "申请范围", "办理流程图", "流程说明", "地点、时间与联系方式"):
        expect(page.get_by_role("heading", name=part, exact=True)).to_be_visible()
    expect(page.locator(".diagram svg")).to_be_visible()
    student.shows("guide")
    page.get_by_role("link", name="开始办理").click()
    page.wait_for_url(re.compile("/cas/login"))
    student.shows("sign-in")
    student.choose_account()
    page.wait_for_url("**/zh/apply/student-leave/")


def apply(student: Person) -> tuple[str, str]:
    page = student.page
    known = page.locator("#known")
    expect(known).to_contain_text(NAME)
    expect(known).to_contain_text("来自")
    student.shows("form-prefilled")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("#errors")).to_be_focused()
    student.shows("form-errors")
    page.locator("#errors a").first.click()
    assert page.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "kind"
    fill_in_leave(page, 5, CHINESE)
    student.shows("form-filled")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("heading", name="核对填写内容")).to_be_visible()
    student.shows("review")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("提交成功")).to_be_visible()
    student.shows("submitted")
    number, code = page.locator(".receipt dd").all_inner_texts()
    assert re.fullmatch(r"\d{8}-\d{6}", number) and len(code) == 6
    return number, code


def wants_text_messages(student: Person) -> None:
    page = student.open("/zh/me/")
    page.get_by_label("给我的手机发短信").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    student.shows("me")


def track(student: Person, number: str) -> Any:
    """The tracking page, kept open to the end: it is never reloaded."""
    page = student.open("/zh/applications/")
    student.shows("my-applications")
    page.locator("main").get_by_role("link").filter(has_text=NAME).first.click()
    expect(page.locator("[data-part=head]")).to_contain_text(number)
    expect(page.locator(".step--now")).to_contain_text("辅导员审核")
    page.locator("button.due").click()
    expect(page.get_by_role("dialog")).to_contain_text("田星阳")
    student.shows("tracking-contact")
    page.keyboard.press("Escape")
    student.shows("tracking")
    page.evaluate("window.neverReloaded = true")
    student.page = student.new_page()
    return page


def returned_by_counsellor(people: People, number: str) -> Person:
    """From the mail's link, in a browser that is not signed in."""
    counsellor = people(COUNSELLOR, width=1280)
    link = link_in(mail(people.hall, COUNSELLOR, "新待办", number), "/task/")
    page = counsellor.open(link)
    assert page.url == link
    expect(page.locator("[data-part=applicant]")).to_contain_text(NAME)
    counsellor.shows("task")
    page.get_by_role("button", name="退回修改").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="退回修改").click()
    expect(sheet.get_by_role("link", name="请填写审核意见")).to_be_visible()
    sheet.locator("#opinion").fill("请补充就诊医院和日期。")
    sheet.locator(".pin-row", has_text="请假事由").get_by_role("checkbox").check()
    sheet.get_by_label("对“请假事由”的修改要求").fill("写明医院")
    counsellor.shows("return-with-pin")
    sheet.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回，申请人会收到修改通知")).to_be_visible()
    counsellor.shows("returned")
    return counsellor


def corrected(student: Person, watching: Any) -> None:
    panel = watching.locator("[data-part=correction]")
    expect(panel).to_contain_text("请补充就诊医院和日期。")
    expect(panel.locator(".is-pinned")).to_contain_text("写明医院")
    student.page, other = watching, student.page
    student.shows("correction")
    panel.locator("#c-reason").fill("急性肠胃炎，今天在市第一医院就诊，需回家休养。")
    panel.get_by_role("button", name="重新提交").click()
    expect(watching.locator(".banner--good")).to_have_text("已重新提交。")
    student.shows("resubmitted")
    student.page = other


def approved_by_counsellor(people: People, counsellor: Person, number: str) -> None:
    page = counsellor.open(link_in(mail(people.hall, COUNSELLOR, "新待办", number, nth=2), "/task/"))
    changed = page.locator(".answer", has_text="请假事由")
    expect(changed).to_contain_text("已修改")
    expect(changed).to_contain_text("市第一医院")
    counsellor.shows("task-corrected")
    decide(counsellor, "同意", opinion="情况属实，同意")
    counsellor.shows("approved")


def approved_by_leader(people: People, number: str, watching: Any) -> None:
    expect(watching.locator(".step--now")).to_contain_text("学院学生工作负责人审核")
    leader = people(LEADER, width=1280)
    leader.open("/zh/inbox/")
    mail(people.hall, LEADER, "新待办", number)
    open_task(leader, number)
    leader.shows("leader-task")
    decide(leader, "同意", opinion="同意")
    leader.open("/zh/inbox/#done")
    expect(leader.page.locator("a.task", has_text=number)).to_be_visible()
    leader.shows("leader-done")


def reported_back(student: Person, number: str) -> None:
    open_task(student, number)
    student.shows("report-back")
    decide(student, "确认完成", fields={"returned_on": day(0), "return_note": "病愈，提前返校"})
    student.shows("reported-back")


def everybody_was_told(people: People, number: str) -> None:
    """One mail and one text message per change, none twice; no link in a text message."""
    mail(people.hall, STUDENT, "已办结", number)
    told = [letter for letter in letters(people.hall, f"{STUDENT}@stu.yizhan.example") if number in letter["subject"]]
    kinds = [re.sub(r"（.*|您的“.*”|：.*", "", letter["subject"]) for letter in told]
    assert sorted(kinds) == sorted(
        ["已提交", "请修改后重新提交", "已重新提交", "有新进展", "有新进展", "新待办", "有新进展", "有新进展", "已办结"]
    ), kinds
    phone = re.search(r"\d{11}", people.hall.tell("mobile", person=STUDENT))
    assert phone
    texts = [letter["text"] for letter in letters(people.hall, f"+86{phone[0]}", "sms") if number in letter["text"]]
    assert any("需补正" in text for text in texts) and any("已办结" in text for text in texts)
    assert all(text.startswith("【") and "http" not in text and len(text) <= 70 for text in texts)
    assert len(texts) == len(set(texts))


def progress_without_sign_in(people: People, number: str, code: str) -> None:
    reader = people("", scripts=False)
    link = link_in(mail(people.hall, STUDENT, "已办结", number), "/p/")
    page = reader.page
    page.goto(link)
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text("已办结")
    for private in (NAME, STUDENT, "肠胃炎", "病历", "田星阳", code):
        assert private not in page.content()
    reader.shows("progress-link")
    page.goto("/zh/query/")
    page.get_by_label("办件编号").fill(number)
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("heading", name="本科生请销假")).to_be_visible()
    reader.shows("query-without-script")

    scripted = people("")
    asked = scripted.open("/zh/query/")
    asked.get_by_label("办件编号").fill(number)
    asked.get_by_label("查询码").fill(code)
    asked.get_by_role("button", name="查询").click()
    expect(asked.locator("#answer")).to_contain_text("已办结")
    scripted.shows("query")
