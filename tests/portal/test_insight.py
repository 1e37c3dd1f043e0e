"""Figures of a guide, the visit it tells, rating, searches in vain and statistics in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.example import example_view
from tests.portal.fake_api import FakeHall
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_insight import EMPTY, FIGURES, LEAGUE, RATED, SAID, STATISTICS, UNRATED

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
NOTHING = {key: [] for key in ("services", "units", "departments", "colleges")} | {"searches": None, "sum": EMPTY}
GUIDE = "/zh/services/student-leave/"
REGISTRY = {"id": "registry", "name": {"zh": "教务处", "en": "Registry"}}
HEIGHTS = """() => {
  const all = [...document.querySelectorAll("main *")];
  for (const one of all) one.style.contentVisibility = "visible";
  return all.map((one) => Math.round(one.getBoundingClientRect().top));
}"""
"""Where everything begins; what lies below is laid out, too, which a browser does when it likes."""


@pytest.mark.req("N3", "C-14", "C-18")
@pytest.mark.parametrize(
    ("lang", "half", "note"), [("zh", "1 个工作日", "24 人评价"), ("en", "1 workday", "24 ratings")]
)
def test_a_guide_fills_in_its_figures_and_nothing_moves(api: Api, lang: str, half: str, note: str) -> None:  # noqa: F811
    page = api.page
    api.says("/services/student-leave/figures$", {}, 503)
    page.goto(f"/{lang}/services/student-leave/", wait_until="networkidle")
    before = page.evaluate(HEIGHTS)
    assert page.locator("#figures dd").all_text_contents() == ["—"] * 6
    api.says("/services/student-leave/figures$", FIGURES)
    page.reload(wait_until="networkidle")
    told = page.locator("#figures dd").all_text_contents()
    assert told == ["4.6", "4.2", "104", half, told[4], "980"] and "3" in told[4]
    assert note in page.locator(".figures__note").text_content()
    assert page.evaluate(HEIGHTS) == before


@pytest.mark.req("C-14")
def test_too_few_are_dashes_and_without_scripts_the_guide_is_whole(api: Api) -> None:  # noqa: F811
    api.says("/services/student-leave/figures$", dict.fromkeys(FIGURES))
    api.page.goto(GUIDE, wait_until="networkidle")
    assert api.page.locator("#figures dd").all_text_contents() == ["—"] * 6
    plain = api.page.context.browser.new_context(java_script_enabled=False, base_url=api.page.url.split("/zh")[0])
    reader = plain.new_page()
    reader.goto(GUIDE)
    assert reader.locator("#figures").is_hidden() and reader.get_by_role("heading", name="流程说明").is_visible()
    plain.close()


def beacons(page: Any) -> None:
    """What the page hands to the browser to send; the browser itself sends it when nobody waits any more."""
    page.add_init_script(
        "window.beacons = []; navigator.sendBeacon = (url, body) =>"
        " (body.text().then((told) => window.beacons.push([url, JSON.parse(told)])), true)"
    )


def sent_by(page: Any) -> Any:
    """Once there is something; the page's policy lets no condition be evaluated in it over and over."""
    for _ in range(100):
        if told := page.evaluate("window.beacons"):
            return told
        page.wait_for_timeout(100)
    return []


@pytest.mark.req("N3", "S-05", "S-11")
@pytest.mark.parametrize(
    ("query", "source"), [("", None), ("?from=wecom", "wecom"), ("?from=<x>", None), ("?from=" + "x" * 25, None)]
)
def test_a_visit_is_told_once_when_the_page_is_left(page: Any, query: str, source: str | None) -> None:
    beacons(page)
    page.goto(GUIDE + query, wait_until="networkidle")
    assert page.evaluate("window.beacons") == []
    page.evaluate("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pagehide'))")
    page.wait_for_function("window.beacons.length > 0")
    told = {"service": "student-leave"} | ({"from": source} if source else {})
    assert page.evaluate("window.beacons") == [["/api/v1/visits", told]]


def test_the_beacon_arrives_as_json_and_a_shared_link_has_its_source(page: Any, site: tuple[FakeHall, str]) -> None:
    page.add_init_script("navigator.share = async ({ url }) => (window.shared = url)")
    page.goto(GUIDE, wait_until="networkidle")
    page.locator("#share").click()
    assert page.evaluate("window.shared").endswith(f"{GUIDE}?from=share")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    for _ in range(50):
        if told := [body for method, path, body in site[0].requests if path == "visits"]:
            break
        page.wait_for_timeout(100)
    assert told == [{"service": "student-leave"}], "the server could read it"


@pytest.mark.req("C-05")
@pytest.mark.parametrize("path", ["/zh/", "/zh/services/"])
def test_what_was_not_found_is_told_after_typing(page: Any, path: str) -> None:
    beacons(page)
    page.goto(path, wait_until="networkidle")
    box = page.locator("#search")
    box.fill("请假")
    page.wait_for_timeout(300)
    box.fill("量子纠缠仪")
    page.locator("#nothing").wait_for()
    assert sent_by(page) == [["/api/v1/empty-searches", {"query": "量子纠缠仪"}]]


def over(api: Api, answer: Any) -> None:  # noqa: F811
    api.says(r"/applications/app-1\?lang=", example_view("done"))
    api.says("/applications/app-1/rating$", lambda: RATED if api.sent[-1][0] == "PUT" else answer)


@pytest.mark.req("Z-08", "W-12")
@pytest.mark.parametrize(("lang", "thanks"), [("zh", "已保存，谢谢您的评价"), ("en", "Saved. Thank you.")])
def test_two_taps_rate_and_a_sentence_may_follow(api: Api, lang: str, thanks: str) -> None:  # noqa: F811
    page = api.page
    over(api, UNRATED)
    page.goto(f"/{lang}/application/?id=app-1")
    stars = page.locator(".rating input[name=rate-service]")
    stars.nth(4).wait_for(state="attached")
    box = page.locator(".stars label").first.bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44
    stars.nth(4).check(force=True)
    page.wait_for_timeout(700)
    assert not [sent for sent in api.sent if sent[0] == "PUT"], "one question alone says too little"
    page.locator(".rating input[name=rate-flow]").nth(3).check(force=True)
    page.get_by_role("status").get_by_text(thanks).wait_for()
    page.locator("#rate-comment").fill("很快")
    page.locator(".rating button").click()
    page.wait_for_timeout(200)
    said = [body for method, _, body in api.sent if method == "PUT"]
    assert said[0] == {"service": 5, "flow": 4, "comment": ""} and said[-1]["comment"] == "很快"


def test_what_cannot_be_rated_any_more_shows_what_was_said(api: Api) -> None:  # noqa: F811
    over(api, RATED | {"may": False})
    api.page.goto("/zh/application/?id=app-1")
    api.page.get_by_text("您已评价，不能再修改。").wait_for()
    assert api.page.locator(".rating input:enabled").count() == 0
    assert api.page.locator("input[name=rate-flow]:checked").get_attribute("value") == "4"


def test_a_refused_rating_says_why(api: Api) -> None:  # noqa: F811
    why = {"zh": "评价期已过（结束后90天内）", "en": "x"}
    api.says(r"/applications/app-1\?lang=", example_view("done"))
    api.says("/applications/app-1/rating$", UNRATED)
    api.page.goto("/zh/application/?id=app-1")
    api.page.locator(".rating input[name=rate-service]").nth(0).wait_for(state="attached")
    api.says("/applications/app-1/rating$", {"code": "not_your_turn", "detail_i18n": why}, 409)
    for name in ("service", "flow"):
        api.page.locator(f".rating input[name=rate-{name}]").nth(0).check(force=True)
    api.page.get_by_role("alert").get_by_text("评价期已过").wait_for()


@pytest.mark.parametrize("state", ["returned", "done"])
def test_nobody_is_asked_before_the_end_or_where_the_time_is_over(api: Api, state: str) -> None:  # noqa: F811
    api.says(r"/applications/app-1\?lang=", example_view(state))
    api.says("/applications/app-1/rating$", UNRATED | {"may": False, "until": None})
    api.page.goto("/zh/application/?id=app-1", wait_until="networkidle")
    assert api.page.locator("[data-part=rating]").is_hidden()


@pytest.mark.req("W-13", "N3", "X3", "S-04", "Z-12", "Z-14")
@pytest.mark.parametrize(("lang", "none"), [("zh", "您没有可以查看统计的事项"), ("en", "There is no service whose")])
def test_a_department_looks_at_a_month(api: Api, lang: str, none: str) -> None:  # noqa: F811
    page = api.page
    api.says("/statistics([?]month=2026-1[01])?$", STATISTICS)
    api.says("/statistics/ratings[?]", {"items": [SAID], "next": None})
    api.says("/statistics/league[?]", LEAGUE)
    page.goto(f"/{lang}/statistics/")
    rows = page.locator("tbody[data-slot=rows] tr")
    rows.nth(1).wait_for()
    assert rows.count() == 2 and faults(page) == []
    assert page.locator("[data-slot=file]").get_attribute("href").endswith(f"/file?month=2026-11&lang={lang}")
    started = rows.filter(has_text="104").locator("a.rowtable__open").first.get_attribute("href")
    assert started.endswith("exports/?services=undergraduate-leave&from=2026-11-01&to=2026-11-30")
    assert rows.filter(has_text="104").locator('[data-label="按时率"], [data-label="On time"]').text_content() == "96%"
    assert page.locator("[data-slot=departments]").is_hidden(), "there is one department"
    assert page.locator("[data-slot=college-rows] b").all_text_contents() == ["60", "40"]
    page.locator("#choose-order").select_option("rating")
    assert "4.6" in rows.first.text_content()
    rows.first.locator("button").last.click()
    page.locator(".sheet").get_by_text("很快").wait_for()
    page.keyboard.press("Escape")
    rows.first.locator("button").first.click()
    page.locator("#link-tag").fill("Orientation 2026")
    assert page.locator("output").text_content().endswith("undergraduate-leave/?from=orientation2026")
    page.keyboard.press("Escape")
    quiet = {"unit": "registry", **EMPTY, "running": 0, "trips": 0}
    two = {"units": [*STATISTICS["units"], REGISTRY], "departments": [*STATISTICS["departments"], quiet]}
    page.locator("#choose-month").select_option("2026-10")
    page.wait_for_url("**/statistics/?month=2026-11")
    api.says("/statistics([?]month=2026-1[01])?$", STATISTICS | two)
    page.reload()
    departments = page.locator("tbody[data-slot=department-rows] tr")
    departments.nth(1).wait_for()
    assert departments.first.locator("progress").get_attribute("value") == "96" and faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    departments.nth(1).locator("button").click()
    page.locator("[data-slot=departments]").wait_for(state="hidden")
    assert rows.count() == 0, "the figure opens its list"
    api.says("/api/v1/statistics", STATISTICS | NOTHING)
    page.goto(f"/{lang}/statistics/")
    page.get_by_text(none).wait_for()


def test_a_figure_of_the_statistics_prepares_its_export(api: Api) -> None:  # noqa: F811
    from tests.portal.test_exports import prepared

    prepared(api, [], [])
    api.page.goto("/zh/exports/?services=undergraduate-leave&from=2026-10-01&to=2026-10-31")
    api.page.locator("input[name=services]:checked").wait_for()
    assert api.page.locator("input[name=from]").input_value() == "2026-10-01"
    assert api.page.locator("input[name=to]").input_value() == "2026-10-31"


@pytest.mark.req("H-02")
def test_the_guide_book_is_found_read_and_printed_page_by_page(api: Api) -> None:  # noqa: F811
    page = api.page
    page.goto("/zh/")
    page.locator(".foot a", has_text="办事指南汇编").click()
    page.locator(".book-toc a").first.click()
    page.locator(".book-guide").first.wait_for()
    page.emulate_media(media="print")
    breaks = page.evaluate(
        "[...document.querySelectorAll('.book-guide')].map((one) => getComputedStyle(one).breakBefore)"
    )
    assert set(breaks) == {"page"}
    assert page.locator(".back").is_hidden() and page.locator(".foot").is_hidden()
    page.emulate_media(media="screen")
