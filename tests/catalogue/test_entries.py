"""Entries of the catalogue without form and flow: links, inquiries, guides, what is done at the counter (N6, H-02)."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.catalogue import load_definitions, parse_definition
from chalicelib.checking import problems_of
from chalicelib.errors import ServiceClosed
from chalicelib.portal import portal_files
from chalicelib.settings import Settings
from tests.catalogue.samples import GOOD, UNITS
from tests.hall_world import HallWorld

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEAD = GOOD[: GOOD.index("form:\n")]
LINK = (
    "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(("limit:", "subject:", "channel:")))
    .replace("archetype: APPLY", "archetype: LINK\naddress: https://card.yizhan.example/")
    .replace(", field: evidence", "")
)


def problems(source: str) -> list[str]:
    return [p.message.en for p in problems_of(parse_definition(source, "catalogue/registry/x.yaml"), UNITS, NOW)]


@pytest.mark.req("N6", "S-14")
def test_an_entry_needs_neither_form_nor_flow() -> None:
    assert problems(LINK) == []
    service = parse_definition(LINK, "x").service
    assert service.is_entry and type(service).from_dict(service.to_dict()) == service


@pytest.mark.parametrize(
    "address",
    ["http://card.yizhan.example/", "javascript:alert(1)", "card.yizhan.example", "//evil.example/", "[x]", "''"],
)
def test_an_address_is_safe_or_refused(address: str) -> None:
    (problem,) = problems(LINK.replace("https://card.yizhan.example/", address))
    assert "https address" in problem


def test_a_link_without_an_address_leads_nowhere_and_a_guide_needs_none() -> None:
    bare = LINK.replace("address: https://card.yizhan.example/\n", "")
    assert len(problems(bare)) == 1
    assert problems(bare.replace("archetype: LINK", "archetype: GUIDE")) == []


def test_other_archetypes_need_their_flow_and_no_address() -> None:
    assert problems(LINK.replace("archetype: LINK", "archetype: APPLY"))
    (problem,) = problems(GOOD.replace("limit:", "address: /x\nlimit:"))
    assert "no address" in problem


@pytest.mark.req("S-14")
def test_its_guide_opens_it_in_a_new_tab_and_there_is_no_form() -> None:
    service = parse_definition(LINK.replace("https://card.yizhan.example/", "/{lang}/data/?r=grades"), "x").service
    made = dict(portal_files([service], {}, {}, Settings()))
    assert f"en/apply/{service.code}/index.html" not in made
    page = made[f"en/services/{service.code}/index.html"].decode()
    assert 'href="/en/data/?r=grades" target="_blank" rel="noopener"' in page
    assert "/apply/" not in page and "Linked application" in page


def test_nobody_can_start_it() -> None:
    service = parse_definition(LINK, "x").service
    with pytest.raises(ServiceClosed):
        service.start_allowed(SimpleNamespace(category="undergraduate"), NOW)


@pytest.mark.req("S-F9", "S-F10", "S-F11", "S-F12", "S-F13", "S-F14")
def test_entries_are_published_with_the_rest_and_lead_to_registers_there_are(aws: Any) -> None:
    entries = {one.raw["service"]: one.service for one in load_definitions() if one.service.is_entry}
    world = HallWorld(aws, list(entries))
    assert world.refused == {} and set(world.published) == set(entries)
    known = set(world.hall.registers.definitions.all())
    for service in entries.values():
        code = service.address.partition("?r=")[2]
        assert not code or code in known, service.code
    (shown,) = [one for one in world.hall.catalogue.current_all() if one["code"] == "timetable"]
    assert (shown["archetype"], shown["address"]) == ("LINK", "/{lang}/data/?r=timetable")
