"""Each source's university on the demo's: its numbers are those the source says, and all of it can be published."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib.catalogue import AREAS, Definition, Service, load_definitions, read_pinyin, summary_of
from chalicelib.checking import problems_of, remarks_of
from chalicelib.editing import Dashboard
from chalicelib.people import REVIEWERS, ROLES, Person, Position
from chalicelib.proof import ERROR, Staff
from chalicelib.shared.text import Text
from local.campus_choice import UnknownCampus, begun_with, known_campus, site_name
from local.demo.campus import (
    campus,
    campus_university,
    campuses,
    definitions_of,
    reconciled,
    told_of,
    write_catalogue,
)
from tests.hall_world import MORNING

ONLINE = ("online", "dual", "trial")


def services(code: str) -> list[Service]:
    return [Service.from_dict(raw) for raw in definitions_of(code)]


def state_of(one: Service) -> str:
    return one.channel.state_on(MORNING.date())


def samples(code: str) -> list[Service]:
    return [one for one in services(code) if "示例" in one.keywords]


@pytest.mark.req("S-01", "S-02", "S-03", "N12", "N13", "N17")
def test_scau_has_its_thirty_departments_with_their_counts() -> None:
    of, found = campus("scau"), services("scau")
    assert len(of.departments) == of.stated["departments"] == 30
    online = Counter(one.owner_unit for one in found if state_of(one) in ONLINE)
    assert online == Counter({one.id: one.counts["online"] for one in of.departments})
    assert [online[id] for id in ("personnel", "registry", "network-centre", "presidents-office")] == [14, 13, 12, 10]
    assert sum(count >= 8 for count in online.values()) == 8
    # The bulletin's own difference: its text says 142, its table adds up to 147.
    assert (sum(online.values()), of.stated["online"], of.total("new")) == (147, 142, 21)
    (line,) = reconciled("scau")
    assert "142" in line.zh and "147" in line.zh
    assert (of.total("testing"), of.total("building")) == (17, 16)
    states = Counter(state_of(one) for one in found)
    assert states["testing"] == 17 and len(found) == 147 + 33
    assert len({theme for one in found for theme in one.themes}) == of.stated["themes"] == 11


class Published:
    """The campus as the hall knows it once it was published, with its units."""

    def __init__(self, code: str) -> None:
        self.code = code

    def current_all(self) -> list[Any]:
        return [summary_of(one, read_pinyin(one.name.zh), MORNING) for one in services(self.code)]

    def all_units(self) -> list[Any]:
        return list(campus_university(self.code).units)


def board(code: str, month: str) -> dict[str, Any]:
    held = (Position("business_coordinator", "presidents-office"),)
    coordinator = Person("1", Text("某", "Somebody"), "staff", {}, positions=held)
    hall: Any = Published(code)
    return Dashboard(hall, hall, lambda: MORNING)(coordinator, month)


@pytest.mark.req("S-02", "S-03", "N12", "X3")
def test_the_month_of_the_bulletin_shows_its_table() -> None:
    of, found = campus("scau"), board("scau", told_of("scau"))
    table = {
        one.id: (one.counts["online"], one.counts["new"], one.counts["testing"] + one.counts["building"])
        for one in of.departments
    }
    shown = {
        one["id"]: (counts.get("online", 0), one["new"], counts.get("testing", 0) + counts.get("building", 0))
        for one in found["departments"]
        for counts in (one["counts"],)
    }
    assert shown == table and sum(one["new"] for one in found["items"]) == of.stated["new"]
    fresh = {one["code"] for one in found["items"] if one["new"]}
    assert {"fitness-exemption", "fitness-postponement", "insurance-opt-out", "president-mailbox"} <= fresh
    # What is in test and in development was there before: of all that was known, 21 are nothing but new.
    assert {one["state"]: one["change"] for one in found["states"]}["testing"] == 0
    assert not any(one["new"] for one in board("scau", "2026-11")["items"])


@pytest.mark.req("N1", "N2")
def test_cufe_began_with_139_affairs() -> None:
    assert board("cufe", "2018-09")["completion"]["done"] == 139
    second = board("cufe", told_of("cufe"))
    assert (second["completion"]["done"], sum(one["new"] for one in second["departments"])) == (168, 29)


@pytest.mark.req("N17", "S-R1", "S-R2", "S-R3", "S-R4", "S-R5", "S-R6", "S-14")
def test_scau_has_its_named_services() -> None:
    named = {id for one in services("scau") for id in one.requirements}
    assert {f"S-R{n}" for n in range(1, 7)} | {f"S-F{n}" for n in range(1, 15)} <= named


@pytest.mark.req("N1", "N2", "C-04")
def test_cufe_has_168_affairs_of_15_departments_in_6_areas() -> None:
    of, found = campus("cufe"), services("cufe")
    assert len(found) == of.stated["online"] == 168
    assert len({one.owner_unit for one in found}) == len(of.departments) == 15
    assert {one.area for one in found} == set(AREAS) and len(AREAS) == of.stated["areas"] == 6
    named = {id for one in found for id in one.requirements}
    assert {f"C-S{n}" for n in range(1, 9)} | {f"C-R{n}" for n in range(1, 8)} <= named


@pytest.mark.req("N6", "W-03", "W-18")
def test_whu_has_61_counter_items_12_flows_and_20_links() -> None:
    of, found = campus("whu"), services("whu")
    kinds = Counter(one.archetype if one.archetype in ("WINDOW", "LINK") else "online" for one in found)
    assert kinds == {"WINDOW": 61, "online": 12, "LINK": 20}
    assert all(one.flow for one in found if one.archetype not in ("WINDOW", "LINK"))
    assert len({one.owner_unit for one in found if one.archetype == "WINDOW"}) == of.stated["departments"] == 12
    assert [one.name.zh for one in of.others] == ["后勤保障部", "图书馆", "体育部", "校医院"]


@pytest.mark.req("N9", "N10", "Z-13")
def test_zzu_has_its_28_named_flows_in_dual_running_and_invents_none() -> None:
    of, found = campus("zzu"), services("zzu")
    assert {id for one in found for id in one.requirements if id.startswith("Z-F")} == {f"Z-F{n}" for n in range(1, 29)}
    assert len(found) == of.stated["named"] == of.stated["flows"] - 2
    assert {state_of(one) for one in found} == {"dual"} and samples("zzu") == []
    assert len(of.departments) == of.stated["departments"] == 12
    places = [unit for unit in campus_university("zzu").units if unit.kind == "campus"]
    assert len(places) == of.stated["campuses"] == 5 and "盛和苑" in [unit.name.zh for unit in places]


@pytest.mark.req("H-02", "H-18", "H-19")
def test_htu_has_the_keepers_of_its_seven_reviewers() -> None:
    of = campus("htu")
    ids = {one.id for one in of.departments}
    keepers = {ROLES[role].owner_unit for role in REVIEWERS} | {"humanities"}
    assert len(REVIEWERS) == of.stated["reviewers"] == 7
    assert len(keepers) == of.stated["keepers"] == 8 and keepers < ids
    assert ids - keepers == {"personnel"} and len(ids) == of.stated["departments"]
    owners = {roster.owner_unit for roster in campus_university("htu").rosters if roster.role in REVIEWERS}
    assert owners == keepers
    assert Counter(one.owner_unit for one in samples("htu")) == Counter(dict.fromkeys(ids, 3))


class Directory:
    """The campus's units and rosters, as the proof reads them."""

    def __init__(self, code: str) -> None:
        self.university = campus_university(code)

    def all_units(self) -> list[Any]:
        return list(self.university.units)

    def get_rosters(self, keys: Any) -> dict[str, Any]:
        wanted = set(keys)
        return {roster.key: roster for roster in self.university.rosters if roster.key in wanted}


@pytest.mark.parametrize("code", campuses())
def test_everything_of_a_campus_may_be_published(code: str, tmp_path: Path) -> None:
    staff = Staff(Directory(code), date(2026, 11, 23))
    units = list(staff.units)
    definitions = load_definitions(write_catalogue(code, tmp_path / "catalogue"))
    assert len(definitions) == len({one.service.code for one in definitions}) == len(services(code))
    for definition in definitions:
        assert problems_of(definition, units, MORNING) == [], definition.path
    proven = [one for one in definitions if one.raw.get("flow")]
    found = [(one.path, str(each)) for one in proven for each in remarks_of(one.raw, staff) if each.level == ERROR]
    assert found == []


@pytest.mark.parametrize("code", campuses())
def test_samples_say_that_they_are_samples(code: str) -> None:
    known = {one.service.code for one in load_definitions()}
    spoken_of = {f"{one['unit']}-{code}-{n}" for n, one in enumerate(campus(code).raw.get("entries") or (), 1)}
    for one in services(code):
        if one.code in known:
            continue
        assert one.archetype in ("GUIDE", "LINK", "WINDOW") and "示例" in one.summary.zh
        assert ("Sample" in one.name.en and "示例" in one.name.zh) or one.code in spoken_of


def test_a_campus_is_chosen_once_and_gone_on_with(tmp_path: Path) -> None:
    note = tmp_path / "campus"
    assert begun_with(note, "", fresh=False) == ""
    assert begun_with(note, known_campus("scau"), fresh=True) == "scau"
    assert begun_with(note, "", fresh=False) == "scau"
    with pytest.raises(UnknownCampus, match="make fresh CAMPUS=whu"):
        begun_with(note, "whu", fresh=False)
    assert begun_with(note, "", fresh=True) == ""
    with pytest.raises(UnknownCampus) as listed:
        known_campus("?")
    assert all(code in str(listed.value) for code in campuses())
    assert site_name("") == {} and "SCAU" in site_name("scau")["HALL_SITE_NAME_EN"]


def test_a_table_that_is_less_than_what_is_named_is_a_fault() -> None:
    of = campus("scau")
    few = tuple(one._replace(counts=dict.fromkeys(one.counts, 0)) for one in of.departments)
    with pytest.raises(ValueError, match="more online services"):
        list(definitions_of(replace(of, departments=few)))


def test_a_definition_keeps_its_file(tmp_path: Path) -> None:
    (one, *_) = load_definitions(write_catalogue("zzu", tmp_path / "catalogue"))
    assert isinstance(one, Definition) and one.path.startswith("catalogue/")
