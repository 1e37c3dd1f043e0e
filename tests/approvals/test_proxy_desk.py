"""The desk of proxies and handovers, and the boxes of who stands in for somebody, on the real tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.approvals import Boxes, ProxyDesk
from chalicelib.errors import InvalidForm, NotAllowed
from chalicelib.people import Handover, HandoverStore, Member, PeopleStore, Position, Proxy, Unit, University
from chalicelib.shared.text import Text
from tests.people.samples import person
from tests.world import NOON


class Names:
    def service(self, code: str) -> Text:
        return Text(f"事项{code}", f"Service {code}")

    def step(self, code: str, step: str) -> Text:
        return Text(step, step)

    def together(self, code: str, step: str) -> bool:
        return False

    def ranked(self, code: str, step: str) -> bool:
        return False


@pytest.fixture
def people(aws: Any) -> PeopleStore:
    store = PeopleStore()
    unit = Unit("registry", Text("教务处", "Registry"), "department", None)
    some = (person("1"), person("2"), person("s", category="undergraduate"))
    head = person("9", positions=(Position("department_head", "registry"),))
    store.load_seed("small", "1", University((unit,), (*some, head), (), {}))
    store.set_roster("officer", "registry", [Member("1")], "personnel")
    return store


@pytest.fixture
def told() -> list[Proxy]:
    return []


@pytest.fixture
def desk(people: PeopleStore, told: list[Proxy]) -> ProxyDesk:
    return ProxyDesk(people, HandoverStore(), Names(), lambda: ["leave"], told.append, lambda: NOON, "secret")  # type: ignore[arg-type]


def wish(**changes: Any) -> dict[str, Any]:
    asked = {"kind": "proxy", "to": "2", "services": "", "since": "2026-11-23", "until": "2026-11-30", "reason": "出差"}
    return asked | changes


def test_what_was_given_is_told_and_listed_on_both_sides_until_it_is_taken_back(
    people: PeopleStore, desk: ProxyDesk, told: list[Proxy]
) -> None:
    made = desk.give(people.get_person("1"), wish(services="leave"))
    assert desk.give(people.get_person("1"), wish(services="leave")) == made
    assert {(one.id, one.proxy) for one in told} == {(made["id"], "2")}
    assert (made["state"], made["services"][0]["name"]["zh"]) == ("active", "事项leave")
    assert desk.proxies(people.get_person("2"))["stands_in"] == [made]
    planned = desk.give(people.get_person("1"), wish(since="2026-12-01", until="2026-12-02"))
    assert planned["state"] == "planned"
    desk.revoke(people.get_person("1"), made["id"])
    states = [one["state"] for one in desk.proxies(people.get_person("1"))["gave"]]
    assert states == ["planned", "revoked"]


@pytest.mark.parametrize(
    ("wished", "pointer"),
    [(wish(since="2026-13-01"), "/since"), (wish(until="soon"), "/until"), (wish(services="fly"), "/services")],
)
def test_what_is_wrong_is_named(people: PeopleStore, desk: ProxyDesk, wished: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        desk.give(people.get_person("1"), wished)
    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_students_have_no_proxies(people: PeopleStore, desk: ProxyDesk) -> None:
    with pytest.raises(NotAllowed):
        desk.give(people.get_person("s"), wish())


def test_the_head_of_a_unit_sees_what_was_handed_over_there_page_by_page(people: PeopleStore, desk: ProxyDesk) -> None:
    words = {name: Text(name, name) for name in ("service", "step", "before", "after")}
    for n in range(3):
        at = NOON + timedelta(minutes=n)
        done = Handover("registry", at, f"app.{n}.1", number=f"N{n}", why="left", **words)
        for _ in range(2):
            desk.handed.add(done)  # type: ignore[attr-defined]
    head = people.get_person("9")
    first = desk.handovers(head, None, 2)
    assert [one["number"] for one in first["items"]] == ["N2", "N1"]
    assert first["items"][0]["unit"]["en"] == "Registry"
    second = desk.handovers(head, first["next"], 2)
    assert ([one["number"] for one in second["items"]], second["next"]) == (["N0"], None)
    assert desk.handovers(people.get_person("1"), None, 2) == {"items": [], "next": None}, "an officer heads nothing"


class Stored:
    """Boxes with one row each, by name."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def box(self, box: str, *, limit: int, after: Any, newest_first: bool, between: Any = None) -> list[dict[str, Any]]:
        self.asked.append(box)
        if after or box != "todo#position:officer@registry":
            return []
        return [_row(box, "leave"), _row(box, "travel")]


def _row(box: str, service: str) -> dict[str, Any]:
    texts = {"title": ("题", "Title"), "applicant_name": ("人", "One")}
    times = {"opened_at": "2026-11-23T00:00:00.000Z", "due_at": None, "box_at": "2026-11-24T00:00:00.000Z"}
    keys = {"pk": "A#a", "sk": f"T#check#1#{len(service)}", "box": box, "id": "a", "number": "1", "state": "pending"}
    more = {"urgent": False, "consult": False, "applicant_id": "s1", "form_seq": 1}
    return keys | times | texts | more | {"service": service}


def test_the_inbox_shows_what_one_stands_in_for_and_nothing_outside_of_it(people: PeopleStore, desk: ProxyDesk) -> None:
    stored = Stored()
    clock = lambda: NOON  # noqa: E731
    boxes = Boxes(store=stored, names=Names(), clock=clock, secret="secret", definitions=None)  # type: ignore[arg-type]
    before = people.with_principals(people.get_person("2"), NOON.date())
    assert boxes.tasks(before, "todo", None, 25)["items"] == []
    desk.give(people.get_person("1"), wish(services="leave"))
    proxy = people.with_principals(people.get_person("2"), NOON.date())
    (row,) = boxes.tasks(proxy, "todo", None, 25)["items"]
    assert (row["service"]["code"], row["on_behalf_of"]) == ("leave", people.get_person("1").name.to_dict())
    assert boxes.count_todo(proxy) == 1
    own = people.with_principals(people.get_person("1"), NOON.date())
    assert [row.get("on_behalf_of") for row in boxes.tasks(own, "todo", None, 25)["items"]] == [None, None]
