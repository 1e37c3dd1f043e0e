"""Ratings compared, on the page of statistics, in a real browser (W-13)."""

from __future__ import annotations

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_insight import LEAGUE, STATISTICS

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]


@pytest.mark.req("W-13")
@pytest.mark.parametrize(("lang", "few", "low"), [("zh", "不足 10 条", "低分"), ("en", "fewer than 10", "Low")])
def test_ratings_are_compared_over_the_months_one_chooses(api: Api, lang: str, few: str, low: str) -> None:  # noqa: F811
    page = api.page
    api.says("/statistics([?]month=.*)?$", STATISTICS)
    api.says("/statistics/league[?]", LEAGUE)
    page.goto(f"/{lang}/statistics/")
    panel = page.locator(".league")
    panel.locator("tbody tr").first.wait_for()
    assert ("GET", "statistics/league?from=2026-09&to=2026-11", None) in api.sent
    cells = panel.locator("[data-table=services] tbody tr").nth(0).locator("td").all_inner_texts()
    assert cells[1:3] == ["1", "24"] and cells[3].startswith("4.58") and cells[4] == "4.2%"
    last = panel.locator("[data-table=counters] tbody tr").last.locator("td").all_inner_texts()
    assert few in last[1] and last[3:] == ["—", "—"] and "10" in panel.locator("[data-slot=how]").inner_text()
    assert panel.locator("[data-table=departments] tbody tr").count() == 2
    assert panel.get_by_role("columnheader", name=low).count() == 3
    panel.locator("[name=to]").select_option("2026-10")
    panel.locator("[name=from]").select_option("2026-11")
    page.wait_for_function("document.querySelector('.league [name=to]').value === '2026-11'")
    file = panel.locator("a[download]").get_attribute("href")
    assert file == f"/api/v1/statistics/league/file?from=2026-09&to=2026-11&lang={lang}"
    api.says("/statistics/league[?]", {"code": "temporary"}, 503)
    panel.locator("[name=from]").select_option("2026-10")
    panel.get_by_role("alert").wait_for()
    assert faults(page) == []
