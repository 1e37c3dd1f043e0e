"""Keys over a real table: made, used, replaced, revoked (ASVS 5.0 6.4, 8.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import Conflict, InvalidForm, KeyRefused, NotAllowed, NotFound
from chalicelib.keys import Admission, KeyDesk, KeyStore
from chalicelib.people import Person, Position
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HERE = "10.1.2.3"
SERVICES = [{"code": "student-leave", "owner_unit": "registry"}, {"code": "invoice", "owner_unit": "finance"}]


def person(id: str, *positions: str) -> Person:
    held = tuple(Position(*key.split("@"), since=None, until=None) for key in positions)
    return Person(id, Text(id, id), "staff", {}, held)


HEAD = person("head", "department_head@registry")


class Catalogue:
    def current_all(self) -> list[dict[str, Any]]:
        return SERVICES


class Desk:
    """The room over a table, with a clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON
        self.store = KeyStore()
        self.desk = KeyDesk(self.store, Catalogue(), self.leads, self.clock)
        self.admit = Admission(self.store, self.clock)

    def clock(self) -> datetime:
        return self.now

    def leads(self, who: Person, unit: str) -> bool:
        return who.holds(f"department_head@{unit}", self.now.date())

    def make(self, **wish: Any) -> dict[str, Any]:
        given = {"name": "平台", "actions": ["exports"], "services": [], "networks": [], "until": "2026-12-31"}
        return self.desk.make_key(HEAD, "registry", {**given, **wish})


@pytest.fixture
def room(aws: Any) -> Desk:
    return Desk()


@pytest.mark.req("R40")
def test_a_key_lets_in_what_it_is_good_for_and_is_told_once(room: Desk) -> None:
    made = room.make(services=["student-leave"], networks=["10.1.0.0/16"])
    key = room.admit(made["secret"], "exports", HERE)
    assert (key.unit, key.services, key.networks) == ("registry", ("student-leave",), ("10.1.0.0/16",))
    listed = room.desk.list_keys(HEAD, "registry")["items"]
    assert [one["prefix"] for one in listed] == [made["prefix"]] and made["secret"] not in str(listed)
    with pytest.raises(NotAllowed):
        room.admit(made["secret"], "exports", "192.0.2.1")
    with pytest.raises(NotAllowed):
        room.admit(made["secret"], "sensitive", HERE)


def test_the_table_holds_no_secret(room: Desk, aws: Any) -> None:
    made = room.make()
    rows = aws.client("dynamodb").scan(TableName="hall-test-access")["Items"]
    assert rows and made["secret"] not in str(rows) and made["secret"].rpartition("_")[2] not in str(rows)


@pytest.mark.req("R40")
def test_a_key_ends_with_its_last_day(room: Desk) -> None:
    made = room.make(until="2026-11-24")
    room.now = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)  # 23:59 in China
    assert room.admit(made["secret"], "exports", HERE)
    room.now += timedelta(minutes=1)
    with pytest.raises(KeyRefused):
        room.admit(made["secret"], "exports", HERE)
    assert room.desk.list_keys(HEAD, "registry")["items"][0]["state"] == "ended"


@pytest.mark.req("R40")
def test_a_revoked_key_is_refused_at_once_and_twice_is_once(room: Desk) -> None:
    made = room.make()
    room.desk.revoke_key(HEAD, "registry", made["id"])
    assert room.desk.revoke_key(HEAD, "registry", made["id"])["state"] == "revoked"
    with pytest.raises(KeyRefused):
        room.admit(made["secret"], "exports", HERE)
    with pytest.raises(Conflict):
        room.desk.replace_key(HEAD, "registry", made["id"], "2026-12-31", 7)


def test_a_replaced_key_goes_on_for_its_overlap(room: Desk) -> None:
    old = room.make(services=["student-leave"], networks=["10.1.0.0/16"])
    new = room.desk.replace_key(HEAD, "registry", old["id"], "2027-06-30", 7)
    assert {name: new[name] for name in ("actions", "services", "networks", "name")} == {
        name: old[name] for name in ("actions", "services", "networks", "name")
    }
    assert room.admit(old["secret"], "exports", HERE).id == old["id"]
    assert room.admit(new["secret"], "exports", HERE).id == new["id"]
    room.now += timedelta(days=7)
    with pytest.raises(KeyRefused):
        room.admit(old["secret"], "exports", HERE)
    assert room.admit(new["secret"], "exports", HERE)
    states = {one["id"]: one["state"] for one in room.desk.list_keys(HEAD, "registry")["items"]}
    assert states == {old["id"]: "ended", new["id"]: "live"}


def test_an_overlap_never_makes_a_key_last_longer(room: Desk) -> None:
    old = room.make(until="2026-11-24")
    room.desk.replace_key(HEAD, "registry", old["id"], "2027-06-30", 30)
    room.now = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    with pytest.raises(KeyRefused):
        room.admit(old["secret"], "exports", HERE)


def test_the_last_use_is_noted_every_five_minutes(room: Desk) -> None:
    made = room.make()

    def used() -> Any:
        return room.desk.list_keys(HEAD, "registry")["items"][0]["used_at"]

    assert used() is None
    room.admit(made["secret"], "exports", HERE)
    assert used() == stamp(NOON)
    room.now = NOON + timedelta(minutes=4)
    room.admit(made["secret"], "exports", HERE)
    assert used() == stamp(NOON)
    room.now = NOON + timedelta(minutes=5)
    room.admit(made["secret"], "exports", HERE)
    assert used() == stamp(room.now)


@pytest.mark.req("R40")
def test_only_who_administers_the_unit_looks_after_its_keys(room: Desk) -> None:
    made = room.make()
    for other in (person("officer", "officer@registry"), person("elsewhere", "department_head@finance")):
        with pytest.raises(NotFound):
            room.desk.list_keys(other, "registry")
        with pytest.raises(NotFound):
            room.desk.make_key(other, "registry", {})
        with pytest.raises(NotFound):
            room.desk.revoke_key(other, "registry", made["id"])
        with pytest.raises(NotFound):
            room.desk.replace_key(other, "registry", made["id"], "2026-12-31", 7)
    nowhere = person("nowhere", "department_head@nowhere")
    with pytest.raises(NotFound):
        room.desk.make_key(nowhere, "nowhere", {})
    other_unit = person("both", "department_head@registry", "department_head@finance")
    with pytest.raises(NotFound):
        room.desk.revoke_key(other_unit, "finance", made["id"])


@pytest.mark.parametrize(
    ("wish", "pointers"),
    [
        ({"actions": ["exports", "everything"]}, ["/actions/1"]),
        ({"actions": ["sensitive"]}, ["/actions"]),
        ({"services": ["student-leave", "invoice"]}, ["/services/1"]),
        ({"networks": ["10.1.0.0/16", "10.1.2.3/16"]}, ["/networks/1"]),
        ({"until": "2026-11-22"}, ["/until"]),
        ({"until": "2028-01-01"}, ["/until"]),
        ({"until": "2026-13-01"}, ["/until"]),
        ({"name": "  "}, ["/name"]),
        ({"name": " ", "until": "x", "actions": ["?"]}, ["/actions/0", "/name", "/until"]),
    ],
)
def test_what_is_wrong_is_named(room: Desk, wish: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(InvalidForm) as refused:
        room.make(**wish)
    assert [fault.pointer for fault in refused.value.errors] == pointers
    assert all(fault.message.zh and fault.message.en for fault in refused.value.errors)


def test_two_changes_at_once_are_one(room: Desk) -> None:
    made = room.make()
    seen = room.store.one("registry", made["id"])
    room.desk.revoke_key(HEAD, "registry", made["id"])
    with pytest.raises(Conflict):
        room.store.write(seen.going(replaced_by="x"))
