"""Every page for everybody: nothing axe finds fault with, no sideways scrolling, one language, still without motion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.portal import axe
from tests.portal.fake_api import FakeHall

pytestmark = [
    pytest.mark.serial,
    pytest.mark.skipif(not axe.AXE.exists(), reason="axe is not installed; make setup does that"),
]
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{4,}(?: [A-Za-z]{2,}){2,}")
"""A sentence, not an abbreviation or an address."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SAID = """() => [...document.querySelectorAll('main *, header *, footer *')]
    .filter((one) => one.checkVisibility() && !one.closest('[lang]:not(html), code, option, textarea'))
    .flatMap((one) => [...one.childNodes].filter((part) => part.nodeType === 3).map((part) => part.textContent.trim()))
    .filter(Boolean)"""


@pytest.fixture
def seated(page: Any, site: tuple[FakeHall, str]) -> Iterator[Any]:
    """A phone in the hand of somebody who sees all there is to see."""
    site[0].person = {"positions": axe.seats(), "category": "staff", "verified": {"email": False, "mobile": False}}
    site[0].own.phrases = ["同意"]
    page.emulate_media(reduced_motion="reduce")
    yield page


def one_language(answer: Any) -> set[str]:
    """The texts of an answer that are not one of two languages."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict) and not (value.keys() == {"zh", "en"} and value["zh"] != value["en"]):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from walk(one)
        elif isinstance(value, str) and HAN.search(value):
            yield value

    return set(walk(answer.json())) if answer.status == 200 else set()


def open_page(page: Any, lang: str, path: str) -> None:
    page.goto(f"/{lang}/{path}")
    axe.settle(page)


@pytest.mark.req("S-13")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_in_light_or_dark(seated: Any, lang: str) -> None:
    found = []
    for name, path in axe.PAGES.items():
        seated.emulate_media(color_scheme="light")
        open_page(seated, lang, path)
        found += [f"{name}: {one}" for one in axe.violations(seated)]
        seated.emulate_media(color_scheme="dark")
        found += [f"{name}, dark: {one}" for one in axe.violations(seated, "color-contrast")]
    assert found == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_in_sheets(seated: Any, lang: str) -> None:
    found = []
    for path, button in (("me/", "#contacts .cell button"), (axe.TASK, "[data-decision=approve]"), ("me/", "#bell")):
        open_page(seated, lang, path)
        seated.locator(button).first.click()
        seated.get_by_role("dialog").wait_for()
        seated.wait_for_load_state("networkidle")
        assert seated.evaluate("document.getAnimations().length") == 0, "nothing moves for who asked for no motion"
        for scheme in ("light", "dark"):
            seated.emulate_media(color_scheme=scheme)
            found += [f"{path} {scheme}: {one}" for one in axe.violations(seated)]
    assert found == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_scrolls_sideways_on_a_narrow_phone_or_at_twice_the_size(seated: Any, lang: str) -> None:
    """320 px is 1280 at four times the size (WCAG 1.4.10), 640 px at twice."""
    wide = []
    for name, path in axe.PAGES.items():
        open_page(seated, lang, path)
        for width in (320, 640):
            seated.set_viewport_size({"width": width, "height": 700})
            if (over := seated.evaluate(OVERFLOW)) > 0:
                wide.append(f"{name} at {width}: {over}")
    assert wide == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_speaks_the_other_language(seated: Any, lang: str) -> None:
    """What somebody wrote stays as they wrote it; what the hall says in two languages is shown in the page's."""
    strange, written = [], set[str]()
    seated.on("response", lambda answer: "/api/" in answer.url and written.update(one_language(answer)))
    for name, path in axe.PAGES.items():
        open_page(seated, lang, path)
        for said in seated.evaluate(SAID):
            own = any(said in one or one in said for one in written)
            if (LATIN if lang == "zh" else HAN).search(said) and not own:
                strange.append(f"{name}: {said[:80]}")
    assert strange == []


def test_what_is_chosen_shows_without_colours(seated: Any) -> None:
    """Forced colours take every background away: what is chosen needs a line of its own."""
    seated.emulate_media(forced_colors="active")
    open_page(seated, "zh", "inbox/")
    styles = "(node) => [getComputedStyle(node).outlineStyle, getComputedStyle(node).outlineWidth]"
    assert seated.locator("[role=tab][aria-selected=true]").evaluate(styles)[0] == "solid"
    assert seated.locator("[role=tab][aria-selected=false]").first.evaluate(styles)[0] == "none"
    assert seated.locator("#filter button").evaluate("(node) => getComputedStyle(node).borderTopStyle") == "solid"
