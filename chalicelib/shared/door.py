"""Doors that open only as far as somebody goes in: a cold start imports what its request uses, not whole rooms.

A room's `__init__` lists what it shows as imports under ``if TYPE_CHECKING:``, for readers and for mypy, and calls
`open_lazily` in the ``else``. Each name is then imported when it is first asked for (PEP 562).
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_IMPORT = re.compile(r"^ +from (chalicelib\.[\w.]+) import (?:\(([^)]*)\)|([^\n(]+))$", re.MULTILINE)


class Door(ModuleType):
    """A room's package; `_behind` says which module of the room each shown name comes from."""

    _behind: dict[str, str]

    def __getattr__(self, name: str) -> Any:
        module = self.__dict__.get("_behind", {}).get(name)
        if module is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        shown = getattr(import_module(module), name)
        setattr(self, name, shown)
        return shown

    def __setattr__(self, name: str, value: Any) -> None:
        """Python puts every module it imports into its package: a verb must not be hidden by the file it is in."""
        if isinstance(value, ModuleType) and self.__dict__.get("_behind", {}).get(name) == value.__name__:
            value = getattr(value, name)
        super().__setattr__(name, value)


def open_lazily(room: str) -> None:
    """Make the package `room` a `Door` to what its own source imports under ``if TYPE_CHECKING:``."""
    door = sys.modules[room]
    loader: Any = door.__spec__.loader if door.__spec__ else None
    behind = {}
    for module, several, one in _IMPORT.findall(loader.get_source(room)):
        behind.update({name.strip(): module for name in (several or one).split(",") if name.strip()})
    door.__class__ = Door
    door.__dict__["_behind"] = behind
