"""All services in a real browser: facets that add up, groups, and a university with a thousand services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.shared.text import Text
from tests.browsers import CHROMIUM
from tests.portal.example import SERVICES
from tests.portal.fake_api import FakeHall
from tests.portal.fake_server import start
from tests.portal.finding import shown, thousand

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

Site = tuple[FakeHall, str]


@pytest.mark.req("C-07")
def test_browsing_begins_with_what_is_for_me_until_i_choose(page: Any) -> None:
    page.goto("/zh/services/", wait_until="networkidle")
    mine = {service.code for service in SERVICES if "undergraduate" in service.audience}
    assert set(shown(page)) == mine < {service.code for service in SERVICES}
    page.get_by_role("button", name="去掉条件：本科生").click()
    assert len(shown(page)) == len(SERVICES)
    page.reload(wait_until="networkidle")
    assert len(shown(page)) == len(SERVICES), "that I want to see all is kept in the address"


def tick(page: Any, facet: str, value: str) -> None:
    if not page.locator(f"[data-facet={facet}][open]").count():
        page.locator(f"[data-facet={facet}] > summary").click()
    page.locator(f'input[name="{facet}"][value="{value}"]').check()


def fitting(**asked: set[str]) -> set[str]:
    """Codes of the services that have one of the values asked for in each facet."""
    of = {"area": lambda s: {s.area}, "theme": lambda s: set(s.themes), "role": lambda s: set(s.audience)}
    return {s.code for s in SERVICES if all(of[name](s) & values for name, values in asked.items())}


@pytest.mark.req("C-04", "C-07", "C-08", "C-09", "S-01", "H-11", "Z-05")
def test_facets_add_up_count_what_they_would_leave_and_back_takes_the_last_one_away(page: Any, site: Site) -> None:
    site[0].signed_in = False
    page.goto("/zh/services/", wait_until="networkidle")
    page.locator("#narrow").click()

    tick(page, "area", "teaching_registrar")
    assert set(shown(page)) == fitting(area={"teaching_registrar"})
    tick(page, "area", "party_administration")
    two = fitting(area={"teaching_registrar", "party_administration"})
    assert set(shown(page)) == two
    tick(page, "theme", "leave")
    assert set(shown(page)) == fitting(area={"teaching_registrar", "party_administration"}, theme={"leave"})
    told = page.locator('label:has(input[name="role"][value="cadre"]) i').inner_text()
    with_cadre = fitting(area={"teaching_registrar", "party_administration"}, theme={"leave"}, role={"cadre"})
    assert int(told) == len(with_cadre) > 0
    tick(page, "role", "cadre")
    assert set(shown(page)) == with_cadre
    address = parse_qs(urlsplit(page.url).query)
    assert sorted(address["area"]) == ["party_administration", "teaching_registrar"]
    assert (address["theme"], address["role"]) == (["leave"], ["cadre"])

    page.go_back()
    page.go_back()
    assert set(shown(page)) == two
    assert not page.locator('input[name="theme"][value="leave"]').is_checked()
    page.go_forward()
    page.reload(wait_until="networkidle")
    assert set(shown(page)) == fitting(area={"teaching_registrar", "party_administration"}, theme={"leave"})
    page.locator("[data-switch]").click()  # the other language shows the same choice; it has no such letter
    page.wait_for_url("**/en/services/?*")
    page.wait_for_load_state("networkidle")
    assert set(shown(page)) == fitting(area={"teaching_registrar", "party_administration"}, theme={"leave"})
    page.goto(page.url.replace("/en/", "/zh/") + "&letter=%C3%84&area=gone", wait_until="networkidle")
    assert set(shown(page)) == fitting(area={"teaching_registrar", "party_administration"}, theme={"leave"})
    page.get_by_role("button", name="清除全部条件").click()
    assert len(shown(page)) == len(SERVICES)


@pytest.mark.req("C-08", "C-09")
def test_the_list_is_grouped_by_department_and_by_letter(page: Any, site: Site) -> None:
    site[0].signed_in = False
    page.goto("/zh/services/", wait_until="networkidle")
    page.get_by_role("button", name="首字母", exact=True).click()
    letters = [one.split()[0] for one in page.locator("#list h2").all_inner_texts()]
    assert letters == sorted(letters) and "X" in letters and len(letters) == len(set(letters))
    page.locator("#by").get_by_role("button", name="部门").click()
    assert len(shown(page)) == len(SERVICES)
    names = page.locator("#list section", has_text="网络中心").locator("a b").all_inner_texts()
    assert sorted(names) == sorted(one.name.zh for one in SERVICES if one.owner_unit == "network-centre")
    assert "by=unit" in page.url


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal of a university with a thousand services, some with very long names."""
    hall = FakeHall(signed_in=False)
    hall.diagrams = dict  # type: ignore[assignment,method-assign]
    hall.services = [*thousand(998), *_long_names()]
    server, address = start(tmp_path_factory.mktemp("large"), hall)
    yield address
    server.shutdown()


def _long_names() -> Iterator[Any]:
    for at, unbroken in enumerate(
        ("Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente" * 2, "An ordinary word " * 9)
    ):
        first = SERVICES[at]
        zh = first.name.zh * 12
        yield replace(first, code=f"long-{at}", name=Text(zh, unbroken))


@pytest.mark.req("C-10")
def test_each_of_a_thousand_services_is_two_touches_away_after_typing(page: Any, large: str) -> None:
    for name, code in (("图书预约（989）", "service-989"), ("tushuyuyue 17", "service-17")):
        page.goto(f"{large}/zh/")
        page.get_by_role("combobox").fill(name)
        page.get_by_role("option").first.wait_for()
        direct = page.locator(f'[role=option][href$="/{code}/"]')
        if not direct.count():
            page.locator("#suggest-all").click()
            direct = page.locator(f'#list a[data-code="{code}"]')
        direct.click()
        page.wait_for_url(f"**/zh/services/{code}/")


def test_the_best_come_first_and_all_when_asked_for(page: Any, large: str) -> None:
    page.goto(f"{large}/zh/services/?q=shenqing", wait_until="networkidle")
    page.get_by_role("button", name=re.compile("查看全部")).wait_for()
    first = shown(page)
    count = int(re.findall(r"\d+", page.locator("#found").inner_text())[0])
    assert len(first) == 40 < count
    page.get_by_role("button", name=re.compile("查看全部")).click()
    assert shown(page)[:40] == first and len(shown(page)) == count
    assert page.evaluate("document.activeElement.dataset.code") == shown(page)[40]


def test_long_names_and_narrow_phones_break_nothing(page: Any, large: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("en/", "en/services/?by=letter", "zh/services/?q=long", "en/services/?q=donau", "en/services/long-0/"):
        page.goto(f"{large}/{path}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.goto(f"{large}/en/")
    page.get_by_role("combobox").fill("donau")
    page.get_by_role("option").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
