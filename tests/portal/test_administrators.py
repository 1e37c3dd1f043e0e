"""The pages of those who look after services, in a real browser against the stand-in API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.fake_api import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.req("Z-14", "R20")
@pytest.mark.parametrize("width", [390, 1280])
def test_findings_lead_to_their_step_and_their_units(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/zh/checks/")
    page.get_by_text("环节“学院审核”没有人可以办理").wait_for()
    assert page.evaluate(WIDE) <= 0
    page.get_by_role("button", name="涉及的 1 个单位").click()
    assert page.get_by_role("dialog").get_by_text("0000-88004700").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="查看环节").click()
    page.wait_for_url("**/zh/services/student-leave/#step-college_review")
    page.locator('.diagram [data-step="college_review"].is-pointed').wait_for()


@pytest.mark.req("R19")
@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_applications_are_taken_over_in_two_looks_and_back(
    page: Any, site: tuple[FakeHall, str], lang: str, width: int
) -> None:
    zh = lang == "zh"
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/{lang}/versions/?code=student-leave")
    page.get_by_text("1 个工作日" if zh else "1 working day", exact=True).wait_for()
    page.get_by_role("button", name="试算" if zh else "Look first").click()
    page.get_by_text("将到：学院审核，由王老师办理" if zh else "Would stand at: College review, with Ms Wang").first.wait_for()
    assert page.evaluate(WIDE) <= 0
    page.get_by_label("全选" if zh else "Select all").check()
    page.locator("#take").click()
    sheet = page.get_by_role("dialog")
    sheet.locator(".button--primary").click()
    sheet.get_by_text("请填写迁移原因" if zh else "Enter the reason").wait_for()
    sheet.locator("textarea").fill("少一个环节")
    sheet.locator(".button--primary").click()
    page.get_by_text("试算之后该办件已有变化" if zh else "It has moved on since").wait_for()
    page.get_by_role("button", name="撤销，回到第 1 版" if zh else "Undo: back to version 1").click()
    page.locator(".state--good", has_text="已按第 1 版办理" if zh else "Now on version 1").wait_for()
    sent = [body for method, path, body in site[0].requests if method == "POST" and path.endswith("/migrations")]
    assert sent[0] == {"to": 2, "applications": {"app-1": 7, "app-2": 7}, "reason": "少一个环节"}
    assert sent[1]["undo"] and sent[1]["applications"] == {"app-1": 8}
