"""Finding a service in a real browser: the front page of somebody signed in, the box, stars, and no network."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from chalicelib.shared.clock import CHINA
from tests.browsers import CHROMIUM
from tests.portal.example import SERVICES
from tests.portal.fake_api import FakeHall
from tests.portal.fake_server import start
from tests.portal.finding import shown

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

Site = tuple[FakeHall, str]
KEPT = {"student-leave", "ip-address"}


def test_somebody_signed_in_finds_what_waits_what_they_began_and_what_they_keep(page: Any, site: Site) -> None:
    hall = site[0]
    hall.person = {"counts": {"todo": 2, "notices": 0}}
    hall.kept, hall.drafts = set(KEPT), {"deferred-exam": {"seq": 1, "answers": {}, "left_over": []}}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/zh/", wait_until="networkidle")
    assert len(asked) <= 6, asked
    assert page.locator("#waiting").inner_text().split() == ["等我处理", "2"]
    going_on = page.locator("#going-on .cells a")
    assert [going_on.nth(at).locator("b").inner_text() for at in (0, 1)] == ["缓考申请", "李晓明的病假申请（5 天）"]
    assert going_on.nth(1).locator(".state").inner_text() == "待补正"
    assert page.locator("#favourites b").all_inner_texts() == ["IP地址申请", "本科生请销假"]
    assert page.locator("#guest").is_hidden()
    going_on.first.click()
    page.wait_for_url("**/zh/apply/deferred-exam/")


def test_who_has_not_signed_in_is_asked_to_and_sees_nothing_of_others(page: Any, site: Site) -> None:
    site[0].signed_in = False
    page.goto("/en/", wait_until="networkidle")
    assert page.locator("#own").is_hidden()
    page.locator("#guest a").click()
    page.wait_for_url("**/en/")
    page.locator("#own").wait_for()
    assert page.locator("#guest").is_hidden()


def test_what_cannot_be_loaded_is_said_and_the_rest_stays(page: Any, site: Site) -> None:
    page.route("**/api/v1/applications*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto("/en/")
    page.locator("#going-on", has_text="could not be loaded").wait_for()
    assert page.locator("a.tile").count() >= 5


@pytest.mark.req("C-05", "C-10")
def test_the_box_is_a_combobox_for_the_keyboard(page: Any) -> None:
    page.goto("/zh/")
    box = page.get_by_role("combobox")
    box.fill("shenqing")
    page.get_by_role("option").first.wait_for()
    count = page.get_by_role("option").count()
    assert box.get_attribute("aria-expanded") == "true" and count > 2
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    assert page.locator("[aria-selected=true]").get_attribute("id") == "suggestion-1"
    for key, chosen in (("ArrowUp", "suggestion-0"), ("ArrowUp", None), ("ArrowUp", f"suggestion-{count - 1}")):
        box.press(key)
        assert box.get_attribute("aria-activedescendant") == chosen
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and page.get_by_role("listbox").is_hidden()
    box.press("ArrowDown")
    box.press("ArrowDown")
    to = page.locator("[aria-selected=true]").get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{urlsplit(to).path}")


def test_enter_without_a_choice_shows_everything_that_was_found(page: Any) -> None:
    page.goto("/zh/")
    page.get_by_role("combobox").fill("请假")
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").first.locator("mark").first.inner_text() == "请假"
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url("**/zh/services/?q=*")
    page.locator("#list mark").first.wait_for()
    assert "student-leave" in shown(page) and "ip-address" not in shown(page)


def test_where_nothing_is_found_there_is_a_way_on(page: Any) -> None:
    page.goto("/zh/")
    page.get_by_role("combobox").fill("火星签证")
    nothing = page.locator("#nothing")
    nothing.wait_for()
    assert nothing.locator("b").inner_text() == "火星签证" and page.get_by_role("option").count() == 0
    assert nothing.locator('a[href^="mailto:"]').is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#nothing') !== null"), "the keyboard gets there"
    nothing.get_by_role("link", name="校长信箱").click()
    page.wait_for_url("**/zh/services/president-mailbox/")
    page.goto("/zh/services/?q=%E7%81%AB%E6%98%9F")
    nothing.wait_for()
    nothing.get_by_role("link", name="按部门").click()
    page.wait_for_url("**/zh/services/?by=unit")
    assert page.get_by_role("heading", name="教务处").is_visible()


def test_a_star_is_kept_by_the_hall_on_the_guide_and_in_the_list(page: Any, site: Site) -> None:
    hall = site[0]
    page.goto("/zh/services/student-leave/")
    star = page.get_by_role("button", name="收藏")
    star.click()
    page.get_by_role("button", name="已收藏", pressed=True).wait_for()
    assert hall.kept == {"student-leave"}
    page.goto("/zh/services/")
    in_list = page.get_by_role("button", name="收藏：本科生请销假")
    in_list.wait_for()
    assert in_list.get_attribute("aria-pressed") == "true"
    in_list.click()
    page.locator('.star[aria-label="收藏：本科生请销假"][aria-pressed=false]').wait_for()
    assert hall.kept == set()


def test_a_star_that_is_refused_says_why_and_stays_as_it_was(page: Any, site: Site) -> None:
    full = '{"code": "no_room", "title_i18n": {"zh": "已达到上限", "en": "No room"}}'
    page.route("**/api/v1/me/favourites/*", lambda route: route.fulfill(status=409, body=full))
    page.goto("/zh/services/student-leave/")
    page.get_by_role("button", name="收藏").click()
    page.get_by_role("alert").filter(has_text="已达到上限").wait_for()
    assert page.locator("[data-star]").get_attribute("aria-pressed") == "false"


@pytest.mark.req("S-06")
def test_only_what_opens_or_closes_within_two_weeks_is_shown(browser: Any, tmp_path: Path) -> None:
    now = datetime.now(CHINA).date()
    days = {"closing": (-30, 5), "opening": (3, 60), "far": (-30, 90), "not-yet": (40, 60), "open-ended": (-5, None)}
    hall = FakeHall(signed_in=False)
    hall.services = [_dated(code, now, *ends) for code, ends in days.items()]
    server, address = start(tmp_path, hall)
    page = browser.new_page(base_url=address)
    page.goto("/en/", wait_until="networkidle")
    seen = [one.get_attribute("href") for one in page.locator("#season a:visible").all()]
    assert seen == ["/en/services/closing/", "/en/services/opening/"]
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=6))
    page.reload(wait_until="networkidle")
    assert [one.get_attribute("href") for one in page.locator("#season a:visible").all()] == []
    page.close()
    server.shutdown()


def _dated(code: str, now: date, opens: int, closes: int | None) -> Any:
    end = None if closes is None else now + timedelta(days=closes)
    channel = replace(SERVICES[0].channel, opens=now + timedelta(days=opens), closes=end)
    return replace(SERVICES[0], code=code, channel=channel)


def test_a_guide_is_shared_by_its_address(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/zh/services/student-leave/#step-counsellor_review")
    page.get_by_role("button", name="分享").click()
    page.get_by_role("button", name="链接已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url.partition("#")[0] + "?from=share"


@pytest.mark.req("N16")
def test_what_is_pressed_is_large_enough(page: Any, site: Site) -> None:
    site[0].kept = set(KEPT)
    page.set_viewport_size({"width": 390, "height": 6000})  # what is further down is laid out when it comes near
    small = """() => ['a', 'button', 'label', 'summary', 'input[type=search]']
        .flatMap((kind) => [...document.querySelectorAll(`main ${kind}`)])
        .filter((one) => one.checkVisibility() && !one.closest('p:not(#chosen), .group__title, .unseen'))
        .filter((one) => one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML.slice(0, 90))"""
    for path in ("zh/", "en/services/", "zh/services/student-leave/"):
        page.goto(f"/{path}", wait_until="networkidle")
        if page.locator("#narrow").count():
            page.locator("#narrow").click()
        found = [one for one in page.evaluate(small) if not re.match(r'<a (class="step|href="mailto|href="tel)', one)]
        assert found == [], path


def test_without_a_network_a_page_says_so_and_nothing_old_is_shown(browser: Any, tmp_path: Path) -> None:
    server, address = start(tmp_path, FakeHall())
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/zh/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/zh/services/", wait_until="networkidle")
    assert page.get_by_role("heading", name="全部服务").is_visible()
    context.set_offline(True)
    for path, told in (("/zh/services/", "没有网络"), ("/en/applications/", "No network")):
        page.goto(path)
        assert page.get_by_role("heading", name=told).is_visible()
        assert page.get_by_role("link", name=re.compile("再试一次|Try again")).bounding_box()["height"] >= 44
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    page.get_by_role("combobox").wait_for()
    kept = page.evaluate("caches.keys().then((names) => caches.open(names[0])).then((cache) => cache.keys())")
    assert len(kept) == 3 and page.evaluate("caches.keys().then((names) => names.length)") == 1
    context.close()
    server.shutdown()
