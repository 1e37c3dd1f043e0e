"""A browser on the rendered portal with the stand-in API behind it."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import which
from typing import Any

import pytest

from tests.portal.fake_api import FakeHall
from tests.portal.fake_server import start

CHROMIUM = which("chromium") or which("chromium-browser") or ""
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeHall, str]]:
    hall = FakeHall()
    server, address = start(tmp_path_factory.mktemp("portal"), hall)
    yield hall, address
    server.shutdown()


@pytest.fixture
def page(site: tuple[FakeHall, str]) -> Iterator[Any]:
    """A phone's page; the test fails on any script error and on anything the content security policy blocked."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    hall, address = site
    hall.__init__()  # type: ignore[misc]
    faults: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address)
        opened = context.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        yield opened
        browser.close()
    assert faults == []
