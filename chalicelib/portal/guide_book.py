"""The guide book (H-02): every guide, a booklet for each department, and an index; made to be printed.

A department with very many services has several booklets, so that no page grows with the catalogue. The process
diagrams stay on the guides' own pages: in print the procedure says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.catalogue import CATEGORIES
from chalicelib.portal.facets import sort_key
from chalicelib.portal.service_view import ServiceView
from chalicelib.shared.text import Text

MOST = 30
"""Guides of one booklet."""


@dataclass(frozen=True)
class Booklet:
    """A department's guides, or a part of them: `part` counts from 1, `parts` is how many there are."""

    unit: str
    name: Text
    part: int
    parts: int
    views: Sequence[ServiceView]

    @property
    def path(self) -> str:
        """Below ``guide-book/``."""
        return f"{self.unit}/" if self.part == 1 else f"{self.unit}-{self.part}/"


def booklets_of(views: Sequence[ServiceView], lang: str) -> list[Booklet]:
    """Departments by their name in this language, guides in the language's order."""
    by_unit: dict[str, list[ServiceView]] = {}
    for view in sorted(views, key=lambda one: sort_key(one, lang)):
        by_unit.setdefault(view.service.owner_unit, []).append(view)
    named = sorted(by_unit.items(), key=lambda item: item[1][0].unit_name.get(lang).lower())
    return [booklet for unit, own in named for booklet in _bound(unit, own)]


def _bound(unit: str, own: Sequence[ServiceView]) -> Iterator[Booklet]:
    parts = -(-len(own) // MOST)
    for n in range(parts):
        yield Booklet(unit, own[0].unit_name, n + 1, parts, own[n * MOST : (n + 1) * MOST])


def book_pages(booklets: Sequence[Booklet], today: date | None) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(template, path, values) of each page, the index first."""
    day = today.isoformat() if today else ""
    yield "guide_book.html", "guide-book/", {"booklets": booklets, "day": day}
    for booklet in booklets:
        values = {"booklet": booklet, "categories": CATEGORIES, "day": day}
        yield "guide_booklet.html", f"guide-book/{booklet.path}", values
