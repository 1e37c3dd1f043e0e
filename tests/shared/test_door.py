"""Doors show what they list, whatever was imported before, and import nothing until asked."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from chalicelib.shared.door import Door

ROOMS = Path(__file__).resolve().parents[2] / "chalicelib"
DOORS = sorted(
    f"chalicelib.{door.parent.name}"
    for door in ROOMS.glob("*/__init__.py")
    if "open_lazily(__name__)" in door.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("room", DOORS)
def test_everything_listed_is_there_and_is_no_module(room: str) -> None:
    door = import_module(room)
    assert isinstance(door, Door)
    assert set(door.__all__) == set(door._behind)
    for name in door.__all__:
        assert not isinstance(getattr(door, name), ModuleType), name


def test_a_verb_is_not_hidden_by_the_file_it_is_in() -> None:
    code = (
        "import chalicelib.approvals.service_form\n"
        "from chalicelib.approvals import service_form\n"
        "assert callable(service_form), service_form"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_door_alone_imports_nothing_of_its_room() -> None:
    code = (
        "import sys, chalicelib.approvals\n"
        "print([m for m in sys.modules if m.startswith('chalicelib.approvals.') or m == 'pynamodb'])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_what_a_room_does_not_show_is_not_there() -> None:
    door = import_module(DOORS[0])
    with pytest.raises(AttributeError, match="no attribute"):
        _ = door.nothing_of_the_kind
