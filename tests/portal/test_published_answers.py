"""Published answers at a department's desk, and the sheet of codes for places, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.api import Api
from tests.portal.axe import faults
from tests.web.fake_answers import BRIEF, KEPT, PUBLISHED, PUT, UNIT, WORDS
from tests.web.fake_registers import ROW, FakeRegisters

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

AT, ONE = f"units/{UNIT['id']}/answers", f"units/{UNIT['id']}/answers/{BRIEF['id']}"


@pytest.fixture(params=[390, 1280])
def api(page: Any, request: pytest.FixtureRequest) -> Any:
    page.set_viewport_size({"width": request.param, "height": 844})
    yield Api(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.req("S-09", "Z-F28", "S-F7")
def test_an_answer_is_worded_published_and_taken_down(api: Api) -> None:
    page, kept = api.page, [KEPT]
    api.says("/answer-choices$", {"units": [UNIT]})
    api.says(f"/{AT}$", lambda: {"items": [BRIEF | {key: kept[0][key] for key in BRIEF}], "next": None})
    api.says(f"/{ONE}$", lambda: kept[0])
    api.says(f"/{ONE}/acts$", lambda: kept[0])
    page.goto("/zh/answer-desk/")
    page.locator(f"[data-answer='{BRIEF['id']}']").click()
    sheet = page.get_by_role("dialog")
    assert sheet.locator("[name=question]").input_value() == WORDS["question"], "the draft is there to be worded"
    assert faults(page) == []
    sheet.locator("[name=question]").fill(PUT["question"])
    sheet.locator("[name=confirmed]").check()
    kept[0] = PUBLISHED
    sheet.get_by_role("button", name="公开", exact=True).click()
    page.locator(".state--good").wait_for()
    (sent,) = [told for method, _, told in api.sent if method == "PUT"]
    assert sent["question"] == PUT["question"] and sent["confirmed"] is True and sent["as_written"] is False

    page.locator(f"[data-answer='{BRIEF['id']}']").click()
    assert sheet.get_by_role("link", name="查看公开页").get_attribute("href") == f"/zh{PUBLISHED['address']}"
    sheet.get_by_role("button", name="撤下").click()
    page.get_by_role("dialog").locator("textarea").fill("规定已调整")
    page.get_by_role("dialog").get_by_role("button", name="撤下").click()
    page.get_by_role("dialog").wait_for(state="detached")
    assert [told for method, _, told in api.sent if method == "POST"] == [{"act": "take_down", "reason": "规定已调整"}]


@pytest.mark.req("S-R5")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_keeper_prints_a_code_for_each_place(api: Api, lang: str) -> None:
    grades = FakeRegisters(7).describe(None, "grades")
    codes = {"service": "student-leave", "address": "place"}
    api.says("/registers/grades$", {**grades, "keeper": True, "codes": codes})
    api.says("/registers/grades/rows[?]", {"items": [ROW, {**ROW, "key": "A 102"}], "next": None})
    api.says("/services/student-leave$", {"code": "student-leave", "name": {"zh": "学生请假", "en": "Student leave"}})
    page = api.page
    page.goto(f"/{lang}/codes/?r=grades")
    page.locator("#codes-print").wait_for()
    read = page.locator("[data-address]").evaluate_all("(all) => all.map((one) => one.dataset.address)")
    origin = page.evaluate("location.origin")
    assert read == [f"{origin}/{lang}/apply/student-leave/?place={key}" for key in ("g1", "A%20102")]
    assert faults(page) == []


def test_a_register_without_codes_says_so_below_its_heading(api: Api) -> None:
    api.says("/registers/grades$", FakeRegisters(7).describe(None, "grades"))
    api.page.goto("/zh/codes/?r=grades")
    api.page.locator(".trouble").wait_for()
    assert api.page.locator("h1").count() == 1 and not api.page.locator("#codes-print").is_visible()
