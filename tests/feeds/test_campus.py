"""What the campus portal reads: exactly what each person would see, and by whom."""

from __future__ import annotations

import pytest

from chalicelib.errors import InvalidForm, InvalidRequest, NotFound
from tests.feeds.conftest import OTHER, REPAIR, STUDENT, FeedWorld


@pytest.mark.req("C-23")
def test_a_portal_reads_what_each_person_would_see(world: FeedWorld) -> None:
    key = world.key("feeds", who=world.coordinator)
    application = world.submit(world.person(STUDENT), "student-leave")
    world.room.put(world.head, REPAIR, "WX-1", world.told(link=""))
    cases = world.feed.cases(key, STUDENT, None, 25)["items"]
    assert [one["number"] for one in cases] == [one["number"] for one in world.mine()]
    base = world.hall.settings.base_url
    assert {one["link"]["en"] for one in cases} == {
        f"{base}/en/application/?id={application}",
        f"{base}/en/services/{REPAIR}/",
    }
    [task] = world.load(application).open_tasks
    counsellor = world.holder_of(task.holder)
    [row] = world.feed.tasks(key, counsellor.id, None, 25)["items"]
    assert row["task_id"] == f"{application}.{task.key}" == row["link"]["zh"].partition("id=")[2]
    assert world.feed.tasks(key, STUDENT, None, 25)["items"] == world.feed.cases(key, OTHER, None, 25)["items"] == []
    world.decide(application, task.key, counsellor)
    assert row not in world.feed.tasks(key, counsellor.id, None, 25)["items"]
    with pytest.raises(NotFound):
        world.feed.tasks(key, "nobody", None, 25)


@pytest.mark.req("C-23", "R40")
def test_a_person_reads_their_own_part_and_only_who_runs_the_hall_gives_a_key(world: FeedWorld) -> None:
    assert world.feed.cases(world.person(STUDENT), STUDENT, None, 25) == {"items": [], "next": None}
    with pytest.raises(NotFound):
        world.feed.cases(world.coordinator, STUDENT, None, 25)
    with pytest.raises(InvalidForm) as refused:
        world.key("feeds")
    assert [one.pointer for one in refused.value.errors] == ["/actions"]
    made = world.key("feeds", who=world.coordinator)
    with pytest.raises(InvalidForm):
        world.hall.api_keys.desk.replace_key(world.head, "logistics", made.id, "2026-12-31", 0)


@pytest.mark.req("C-23")
def test_services_come_in_pages_for_a_category(world: FeedWorld) -> None:
    first = world.feed.services("", None, 1)
    second = world.feed.services("", first["next"], 1)
    assert [one["code"] for one in first["items"] + second["items"]] == [REPAIR, "student-leave"]
    assert second["next"] is None
    assert [one["code"] for one in world.feed.services("staff", None, 25)["items"]] == [REPAIR]
    assert first["items"][0]["link"]["zh"].endswith(f"/zh/services/{REPAIR}/")
    with pytest.raises(InvalidRequest):
        world.feed.services("", "forged", 1)
