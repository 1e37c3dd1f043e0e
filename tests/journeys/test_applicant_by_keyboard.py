"""An applicant without a mouse, from finding the service to rating it; the focus is seen and never lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.http.conftest import decide, task_of
from tests.journeys.acts import CHINESE, EVIDENCE, today
from tests.journeys.conftest import People
from tests.journeys.person import Person
from tests.journeys.test_by_keyboard import tab_to
from tests.visitor import Visitor

STUDENT, COUNSELLOR = "2023010104", "120110"
HERE = """() => {
  const { localName, id, className } = document.activeElement;
  return localName === 'body' ? '' : `${localName}#${id}.${className}`;
}"""


def press(page: Any, there: Any, key: str = "Enter") -> None:
    """Go there by Tab and press a key."""
    tab_to(page, there)
    page.keyboard.press(key)


def write(page: Any, there: Any, text: str) -> None:
    tab_to(page, there)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def write_day(page: Any, there: Any) -> None:
    """Today, into the parts of a date, which stand in the order of the browser's own language."""
    tab_to(page, there)
    page.keyboard.type(f"{today():%m%d%Y}")
    expect(there).to_have_value(today().isoformat())


def somewhere(page: Any) -> None:
    assert page.evaluate(HERE), "the focus is on something"


def answered(page: Any, field: str, words: str) -> None:
    """Of a choice: into the group by Tab, then arrows until the answer is the one meant."""
    group = page.locator(f"[data-field={field}]")
    tab_to(page, group.locator("input[type=radio]").first)
    page.keyboard.press("Space")
    for _ in range(5):
        if group.get_by_label(words, exact=True).is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{words} is not reached by arrows")


@pytest.mark.req("N16")
def test_an_applicant_needs_no_mouse(people: People) -> None:
    student = people(STUDENT, width=1280)
    found_and_signed_in(student)
    number = filled_in_and_sent(student)
    returned(people, number)
    corrected(student)
    ended(people, number)
    rated(student)


def found_and_signed_in(student: Person) -> None:
    page = student.page
    page.goto("/zh/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("combobox"))
    page.keyboard.type("qingjia")
    page.get_by_role("option", name="本科生请销假").wait_for()
    chosen = page.locator('[role=option][aria-selected="true"]')
    for _ in range(10):
        page.keyboard.press("ArrowDown")
        if "本科生请销假" in chosen.inner_text():
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/services/student-leave/")
    press(page, page.get_by_role("link", name="开始办理"))
    page.wait_for_url("**/cas/login**")
    write(page, page.locator("#username"), STUDENT)
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/apply/student-leave/")
    expect(page.locator("#loading")).to_have_count(0)


def filled_in_and_sent(student: Person) -> str:
    page = student.page
    press(page, page.get_by_role("button", name="下一步：核对"))
    expect(page.locator("#errors")).to_be_focused()
    press(page, page.locator("#errors a").first)
    expect(page.locator("[data-field=kind] input:focus")).to_have_count(1)
    answered(page, "kind", CHINESE["sick"])
    write_day(page, page.get_by_label(CHINESE["from"], exact=True))
    write_day(page, page.get_by_label(CHINESE["to"], exact=True))
    write(page, page.locator("#f-reason"), CHINESE["reason"])
    tab_to(page, page.locator("[data-field=evidence] input[type=file]"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([EVIDENCE])
    expect(page.locator("[data-field=evidence] .file")).to_have_count(1)
    expect(page.locator("[data-field=evidence] progress:visible")).to_have_count(0)
    somewhere(page)
    answered(page, "misses_classes", CHINESE["no"])
    answered(page, "leaves_campus", CHINESE["no"])
    write(page, page.locator("#f-emergency_contact"), CHINESE["contact"])
    write(page, page.locator("#f-emergency_phone"), "19900001234")
    press(page, page.locator("[data-field=promise] input"), "Space")
    press(page, page.get_by_role("button", name="下一步：核对"))
    expect(page.locator("#check h2")).to_be_focused()
    press(page, page.locator("#send"))
    expect(page.locator("#done h2")).to_be_focused()
    number = str(page.locator(".receipt dd").first.inner_text())
    press(page, page.locator("#track"))
    page.locator("[data-part=head]", has_text=number).wait_for()
    tab_to(page, page.locator("button.step__title").first)
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    for _ in range(12):  # round and round within it
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main')"), "what lies under a sheet is not reached"
    page.keyboard.press("Escape")
    expect(page.locator("button.step__title").first).to_be_focused()
    return number


def application_of(visitor: Visitor, number: str) -> str:
    rows = visitor.get("/applications")["items"]
    return str(next(row["id"] for row in rows if row["number"] == number))


def returned(people: People, number: str) -> None:
    """Others decide behind the scenes; that an approver needs no mouse either is a journey of its own."""
    application = application_of(Visitor(people.hall.url, STUDENT), number)
    counsellor = Visitor(people.hall.url, COUNSELLOR)
    task = task_of(counsellor, application)["task_id"]
    sent = decide(counsellor, task, decision="return", opinion="请写明就诊医院。", pins={"reason": "哪一家医院？"})
    assert sent.status == 200, sent.text


def corrected(student: Person) -> None:
    page = student.page
    field = page.locator("#c-reason")
    for _ in range(20):
        if field.count() and field.is_visible():
            break
        page.wait_for_timeout(1_000)
        page.reload()
        expect(page.locator("main .loading")).to_have_count(0)
    write(page, field, "急性肠胃炎，在校医院就诊。")
    press(page, page.get_by_role("button", name="重新提交").first)
    expect(page.locator(".banner--good")).to_be_focused()


def ended(people: People, number: str) -> None:
    student, counsellor = Visitor(people.hall.url, STUDENT), Visitor(people.hall.url, COUNSELLOR)
    application = application_of(student, number)
    granted = {"granted_days": 1}
    for visitor, fields in ((counsellor, granted), (student, {}), (counsellor, {})):
        task = str(task_of(visitor, application)["task_id"])
        shown = visitor.get(f"/tasks/{task}")["task"]
        asked = {one["name"] for one in shown["fields"]}
        given = {name: value for name, value in fields.items() if name in asked}
        given |= {name: today().isoformat() for name in asked - given.keys()}
        sent = decide(visitor, task, fields=given)
        assert sent.status == 200, sent.text


def rated(student: Person) -> None:
    page = student.page
    stars = page.locator(".stars")
    for _ in range(20):
        if stars.count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
        expect(page.locator("main .loading")).to_have_count(0)
    for at in range(stars.count()):
        tab_to(page, stars.nth(at).locator("input").first)
        page.keyboard.press("Space")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        expect(stars.nth(at).locator("input").last).to_be_checked()
    expect(page.locator("form .banner--good")).to_be_visible()
    somewhere(page)
    student.shows("rated")
