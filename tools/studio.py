"""A hall, a browser, and one application walked through it: what the pictures are taken of, and the film strip."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.acts import CHINESE, decide, fill_in_leave, link_in, mail, open_task
from tests.journeys.person import Person
from tests.visitor import Visitor
from tests.whole_hall import WholeHall
from tools.scenes import COUNSELLOR, LEADER, STUDENT, Morning

MOST_BYTES = 150_000
PHONE = {"width": 390, "height": 844}


@dataclass
class Studio:
    """One hall and one browser; who signed in once stays so in every window."""

    hall: WholeHall
    browser: Any
    known: dict[str, Any] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visit(self, account: str) -> Visitor:
        """Somebody without a window, for what no picture is taken of."""
        if account not in self.visitors:
            self.visitors[account] = Visitor(self.hall.url, account)
        return self.visitors[account]

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
    page.locator(".diagram .step[role=button]").first.wait_for()  # the way of this very person
    page.locator(".panel:has(.diagram)").evaluate("panel => panel.scrollIntoView()")
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


def filled_hall(studio: Studio) -> dict[str, str]:
    """Everything else that pages show; ids for their addresses."""
    ids = Morning(studio.visit).play()
    letter = mail(studio.hall, STUDENT, "已办结", ids.pop("number"))
    return ids | {"progress": link_in(letter, "/p/").partition("/p/")[2]}


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
