"""What the Network Centre provides: really there when the application is completed, somebody's, and until a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.applications import State
from chalicelib.registers import expiring
from tests.hall_world import HallWorld
from tests.services import rows
from tests.services.rows import SERVER, TEACHER, value
from tests.services.test_money import refused
from tests.services.walking import walk

COLLEAGUE = "120112"


def world_of(aws: Any, *codes: str, **given: Any) -> HallWorld:
    world = HallWorld(aws, list(codes))
    assert world.refused == {}
    rows.load(world, **given)
    return world


def apply(world: HallWorld, code: str, who: str = TEACHER, **chosen: Any) -> str:
    id = world.submit(world.person(who), code, **chosen)
    walk(world, id)
    return id


def state(world: HallWorld, id: str) -> State:
    return world.load(id).head.state


@pytest.mark.req("Z-F25", "C-27")
def test_a_name_is_entered_kept_handed_over_and_given_back(aws: Any) -> None:
    world = world_of(aws, "domain-name", "renew-domain-name", domain_names=[])
    new = {"action": "add", "domain": "vision", "public_access": False, "keeper": TEACHER}
    first = world.submit(world.person(TEACHER), "domain-name", **new)
    assert refused(world, COLLEAGUE, "domain-name", **new) == "/form/domain", "one asks for it already"
    walk(world, first)
    assert state(world, first) is State.COMPLETED
    [told] = world.targets.said("name-servers")
    assert (told["action"], told["name"], told["keeper"], told["number"]) == (
        "add", "vision", TEACHER, world.load(first).head.number,
    )  # fmt: skip
    ends = date.fromisoformat(str(value(world, "domain-names", "vision", "until")))
    register = world.hall.registers.definitions.get("domain-names")
    assert [one.days for one in expiring(register, world.hall.registers.store, ends - timedelta(days=20))] == [30]

    longer = (world.now.date() + timedelta(days=300)).isoformat()
    apply(world, "renew-domain-name", resource="vision", action="renew", until=longer)
    assert value(world, "domain-names", "vision", "until") == longer
    apply(world, "renew-domain-name", resource="vision", action="hand_over", new_keeper=COLLEAGUE)
    assert value(world, "domain-names", "vision", "keeper") == COLLEAGUE
    assert refused(world, TEACHER, "renew-domain-name", resource="vision") == "/form/resource", "not theirs any more"
    apply(world, "renew-domain-name", COLLEAGUE, resource="vision", action="give_back")
    assert value(world, "domain-names", "vision", "keeper") is None
    said = [(one["action"], one["record"], one["new_keeper"]) for one in world.targets.said("name-servers")[1:]]
    assert said == [("renew", "vision", None), ("hand_over", "vision", COLLEAGUE), ("give_back", "vision", None)]
    assert not list(expiring(register, world.hall.registers.store, date.fromisoformat(longer) - timedelta(days=3)))
    again = apply(world, "domain-name", **new)
    assert state(world, again) is State.COMPLETED, "what was given back can be had by the next"


@pytest.mark.req("Z-F27", "Z-F24", "C-27")
def test_a_server_given_back_frees_its_quota_and_a_site_has_an_editor(aws: Any) -> None:
    world = world_of(aws, "virtual-server", "renew-virtual-server", "unit-website")
    apply(world, "renew-virtual-server", resource=SERVER["server"], action="give_back")
    used = [value(world, "server-quotas", "college-cs", f"{what}_used") for what in ("cores", "memory", "disk")]
    assert used == [0, 0, 0]
    assert value(world, "virtual-servers", SERVER["server"], "keeper") is None
    id = apply(world, "virtual-server", cores=1, memory=2, disk=50, keeper=COLLEAGUE)
    assert value(world, "virtual-servers", world.load(id).head.number, "keeper") == COLLEAGUE
    gone, made = world.targets.said("cloud-platform")
    assert (gone["action"], gone["record"]) == ("give_back", SERVER["server"])
    assert (made["hostname"], made["cores"]) == (world.load(id).form["hostname"], 1)

    site = apply(world, "unit-website", action="open", editor=COLLEAGUE, hosting="platform")
    address = world.load(site).form["site_address"]
    assert value(world, "unit-websites", address, "keeper") == COLLEAGUE
    assert value(world, "unit-websites", address, "until") == world.load(site).form["valid_until"]
    assert [one["site"] for one in world.targets.said("web-platform")] == [address]


@pytest.mark.req("Z-F23", "C-27")
def test_a_mailbox_lasts_as_long_as_its_person_is_here_and_half_a_year_more(aws: Any) -> None:
    world = world_of(aws, "email-account", mailboxes=[])
    student, today = world.person("2023010101"), world.now.date()
    id = apply(world, "email-account", student.id, action="open", mailbox="lin.xi")
    box = world.load(id).form["mail_address"]
    [told] = world.targets.said("mail-accounts")
    assert (told["mailbox"], told["address"], told["person"]) == ("lin.xi", box, student.id)
    assert value(world, "mailboxes", box, "until") is None, "nothing to renew while they study"

    leaves = today + timedelta(days=10)
    leaving = world.hall.registers.leaving
    world.hall.people.put_person(replace(student, until=leaves))
    assert (leaving.look_at(student.id), leaving.look_at(student.id)) == (1, 0)
    ends = leaves + timedelta(days=183)
    assert value(world, "mailboxes", box, "until") == ends.isoformat()
    register = world.hall.registers.definitions.get("mailboxes")
    assert [one.days for one in expiring(register, world.hall.registers.store, ends - timedelta(days=60))] == [60]

    longer = (ends + timedelta(days=90)).isoformat()
    apply(world, "email-account", student.id, action="keep", resource=box, until=longer)
    leaving.look_at(student.id)
    assert value(world, "mailboxes", box, "until") == longer, "what was granted stands"
    world.hall.people.put_person(replace(student, until=None))
    leaving.look_at(student.id)
    assert value(world, "mailboxes", box, "until") is None, "back again"

    apply(world, "email-account", student.id, action="close", resource=box)
    assert value(world, "mailboxes", box, "keeper") is None
    assert [one["action"] for one in world.targets.said("mail-accounts")] == ["open", "keep", "close"]


@pytest.mark.req("Z-F23")
def test_a_shared_mailbox_goes_to_a_colleague_who_confirms(aws: Any) -> None:
    world = world_of(aws, "email-account")
    box = "lab@mail.example"
    id = world.submit(world.person(TEACHER), "email-account", action="hand_over", resource=box, new_keeper=COLLEAGUE)
    assert walk(world, id) == ["take_over", "unit_review", "set_up"]
    assert value(world, "mailboxes", box, "keeper") == COLLEAGUE
