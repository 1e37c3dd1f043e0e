"""Pictures of every page at three widths, in both languages, light and dark; and the film strip of the README.

``make pictures`` starts the hall as `make run` does, on a port of its own and with data of its own, walks one
application through it, and writes ``build/pictures/index.html`` with all pictures and ``docs/images/journey.webp``.
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browsers import ARGS, CHROMIUM
from tests.journeys.acts import CHINESE, decide, fill_in_leave, open_task
from tests.journeys.person import Person
from tests.whole_hall import ROOT, WholeHall

OUT = ROOT / "build" / "pictures"
STRIP = ROOT / "docs" / "images" / "journey.webp"
MOST_BYTES = 150_000
WIDTHS, LANGS, SCHEMES = (390, 768, 1440), ("zh", "en"), ("light", "dark")
PHONE = {"width": 390, "height": 844}
STUDENT, COUNSELLOR, LEADER, ADMINISTRATOR = "2023010101", "120110", "120102", "111402"
PAGES = {
    "home": ("", STUDENT),
    "services": ("services/", STUDENT),
    "guide": ("services/student-leave/", STUDENT),
    "apply": ("apply/student-leave/", STUDENT),
    "applications": ("applications/", STUDENT),
    "application": ("application/?id={application}", STUDENT),
    "query": ("query/", STUDENT),
    "me": ("me/", STUDENT),
    "data": ("data/", STUDENT),
    "messages": ("messages/", STUDENT),
    "inbox": ("inbox/", COUNSELLOR),
    "task": ("task/?id={task}", LEADER),
    "me-staff": ("me/", COUNSELLOR),
    "checks": ("checks/", ADMINISTRATOR),
    "versions": ("versions/?code=ip-address", ADMINISTRATOR),
    "exports": ("exports/", "111401"),
    "missing": ("nowhere/", STUDENT),
}
"""Name to path below the language, and who looks at it."""


@dataclass
class Studio:
    """One hall and one browser; who signed in once stays so in every window."""

    hall: WholeHall
    browser: Any
    known: dict[str, Any] = field(default_factory=dict)

    def window(self, account: str, lang: str = "zh", scheme: str = "light", width: int = PHONE["width"]) -> Person:
        height = PHONE["height"] if width < 600 else 900
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN" if lang == "zh" else "en-GB",
            base_url=self.hall.url,
            color_scheme=scheme,
            reduced_motion="reduce",
            storage_state=self.known.get(account),
        )
        context.set_default_timeout(60_000)
        person = Person(account, context, lang, lambda *_: None)
        person.signed_in = account in self.known
        if not person.signed_in:
            person.open(f"/{lang}/me/")
            self.known[account] = context.storage_state()
        return person


def film(studio: Studio) -> tuple[list[bytes], dict[str, str]]:
    """One application from finding the service to the second approval: six frames, and the ids the pages need."""
    student, counsellor = studio.window(STUDENT), studio.window(COUNSELLOR)
    frames: list[bytes] = []
    page = student.open("/zh/")
    page.get_by_role("combobox").fill("请假")
    page.get_by_role("option").first.wait_for()
    frames.append(page.screenshot())
    student.open("/zh/services/student-leave/")
    frames.append(page.screenshot())
    student.open("/zh/apply/student-leave/")
    fill_in_leave(page, 5, CHINESE)
    page.locator("#f-reason").scroll_into_view_if_needed()
    frames.append(page.screenshot())
    page.locator("#edit-form .button--primary").click()
    page.locator("#send").click()
    page.locator("#done").wait_for()
    frames.append(page.screenshot())
    number = page.locator(".receipt dd").first.inner_text()
    open_task(counsellor, number)
    frames.append(counsellor.page.screenshot())
    decide(counsellor, "同意", opinion="情况属实，同意。")
    leader = studio.window(LEADER)
    task = open_task(leader, number).url.partition("id=")[2]
    student.open("/zh/applications/")
    page.locator("#sent .cell--link", has_text=number).click()
    page.locator(".step--now").wait_for()
    page.locator(".step--now").scroll_into_view_if_needed()
    frames.append(page.screenshot())
    return frames, {"task": task, "application": page.url.partition("id=")[2]}


def strip(browser: Any, frames: list[bytes]) -> bytes:
    """The frames side by side as one WebP; the browser itself draws and writes it."""
    page = browser.new_page()
    draw = """async ([frames, width, height, gap, quality]) => {
        const canvas = new OffscreenCanvas(frames.length * (width + gap) + gap, height + 2 * gap);
        const pen = canvas.getContext("2d");
        pen.fillStyle = "#8a8a8a";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.imageSmoothingQuality = "high";
        for (const [at, frame] of frames.entries()) {
            const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${frame}`)).blob());
            pen.drawImage(picture, gap + at * (width + gap), gap, width, height);
        }
        const blob = await canvas.convertToBlob({ type: "image/webp", quality });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }"""
    told = [base64.b64encode(frame).decode() for frame in frames]
    made = b""
    for quality in (0.9, 0.8, 0.7, 0.6, 0.5):
        made = base64.b64decode(page.evaluate(draw, [told, 300, 649, 8, quality]))
        if len(made) <= MOST_BYTES:
            break
    page.close()
    return made


def shots(studio: Studio, ids: dict[str, str]) -> Iterator[Path]:
    """Every page, whole, as if the window were that high, so that bars stay where they belong."""
    for lang in LANGS:
        for name, (path, account) in PAGES.items():
            person = studio.window(account, lang)
            page = person.page
            person.open(f"/{lang}/{path.format(**ids)}")
            page.wait_for_load_state("networkidle")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                high = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(900, min(high, 6000))})
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)
                    file = OUT / f"{name}-{width}-{lang}-{scheme}.png"
                    page.screenshot(path=file, animations="disabled")
                    yield file
            person.context.close()


def contact_sheet() -> str:
    """One page with all of them, a row for each page and language."""
    rows = []
    for lang in LANGS:
        for name in PAGES:
            wanted = [f"{name}-{width}-{lang}-{scheme}" for width in WIDTHS for scheme in SCHEMES]
            cells = "".join(
                f'<a href="{stem}.png"><img src="{stem}.png" alt="" loading="lazy"><br>{stem}</a>' for stem in wanted
            )
            rows.append(f"<h2>{name} · {lang}</h2><div>{cells}</div>")
    style = (
        "body{font:14px sans-serif;margin:16px}div{display:flex;gap:12px;overflow:auto}a{flex:none}img{height:420px}"
    )
    return f'<!doctype html><meta charset="utf-8"><title>Pictures</title><style>{style}</style>{"".join(rows)}'


def main() -> int:
    if not CHROMIUM:
        print("  ✗ 需要 Chromium · Chromium is needed")
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    hall = WholeHall(Path(tempfile.mkdtemp(prefix="hall-pictures-")))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            studio = Studio(hall, browser)
            frames, ids = film(studio)
            STRIP.write_bytes(strip(browser, frames))
            print(f"  {STRIP.relative_to(ROOT)}  {STRIP.stat().st_size // 1000} KB", flush=True)
            files = list(shots(studio, ids))
            browser.close()
    finally:
        hall.stop()
        shutil.rmtree(hall.folder, ignore_errors=True)
    (OUT / "index.html").write_text(contact_sheet(), encoding="utf-8")
    print(f"  {(OUT / 'index.html').relative_to(ROOT)}  {len(files)} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
