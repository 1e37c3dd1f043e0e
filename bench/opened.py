"""What a browser asks for when somebody opens a page, signed in where it is one's own: every request, its bytes packed.

The pages are the portal's, the answers those of the stand-in that the portal's tests use, so that they are the same on
every machine; how long it takes is `make lighthouse`'s. Nothing is measured where there is no Chromium.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.portal import render_portal
from chalicelib.settings import Settings
from tests.browsers import ARGS, CHROMIUM

PATIENCE = 120_000
"""Milliseconds; a machine that does something else is slow."""
SIGNED_OUT = ("home", "guide", "services", "filtered")
PAGES = {
    "home": "",
    "guide": "services/student-leave/",
    "apply": "apply/student-leave/",
    "track": "application/?id=app-1",
    "inbox": "inbox/",
    "task": "task/?id=app-1.counsellor_review.1.0",
}
"""The pages of architecture.md, section 6; paths below the language."""


@dataclass
class Opened:
    """`files` are the page, its styles, scripts and pictures; `answers` those of the API; `bytes` of both, packed."""

    files: int
    answers: int
    bytes: int
    others: int
    """Requests to other hosts."""


def measure_opened(folder: Path) -> dict[str, Opened]:
    """Each page in a browser that has seen none before, a phone's window; in Chinese, as most read it."""
    from tests.portal.fake_api import FakeHall

    hall = FakeHall()
    render_portal(hall.services, hall.units, hall.diagrams(), folder, Settings())
    return opened_pages(folder, hall, PAGES)


def opened_pages(folder: Path, hall: Any, paths: Mapping[str, str]) -> dict[str, Opened]:
    """`paths`, below the language, of the portal that was rendered into `folder`; nothing where there is no browser."""
    if not CHROMIUM:
        return {}
    from playwright.sync_api import sync_playwright

    from tests.portal.fake_server import serve

    server, address = serve(folder, hall)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            found = {}
            for name, path in paths.items():
                hall.__init__(signed_in=name not in SIGNED_OUT)
                found[name] = _open(browser, address, f"/zh/{path}")
            browser.close()
    finally:
        server.shutdown()
    return found


def _open(browser: Any, address: str, path: str) -> Opened:
    """Not what the service worker keeps for later: nobody waits for that."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    answered: list[Any] = []

    def keep(request: Any) -> None:
        answered.append(request)

    page.on("requestfinished", keep)
    page.goto(path, wait_until="networkidle")
    # A long list is still being put together when the network has been idle for a while.
    page.locator("#parts a").first.wait_for(state="detached", timeout=PATIENCE)
    page.locator("#who.is-known").wait_for(state="attached", timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    asked = [request for request in answered if request.url.startswith("http")]
    ours = [request for request in asked if request.url.startswith(address)]
    answers = [request for request in ours if "/api/" in request.url]
    size = sum(len(gzip.compress(request.response().body(), 9, mtime=0)) for request in ours)
    context.close()
    return Opened(len(ours) - len(answers), len(answers), size, len(asked) - len(ours))
