"""The page of coverage in a real browser: figures open lists, candidates are ordered, steps show what they did."""

from __future__ import annotations

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_coverage import AUDIT, REPORT, SEAL, UNIT

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]


@pytest.mark.req("H-14", "H-15", "W-02", "X3")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_open_their_lists_and_steps_say_what_they_did(api: Api, lang: str) -> None:  # noqa: F811
    page = api.page
    other = SEAL | {"code": "other", "unit": UNIT, "yearly": 10, "people": 90_000, "visits": 1, "saved": 10}
    api.says("/coverage$", REPORT | {"candidates": [*REPORT["candidates"], other]})
    api.says("/services/undergraduate-leave/step-audit$", AUDIT)
    page.goto(f"/{lang}/coverage/")
    page.locator("tr[data-unit=registry]").wait_for()
    assert faults(page) == []
    page.locator("tr[data-unit=registry] .figure").first.click()
    assert page.locator("dialog a").count() == 2
    page.locator("dialog .sheet__close").click()
    page.locator(".figures__sum .figure").nth(2).click()
    assert page.locator("dialog a").get_attribute("href") == f"/{lang}/services/seal/"
    page.locator("dialog .sheet__close").click()
    first = page.locator("ol.cells a").first
    assert first.get_attribute("href") == f"/{lang}/services/seal/"
    page.get_by_role("button", name="服务对象" if lang == "zh" else "People", exact=True).click()
    assert page.locator("ol.cells a").first.get_attribute("href") == f"/{lang}/services/other/"
    page.locator("[data-service=undergraduate-leave]").click()
    page.locator("dialog .state--warn", has_text="只签字" if lang == "zh" else "only signs").wait_for()
    assert "40" in page.locator("dialog").inner_text()


def test_who_looks_after_nothing_is_told_so(api: Api) -> None:  # noqa: F811
    api.says("/coverage$", {"code": "not_found"}, 404)
    api.page.goto("/zh/coverage/")
    api.page.get_by_text("没有由您管理的事项").wait_for()
