"""Nothing jumps under the reader: what arrives later has its room from the first picture on, or comes below."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.portal import axe
from tests.portal.fake_api import FakeHall

pytestmark = pytest.mark.serial
MOST = 0.02
"""Of the sum the browser counts for a page (cumulative layout shift); 0.1 is what is commonly called good."""
LATE = 0.3
"""Seconds every answer takes, so that the page is painted before it comes."""
WATCH = """window.moved = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries())
    if (!hadRecentInput) moved.push([value, ...sources.map(({ node }) => node?.id || node?.className)]);
}).observe({ type: "layout-shift", buffered: true });"""
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
OPEN = {"home": "", "guide": "services/student-leave/"}
OWN = {
    "apply": "apply/student-leave/",
    "application": "application/?id=app-1",
    "inbox": "inbox/",
    "task": axe.TASK,
}


@pytest.fixture
def late(page: Any, site: tuple[FakeHall, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A phone far away from the hall."""
    hall = site[0]
    at_once: Callable[..., tuple[int, Any]] = hall.answer

    def answer(*asked: Any) -> tuple[int, Any]:
        time.sleep(LATE)
        return at_once(*asked)

    monkeypatch.setattr(hall, "answer", answer)
    page.add_init_script(WATCH)
    yield page


def moved(page: Any, lang: str, paths: dict[str, str]) -> list[str]:
    """The pages on which more moved than may, and what moved there."""
    found = []
    for name, path in paths.items():
        page.goto(f"/{lang}/{path}")
        axe.settle(page)
        page.evaluate(PAINTED)
        shifts = page.evaluate("moved")
        if sum(shift[0] for shift in shifts) > MOST:
            found.append(f"{name}: {shifts}")
    return found


def rich(hall: FakeHall) -> None:
    """Somebody with favourites, a draft, a position and no proven address."""
    hall.kept = {"student-leave", "ip-address"}
    hall.person = {"verified": {"email": False, "mobile": False}, "positions": axe.seats()}
    kept = {"seq": 1, "answers": {"reason": "看牙"}, "left_over": [], "saved_at": "2026-11-20T00:00:00+00:00"}
    hall.drafts = {"student-leave": kept}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_jumps_for_a_guest(late: Any, site: tuple[FakeHall, str], lang: str) -> None:
    site[0].signed_in = False
    assert moved(late, lang, OPEN) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("much", [False, True], ids=["little", "much"])
def test_nothing_jumps_for_a_person(late: Any, site: tuple[FakeHall, str], lang: str, much: bool) -> None:
    """The first time, when nothing is known of them on this device, and again with what was kept."""
    if much:
        rich(site[0])
    assert moved(late, lang, OPEN | OWN) == []
    assert moved(late, lang, OPEN) == [], "the second time"


def test_what_is_own_comes_first_for_who_was_here_and_last_for_who_was_not(
    late: Any, site: tuple[FakeHall, str]
) -> None:
    rich(site[0])
    top = "(at) => at.getBoundingClientRect().y"
    for first in (True, False):
        late.goto("/zh/")
        late.locator("#favourites a").first.wait_for()
        late.locator("#waiting").wait_for()
        assert (late.locator("#own").evaluate(top) > late.locator(".offer").evaluate(top)) is first
        axe.settle(late)


def test_the_counter_of_what_jumps_counts(late: Any) -> None:
    """What holds the others is itself held: a panel that comes at the top late is found."""
    late.add_init_script(
        "addEventListener('load', () => setTimeout(() => { const p = document.createElement('p'); p.textContent = 'x';"
        " p.className = 'loading'; document.querySelector('main').prepend(p); }, 200))"
    )
    assert moved(late, "zh", {"guide": OPEN["guide"]}) != []
