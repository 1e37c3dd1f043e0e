"""Deciding one after another: phrases beside the opinion, and the way to the next task."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.portal.fake_api import FakeHall

pytestmark = pytest.mark.serial
TASK = "/zh/task/?id=app-1.counsellor_review.1.0"


def open_sheet(page: Any, decision: str = "同意") -> Any:
    page.locator("[data-part=decision]").get_by_role("button", name=decision, exact=True).click()
    page.wait_for_selector(".phrases .link")
    return page.locator(".phrases")


def test_a_phrase_is_kept_put_in_by_a_tap_and_removed(page: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    page.goto(TASK)
    phrases = open_sheet(page)
    assert phrases.locator(".chip").count() == 0
    page.fill("#opinion", "情况属实，同意。")
    phrases.get_by_role("button", name="存为常用语").click()
    expect(phrases.locator(".chip")).to_have_count(1)
    assert hall.own.phrases == ["情况属实，同意。"]
    page.keyboard.press("Escape")
    page.reload()
    phrases = open_sheet(page, "不通过")
    phrases.locator(".chip").click()
    assert page.input_value("#opinion") == "情况属实，同意。"
    assert page.evaluate("document.activeElement.id") == "opinion"
    page.keyboard.press("End")
    page.keyboard.type("请注意安全。")
    phrases.locator(".chip").click()
    assert page.input_value("#opinion") == "情况属实，同意。请注意安全。情况属实，同意。", "nothing typed is lost"
    phrases.get_by_text("管理").click()
    phrases.get_by_role("button", name="删除常用语").click()
    expect(phrases.locator(".chip")).to_have_count(0)
    assert hall.own.phrases == []


def test_what_stood_there_by_itself_is_replaced(page: Any, site: tuple[FakeHall, str]) -> None:
    site[0].own.phrases = ["材料齐全，同意办理。"]
    page.goto(TASK)
    phrases = open_sheet(page)
    assert page.input_value("#opinion")
    phrases.locator(".chip").press("Enter")
    assert page.input_value("#opinion") == "材料齐全，同意办理。"


@pytest.mark.req("C-21")
def test_the_next_task_is_the_next_of_the_filtered_inbox(page: Any, site: tuple[FakeHall, str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/zh/inbox/")
    page.fill("[name=q]", "20261120")
    page.press("[name=q]", "Enter")
    page.wait_for_url("**/inbox/?q=*")
    page.wait_for_selector("a.task")
    page.locator("a.task").first.click()
    open_sheet(page)
    page.locator("#decide-fields input").first.fill("5")
    page.locator("dialog .button--primary").click()
    link = page.locator(".next-task")
    link.wait_for()
    assert "q=20261120" in [url for url in asked if "/tasks?" in url][-1]
    link.click()
    page.wait_for_url("**/task/?id=app-1.counsellor_review.1.1")
    page.locator(".back a").click()
    page.wait_for_selector("a.task")
    assert page.input_value("[name=q]") == "20261120", "back in the inbox the filter is as it was"
    assert "q=20261120" in [url for url in asked if "/tasks?" in url][-1]
