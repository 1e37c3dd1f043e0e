"""Every page of the portal with the stand-in API behind it, and what axe-core says about it.

axe comes with `make setup` (``tools/axe``); it is put into the page by the browser, past the page's own policy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from tests.web.fake_tickets import TICKET
from tests.web.fake_windows import APPOINTMENT

AXE = Path(__file__).resolve().parents[2] / "tools" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
TASK = "task/?id=app-1.counsellor_review.1.0"
PAGES = {
    "home": "",
    "services": "services/",
    "guide": "services/student-leave/",
    "guide-book": "guide-book/",
    "guide-booklet": "guide-book/student-affairs/",
    "apply": "apply/student-leave/",
    "applications": "applications/",
    "application": "application/?id=app-1",
    "inbox": "inbox/",
    "task": TASK,
    "rank": "rank/?service=scholarship&step=counsellor_review",
    "query": "query/",
    "archive-check": "archive-check/",
    "me": "me/",
    "certificates": "certificates/",
    "certificate": "certificate/?c=0123A-BCDEF-GHJKM-NPQRS",
    "appointments": "appointments/",
    "appointment": f"appointments/?id={APPOINTMENT}",
    "book": "appointments/?service=student-leave",
    "counters": "counters/",
    "helper": "helper/",
    "entry": f"counters/entry/?counter=registry&ticket={TICKET}",
    "ticket": f"ticket/?t={TICKET}",
    "ticket-offer": "ticket/?service=student-leave",
    "kiosk": "kiosk/?hall=service-centre#key=yz",
    "board": "board/?hall=service-centre#key=yz",
    "counter-board": "board/?hall=service-centre&counter=registry#key=yz",
    "pad": "rate/?hall=service-centre&counter=registry&window=3#key=yz",
    "charges": "charges/",
    "checks": "checks/",
    "catalogue": "catalogue/",
    "edit": "catalogue/edit/?code=student-leave",
    "versions": "versions/?code=student-leave",
    "coverage": "coverage/",
    "statistics": "statistics/",
    "messages": "messages/",
    "data": "data/",
    "register": "data/?r=grades",
    "collections": "collections/?s=theory-study",
    "notices": "notices/",
    "notice": "notices/?id=abcdefghijklmnopqrstuvwxyz",
    "webhooks": "webhooks/",
    "rosters": "rosters/",
    "answers": "answers/",
    "answer-desk": "answer-desk/",
    "codes": "codes/?r=places",
    "directory": "directory/",
    "exports": "exports/",
    "cases": "cases/",
    "missing": "404.html",
    "offline": "offline/",
}
"""Name to path below the language."""
OVER = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(document.documentElement.scrollWidth - document.documentElement.clientWidth))))"""
STILL = "Promise.allSettled(document.getAnimations().map((one) => one.finished))"
"""Colours on their way to others are neither."""
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


def faults(page: Any) -> list[str]:
    """What is wrong with a page as it stands: axe in light and dark, and what does not fit into 320 px. The page is
    left as it was found, in light."""
    if not AXE.exists():
        return []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.evaluate(STILL)
    found = [f"dark: {one}" for one in violations(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    page.evaluate(STILL)
    found += violations(page)
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    over = page.evaluate(OVER)
    page.set_viewport_size(size)
    return found + ([f"{over} px too wide at 320"] if over > 0 else [])
