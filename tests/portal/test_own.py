"""My page: how I am reached, what is known of me and from whom, where I am signed in; and the first visit."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.portal.fake_api import FakeHall
from tests.portal.owning import CODE

pytestmark = pytest.mark.serial


def contact(page: Any, kind: str) -> Any:
    return page.locator("#contacts .cell").nth(["email", "mobile"].index(kind))


@pytest.mark.req("H-09", "N19")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_address_counts_once_its_code_was_typed(page: Any, site: tuple[FakeHall, str], lang: str) -> None:
    page.goto(f"/{lang}/me/")
    page.wait_for_selector("#contacts .cell")
    assert page.locator("#contacts .banner--warn").is_visible(), "nothing reaches this person off campus"
    contact(page, "email").locator("button").first.click()
    page.fill("#contact-value", "no address")
    page.press("#contact-value", "Enter")
    page.wait_for_selector("#contact-error:not([hidden])")
    page.fill("#contact-value", "xiaoming@mail.example")
    page.press("#contact-value", "Enter")
    page.wait_for_selector('[autocomplete="one-time-code"]')
    for given in ("12", "654321"):
        page.fill("#contact-value", given)
        page.press("#contact-value", "Enter")
        page.wait_for_selector("#contact-error:not([hidden])")
        assert page.evaluate("document.activeElement.id") == "contact-value"
    assert page.locator("dialog .button--small").is_disabled(), "another code has to wait"
    page.fill("#contact-value", CODE)
    page.press("#contact-value", "Enter")
    page.wait_for_selector("#contacts .banner--good")
    assert contact(page, "email").locator(".record__address").inner_text() == "xiaoming@mail.example"
    assert "li.xiaoming@yizhan.example" in contact(page, "email").inner_text(), "what the university knows stays shown"
    assert not page.locator("#contacts .banner--warn").is_visible()
    page.locator("#contact-log summary").click()
    assert "x***" in page.locator("#contact-log li").inner_text()
    contact(page, "email").locator("button").last.click()
    page.locator("dialog .button--danger").click()
    page.wait_for_selector("dialog", state="detached")
    assert contact(page, "email").locator(".record__address").inner_text() == "li.xiaoming@yizhan.example"


def test_a_code_that_is_awaited_can_be_typed_after_a_reload(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/zh/me/")
    contact(page, "mobile").locator("button").first.click()
    page.fill("#contact-value", "13800138000")
    page.press("#contact-value", "Enter")
    page.wait_for_selector('[autocomplete="one-time-code"]')
    page.reload()
    contact(page, "mobile").get_by_role("button", name="填写验证码").click()
    page.fill("#contact-value", CODE)
    page.press("#contact-value", "Enter")
    page.wait_for_selector("#contacts .banner--good")
    assert site[0].own.verified == {"mobile": "13800138000"}


@pytest.mark.req("X4", "Z-16", "Z-19")
def test_every_record_says_who_keeps_it_and_how_to_report_an_error(page: Any, site: tuple[FakeHall, str]) -> None:
    from dataclasses import replace

    from tests.portal import example

    unit = replace(example.UNITS["registry"], email="registry@yizhan.example")
    example.UNITS["registry"] = unit
    page.goto("/zh/me/")
    record = page.locator(".record").first
    assert "李晓明" in record.inner_text() and unit.name.zh in record.locator(".record__title").inner_text()
    report = record.get_by_role("link", name="姓名: 报告有误")
    assert report.get_attribute("href") == "/zh/apply/data-correction/?value=directory%3Aapplicant.name"
    assert record.locator("a").last.get_attribute("href") == "tel:000088110000"


def test_where_one_is_signed_in_is_listed_and_ended(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/en/me/")
    page.wait_for_selector("#contacts .cell")
    assert ("GET", "me/sessions", None) not in site[0].requests
    page.locator("#sessions summary").click()
    rows = page.locator("#sessions .cell--acts")
    rows.nth(2).wait_for()
    assert rows.first.locator("button").count() == 0, "this device signs out with the button below"
    rows.nth(2).locator("button").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(rows).to_have_count(1)
    assert [id for id, _ in site[0].own.sessions] == ["s1"]


@pytest.mark.req("H-08")
def test_the_first_visit_leads_to_ones_data_until_it_is_put_off(page: Any, site: tuple[FakeHall, str]) -> None:
    site[0].person = {"verified": {"email": False, "mobile": False}}
    page.goto("/zh/")
    first = page.locator("#first")
    first.wait_for()
    assert first.locator("a").get_attribute("href") == "/zh/me/"
    first.get_by_role("button").click()
    assert not first.is_visible()
    page.reload()
    page.wait_for_selector("#own .cell")
    assert not first.is_visible()


def test_who_has_proven_an_address_is_not_asked(page: Any, site: tuple[FakeHall, str]) -> None:
    site[0].person = {"verified": {"email": True, "mobile": False}}
    page.goto("/en/")
    page.locator("#who.is-in").wait_for()
    assert not page.locator("#first").is_visible()


@pytest.mark.req("C-24")
def test_ones_applications_are_searched_and_it_says_how_far(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/zh/applications/")
    page.wait_for_selector("#sent .cell--link")
    page.fill("[name=q]", "急性肠胃炎")
    page.press("[name=q]", "Enter")
    expect(page.locator("#looked")).to_contain_text("100 件")
    expect(page.locator("#sent .cell--none")).to_be_visible()
    page.get_by_role("button", name="继续往前查找").click()
    expect(page.locator("#sent .cell--link")).to_contain_text("填写的请假事由：…急性肠胃炎…")
    expect(page.locator("#sent .cell--none")).to_have_count(0)
    expect(page.locator("#looked")).to_have_text("已查找全部 120 件")
    page.reload()
    expect(page.locator("[name=q]")).to_have_value("急性肠胃炎")
    page.fill("[name=q]", "")
    page.press("[name=q]", "Enter")
    expect(page.locator("#sent .cell--link")).to_have_count(5)
