"""The connectors of the bundle: read and checked when services are published, and by nobody else."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from chalicelib.catalogue import CATALOGUE_ROOT, load_definitions
from chalicelib.registers.check_connector import check_connector
from chalicelib.registers.connector import Connector
from chalicelib.registers.connectors import Connectors

FOLDER = CATALOGUE_ROOT / "connectors"


@cache
def bundled_connectors() -> dict[str, Connector]:
    """The connectors of the bundle that can be read, by code: what a form may be filled from."""
    raws = [one.raw for one in load_definitions(FOLDER) if not one.faults]
    return {raw["connector"]: Connector.of(raw) for raw in raws
            if not check_connector(raw, units=[str(raw.get("owner_unit"))], registers=())}  # fmt: skip


def define_connectors(
    connectors: Connectors, units: Collection[str], registers: Collection[str], root: Path = FOLDER
) -> dict[str, list[str]]:
    """Define what the files below `root` say; problems by file, for files that were refused."""
    refused: dict[str, list[str]] = {}
    for found in load_definitions(root):
        problems = [problem.get("zh") for problem in found.faults]
        for finding in check_connector(found.raw, units=units, registers=registers):
            problems.append(f"{found.path}:{found.line_of(finding.pointer)}: {finding.message.zh}")
        if problems:
            refused[found.path] = problems
        else:
            connectors.define(found.raw)
    return refused
