"""A collection in a real browser: a large unit that comes in two pages stands as one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_registers import ASKED_UNIT, COLLECTED

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]


@pytest.mark.req("C-S1", "S-08")
def test_a_unit_that_goes_on_on_the_next_page_stands_as_one(api: Api) -> None:  # noqa: F811
    name = {"zh": "大学院", "en": "Large School"}
    pages = [part(name, range(3), 2), part(name, range(3, 5), 1)]
    answers = iter([COLLECTED | {"items": [pages[0]], "next": "more"}, COLLECTED | {"items": [pages[1]], "next": None}])
    api.says(r"/collections/theory-study\?", lambda: next(answers))
    page = api.page
    page.goto("/zh/collections/?s=theory-study")
    page.get_by_text("2 / 3").first.wait_for()
    page.locator(".more").click()
    page.get_by_text("3 / 5").first.wait_for()
    units = page.locator("#units > *")
    assert units.count() == 1
    assert units.locator(".cells > .cell").count() == 5
    assert "cursor=more" in api.sent[-1][1]


def part(name: dict[str, str], which: range, answered: int) -> dict[str, Any]:
    states = ["entered"] * answered + [None] * (len(which) - answered)
    people = [
        {"id": f"77{n}", "name": name, "duty": None, "state": state, "values": {}}
        for n, state in zip(which, states, strict=True)
    ]
    told = {"id": "college-large", "name": name, "expected": len(people), "answered": answered, "people": people}
    return ASKED_UNIT | told | {"sums": {}, "reminded_at": None}
