"""Services by state, department and month, as those who look after them see them (S-02, N12, Z-13, Z-18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.catalogue import CHANNEL_STATES, Channel, Stage, read_pinyin, summary_of
from chalicelib.editing import Dashboard
from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.people import Person, Position, Unit
from chalicelib.shared.text import Text
from tests.catalogue.samples import definition_of

SERVICE = definition_of().service
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
LIVES = {
    "a": ("registry", Channel("planned", target=date(2026, 11, 1)), 9),
    "b": ("registry", Channel("dual", then=(Stage("online", date(2026, 11, 10)),)), 9),
    "c": ("registry", Channel("online", opens=date(2026, 12, 1), closes=date(2026, 12, 20)), 11),
    "d": ("finance", Channel("online", then=(Stage("retired", date(2026, 10, 15)),)), 9),
    "e": ("finance", Channel("testing", then=(Stage("dual", date(2027, 1, 2)),)), 10),
}
"""Code to owner, life, and the month of 2026 in which it was published, on its fifth day."""


def _summaries() -> Iterator[dict[str, Any]]:
    for code, (owner, channel, month) in LIVES.items():
        service = replace(SERVICE, code=code, version=1, owner_unit=owner, channel=channel)
        yield summary_of(service, read_pinyin("请假"), datetime(2026, month, 5, 4, tzinfo=UTC))


@dataclass
class Catalogue:
    def current_all(self) -> list[dict[str, Any]]:
        return list(_summaries())


class People:
    def all_units(self) -> list[Unit]:
        return [
            Unit("registry", Text("教务处", "Registrar"), "department"),
            Unit("finance", Text("财务处", "Finance"), "department"),
        ]


def somebody(*held: tuple[str, str]) -> Person:
    positions = tuple(Position(role, unit) for role, unit in held)
    return Person("1", Text("某", "Somebody"), "staff", {}, positions=positions)


BOARD = Dashboard(People(), Catalogue(), lambda: NOW)  # type: ignore[arg-type]
EDITOR, COORDINATOR = somebody(("officer", "registry")), somebody(("business_coordinator", "presidents-office"))


def counts(found: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {one["state"]: (one["count"], one["change"]) for one in found["states"] if one["count"] or one["change"]}


@pytest.mark.req("S-02", "N12", "Z-13", "Z-18")
def test_a_department_sees_its_own_and_the_coordinator_all() -> None:
    own = BOARD(EDITOR, None)
    assert [one["code"] for one in own["items"]] == ["a", "b", "c"] and not own["all"]
    every = BOARD(COORDINATOR, None)
    assert {one["code"] for one in every["items"]} == set(LIVES) and every["all"]
    assert [one["state"] for one in every["states"]] == list(CHANNEL_STATES)
    assert counts(every) == {"planned": (1, 0), "testing": (1, 0), "dual": (0, -1), "online": (2, 2), "retired": (1, 0)}
    assert every["completion"] == {"done": 2, "of": 4, "percent": 50}
    by_unit = {one["id"]: one for one in every["departments"]}
    assert by_unit["registry"]["counts"] == {"planned": 1, "online": 2}
    assert (by_unit["registry"]["total"], by_unit["registry"]["change"]) == (3, 1)


@pytest.mark.req("N12")
def test_every_figure_is_the_length_of_its_list() -> None:
    for month in ("2026-09", "2026-10", "2026-11"):
        found = BOARD(COORDINATOR, month)
        for one in found["states"]:
            assert one["count"] == sum(item["state"] == one["state"] for item in found["items"])
        assert sum(one["total"] for one in found["departments"]) == len(found["items"])


@pytest.mark.req("N12", "S-02")
def test_an_earlier_month_is_counted_at_its_end() -> None:
    october = BOARD(COORDINATOR, "2026-10")
    assert october["day"] == "2026-10-31"
    assert counts(october) == {
        "planned": (1, 0),
        "testing": (1, 1),
        "dual": (1, 0),
        "online": (0, -1),
        "retired": (1, 1),
    }
    assert "c" not in [one["code"] for one in october["items"]], "it was not known yet"


@pytest.mark.req("S-06", "C-02")
def test_what_comes_is_told_beforehand() -> None:
    items = {one["code"]: one for one in BOARD(COORDINATOR, None)["items"]}
    assert items["c"]["soon"] and items["c"]["opens"] == "2026-12-01"
    assert (items["a"]["target"], items["a"]["late"]) == ("2026-11-01", True)
    assert items["e"]["next"]["since"] == "2027-01-02" and items["e"]["next"]["state"] == "dual"
    assert items["b"]["since"] == "2026-11-10" and items["b"]["next"] is None


def test_nobody_else_sees_it_and_no_month_that_has_not_come() -> None:
    with pytest.raises(NotFound):
        BOARD(somebody(), None)
    with pytest.raises(NotFound):
        BOARD(somebody(("teaching_secretary", "registry")), None)
    for month in ("2026-12", "2026-13", "0001-01"):
        with pytest.raises(InvalidRequest):
            BOARD(COORDINATOR, month)
    assert BOARD(somebody(("officer", "library")), None)["items"] == [], "a department that has none yet may begin"


@pytest.mark.req("S-03", "N12")
def test_days_before_a_first_publication_count() -> None:
    life = Channel("building", then=(Stage("online", date(2026, 10, 5)), Stage("retired", date(2027, 1, 1))))
    found = summary_of(replace(SERVICE, channel=life), read_pinyin("请假"), NOW)
    assert found["history"] == [["2026-10-05", "online"]]
    # Published again with another past, it has been what it has been.
    other = replace(life, then=(Stage("online", date(2026, 9, 1)),))
    assert summary_of(replace(SERVICE, channel=other), read_pinyin("请假"), NOW, found)["history"] == found["history"]


@pytest.mark.req("S-03", "X3")
def test_what_is_new_is_counted_and_marked() -> None:
    november = BOARD(COORDINATOR, None)
    assert {one["code"] for one in november["items"] if one["new"]} == {"c"}, "b was open before, a is only planned"
    assert {one["id"]: one["new"] for one in november["departments"]} == {"registry": 1, "finance": 0}
