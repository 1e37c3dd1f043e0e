"""An approver without a mouse: sign in, inbox, task, approve, on to the next; every key a real one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import People
from tests.journeys.test_short_ways import CHINESE, submitted

MOST_TABS = 80


def tab_to(page: Any, there: Any) -> None:
    """Tab until it has the focus, as somebody would who sees where the focus is."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if there.count() and there.first.evaluate("(node) => node === document.activeElement"):
            outline = there.first.evaluate("(node) => getComputedStyle(node).outlineStyle")
            assert outline != "none", "where the focus is can be seen"
            return
    raise AssertionError(f"{there} is not reached by {MOST_TABS} tabs")


@pytest.mark.req("C-21")
def test_an_approver_needs_no_mouse(people: People) -> None:
    number = submitted(people("2023010103"), CHINESE)
    counsellor = people("120110", width=1280)
    page = counsellor.page
    page.goto("/zh/")
    expect(page.locator("#who")).to_have_attribute("href", "/api/v1/sign-in?return=%2Fzh%2F")
    tab_to(page, page.locator("#who"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/cas/login**")
    tab_to(page, page.locator('button[value="120110"]'))
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/")
    tab_to(page, page.locator(".nav a", has_text="待办事项"))
    page.keyboard.press("Enter")
    row = page.locator("a.task", has_text=number)
    for _ in range(20):  # the application reaches the inbox by stream, flow and queue
        if row.count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
        expect(page.locator("main .loading")).to_have_count(0)
    page.keyboard.press("j")
    for _ in range(MOST_TABS):
        if row.evaluate("(node) => node === document.activeElement"):
            break
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/task/?id=**")
    tab_to(page, page.locator("[data-decision=approve]"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    for field in page.locator("#decide-fields input:visible").all():
        field.focus()
        page.keyboard.type("2")
    tab_to(page, page.locator("dialog .sheet__foot .button--primary"))
    page.keyboard.press("Enter")
    expect(page.locator(".banner--good")).to_be_focused()
    tab_to(page, page.locator(".banner--good a"))
    counsellor.shows("decided")
