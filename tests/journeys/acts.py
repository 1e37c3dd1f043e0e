"""What people do in the journeys, each as one would on the screen."""

from __future__ import annotations

import json
import re
import urllib.request
from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from chalicelib.shared.clock import CHINA
from tests.journeys.person import Person
from tests.visitor import PDF
from tests.whole_hall import WholeHall, wait_for

EVIDENCE = {"name": "病历首页.pdf", "mimeType": "application/pdf", "buffer": PDF}
LINK = re.compile(r"https?://\S+")


def today() -> date:
    return datetime.now(CHINA).date()


def day(ahead: int) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def letters(hall: WholeHall, to: str, kind: str = "mail") -> list[dict[str, str]]:
    """What this address was sent so far, oldest first."""
    with urllib.request.urlopen(f"{hall.url}/local/mailbox.json", timeout=10) as answer:
        found = json.load(answer)["letters"]
    return [letter for letter in reversed(found) if letter["to"] == to and letter["kind"] == kind]


def mail(hall: WholeHall, to: str, about: str, number: str, nth: int = 1) -> dict[str, str]:
    """The `nth` mail to this person with these words in its subject; waits for it."""

    def look() -> list[dict[str, str]]:
        found = letters(hall, f"{to}@yizhan.example") + letters(hall, f"{to}@stu.yizhan.example")
        fitting = [letter for letter in found if about in letter["subject"] and number in letter["subject"]]
        return fitting[nth - 1 : nth]

    return wait_for(look, what=f"mail {nth} “{about}” to {to}")[0]


def link_in(letter: dict[str, str], part: str) -> str:
    """The first link of a mail's text that has `part` in it."""
    return next(link for link in LINK.findall(letter["text"]) if part in link)


def fill_in_leave(page: Any, days: int, words: dict[str, str]) -> None:
    """Sick leave from today on; `words` are the labels and answers in the page's language."""
    page.get_by_label(words["sick"], exact=True).check()
    page.get_by_label(words["from"], exact=True).fill(day(0))
    page.get_by_label(words["to"], exact=True).fill(day(days - 1))
    expect(page.locator("[data-field=days] output")).to_have_text(str(days))
    page.locator("#f-reason").fill(words["reason"])
    page.locator("[data-field=evidence] input[type=file]").set_input_files([EVIDENCE])
    expect(page.locator("[data-field=evidence] progress:visible")).to_have_count(0)
    page.locator("[data-field=misses_classes]").get_by_label(words["no"], exact=True).check()
    page.locator("[data-field=leaves_campus]").get_by_label(words["yes"], exact=True).check()
    page.locator("#f-destination").fill(words["destination"])
    page.locator("#f-emergency_contact").fill(words["contact"])
    page.locator("#f-emergency_phone").fill("19900001234")
    if days > 3:
        page.locator("[data-field=family_informed]").get_by_label(words["yes"], exact=True).check()
    page.locator("[data-field=promise] input").check()


CHINESE = {
    "sick": "病假", "from": "开始", "to": "结束", "yes": "是", "no": "否", "reason": "急性肠胃炎，需回家休养。",
    "destination": "河南省郑州市金水区花园路 1 号", "contact": "林建国",
}  # fmt: skip
ENGLISH = {
    "sick": "Sick leave", "from": "First day", "to": "Last day", "yes": "Yes", "no": "No",
    "reason": "Acute gastroenteritis, I need to rest at home.", "destination": "1 Garden Road, Zhengzhou",
    "contact": "Anne Dubois",
}  # fmt: skip


def decide(person: Person, button: str, *, opinion: str = "", fields: dict[str, str] | None = None) -> None:
    """Press a decision on the open task page, answer its sheet, and see that it was taken."""
    page = person.page
    page.get_by_role("button", name=button, exact=True).first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("#pins")).to_be_hidden()  # remarks on fields belong to a return
    if opinion:
        sheet.locator("#opinion").fill(opinion)
    for name, value in (fields or {}).items():
        sheet.locator(f"#d-{name}").fill(value)
    sheet.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".banner--good")).to_be_visible()


def open_task(person: Person, number: str) -> Any:
    """From the inbox to the task of this application, which may still be on its way."""
    page = person.page

    def arrived() -> bool:
        person.open(f"/{person.lang}/inbox/")
        page.locator("#box:not([aria-busy]) .cells > :not(.loading)").first.wait_for()
        return bool(page.locator("a.task", has_text=number).count())

    wait_for(arrived, what=f"the task of {number} in the inbox of {person.account}")
    page.locator("a.task", has_text=number).click()
    page.locator("#case").wait_for()
    return page
