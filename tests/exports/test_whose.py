"""Whose applications an export holds, and how much of them it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.errors import Conflict, InvalidForm, NotFound
from chalicelib.reminding import remind_keys
from tests.exports.conftest import ID_NUMBER, ExportWorld, rows, service
from tests.hall_world import MORNING


@pytest.mark.req("R33", "R40")
def test_a_key_exports_what_it_covers_and_nothing_else(world: ExportWorld) -> None:
    world.apply("遗失", id_number=ID_NUMBER)
    key = world.key()
    done = world.run(key, world.ask(key))
    assert "*" in rows(world.file(done))[1][3]
    for wish, pointer in (
        ({"services": ["card", "invoice"]}, "/services/1"),
        ({"services": ["no-such"]}, "/services/0"),
    ):
        with pytest.raises(InvalidForm) as refused:
            world.ask(key, **wish)
        assert [fault.pointer for fault in refused.value.errors] == [pointer]
    limited = world.key(unit="finance")
    with pytest.raises(InvalidForm):
        world.ask(limited)
    with pytest.raises(NotFound):
        world.hall.exports.view(limited, done["id"])
    with pytest.raises(NotFound):
        world.hall.exports.view(world.head, done["id"])  # a person's and a key's exports are apart


@pytest.mark.req("R40")
def test_a_key_for_one_service_covers_no_other(world: ExportWorld) -> None:
    world.publish(service("badge"))
    key = world.key(services=["card"])
    assert world.run(key, world.ask(key))["state"] == "done"
    with pytest.raises(InvalidForm):
        world.ask(key, services=["badge"])
    assert [one["code"] for one in world.hall.exports.choices(key)["services"]] == ["card"]


@pytest.mark.req("R33")
def test_sensitive_fields_come_whole_with_that_scope_only(world: ExportWorld) -> None:
    world.apply("遗失", id_number=ID_NUMBER)
    key = world.key("exports", "sensitive")
    done = world.run(key, world.ask(key))
    assert rows(world.file(done))[1][3] == ID_NUMBER


@pytest.mark.req("R33", "R40")
def test_who_administers_nothing_may_ask_for_nothing(world: ExportWorld) -> None:
    officer = world.holder_of("position:officer@registry")
    assert world.hall.exports.choices(officer)["services"] == []
    with pytest.raises(InvalidForm):
        world.ask(officer)
    with pytest.raises(NotFound):
        world.hall.exports.columns(officer, "card")


@pytest.mark.req("R33")
def test_the_link_is_for_who_may_still_see_the_services(world: ExportWorld) -> None:
    world.apply("一")
    job = world.ask(world.head)
    with pytest.raises(Conflict):
        world.hall.exports.file_link(world.head, job["id"])
    world.run(world.head, job)
    link = world.hall.exports.file_link(world.head, job["id"])
    assert link["expires_in"] == 300 and f"exports/{job['id']}" in link["url"]
    with pytest.raises(NotFound):
        world.hall.exports.file_link(replace(world.head, positions=()), job["id"])
    world.now = MORNING + timedelta(days=8)
    assert world.hall.exports.view(world.head, job["id"])["state"] == "expired"
    with pytest.raises(Conflict):
        world.hall.exports.file_link(world.head, job["id"])


@pytest.mark.req("R40", "Z-07")
def test_who_leads_the_department_hears_twice_that_a_key_ends(world: ExportWorld) -> None:
    world.key()  # good until the last day of the year
    soon = world.key(until="2026-12-13", name="学工平台")
    gone = world.key(until="2026-12-13", name="旧平台")
    world.hall.api_keys.desk.revoke_key(world.head, "registry", gone.id)

    def lines(who: str) -> list[str]:
        world.settle()
        found = world.hall.list_notices(world.person(who), None, 25)["items"]
        return [one["text"]["zh"] for one in found if one["message"] == "key_ends"]

    told = []
    for day in (5, 6, 7, 16, 17, 20, 21):
        world.now = MORNING + timedelta(days=day)
        remind_keys(world.hall)
        remind_keys(world.hall)
        told.append(len(lines("department_head-registry")))
    assert told == [0, 1, 1, 1, 2, 2, 2], "from fourteen days before once, from three days before once more"
    assert lines("department_head-registry")[0] == "接口密钥即将到期：学工平台（2026-12-13）"
    assert lines("department_head-finance") == lines("officer-registry") == []
    world.now = MORNING + timedelta(days=18)
    assert world.hall.api_keys.desk.replace_key(world.head, "registry", soon.id, "2026-12-31", 7)
    keys = [key for key in world.hall.api_keys.of_units(["registry"]) if key.id == soon.id]
    assert [key.reminder(world.now.date()) for key in keys] == [None], "whoever replaced it knows"
