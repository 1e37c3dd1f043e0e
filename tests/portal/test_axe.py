"""Every page for everybody: nothing axe finds fault with, nothing too small, cut off or in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.portal import axe, looking
from tests.portal.fake_desks import DeskHall
from tests.portal.fake_server import start

pytestmark = [
    pytest.mark.serial,
    pytest.mark.req("R48"),
    pytest.mark.skipif(not axe.AXE.exists(), reason="axe is not installed; make setup does that"),
]
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{4,}(?: [A-Za-z]{2,}){2,}")
"""A sentence, not an abbreviation or an address."""
SAID = """() => [...document.querySelectorAll('main *, header *, footer *')]
    .filter((one) => one.checkVisibility() && !one.closest('[lang]:not(html), code, option, textarea'))
    .flatMap((one) => [...one.childNodes].filter((part) => part.nodeType === 3).map((part) => part.textContent.trim()))
    .filter(Boolean)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DeskHall, str]]:
    hall = DeskHall()
    server, address = start(tmp_path_factory.mktemp("portal"), hall)
    yield hall, address
    server.shutdown()


@pytest.fixture
def seated(page: Any, site: tuple[DeskHall, str]) -> Iterator[Any]:
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


def strange(page: Any, lang: str, written: set[str]) -> list[str]:
    """What the page says in the other language by itself."""
    other = LATIN if lang == "zh" else HAN
    said = [one for one in page.evaluate(SAID) if other.search(one)]
    return [one[:80] for one in said if not any(one in text or text in one for text in written)]


def looked_at(page: Any, lang: str, written: set[str]) -> dict[str, list[str]]:
    """All that is wrong with a page as it stands, by what was looked for."""
    found = {
        "axe": axe.violations(page),
        "other language": strange(page, lang, written),
        "smaller than a finger": looking.measure(page, "small", looking.TOUCH),
        "called otherwise than inscribed": looking.measure(page, "misnamed"),
        "moves": looking.measure(page, "moving"),
    }
    page.emulate_media(color_scheme="dark")
    found["axe, dark"] = axe.violations(page, "color-contrast")
    page.emulate_media(color_scheme="light", forced_colors="active")
    found["nothing marks it without colours"] = looking.measure(page, "bare")
    page.emulate_media(forced_colors="none")
    found["does not fit"] = looking.at_widths(page, 640, 320, 390)
    return found


@pytest.mark.req("S-13")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_for_everybody(seated: Any, lang: str) -> None:
    """On a phone, at twice the size (640 px) and at four times (320 px, WCAG 1.4.10), in the dark, without the page's
    colours, to a finger, to a voice, and to who asked for no motion."""
    wrong, written = dict[str, list[str]](), set[str]()
    seated.on("response", lambda answer: "/api/" in answer.url and written.update(one_language(answer)))
    for name, path in axe.PAGES.items():
        open_page(seated, lang, path)
        wrong |= {f"{name}: {what}": said for what, said in looked_at(seated, lang, written).items() if said}
    assert not wrong, "\n".join(f"{what}: {one}" for what, said in wrong.items() for one in said)


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


def test_what_is_chosen_shows_without_colours(seated: Any) -> None:
    """Forced colours take every background away: what is chosen needs a line of its own."""
    seated.emulate_media(forced_colors="active")
    open_page(seated, "zh", "inbox/")
    styles = "(node) => [getComputedStyle(node).outlineStyle, getComputedStyle(node).outlineWidth]"
    assert seated.locator("[role=tab][aria-selected=true]").evaluate(styles)[0] == "solid"
    assert seated.locator("[role=tab][aria-selected=false]").first.evaluate(styles)[0] == "none"
    assert seated.locator("#filter button").evaluate("(node) => getComputedStyle(node).borderTopStyle") == "solid"
