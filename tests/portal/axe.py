"""Every page of the portal with the stand-in API behind it, and what axe-core says about it.

axe comes with `make setup` (``tools/axe``); it is put into the page by the browser, past the page's own policy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "tools" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
TASK = "task/?id=app-1.counsellor_review.1.0"
PAGES = {
    "home": "",
    "services": "services/",
    "guide": "services/student-leave/",
    "apply": "apply/student-leave/",
    "applications": "applications/",
    "application": "application/?id=app-1",
    "inbox": "inbox/",
    "task": TASK,
    "query": "query/",
    "me": "me/",
    "checks": "checks/",
    "versions": "versions/?code=student-leave",
    "messages": "messages/",
    "data": "data/",
    "exports": "exports/",
    "missing": "404.html",
    "offline": "offline/",
}
"""Name to path below the language."""
READY = ".loading.needs-js, [aria-busy=true]"


def seats() -> list[dict[str, Any]]:
    """Positions that show all there is to see."""
    title = {"zh": "部门负责人", "en": "Head of department"}
    admin = {"zh": "技术管理员", "en": "Technical administrator"}
    return [
        {"role": "department_head", "unit": "student-affairs", "title": title},
        {"role": "technical_administrator", "unit": "network-centre", "title": admin},
    ]


def settle(page: Any) -> None:
    """Wait until nothing on the page says that it is still loading."""
    page.wait_for_load_state("networkidle")
    if page.locator(READY).count():
        page.locator(READY).first.wait_for(state="hidden")


@cache
def source() -> str:
    return AXE.read_text("utf-8")


def violations(page: Any, *rules: str) -> list[str]:
    """``rule: what to do (where)``, one for each place axe finds fault with; best practices count too. `rules`: just
    these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{one['id']}: {one['help']} ({node['target'][0]}) {node.get('failureSummary', '')[-160:]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
