"""The page of one's messages and the log of what was sent, in a browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.fake_api import FakeHall

pytestmark = pytest.mark.serial


def row(page: Any, group: str) -> Any:
    return page.locator(f'[data-field="channels/{group}"]')


@pytest.mark.req("Z-07", "C-19")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_choices_are_shown_changed_and_kept(page: Any, site: tuple[FakeHall, str], lang: str) -> None:
    page.goto(f"/{lang}/me/")
    page.wait_for_selector(".way")
    assert page.locator(".way").count() == 9
    assert row(page, "progress").locator("input").count() == 2, "progress never comes as a text message"
    assert row(page, "progress").locator('[value="mail"]').is_checked()
    row(page, "progress").locator('[value="mail"]').uncheck()
    page.select_option("#quiet-from", "21")
    page.select_option("#quiet-to", "8")
    page.locator('[data-channel="sms"] button').click()
    page.click("#preferences .button--primary")
    page.wait_for_selector(".banner--good")
    method, path, body = site[0].requests[-1]
    assert (method, path, body["quiet"], body["order"]) == ("PUT", "me/messages", "21-8", "wecom,sms,mail")
    assert body["channels"]["progress"] == ["wecom"]
    page.reload()
    page.wait_for_selector(".way")
    assert not row(page, "progress").locator('[value="mail"]').is_checked()
    assert page.input_value("#quiet-from") == "21"
    assert page.locator(".order__row").all_inner_texts()[1].startswith({"zh": "短信", "en": "SMS"}[lang])


@pytest.mark.req("C-19")
def test_what_must_arrive_cannot_be_switched_off(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/zh/me/")
    page.wait_for_selector(".way")
    for box in row(page, "tasks").locator("input").all():
        box.uncheck()
    row(page, "talk").locator('[value="mail"]').uncheck()
    page.click("#preferences .button--primary")
    error = row(page, "tasks").locator(".field__error")
    error.wait_for()
    assert "不能全部关闭" in error.inner_text()
    assert error.evaluate("node => node === document.activeElement")
    assert not row(page, "talk").locator('[value="mail"]').is_checked(), "nothing chosen is lost"
    row(page, "tasks").locator('[value="wecom"]').check()
    page.click("#preferences .button--primary")
    page.wait_for_selector(".banner--good")
    assert page.locator("#preferences .field__error").count() == 0


@pytest.mark.req("R27")
def test_a_dead_address_is_told_on_the_page(page: Any, site: tuple[FakeHall, str]) -> None:
    from dataclasses import replace

    from chalicelib.notices.plan import address_mark

    hall = site[0]
    hall.reached = replace(hall.reached, unreachable={"mail": f"{address_mark(hall.reached.email)} Permanent/General"})
    page.goto("/en/me/")
    page.wait_for_selector(".way")
    assert "add one that works" in page.locator("#contacts .field__error:not([hidden])").inner_text()


@pytest.mark.req("S-12", "R32")
@pytest.mark.parametrize("width", [390, 1280])
def test_administrators_see_the_log_the_counts_and_set_things_going(
    page: Any, site: tuple[FakeHall, str], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.portal import example

    title = {"zh": "管理员", "en": "Administrator"}
    seat = {"role": "technical_administrator", "unit": "network-centre", "title": title}
    monkeypatch.setitem(example.PERSON, "positions", [seat])
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/zh/messages/")
    page.wait_for_selector(".log")
    assert "不是企业微信成员" in page.locator(".log").inner_text()
    assert "1234" in page.locator(".counts").inner_text()
    page.fill("#person", "2023019999")
    page.press("#person", "Enter")
    page.locator(".log b", has_text="2023019999").wait_for()
    page.get_by_role("button", name="重新处理").click()
    page.wait_for_selector(".banner--good")
    assert "4" in page.locator(".banner--good").inner_text()
    assert ("POST", "notices/redrive", {"queue": "steps"}) in site[0].requests
    assert "办件变更的后续处理：1 条" in page.locator("#upkeep").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_others_see_only_their_own_log(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/en/messages/")
    page.wait_for_selector(".log")
    assert not page.locator("#upkeep").is_visible()
    assert ("GET", "notices/usage", None) not in site[0].requests
