"""A day in the hall with its devices: kiosk, phone, clerk, board, voice, stars (W-Q2 to W-Q6, W-21, N5)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from local.demo import HALL, device_key
from tests.journeys.conftest import People
from tests.journeys.person import Person

STUDENT, CLERK, READER = "2023010101", "110402", "2023010106"
"""Somebody of the Registrar's Office serves where student cards are replaced."""
HEARD = """window.heard = []; window.printed = 0; window.print = () => { window.printed += 1; };
const say = (said) => window.heard.push([said.lang, said.text]);
Object.defineProperty(window.speechSynthesis, "speak", { value: say });"""


def device(people: People, path: str) -> Any:
    """A screen nobody signs in at."""
    screen = people("", width=1280)
    screen.signed_in = True
    screen.page.add_init_script(HEARD)
    page = screen.open(f"/zh/{path}#key={device_key()}")
    assert "key" not in page.url
    return page


@pytest.mark.req("W-Q2", "W-Q3", "W-Q4", "W-Q5", "W-Q6", "W-21", "W-09", "W-12", "N5", "N7")
def test_a_day_in_the_hall(people: People) -> None:
    board = device(people, f"board/?hall={HALL}")
    board.get_by_role("button", name="开启语音").click()
    number, link = at_the_kiosk(people)
    phone = people(STUDENT)
    phone.signed_in = True  # a ticket's link needs nobody
    holding = phone.open(link)
    expect(holding.locator(".ticket__number")).to_have_text(number)
    expect(holding.locator(".ticket__said")).to_have_text(re.compile("前面还有 \\d 人"))
    phone.shows("ticket")
    clerk = called(people, number)
    expect(holding.locator(".ticket__said")).to_have_text("请到 4 号窗口")
    expect(board.locator("tr.is-new").first).to_contain_text(number)
    expect(board.locator("tr.is-new").first).to_contain_text("4 号窗口")
    sentence = f"请{' '.join(number)}号到4号窗口"
    board.wait_for_function("(said) => heard.some(([, text]) => text === said)", arg=sentence)
    said = board.evaluate("heard")
    assert [lang for lang, text in said if text == sentence] == ["zh-CN"]
    page = clerk.page
    row = page.locator(".today__row", has_text=number).first
    row.get_by_role("button", name="开始办理").press("Enter")
    expect(row).to_contain_text("办理中")
    row.get_by_role("button", name="办结").press("Enter")
    page.get_by_role("dialog").get_by_label("办理结果").fill("已当场办结")
    page.get_by_role("dialog").get_by_role("button", name="办结").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    stars = holding.locator(".tap").nth(4)
    expect(stars).to_be_visible()
    stars.click()
    expect(holding.locator(".ticket__rate")).to_contain_text("已评 5 星")
    expect(page.locator("[data-slot=told]")).to_contain_text("本月评价 5 分（1 人）")
    expect(board.locator("tbody tr", has_text=number)).to_have_count(0)
    assert len([text for _, text in board.evaluate("heard") if text == sentence]) == 1


def at_the_kiosk(people: People) -> tuple[str, str]:
    """The number and the link on the paper."""
    page = device(people, f"kiosk/?hall={HALL}&place=1号自助机")
    page.get_by_role("button", name="现场取号").click()
    page.locator(".kiosk__input").press_sequentially("000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有查到这个号码")
    page.get_by_role("button", name="清空").click()
    for digit in STUDENT:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("[data-slot=hello]")).to_contain_text("*")
    page.get_by_label("按事项名称查找").fill("学生证")
    page.locator(".kiosk__row").first.click()
    number = page.locator(".slip__number")
    expect(number).to_have_text(re.compile("B\\d{3}"))
    page.wait_for_function("printed === 1")
    link = page.locator(".slip__code svg").get_attribute("data-address")
    found = number.inner_text()
    page.get_by_role("button", name="重新开始").click()
    page.get_by_role("button", name="请人帮忙").click()
    expect(page.get_by_role("status")).to_contain_text("已通知")
    assert page.evaluate("document.cookie") == "" and STUDENT not in page.content()
    return found, link


@pytest.mark.req("W-16", "W-10")
def test_a_certificate_is_printed_at_the_kiosk(people: People) -> None:
    assert people.hall.tell("letter", account=READER)
    phone = people(READER)
    page = phone.open("/zh/certificates/")
    page.get_by_role("button", name="到自助机打印").click()
    code = page.locator(".print-code")
    expect(code).to_have_text(re.compile(r"\d{4} \d{4}"))
    phone.shows("print-code")
    digits = code.inner_text().replace(" ", "")
    assert page.locator(".paper-check .qr svg").get_attribute("data-address") == digits
    kiosk = device(people, f"kiosk/?hall={HALL}&place=2号自助机")
    genuine = page.evaluate("fetch('/api/v1/me/certificates').then((answer) => answer.json())")["items"][0]["digest"]
    assert hashlib.sha256(printed(kiosk, digits)).hexdigest() == genuine
    assert READER not in kiosk.content() and kiosk.evaluate("document.cookie") == ""
    people.picture(kiosk, "kiosk-printing")
    kiosk.get_by_role("button", name="完成").click()
    expect(kiosk.locator("iframe")).to_have_count(0)
    kiosk.get_by_role("button", name="打印证明").click()
    type_code(kiosk, digits)
    expect(kiosk.get_by_role("alert")).to_contain_text("该打印码已用过")
    page = phone.open("/zh/certificates/")
    expect(page.locator(".paper")).to_contain_text("2号自助机自助打印")
    phone.shows("printed")


def printed(kiosk: Any, digits: str) -> bytes:
    """A wrong code, the right one; the file that came, printed by the frame it lies in."""
    kiosk.get_by_role("button", name="打印证明").click()
    type_code(kiosk, "00000000")
    expect(kiosk.get_by_role("alert")).to_contain_text("打印码不正确")
    kiosk.get_by_role("button", name="清空").click()
    with kiosk.expect_response(lambda answer: "/_files/" in answer.url) as file:
        type_code(kiosk, digits)
    expect(kiosk.get_by_role("heading", name="正在打印")).to_be_visible()
    kiosk.wait_for_function("frames.length === 1 && frames[0].printed === 1")
    assert kiosk.evaluate("printed") == 0, "the file is printed, not the page"
    return bytes(file.value.body())


def type_code(kiosk: Any, digits: str) -> None:
    for digit in digits:
        kiosk.get_by_role("button", name=digit, exact=True).click()
    kiosk.get_by_role("button", name="打印", exact=True).click()


def called(people: People, number: str) -> Person:
    """By a clerk, who takes this one out of the line."""
    clerk = people(CLERK, width=1280)
    page = clerk.open("/zh/counters/?counter=registry")
    expect(page.locator("#today-line .banner--warn")).to_contain_text("1号自助机")
    page.get_by_role("button", name="已到场帮忙").press("Enter")
    expect(page.locator("#today-line .banner--warn")).to_have_count(0)
    page.get_by_label("我的窗口").select_option("4")
    page.get_by_role("button", name=f"{number} · 叫此号").press("Enter")
    expect(page.locator(".today__row", has_text=number).first).to_contain_text("已叫号")
    clerk.shows("line")
    return clerk
