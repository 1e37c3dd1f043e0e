"""One person at a browser: signs in, looks, and notices what no page of the hall may do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
LATIN = re.compile(r"[A-Za-z]{3,}")
ALLOWED = {"English", "PDF", "JPG", "PNG", "JPEG"}
"""Latin words that belong on a Chinese page: the way to the other language, kinds of file."""
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\S+\.(?:pdf|png|jpg)\b|\b\S*\d\S*\b|\b[A-Z2-9]{6}\b")

PUBLIC = re.compile(r"/(zh|en)/((services/.*|query/)?)")

Picture = Callable[[Any, str], None]

SEEN = """() => {
  const hidden = (node) => node.closest('.unseen, [hidden], template, script, style, noscript, code, [lang]:not(html)');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!hidden(node.parentElement) && node.parentElement.checkVisibility()) found.push(node.textContent.trim());
  }
  return found.filter(Boolean).join('\\n');
}"""
"""The text a reader sees, without what is marked as being in another language."""


class Person:
    """`account` is typed at the CAS page; `page` is their newest page."""

    def __init__(self, account: str, context: Any, lang: str, picture: Picture) -> None:
        self.account, self.context, self.lang, self._picture = account, context, lang, picture
        self.faults: list[str] = []
        self.signed_in = False
        self.page = self.new_page()

    def new_page(self) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._heard(page, line))
        page.on("response", lambda answer: self._answered(answer))
        return page

    def _heard(self, page: Any, line: Any) -> None:
        if "Content Security" in line.text or (line.type == "error" and "status of 4" not in line.text):
            self.faults.append(f"{page.url}: {line.text}")

    def _answered(self, answer: Any) -> None:
        missing = answer.status == 404 and "/api/" not in answer.url
        if answer.status >= 500 or missing:
            self.faults.append(f"{answer.status} {answer.url}")

    def open(self, address: str) -> Any:
        """Go there; who is not signed in yet and should be is sent to CAS, and comes back to the very page."""
        self.page.goto(address)
        if not self.signed_in and not PUBLIC.fullmatch(urlsplit(address).path):
            self.page.wait_for_url("**/cas/login**")
            self.choose_account()
        expect(self.page.locator("main .loading:visible")).to_have_count(0)
        return self.page

    def choose_account(self) -> None:
        """Press one's own button at the CAS server, or type the account where there is none."""
        page = self.page
        button = page.locator(f'button[value="{self.account}"]')
        if button.count():
            button.click()
        else:
            page.locator("#username").fill(self.account)
            page.locator("button.primary").click()
        page.wait_for_url(re.compile(r"/(zh|en)/"))
        self.signed_in = True

    def shows(self, name: str) -> None:
        """Keep a picture of the page, and read it as a proof-reader would."""
        page = self.page
        self._picture(page, name)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.faults.append(f"{name}: {wide} px wider than the window")
        text = ADDRESS.sub("", page.evaluate(SEEN))
        foreign = LATIN.findall(text) if self.lang == "zh" else HAN.findall(text)
        if left := sorted(set(foreign) - ALLOWED):
            self.faults.append(f"{name}: in the other language: {', '.join(left)}")
