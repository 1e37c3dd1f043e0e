"""A collection of many people, as `bench.bulk` prints it: its pages, its reminders and its sums, on MiniStack.

Forty schools expect the same number of people each, and everybody has answered in one period and nobody in another. A
page is to cost the same wherever it is and however many there are; a small collection is measured beside the large one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.people import Member, Person, Position, Roster, Unit, University
from chalicelib.publishing import publish_all
from chalicelib.registers import load_rows
from chalicelib.shared.text import Text

SERVICE, ROLE = "theory-study", "college_leader"
UNITS = 40
DONE, OPEN = "2026", "2027"


def collection(people: int, rig: Any) -> Iterator[str]:
    """A line for each thing that was measured."""
    with rig.meter.paused():
        _fill(people, rig.hall)
        officer = rig.hall.people.members("officer@publicity", rig.hall.clock().date())[0]
    pages, expected, answered, hours, sizes = _walked(rig, officer)
    assert (expected, answered) == (people, people), (expected, answered)
    assert hours == people * 2, hours
    trips, units, size = (sorted(one[at] for one in sizes) for at in range(3))
    yield (
        f"collection of {people:,}: {pages} pages, each {trips[0]}-{trips[-1]} round trips, "
        f"{units[0]:.0f}-{units[-1]:.0f} read units, {size[0] / 1000:.0f}-{size[-1] / 1000:.0f} KB; "
        "everybody answered, the sums by unit agree"
    )
    told, calls, written = _reminded(rig, officer)
    assert told >= people, told  # and who leads the demo university
    yield (
        f"reminding {told:,}: {len(calls)} requests, each {min(calls)}-{max(calls)} round trips with the queue's, "
        f"{written / told:.2f} write units a person; a second time reminds nobody"
    )


def _fill(people: int, hall: Any) -> None:
    each = people // UNITS
    named = [(f"bulk-{n:02d}", Text(f"第{n}学院", f"School {n}")) for n in range(UNITS)]
    units = tuple(Unit(id, name, "college", "university") for id, name in named)
    found, rosters = [], []
    for n, unit in enumerate(units):
        ids = [f"77{n:02d}{at:05d}" for at in range(each)]
        held, at = (Position(ROLE, unit.id),), {"department": unit.id, "college": unit.id}
        found += [Person(id, Text("张三", "Zhang San"), "cadre", at, held) for id in ids]
        rosters.append(Roster(ROLE, unit.id, tuple(Member(id) for id in ids)))
    hall.people.load_seed("bulk", str(people), University(units, tuple(found), tuple(rosters), {}))
    publish_all(hall, only=[SERVICE])
    told = [
        {"entry": f"{DONE}:{one.id}", "year": DONE, "person": one.id, "name": one.name.to_dict(), "times": 1}
        | {"unit": one.units["college"], "hours": 2}
        for one in found
    ]
    sums = [
        {"entry": f"{DONE}:{unit.id}", "year": DONE, "times": each, "hours": 2 * each, "unit": unit.id}
        for unit in units
    ]
    rows = {"study-hours": told, "study-hours-of-units": sums}
    load_rows(hall.registers.store, hall.registers.definitions, rows, f"bulk-{people}", hall.clock())


def _walked(rig: Any, officer: Person) -> tuple[int, int, int, float, list[tuple[int, float, int]]]:
    """Pages, people expected and answered, hours by the sums of units, and what each page took."""
    cursor, sizes, seen = "", [], dict[str, list[Any]]()
    while True:
        path = f"/api/v1/collections/{SERVICE}?period={DONE}" + (f"&cursor={cursor}" if cursor else "")
        page = rig.request(officer, "GET", path)
        sizes.append((page.count.trips, page.count.read_units, page.size))
        for unit in page.json["items"]:
            if unit["id"].startswith("bulk-"):
                seen.setdefault(unit["id"], []).append(unit)
        cursor = page.json["next"]
        if not cursor:
            break
    parts = [part for some in seen.values() for part in some]
    hours = sum(some[0]["sums"]["hours"]["value"] for some in seen.values())
    return len(sizes), sum(one["expected"] for one in parts), sum(one["answered"] for one in parts), hours, sizes


def _reminded(rig: Any, officer: Person) -> tuple[int, list[int], float]:
    """How many were reminded where nobody has answered, the round trips of each request, write units in all."""
    rig.pass_time(days=30)
    for again in (False, True):
        told, cursor, calls, written = 0, None, [], 0.0
        while True:
            body = {"period": OPEN} | ({"cursor": cursor} if cursor else {})
            done = rig.request(officer, "POST", f"/api/v1/collections/{SERVICE}/reminders", body)
            told += done.json["reminded"]
            calls.append(done.count.trips)
            written += done.count.write_units
            if not (cursor := done.json["next"]):
                break
        if not again:
            first = told, calls, written
        assert not (again and told), "reminded twice"
    return first
