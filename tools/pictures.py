"""Pictures of every page at three widths, in both languages, light and dark; and the film strip of the README.

``make pictures`` starts the hall as `make run` does, on a port of its own and with data of its own, walks one
application through it, has its people fill the other pages, and writes ``build/pictures/index.html`` with all pictures
and ``docs/images/journey.webp``. ``python -m tools.pictures inbox task --width 390 --lang en`` takes some only, and
leaves the film strip alone.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright

from local.demo import device_key
from local.demo.staff import HELPERS
from tests.browsers import ARGS, CHROMIUM
from tests.portal.axe import settle
from tests.whole_hall import ROOT, WholeHall
from tools import scenes
from tools.scenes import ADMINISTRATOR, COUNSELLOR, LEADER, STUDENT
from tools.studio import Studio, filled_hall, film, strip

OUT = ROOT / "build" / "pictures"
STRIP = ROOT / "docs" / "images" / "journey.webp"
WIDTHS, LANGS, SCHEMES = (390, 768, 1440), ("zh", "en"), ("light", "dark")
HELPER = HELPERS[0]
HIGHEST = 6000
"""Pixels of a picture: a list of seventy services is shown so far."""


class View(NamedTuple):
    """A page: the template it is made from, its path below the language, and who looks at it."""

    template: str
    path: str
    account: str = STUDENT


PAGES = {
    "home": View("home", ""),
    "services": View("services", "services/"),
    "guide": View("guide", "services/student-leave/"),
    "guide-book": View("guide_book", "guide-book/"),
    "guide-booklet": View("guide_booklet", "guide-book/network-centre/"),
    "apply": View("apply", "apply/student-leave/"),
    "applications": View("applications", "applications/"),
    "application": View("application", "application/?id={application}"),
    "progress": View("progress", "p/{progress}"),
    "query": View("query", "query/"),
    "archive-check": View("archive_check", "archive-check/"),
    "me": View("me", "me/"),
    "me-staff": View("me", "me/", COUNSELLOR),
    "me-office": View("me", "me/", ADMINISTRATOR),
    "certificates": View("certificates", "certificates/"),
    "certificate": View("certificate", "certificate/?c={code}"),
    "appointments": View("appointments", "appointments/"),
    "book": View("appointments", "appointments/?service=student-card-replacement"),
    "counters": View("counters", "counters/", ADMINISTRATOR),
    "helper": View("helper", "helper/", HELPER),
    "entry": View("entry", "counters/entry/?counter=research&ticket={at_window}", scenes.SCIENCE_HEAD),
    "line": View("counters", "counters/?counter=research", scenes.SCIENCE_HEAD),
    "ticket": View("ticket", "ticket/?hall=service-centre"),
    "kiosk": View("kiosk", f"kiosk/?hall=service-centre#key={device_key()}"),
    "board": View("board", f"board/?hall=service-centre#key={device_key()}"),
    "pad": View("pad", f"rate/?hall=service-centre&counter=registry&window=3#key={device_key()}"),
    "charges": View("charges", "charges/"),
    "data": View("data", "data/"),
    "register": View("data", "data/?r=grades"),
    "messages": View("messages", "messages/"),
    "inbox": View("inbox", "inbox/", COUNSELLOR),
    "task": View("task", "task/?id={task}", LEADER),
    "rank": View("rank", "rank/?service=scholarship&step=college_ranking", LEADER),
    "checks": View("checks", "checks/", ADMINISTRATOR),
    "versions": View("versions", "versions/?code=ip-address", scenes.NETWORK_HEAD),
    "catalogue": View("catalogue", "catalogue/", scenes.NETWORK_HEAD),
    "edit": View("edit", "catalogue/edit/?code=ip-address", scenes.NETWORK_HEAD),
    "exports": View("exports", "exports/", scenes.NETWORK_HEAD),
    "cases": View("cases", "cases/?service=ip-address", scenes.NETWORK_HEAD),
    "webhooks": View("webhooks", "webhooks/", scenes.NETWORK_HEAD),
    "coverage": View("coverage", "coverage/", scenes.NETWORK_HEAD),
    "statistics": View("statistics", "statistics/", scenes.STUDENT_HEAD),
    "collections": View("collections", "collections/?s=theory-study", scenes.PUBLICITY),
    "notices": View("notices", "notices/", scenes.ASSETS),
    "notice": View("notices", "notices/?id={notice}", scenes.ASSETS),
    "rosters": View("rosters", "rosters/", ADMINISTRATOR),
    "directory": View("directory", "directory/", ADMINISTRATOR),
    "answers": View("answers", "answers/"),
    "answer-desk": View("answer_desk", "answer-desk/", ADMINISTRATOR),
    "codes": View("codes", "codes/?r=classrooms", ADMINISTRATOR),
    "missing": View("missing", "nowhere/"),
    "offline": View("offline", "offline/"),
}
"""Every template has at least one (tests/rules/test_pages.py)."""


@dataclass(frozen=True)
class Wanted:
    """What of it all; everything by default."""

    pages: Sequence[str] = tuple(PAGES)
    widths: Sequence[int] = WIDTHS
    langs: Sequence[str] = LANGS
    schemes: Sequence[str] = SCHEMES

    def names(self, page: str, lang: str) -> list[str]:
        return [f"{page}-{width}-{lang}-{scheme}" for width in self.widths for scheme in self.schemes]


def address(lang: str, path: str) -> str:
    """The page of progress is the function's own, and asks for its language."""
    return f"/{path}?lang={lang}" if path.startswith("p/") else f"/{lang}/{path}"


def shots(studio: Studio, ids: dict[str, str], wanted: Wanted) -> Iterator[Path]:
    """Every page, whole, as if the window were that high, so that bars stay where they belong."""
    for lang in wanted.langs:
        for name in wanted.pages:
            view = PAGES[name]
            person = studio.window(view.account, lang)
            person.open(address(lang, view.path.format(**ids)))
            settle(person.page)
            yield from _sizes(person.page, f"{name}-{{}}-{lang}-{{}}.png", wanted)
            person.context.close()


def _sizes(page: Any, name: str, wanted: Wanted) -> Iterator[Path]:
    for width in wanted.widths:
        page.set_viewport_size({"width": width, "height": 900})
        high = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(900, min(high, HIGHEST))})
        for scheme in wanted.schemes:
            page.emulate_media(color_scheme=scheme)
            file = OUT / name.format(width, scheme)
            page.screenshot(path=file, animations="disabled")
            yield file


def contact_sheet(wanted: Wanted) -> str:
    """One page with all of them, a row for each page and language."""
    rows = []
    for lang in wanted.langs:
        for name in wanted.pages:
            cells = "".join(
                f'<a href="{stem}.png"><img src="{stem}.png" alt="" loading="lazy"><br>{stem}</a>'
                for stem in wanted.names(name, lang)
            )
            rows.append(f"<h2>{name} · {lang}</h2><div>{cells}</div>")
    style = (
        "body{font:14px sans-serif;margin:16px}div{display:flex;gap:12px;overflow:auto}a{flex:none}img{height:420px}"
    )
    return f'<!doctype html><meta charset="utf-8"><title>Pictures</title><style>{style}</style>{"".join(rows)}'


def asked(words: Sequence[str]) -> Wanted:
    options = argparse.ArgumentParser(prog="python -m tools.pictures")
    options.add_argument("pages", nargs="*", help="all, by default", metavar="page")
    options.add_argument("--width", type=int, action="append", help="pixels; 320 too is worth a look")
    options.add_argument("--lang", action="append", choices=LANGS)
    options.add_argument("--scheme", action="append", choices=SCHEMES)
    told = options.parse_args(words)
    if strange := set(told.pages) - set(PAGES):
        options.error(f"unknown: {', '.join(sorted(strange))}; there are {', '.join(PAGES)}")
    return Wanted(tuple(told.pages) or tuple(PAGES), told.width or WIDTHS, told.lang or LANGS, told.scheme or SCHEMES)


def take(hall: WholeHall, wanted: Wanted) -> int:
    """How many pictures there are now."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        studio = Studio(hall, browser)
        frames, ids = film(studio)
        if wanted == Wanted():
            STRIP.write_bytes(strip(browser, frames))
            print(f"  {STRIP.relative_to(ROOT)}  {STRIP.stat().st_size // 1000} KB", flush=True)
        ids |= filled_hall(studio)
        taken = len(list(shots(studio, ids, wanted)))
        browser.close()
    return taken


def main() -> int:
    if not CHROMIUM:
        print("  ✗ 需要 Chromium · Chromium is needed")
        return 1
    wanted = asked(sys.argv[1:])
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    hall = WholeHall(Path(tempfile.mkdtemp(prefix="hall-pictures-")))
    try:
        taken = take(hall, wanted)
    finally:
        hall.stop()
        shutil.rmtree(hall.folder, ignore_errors=True)
    (OUT / "index.html").write_text(contact_sheet(wanted), encoding="utf-8")
    print(f"  {(OUT / 'index.html').relative_to(ROOT)}  {taken} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
