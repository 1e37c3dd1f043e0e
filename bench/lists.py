"""The pages people open, with few and with very many applications stored: what one page of 25 costs."""

from __future__ import annotations

from dataclasses import dataclass

from bench.rig import Answered, Rig
from bench.seeding import OFFICER, STUDENT
from chalicelib.settings import current

PAGE_ROWS = 25
BELL_ROWS = 15
PAGES = {
    "todo": (OFFICER, "/api/v1/tasks?box=todo"),
    "done": (OFFICER, "/api/v1/tasks?box=done"),
    "mine": (STUDENT, "/api/v1/applications"),
    "bell": (STUDENT, "/api/v1/notices"),
}


@dataclass
class Page:
    """One list: `queries` and `units` are those of the list itself, without session and person."""

    rows: int
    boxes: int
    """How many boxes it is merged from: one, or the person and each position."""
    queries: int
    units: float
    most: float
    """Read units of its dearest query."""
    size: int
    trips: int
    scans: int


def full(name: str) -> int:
    """How many rows a page of this list has when there are more."""
    return BELL_ROWS if name == "bell" else PAGE_ROWS


def measure_pages(rig: Rig) -> dict[str, Page]:
    rig.warm()
    pages = {}
    for name, (person, path) in PAGES.items():
        rig.request(person, "GET", path)  # names of services and steps are read once in a process's life
        held = rig.person(person).position_keys(rig.now.date()) if name == "todo" else []
        pages[name] = _page(rig.request(person, "GET", path), name, 1 + len(held))
    return pages


def _page(answered: Answered, name: str, boxes: int) -> Page:
    count = answered.count
    table = current().table("notices" if name == "bell" else "applications")
    queries = [units for operation, asked, units in count.each if operation == "Query" and asked == table]
    return Page(
        rows=len(answered.json["items"]),
        boxes=boxes,
        queries=len(queries),
        units=sum(queries),
        most=max(queries, default=0.0),
        size=answered.size,
        trips=count.trips,
        scans=count.calls["dynamodb.Scan"],
    )
