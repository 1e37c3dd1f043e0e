"""Arrows between rooms go one way and through doors (docs/architecture.md); read from the syntax trees."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.rules.source import ROOT, Source, room_imports, sources

_BELOW_FLOWS = {"catalogue", "people", "access", "shared"}
_BELOW_APPLICATIONS = {"flows", "forms", "materials"} | _BELOW_FLOWS
_BELOW_NOTICES = {"approvals", "applications"} | _BELOW_APPLICATIONS
ARROWS: dict[str, set[str]] = {
    "shared": set(),
    "people": {"shared"},
    "documents": {"shared"},
    "seals": {"documents", "shared"},
    "access": {"shared"},
    "catalogue": {"people", "access", "shared"},
    "registers": _BELOW_FLOWS,
    "forms": _BELOW_FLOWS,
    "flows": _BELOW_FLOWS,
    "materials": {"forms"} | _BELOW_FLOWS,
    "applications": _BELOW_APPLICATIONS,
    "approvals": {"applications"} | _BELOW_APPLICATIONS,
    "keys": {"people", "access", "shared"},
    "contacts": {"people", "access", "shared"},
    "archive": {"documents", "seals"} | _BELOW_NOTICES,
    "exports": {"keys"} | _BELOW_NOTICES,
    "bills": {"keys", "registers"} | _BELOW_FLOWS,
    "deadlines": _BELOW_NOTICES,
    "webhooks": {"keys"} | _BELOW_NOTICES,
    "feeds": {"keys"} | _BELOW_NOTICES,
    "insight": {"exports", "keys"} | _BELOW_NOTICES,
    "retention": {"archive"} | _BELOW_NOTICES,
    "drafts": _BELOW_NOTICES,
    "certificates": {"documents", "seals"} | _BELOW_NOTICES,
    "notices": _BELOW_NOTICES,
    "portal": {"answers", "flows", "forms"} | _BELOW_FLOWS,
    "proof": {"flows", "forms"} | _BELOW_FLOWS,
    "rosters": {"proof"} | _BELOW_FLOWS,
    "answers": {"proof"} | _BELOW_FLOWS,
    "windows": {"proof"} | _BELOW_FLOWS,
    "tickets": {"windows", "keys", "proof"} | _BELOW_FLOWS,
    "coverage": {"proof", "applications"} | _BELOW_APPLICATIONS,
    "editing": {"proof", "flows", "forms"} | _BELOW_FLOWS,
    "web": {"notices", "portal", "drafts", "proof", "registers", "exports", "bills", "keys", "insight", "rosters"}
    | {"coverage", "contacts", "editing", "webhooks", "feeds", "certificates"}
    | _BELOW_NOTICES,
    "aws": {"shared"},
    "providers": {"shared"},
}
"""Room to the rooms it may import. An arrow that is not here is an error; a new room is a new line."""

EVERYWHERE = {"errors", "settings"}
"""Modules beside the rooms that any room may import."""
BESIDE: dict[str, set[str]] = {
    "errors": {"shared"},
    "settings": set(),
    "observability": {"settings"},
    "checking": {"answers", "webhooks", "certificates", "registers", "proof", "flows", "forms", "catalogue", "people"}
    | {"shared"},
    "claiming": {"registers", "applications", "forms", "shared"},
    "publishing_samples": {"editing", "materials", "catalogue", "shared"},
    "inspecting": {"checking", "publishing_samples", "editing", "proof", "applications", "materials", "catalogue"}
    | {"people", "shared"},
    "publishing_requests": set(ARROWS) - {"web", "aws"}
    | {"hall", "publishing", "publishing_imports", "publishing_samples", "inspecting"},
    "publishing_imports": {"catalogue", "editing", "proof", "errors", "shared", "hall", "publishing"},
    "reminding": {"proof", "registers", "catalogue", "people", "shared", "hall"},
    "publishing": set(ARROWS) - {"web", "aws"} | {"hall", "checking", "publishing_samples", "reminding"},
    "hall": set(ARROWS) - {"web", "portal", "aws"} | {"arrivals"},
    "arrivals": {"approvals", "notices", "publishing", "publishing_requests"},
    "parts_access": {"access", "people", "providers", "hall"},
    "parts_records": set(ARROWS) - {"web", "portal"} | {"hall", "inspecting"},
    "parts_sending": {"notices", "aws", "providers", "shared"},
    "parts_telling": set(ARROWS) - {"web", "portal"} | {"parts_records", "parts_sending", "observability"},
    "parts_handling": set(ARROWS) - {"web", "portal"} | {"parts_answers", "parts_certificates", "parts_telling"},
    "parts_answers": set(ARROWS) - {"web", "portal"} | {"parts_records"},
    "parts_archive": set(ARROWS) - {"web", "portal"} | {"parts_records"},
    "parts_bills": set(ARROWS) - {"web", "portal"} | {"parts_telling"},
    "parts_retention": set(ARROWS) - {"web", "portal"} | {"parts_telling"},
    "parts_windows": set(ARROWS) - {"web", "portal"} | {"parts_telling"},
    "parts_tickets": set(ARROWS) - {"web", "portal"} | {"parts_windows"},
    "parts_certificates": set(ARROWS) - {"web", "portal"} | {"parts_telling"},
    "parts_exports": set(ARROWS) - {"web", "portal"} | {"parts_telling", "parts_webhooks"},
    "parts_proving": set(ARROWS) - {"web", "portal"} | {"parts_records", "inspecting"},
    "parts_webhooks": set(ARROWS) - {"web", "portal"} | {"parts_telling"},
    "parts_feeds": set(ARROWS) - {"web", "portal"} | {"parts_records"},
    "parts_insight": set(ARROWS) - {"web", "portal"} | {"parts_records"},
    "parts_registers": set(ARROWS) - {"web", "portal"}
    | {"hall", "parts_records", "parts_handling", "parts_telling", "claiming", "observability"},
    "bootstrap": {"hall", "shared", "observability"}
    | {
        "parts_access",
        "parts_bills",
        "parts_certificates",
        "parts_exports",
        "parts_handling",
        "parts_telling",
        "parts_proving",
    }
    | {"parts_registers", "parts_insight", "parts_feeds", "parts_archive", "parts_tickets", "parts_retention"},
}
"""Modules beside the rooms, which stand above them; only the composition root may import every room."""
MAY_LOG = {"web", "bootstrap", "parts_telling", "app"}
"""Rooms say what happened in their answers; who calls them from outside logs it."""
MAY_WIRE = {"web", "app"}


def rooms() -> set[str]:
    return {path.parent.name for path in (ROOT / "chalicelib").glob("*/__init__.py")}


def allowed(room: str) -> set[str]:
    extra = ({"observability"} if room in MAY_LOG else set()) | ({"bootstrap"} if room in MAY_WIRE else set())
    return ARROWS.get(room, set()) | BESIDE.get(room, set()) | EVERYWHERE | extra


def wrong_arrows(source: Source) -> list[str]:
    return [
        str(found)
        for target, _, found in room_imports(source)
        if target != source.room and target not in allowed(source.room)
    ]


def past_doors(source: Source) -> list[str]:
    """Imports of another room's inside; `shared` has no door, its modules are values without I/O."""
    return [
        str(found)
        for target, module, found in room_imports(source)
        if target != source.room and target in ARROWS and target != "shared" and module.count(".") > 1
    ]


def test_arrows_have_no_way_back() -> None:
    done: set[str] = set()
    while ready := {room for room, below in ARROWS.items() if room not in done and below <= done}:
        done |= ready
    assert done == set(ARROWS)


def test_every_room_is_in_the_table_and_has_a_door() -> None:
    folders = {path.name for path in (ROOT / "chalicelib").iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders <= set(ARROWS), "a new room needs its arrows"
    for folder in folders - {"shared"}:
        door = ROOT / "chalicelib" / folder / "__init__.py"
        assert door.exists(), f"{folder} has no door"
        tree = ast.parse(door.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{folder}: the door says what the room is for"
        names = [target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
                 if isinstance(target, ast.Name)]  # fmt: skip
        assert "__all__" in names, f"{folder}: the door has no __all__"


@pytest.mark.parametrize("source", sources("chalicelib"), ids=lambda source: source.name)
def test_arrows(source: Source) -> None:
    assert not wrong_arrows(source)


@pytest.mark.parametrize("source", sources("chalicelib"), ids=lambda source: source.name)
def test_doors(source: Source) -> None:
    assert not past_doors(source)


def test_modules_beside_the_rooms_are_known() -> None:
    beside = {path.stem for path in (ROOT / "chalicelib").glob("*.py")} - {"__init__"}
    assert beside <= set(BESIDE), "a module beside the rooms is for everybody: say who may import it"


def test_no_room_is_imported_in_a_circle() -> None:
    """Whatever the table allows, no pair of rooms that exist imports each other, at any distance."""
    below: dict[str, set[str]] = {}
    for source in sources("chalicelib"):
        targets = {target for target, _, _ in room_imports(source)} & set(ARROWS)
        below.setdefault(source.room, set()).update(targets - {source.room})

    def reach(room: str, seen: frozenset[str]) -> set[str]:
        return set().union(*({next_} | reach(next_, seen | {next_}) for next_ in below.get(room, set()) - seen))

    assert {room for room in set(below) & set(ARROWS) if room in reach(room, frozenset())} == set()


@pytest.mark.parametrize(
    ("room", "code", "faults"),
    [
        ("people", "from chalicelib.catalogue import Service", 1),
        ("flows", "from chalicelib.forms import Form", 1),
        ("shared", "def f():\n    from chalicelib import people", 1),
        ("people", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import chalicelib.web", 1),
        ("applications", "from ..approvals import decide", 1),
        ("people", "from chalicelib.bootstrap import hall", 1),
        ("applications", "from chalicelib.flows import Flow\nfrom chalicelib.errors import HallError", 0),
        ("people", "from .store import PeopleStore", 0),
    ],
)
def test_the_rule_sees_a_wrong_arrow(room: str, code: str, faults: int) -> None:
    assert len(wrong_arrows(_source(room, code))) == faults


def test_the_rule_sees_an_import_past_a_door() -> None:
    assert past_doors(_source("applications", "from chalicelib.people.store import PeopleStore"))
    assert past_doors(_source("applications", "import chalicelib.people.store"))
    assert not past_doors(_source("applications", "from chalicelib.shared.text import Text"))


def _source(room: str, code: str) -> Source:
    return Source(Path(ROOT / "chalicelib" / room / "made_up.py"), code, ast.parse(code))
