"""The guide book (H-02): every guide is in it once, in both languages, and no page grows with the catalogue."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from chalicelib.catalogue import read_pinyin
from chalicelib.portal import portal_files
from chalicelib.portal.guide_book import MOST, booklets_of
from chalicelib.portal.service_view import view_service
from chalicelib.settings import Settings
from tests.portal.example import SERVICES, UNITS

pytestmark = pytest.mark.req("H-02")


@cache
def book(lang: str) -> dict[str, str]:
    files = portal_files(SERVICES, UNITS, {}, Settings(), today=date(2026, 11, 26))
    return {path: content.decode() for path, content in files if path.startswith(f"{lang}/guide-book/")}


@pytest.mark.parametrize(
    ("lang", "made", "basis"), [("zh", "2026-11-26 编印", "办理依据"), ("en", "As of 2026-11-26", "Basis")]
)
def test_every_guide_is_in_one_booklet_with_all_it_says(lang: str, made: str, basis: str) -> None:
    pages = dict(book(lang))
    index = pages.pop(f"{lang}/guide-book/index.html")
    linked = re.findall(rf'href="/{lang}/guide-book/([\w-]+/)"', index)
    assert {f"{lang}/guide-book/{path}index.html" for path in linked} == set(pages)
    found = re.findall(r'<article [^>]*id="([\w-]+)"', "".join(pages.values()))
    assert sorted(found) == sorted(one.code for one in SERVICES)
    leave = next(page for page in pages.values() if 'id="student-leave"' in page)
    assert made in leave and 'href="#student-leave"' in leave
    service = next(one for one in SERVICES if one.code == "student-leave")
    for text in (service.guide.fee, service.guide.contacts[0].name or service.name, service.name):
        assert text.get(lang) in leave
    assert (basis in leave) == bool(service.guide.basis)


def test_guides_that_are_not_online_are_in_it_too() -> None:
    entries = [one.code for one in SERVICES if one.is_entry]
    told = "".join(book("zh").values())
    assert entries and all(f'id="{code}"' in told for code in entries)


def test_a_department_of_a_thousand_has_many_booklets_of_bounded_size() -> None:
    leave = next(one for one in SERVICES if one.code == "student-leave")
    many = [replace(leave, code=f"s-{n}") for n in range(1000)]
    views = [view_service(one, UNITS, read_pinyin) for one in many]
    booklets = booklets_of(views, "zh")
    assert len(booklets) == 34 and max(len(one.views) for one in booklets) == MOST
    assert len({one.path for one in booklets}) == 34 and booklets[0].path == "student-affairs/"
    assert sum(len(one.views) for one in booklets) == 1000
