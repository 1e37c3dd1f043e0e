"""The short ways: withdrawing, the hall in English, a decision that came second, an address that leads nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import CHINESE, ENGLISH, decide, fill_in_leave, link_in, mail, open_task
from tests.journeys.conftest import People
from tests.journeys.person import HAN, Person


def submitted(person: Person, words: dict[str, str], days: int = 2) -> str:
    """A short leave, sent; its number. `words` say in which language."""
    page = person.open(f"/{person.lang}/apply/student-leave/")
    fill_in_leave(page, days, words)
    page.locator("#edit-form .button--primary").click()
    page.locator("#send").click()
    expect(page.locator("#done")).to_be_visible()
    return str(page.locator(".receipt dd").first.inner_text())


def test_withdrawal(people: People) -> None:
    student, counsellor = people("2023010102"), people("120110", width=1280)
    number = submitted(student, CHINESE)
    page = student.page
    page.get_by_role("link", name="查看进度").click()
    open_task(counsellor, number)
    expect(page.locator(".step--now")).to_contain_text("辅导员审核")  # what changed since would refuse the withdrawal
    page.get_by_role("button", name="撤回申请").click()
    page.get_by_role("dialog").locator("textarea").fill("行程取消")
    student.shows("asks")
    page.get_by_role("button", name="确认撤回").click()
    expect(page.locator(".state").first).to_have_text("已撤回")
    expect(page.get_by_text("申请已撤回。")).to_be_visible()
    expect(page.get_by_role("button", name="撤回申请")).to_have_count(0)
    student.shows("withdrawn")
    mail(people.hall, "2023010102", "已撤回", number)

    task = counsellor.page  # open since before; it says so by itself
    expect(task.locator("[data-part=decision]").get_by_role("button")).to_have_count(0)
    expect(task.locator(".state").first).to_have_text("已撤回")
    counsellor.shows("task-gone")
    counsellor.open("/zh/inbox/")
    expect(task.locator("#box")).not_to_contain_text(number)


@pytest.mark.req("C-27")
def test_in_english(people: People) -> None:
    student = people("marie.dubois", lang="en")
    page = student.open("/en/")
    page.get_by_role("combobox").fill("absence")
    expect(page.get_by_role("option", name="Student leave")).to_be_visible()
    student.shows("search")
    page.goto("/en/services/student-leave/")
    student.shows("guide")
    page.get_by_role("link", name="Start now").click()
    page.wait_for_url("**/cas/login**")
    student.shows("sign-in")
    student.choose_account()
    page.get_by_role("button", name="Next: check your answers").click()
    student.shows("form-errors")
    number = submitted(student, ENGLISH)
    student.shows("submitted")
    page.get_by_role("link", name="Track progress").click()
    expect(page.locator(".step--now")).to_contain_text("Counsellor")
    student.shows("tracking")
    student.open("/en/me/")
    student.shows("me")

    counsellor = people("120109", width=1280, lang="en")
    open_task(counsellor, number)
    counsellor.shows("task")
    decide(counsellor, "Approve", opinion="Get well soon")
    counsellor.shows("approved")
    student.open("/en/inbox/")
    expect(page.locator("a.task", has_text=number)).to_be_visible()
    student.shows("inbox")
    told = mail(people.hall, "marie.dubois", "submitted", number)
    assert "was submitted" in told["text"] and not HAN.search(told["text"])


def test_a_second_decision_is_told_who_was_first(people: People) -> None:
    hall = people.hall
    hall.tell("roster", role="counsellor", unit="class-cs2301", members=["120110", "120109"])
    student, one, other = people("2023010103"), people("120110", width=1280), people("120109", width=1280)
    number = submitted(student, CHINESE)
    open_task(one, number)
    page = open_task(other, number)
    page.get_by_role("button", name="不通过").click()
    sheet = page.get_by_role("dialog")
    sheet.locator("#opinion").fill("材料不足")
    page.route("**/api/v1/tasks/*", lambda route: route.abort())  # what is on the screen stays as it was read
    decide(one, "同意", opinion="同意")
    page.unroute("**/api/v1/tasks/*")
    sheet.get_by_role("button", name="不通过").click()
    expect(page.locator(".banner--error")).to_contain_text("该任务已由 田星阳")
    other.shows("second-decision")
    hall.tell("roster", role="counsellor", unit="class-cs2301", members=["120110"])


def test_addresses_that_lead_nowhere(people: People) -> None:
    student = people("2023010101")
    for path, name in (("/zh/application/?id=none", "no-application"), ("/zh/task/?id=none.a.1.1", "no-task")):
        student.open(path)
        expect(student.page.locator("main")).to_contain_text("没有找到")
        student.shows(name)


def test_a_link_from_a_mail_opens_the_hall_for_its_applicant(people: People) -> None:
    student = people("2023010104")
    number = submitted(student, CHINESE)
    letter = mail(people.hall, "2023010104", "已提交", number)
    reader = people("2023010104")
    page = reader.open(link_in(letter, "/application/"))
    expect(page.locator("[data-part=head]")).to_contain_text(number)
    assert link_in(letter, "/p/").startswith(people.hall.url)
