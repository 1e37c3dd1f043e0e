"""Who may look after a department's endpoints, and what may be entered."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, NotFound
from tests.webhooks.conftest import STUDENT, TARGET, HookWorld

WISH: dict[str, Any] = {"name": "系统", "url": "https://one.example/x", "events": [], "services": [], "target": ""}


def key(world: HookWorld, unit: str = "registry") -> Any:
    wish = {"name": "平台", "actions": ["webhooks"], "services": [], "networks": [], "until": "2026-12-31"}
    leader = world.holder_of(f"position:department_head@{unit}")
    made = world.hall.api_keys.desk.make_key(leader, unit, wish)
    return world.hall.api_keys.admit(made["secret"], "webhooks", "10.0.0.1")


@pytest.mark.req("R40")
def test_others_find_nothing(world: HookWorld) -> None:
    made, desk, log = world.make(), world.room.desk, world.room.log
    strangers = [world.person(STUDENT), world.holder_of("position:officer@registry"), key(world, "finance")]
    for who in strangers:
        for asked in (
            lambda who=who: desk.list_hooks(who, "registry"),
            lambda who=who: desk.make(who, "registry", WISH),
            lambda who=who: desk.change(who, "registry", made["id"], {"on": False}),
            lambda who=who: desk.remove(who, "registry", made["id"]),
            lambda who=who: desk.rotate(who, "registry", made["id"], 7),
            lambda who=who: desk.test(who, "registry", made["id"]),
            lambda who=who: log.list_deliveries(who, "registry", made["id"], None, 10, failed=False),
            lambda who=who: log.replay(who, "registry", made["id"], "msg_x"),
        ):
            with pytest.raises(NotFound):
                asked()
    assert desk.choices(world.person(STUDENT))["units"] == []
    finance = world.holder_of("position:department_head@finance")
    with pytest.raises(NotFound):
        desk.change(finance, "finance", made["id"], {"on": False})


def test_a_key_of_the_department_may(world: HookWorld) -> None:
    made = world.room.desk.make(key(world), "registry", WISH)
    assert made["secret"].startswith("whsec_") and made["made_by"]
    shown = world.room.desk.list_hooks(world.head, "registry")["items"]
    assert [one["id"] for one in shown] == [made["id"]] and "secret" not in shown[0]


def test_every_fault_is_named(world: HookWorld) -> None:
    wrong = {"name": " ", "url": "https://10.0.0.1/", "events": ["no"], "services": ["invoice"], "target": "cards"}
    with pytest.raises(InvalidForm) as refused:
        world.room.desk.make(world.head, "registry", wrong)
    pointers = {error.pointer for error in refused.value.errors}
    assert pointers == {"/events/0", "/services/0", "/target", "/name", "/url"}
    with pytest.raises(InvalidForm):
        world.make("ftp://one.example/")


def test_one_address_for_a_target_and_twenty_endpoints(world: HookWorld) -> None:
    world.room.store.put_target("cards", TARGET)
    world.make(target="cards")
    with pytest.raises(Conflict):
        world.make(target="cards")
    for _ in range(19):
        world.make()
    with pytest.raises(Conflict):
        world.make()


def test_changed_switched_off_and_removed(world: HookWorld) -> None:
    made, desk = world.make(), world.room.desk
    changed = desk.change(world.head, "registry", made["id"], {"name": "新系统", "services": ["card"], "on": False})
    assert (changed["name"], changed["services"], changed["off"]) == ("新系统", ["card"], "person")
    assert changed["why"].zh == "已停用"
    with pytest.raises(Conflict):
        desk.test(world.head, "registry", made["id"])
    world.forget()
    world.apply()
    world.bring()
    assert not world.systems.parcels
    desk.remove(world.head, "registry", made["id"])
    assert desk.list_hooks(world.head, "registry")["items"] == []


def test_the_log_goes_on_page_by_page(world: HookWorld) -> None:
    made, log = world.make(), world.room.log
    for _ in range(5):
        world.pass_by(seconds=1)
        world.room.desk.test(world.head, "registry", made["id"])
    world.bring()
    seen, cursor = [], None
    while True:
        page = log.list_deliveries(world.head, "registry", made["id"], cursor, 2, failed=False)
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == 5 and seen == sorted(seen, reverse=True)
    with pytest.raises(InvalidForm):
        log.replay_range(world.head, "registry", made["id"], {"from": "x", "to": "2026-11-23", "which": "all"})
