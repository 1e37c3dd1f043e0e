"""Dates and numbers as the pages write them, against what the browser's own library would have written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM, page_of_modules

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

PAGE = """<!doctype html><html lang="{lang}"><script type="module">
import {{ moment, number, today }} from "./words.js";
window.asked = {{ moment, number, today }};
</script>"""
BOTH = """() => {
  const at = { timeZone: "Asia/Shanghai" };
  const locale = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
  const full = new Intl.DateTimeFormat(locale, { ...at, dateStyle: "medium", timeStyle: "short" });
  const clock = { hour: "2-digit", minute: "2-digit" };
  const near = new Intl.DateTimeFormat(locale, { ...at, month: "short", day: "numeric", ...clock });
  const day = new Intl.DateTimeFormat("sv-SE", at);
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const faults = [];
  const same = (ours, theirs) => ours === theirs || faults.push([ours, theirs]);
  const year = +day.format(new Date()).slice(0, 4);
  for (const of of [year - 1, year, year + 1]) for (let n = 0; n < 400; n++) {
    const moment = new Date(Date.UTC(of, 0, 1) + n * (86400000 - 3540000)).toISOString();
    const kept = +day.format(new Date(moment)).slice(0, 4) === year ? near : full;
    same(asked.moment(moment), kept.format(new Date(moment)));
  }
  for (const ahead of [0, 1, 14, 400]) same(asked.today(ahead), day.format(new Date(Date.now() + ahead * 864e5)));
  for (const n of [0, 7, 7.5, 999, 1000, 1234.5, 37000, 1000000, 2.25]) same(asked.number(n), count.format(n));
  return faults;
}"""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_dates_and_numbers_are_written_as_the_language_does(browser: Any, lang: str) -> None:
    with page_of_modules(browser, PAGE.format(lang=lang)) as page:
        assert page.evaluate(BOTH) == []
        assert page.evaluate("asked.moment('')") == ""
        assert page.evaluate("asked.moment(new Date(0)) === asked.moment('1970-01-01T00:00:00Z')"), "a Date is as good"
