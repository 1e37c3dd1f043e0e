"""What is said and done over an application besides deciding it, all of it on a phone and all of it on a desk:
an opinion asked for and given, notes and messages, urgent, suspended and resumed, ended by two administrators."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import CHINESE, mail, open_task
from tests.journeys.conftest import People
from tests.journeys.person import Person
from tests.journeys.test_short_ways import submitted

COLLEAGUE, HEAD, LEADER = "120109", "110601", "110603"


def press(person: Person, button: str, *, part: str = "main") -> Any:
    """The sheet that the button opens."""
    person.page.locator(part).get_by_role("button", name=button, exact=True).click()
    return person.page.get_by_role("dialog")


def fill(person: Person, sheet: Any, answers: dict[str, str], confirm: str, told: str) -> None:
    for label, text in answers.items():
        sheet.get_by_label(label, exact=True).fill(text)
    sheet.get_by_role("button", name=confirm, exact=True).click()
    expect(person.page.get_by_text(told).first).to_be_visible()


def consulted(handler: Person, colleague: Person, number: str) -> None:
    page = open_task(handler, number)
    press(handler, "更多操作")
    page.get_by_role("dialog").get_by_role("button", name="征求意见").click()
    sheet = page.get_by_role("dialog", name="征求意见")
    sheet.get_by_label("其他人").check()
    fill(handler, sheet, {"对方工号": COLLEAGUE, "想了解的问题": "该生本学期请假多吗？"}, "发送", "您可以照常办理")
    handler.shows("asked")

    asked = open_task(colleague, number)
    expect(asked.locator("[data-part=consults]")).to_contain_text("该生本学期请假多吗？")
    fill(colleague, press(colleague, "答复"), {"答复内容": "这是第一次"}, "提交答复", "答复已提交")
    colleague.shows("answered")
    expect(page.locator("[data-part=consults]")).to_contain_text("这是第一次")  # the page asks by itself


def talked(student: Person, handler: Person) -> None:
    fill(handler, press(handler, "写备注"), {"备注内容": "已与家长通话"}, "保存", "备注已保存")
    fill(handler, press(handler, "写留言"), {"留言内容": "请保留就诊票据"}, "发送", "留言已发送")
    fill(handler, press(handler, "加急", part="[data-part=acts]"), {"理由": "明天一早的火车"}, "加急", "加急（")
    handler.shows("talked")
    student.page.get_by_role("link", name="查看进度").click()
    expect(student.page.locator("[data-part=messages]")).to_contain_text("请保留就诊票据")
    expect(student.page.locator("main")).to_contain_text("明天一早的火车")
    expect(student.page.locator("main")).not_to_contain_text("已与家长通话")
    student.shows("message")


def administered(people: People, student: Person, width: int, number: str) -> None:
    address = student.page.url.removeprefix(people.hall.url)
    head, leader = people(HEAD, width=width), people(LEADER, width=width)
    head.open(address)
    fill(head, press(head, "挂起"), {"理由": "等待医院核实"}, "挂起", "苏泽瑜挂起")
    expect(student.page.get_by_text("等待医院核实").first).to_be_visible()
    head.shows("suspended")
    press(head, "恢复办理").get_by_role("button", name="恢复办理", exact=True).click()
    expect(head.page.get_by_text("已恢复办理").first).to_be_visible()
    fill(head, press(head, "终止"), {"理由": "该生已退学"}, "终止", "已提议，等待另一名管理人员确认")
    head.shows("proposed")
    expect(head.page.get_by_role("button", name="确认执行")).to_have_count(0)  # nobody confirms what they proposed

    mail(people.hall, LEADER, "", number)
    leader.open(address)
    sheet = press(leader, "确认执行")
    leader.shows("to-confirm")
    sheet.get_by_role("button", name="确认执行", exact=True).click()
    expect(leader.page.locator(".state").first).to_have_text("已终止")
    expect(student.page.locator(".state").first).to_have_text("已终止")
    student.shows("ended")
    mail(people.hall, student.account, "终止", number)


def walk(people: People, student_id: str, width: int) -> None:
    student, handler = people(student_id, width=width), people("120110", width=width)
    number = submitted(student, CHINESE)
    consulted(handler, people(COLLEAGUE, width=width), number)
    talked(student, handler)
    administered(people, student, width, number)


@pytest.mark.req("H-07", "C-17", "Z-18")
def test_over_an_application_on_a_phone(people: People) -> None:
    walk(people, "2023010105", 390)


@pytest.mark.req("H-07", "C-17", "Z-18")
def test_over_an_application_on_a_desk(people: People) -> None:
    walk(people, "2023010106", 1280)
