"""The portal of a university with a thousand services: what home, the list of all and their search index weigh.

The services are those that finding is measured with. Only what is looked at is rendered: guides of theirs are as large
as any.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path

from bench.opened import Opened, opened_pages
from chalicelib.portal import portal_files
from chalicelib.settings import Settings
from tests.portal.fake_api import FakeHall
from tests.portal.finding import thousand

SERVICES = 1000
PAGES = {"home": "", "services": "services/", "filtered": "services/?theme=leave"}
"""Home, the list of all, and with a choice in its address; paths below the language."""


@dataclass
class Large:
    """`opened` is empty where there is no browser; `index` is the search index, compressed."""

    index: int = 0
    opened: dict[str, Opened] = field(default_factory=dict)


def measure_thousand(folder: Path) -> Large:
    """Renders into `folder`, weighs, and opens the pages in a browser that has seen none, signed out."""
    hall = FakeHall(signed_in=False)
    for path, content in portal_files(list(thousand(SERVICES)), hall.units, {}, Settings()):
        if path.startswith("zh/guide-book/"):
            break  # what was wanted is there: assets, and home and the list in Chinese
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    [index] = (folder / "assets").glob("services.*.json")
    found = Large(len(gzip.compress(index.read_bytes(), 9, mtime=0)))
    found.opened = opened_pages(folder, hall, PAGES)
    return found
