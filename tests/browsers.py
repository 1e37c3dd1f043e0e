"""The real browser of tests: where it is and how it is started; `tests.conftest` opens one for the whole session."""

from __future__ import annotations

from shutil import which

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
