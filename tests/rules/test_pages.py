"""No page is forgotten: every template has its picture, and every page of the portal is seen by axe."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from chalicelib.portal.plain_pages import PLAIN
from tests.portal import axe
from tests.rules.source import ROOT
from tools.pictures import PAGES, address

FRAMES = {"frame", "root", "refusal"}
"""What other pages stand in, the page that sends on to the right language, and what a refusal without scripts says."""
NOT_OURS_ALONE = {"progress": "drawn by the function: tests/portal/test_ended_link.py and tests/journeys look at it"}


def templates() -> set[str]:
    return {file.stem for file in (ROOT / "templates" / "pages").glob("*.html")} - FRAMES


@pytest.mark.req("S-13")
def test_every_page_has_its_picture() -> None:
    assert {view.template for view in PAGES.values()} == templates()


@pytest.mark.req("S-13")
def test_every_page_is_seen_by_axe() -> None:
    looked_at = {urlsplit(path).path for path in axe.PAGES.values()}
    assert {page.path for page in PLAIN} <= looked_at
    beside = {"home": "", "services": "services/", "guide_book": "guide-book/", "missing": "404.html"}
    beside |= {"answers": "answers/"}
    assert set(beside.values()) <= looked_at
    for folder in ("services/", "apply/", "guide-book/"):
        assert any(path.startswith(folder) and path != folder for path in looked_at), folder
    known = {page.template.removesuffix(".html") for page in PLAIN} | beside.keys() | NOT_OURS_ALONE.keys()
    assert templates() - known == {"guide", "apply", "guide_booklet", "offline"}


def test_addresses_of_pictures_are_those_of_the_portal() -> None:
    assert address("en", "inbox/") == "/en/inbox/"
    assert address("en", "p/abc") == "/p/abc?lang=en"
