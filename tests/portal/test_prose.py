"""What only the guides' words say is found, in a catalogue of a thousand services within the budgets of a page."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from chalicelib.catalogue import read_pinyin
from chalicelib.portal import portal_files
from chalicelib.portal.facets import MOST_ROWS
from chalicelib.portal.prose_index import EVERYWHERE, PARTS, prose_index, terms_of
from chalicelib.portal.service_view import view_service
from chalicelib.settings import Settings
from chalicelib.shared.text import Text
from tests.portal.example import UNITS
from tests.portal.finding import named, thousand

COUNT = 1000
PAGE, PART = 14_000, 6_000
"""Bytes after gzip."""


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


@cache
def finding_pages() -> dict[str, bytes]:
    """Assets, front page and list of a thousand services in Chinese; the guides' own pages are not drawn."""
    made = {}
    for path, content in portal_files(thousand(COUNT), UNITS, {}, Settings(), today=date(2026, 11, 23)):
        if path.startswith("zh/guide-book/"):
            break
        made[path] = content
    return made


@pytest.mark.req("N2", "H-11", "C-06")
def test_with_a_thousand_services_pages_keep_their_budget_and_every_service_is_reached_without_scripts() -> None:
    made = finding_pages()
    own = re.compile(r"zh/services/(more/\d+/)?index\.html")
    lists = [content.decode() for path, content in made.items() if own.fullmatch(path)]
    assert len(lists) == -(-COUNT // MOST_ROWS)
    assert all(compressed(page.encode()) <= PAGE for page in lists)
    assert compressed(made["zh/index.html"]) <= PAGE
    listed = [code for page in lists for code in re.findall(r'class="row"[^>]*>\n?<a[^>]*data-code="([^"]+)"', page)]
    assert sorted(listed) == sorted(f"service-{n}" for n in range(COUNT))
    for page in lists:
        links = re.findall(r'href="(/zh/services/(?:more/\d/)?)"(?: aria-current="page")?><span class="unseen">', page)
        assert links == ["/zh/services/", "/zh/services/more/2/", "/zh/services/more/3/"]
    assert not [path for path in made if "/more/4/" in path]


@pytest.mark.req("C-05", "H-11")
def test_the_words_of_a_thousand_guides_are_cut_into_small_files_and_weigh_nothing_before_they_are_asked_for() -> None:
    made = finding_pages()
    parts = {path: content for path, content in made.items() if path.startswith("assets/prose-")}
    assert len(parts) == PARTS and max(map(compressed, parts.values())) <= PART
    page = made["zh/services/index.html"].decode()
    url = re.search(r'data-prose="([^"]+)" data-parts="(\d+)"', page)
    assert url and int(url[2]) == PARTS
    assert {url[1].replace("{n}", str(n)).lstrip("/") for n in range(PARTS)} == set(parts)
    assert not re.search(r'(?:src|href)="/assets/prose', page), "no page asks for it by itself"


def test_words_and_pairs_name_the_guides_that_have_them() -> None:
    assert list(terms_of("校园卡 IP Address x1 挂")) == ["校园", "园卡", "address"]
    guides = [
        named(f"事项{n}", f"Service {n}", guide=replace(named("a", "b").guide, instruction=Text(f"须知{zh}", en)))
        for n, (zh, en) in enumerate([("洗衣房", "laundry"), ("洗衣机", "Laundries"), ("茶水", "tea room")] * 4)
    ]
    made = prose_index([view_service(one, UNITS, read_pinyin) for one in guides])
    words = {word: told for file in made.files for word, told in json.loads(file.content).items()}
    assert words["衣房"] == words["laundry"] == "0,3,3,3" and words["衣机"] == "1,3,3,3" and words["茶水"] == "2,3,3,3"
    assert words["洗衣"] == EVERYWHERE == words["须知"]
    assert all(json.loads(made.files[ord(word[0]) % PARTS].content)[word] for word in words)
