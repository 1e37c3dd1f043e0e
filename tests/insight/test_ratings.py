"""Ratings (Z-08, W-12): whose, of what, how long, and that they are counted once."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, InvalidRequest, NotFound, NotYourTurn
from chalicelib.insight.store import Overtaken
from tests.insight.conftest import OTHER, InsightWorld

pytestmark = pytest.mark.req("Z-08", "W-12", "H-06")
DAY = 24


def rate(world: InsightWorld, id: str, service: int = 5, flow: int = 3, comment: str = "", person: Any = None) -> Any:
    return world.room.ratings.rate(person or world.student, id, service, flow, comment)


def test_two_questions_once_changeable_and_then_fixed(world: InsightWorld) -> None:
    id = world.done()
    fresh = world.room.ratings.view(world.student, id)
    assert (fresh["rating"], fresh["may"]) == (None, True)
    said = rate(world, id, 5, 3, " 很快 ")
    assert (said["rating"]["service"], said["rating"]["flow"], said["rating"]["comment"]) == (5, 3, "很快")
    assert world.row()["rating"] == {"count": 1, "service": 5, "flow": 3}
    world.pass_hours(13 * DAY)
    rate(world, id, 2, 4)
    assert world.row(month="2026-11")["rating"] == {"count": 1, "service": 2, "flow": 4}, "changed, not added"
    world.pass_hours(2 * DAY)
    with pytest.raises(NotYourTurn, match="14 days"):
        rate(world, id, 1, 1)
    assert not world.room.ratings.view(world.student, id)["may"]
    assert rate(world, id, 2, 4)["rating"]["service"] == 2, "the same again is no change"


def test_the_same_again_writes_nothing(world: InsightWorld) -> None:
    id = world.done()
    first = rate(world, id)
    world.pass_hours(1)
    assert rate(world, id) == first
    assert world.row()["rating"]["count"] == 1


def test_only_the_applicant_and_only_when_it_is_over(world: InsightWorld) -> None:
    id = world.apply()
    with pytest.raises(NotYourTurn):
        rate(world, id)
    assert world.room.ratings.view(world.student, id) == {"rating": None, "may": False, "until": None}
    world.finish(id, "reject")
    for person in (world.person(OTHER), world.officer, world.coordinator):
        with pytest.raises(NotFound):
            rate(world, id, person=person)
        with pytest.raises(NotFound):
            world.room.ratings.view(person, id)
    with pytest.raises(NotFound):
        rate(world, "z" * 26)
    assert world.row()["rating"] is None
    assert rate(world, id)["may"], "what was refused is rated like anything else"


def test_ninety_days_and_one_paragraph(world: InsightWorld) -> None:
    id = world.done()
    with pytest.raises(InvalidForm) as refused:
        rate(world, id, comment="一\n二")
    assert refused.value.errors[0].pointer == "/comment"
    world.pass_hours(91 * DAY)
    with pytest.raises(NotYourTurn, match="90 days"):
        rate(world, id)


def test_two_devices_at_once_are_one_rating(world: InsightWorld) -> None:
    """Somebody writes between reading and writing: it is read again, and the sums stay right."""
    id = world.done()
    store = world.room.store
    whole = store.rate

    def raced(month: str, service: str, mark: str, new: Any, old: Any) -> None:
        store.rate = whole
        rate(world, id, 1, 1)
        whole(month, service, mark, new, old)

    store.rate = raced
    assert rate(world, id, 4, 4)["rating"]["service"] == 4
    assert world.row()["rating"] == {"count": 1, "service": 4, "flow": 4}


def test_who_loses_every_race_is_told(world: InsightWorld) -> None:
    id = world.done()

    def lost(*_: Any) -> None:
        raise Overtaken()

    world.room.store.rate = lost
    with pytest.raises(Conflict):
        rate(world, id)


def test_comments_are_read_by_the_owners_department_without_names(world: InsightWorld) -> None:
    ids = [world.done() for _ in range(3)]
    for n, id in enumerate(ids):
        rate(world, id, n + 1, 5, f"第{n}")
    stats = world.room.statistics
    first = stats.ratings(world.head, "card", "", None, 2)
    rest = stats.ratings(world.head, "card", "", first["next"], 2)
    items = [*first["items"], *rest["items"]]
    assert rest["next"] is None and sorted(one["comment"] for one in items) == ["第0", "第1", "第2"]
    assert all(set(one) == {"service", "flow", "comment", "day"} for one in items)
    assert not any(id in first["next"] for id in ids)
    for person in (world.person("department_head-finance"), world.student, world.officer):
        with pytest.raises(NotFound):
            stats.ratings(person, "card", "", None, 25)
        with pytest.raises(NotFound):
            stats.ratings_file(person, "card", "", "zh")
    with pytest.raises(NotFound):
        stats.ratings(world.head, "card", "2026-10", first["next"], 2)
    with pytest.raises(InvalidRequest):
        stats.ratings(world.head, "card", "", "forged", 2)


@pytest.mark.req("W-13", "R34")
def test_ratings_as_a_file_have_inert_cells(world: InsightWorld) -> None:
    id = world.done()
    rate(world, id, 5, 4, '=HYPERLINK("http://x.example")')
    name, content = world.room.statistics.ratings_file(world.head, "", "", "zh")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    assert name == "ratings-2026-11.csv"
    assert rows[0][-1] == "意见" and rows[1][-1] == '\'=HYPERLINK("http://x.example")'
    assert len(rows) == 2 and world.student.id not in content
    _, none = world.room.statistics.ratings_file(world.person("department_head-finance"), "", "", "zh")
    assert len(none.splitlines()) == 1
