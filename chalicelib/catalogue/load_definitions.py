"""The definitions in the repository: ``catalogue/<department>/<service>.yaml``, one file a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import chalicelib
from chalicelib.catalogue.findings import Problem
from chalicelib.catalogue.model import Service
from chalicelib.shared.text import Text

CATALOGUE_ROOT = Path(chalicelib.__file__).resolve().parents[1] / "catalogue"
"""Beside ``chalicelib`` in the checkout, and in the deployment zip through ``vendor/catalogue``."""
TEMPLATES = "archetypes"
"""The folder of what services are begun from (`catalogue.archetypes`)."""
NOT_SERVICES = ("registers", "connectors", "targets", "windows", TEMPLATES)
"""Folders with definitions of something else, which other rooms read, and with templates."""
MAX_DEFINITION_BYTES = 48 * 1024
"""A definition somebody types or uploads; the largest of ours has a quarter of that."""


@dataclass(frozen=True)
class Definition:
    """One file as it was read. `path` is relative to the catalogue's parent; `raw` is its data (empty when the file
    cannot be read), `lines` maps JSON Pointers to lines, `faults` are what was wrong with the file itself."""

    path: str
    raw: Mapping[str, Any]
    lines: Mapping[str, int]
    faults: tuple[Problem, ...] = ()

    @cached_property
    def service(self) -> Service:
        """The service, not yet published (version 0). Only for a definition that passed its check."""
        return Service.from_dict(self.raw)

    def line_of(self, pointer: str) -> int:
        """The line of the nearest place that is written in the file."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 1)


def load_definitions(root: Path = CATALOGUE_ROOT) -> list[Definition]:
    """Every ``*.yaml`` below `root`, in path order, but for those of `NOT_SERVICES`.

    Never raises for what a file says: see `Definition.faults`.
    """
    paths = sorted(path for path in root.rglob("*.yaml") if path.relative_to(root).parts[0] not in NOT_SERVICES)
    return [load_definition(path, shown=path.relative_to(root.parent)) for path in paths]


def load_definition(path: Path, *, shown: Path | None = None) -> Definition:
    """One file; `shown` is the path that messages name."""
    return parse_definition(path.read_text("utf-8"), (shown or path).as_posix())


def parse_definition(source: str, path: str) -> Definition:
    """A definition from its text; `path` is what messages name."""
    # Only publishing reads definitions; an API function never needs the parser.
    from chalicelib.catalogue.read_yaml import read_yaml

    data, lines, faults = read_yaml(source)
    problems = [Problem(path, line, message) for line, message in faults]
    raw = data if isinstance(data, Mapping) else {}
    if not raw and not problems:
        text = Text("文件中没有事项定义", "there is no service in this file")
        problems.append(Problem(path, 1, text))
    if "from" in raw:
        from chalicelib.catalogue.archetypes import begun_from

        raw, wrong = begun_from(raw)
        problems += [Problem(path, lines.get("/from", 1), wrong, "/from")] if wrong else []
    return Definition(path, raw, lines, tuple(problems))
