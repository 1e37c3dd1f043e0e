"""The real browser of tests: where it is and how it is started; `tests.conftest` opens one for the whole session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

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
MODULES = Path(__file__).parents[1] / "portal" / "js"


@contextmanager
def page_of_modules(browser: Any, html: str) -> Iterator[Any]:
    """A page with this HTML and the portal's modules as they are shipped, once it has set `window.asked`."""

    def serve(route: Any) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            route.fulfill(body=(MODULES / name).read_text("utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", serve)
    page.goto("http://hall.example/")
    page.wait_for_function("window.asked")
    yield page
    context.close()
