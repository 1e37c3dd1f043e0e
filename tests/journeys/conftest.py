"""The whole hall and a real browser; every person has a context of their own, every step may leave a picture.

Pictures are kept in ``build/journeys/<journey>/<nn>-<step>.png``. A test fails at its end when any page threw, broke
its content security policy, was answered 5xx, scrolled sideways, or spoke the other language.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsers import CHROMIUM
from tests.journeys.person import Person
from tests.whole_hall import ROOT, WholeHall

PICTURES = ROOT / "build" / "journeys"
PATIENCE = 15_000
"""Milliseconds: an event reaches the next person through stream, flow and queue."""


expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHall]:
    running = WholeHall(tmp_path_factory.mktemp("hall"))
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


class People:
    """Opens browsers for people; knows what went wrong on any of their pages."""

    def __init__(self, hall: WholeHall, browser: Any, pictures: Path) -> None:
        self.hall, self.browser, self.pictures = hall, browser, pictures
        self.all: list[Person] = []

    def __call__(self, account: str, *, width: int = 390, lang: str = "zh", scripts: bool = True) -> Person:
        context = self.browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            locale="zh-CN" if lang == "zh" else "en-GB",
            base_url=self.hall.url,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        person = Person(account, context, lang, self.picture)
        self.all.append(person)
        return person

    def picture(self, page: Any, name: str) -> None:
        """The whole page as if the window were that high, so that bars stay where they belong; a sheet as it opens."""
        number = len(list(self.pictures.glob("*.png"))) + 1
        window = page.viewport_size
        height = window["height"]
        if not page.locator("dialog[open]").count():
            height = max(height, page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({**window, "height": height})
        page.screenshot(path=self.pictures / f"{number:02d}-{name}.png", animations="disabled")
        page.set_viewport_size(window)


@pytest.fixture
def people(hall: WholeHall, browser: Any, request: pytest.FixtureRequest) -> Iterator[People]:
    pictures = PICTURES / request.node.originalname.removeprefix("test_")
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    everybody = People(hall, browser, pictures)
    yield everybody
    for person in everybody.all:
        person.context.close()
    assert [fault for person in everybody.all for fault in person.faults] == []
