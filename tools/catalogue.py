"""The whole catalogue out of the hall and into files, and back.

    python -m tools.catalogue export catalogue.zip|catalogue.csv [--hall]
    python -m tools.catalogue import catalogue.zip|catalogue.csv [--into FOLDER] [--dry-run]

``export`` writes the definitions of ``catalogue/``, with ``--hall`` those that are published in the hall of the
environment (``HALL_*``). ``import`` checks every definition with the checks of publishing but the proof, which needs a
directory; where anything is wrong, everything is told and nothing written. Published they are as always.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.catalogue import CATALOGUE_ROOT, Definition, Problem, Service, load_definitions
from chalicelib.checking import problems_of
from chalicelib.editing import read_files, twice, write_csv, write_definition, write_zip
from chalicelib.errors import InvalidRequest
from chalicelib.shared.clock import CHINA


def main(arguments: Sequence[str]) -> int:
    """0 when done, 1 when something was wrong with the file."""
    asked = _parser().parse_args(arguments)
    if asked.act == "export":
        return export(asked.file, _published() if asked.hall else [one.service for one in load_definitions()])
    try:
        definitions = read_files(asked.file.read_bytes())
    except InvalidRequest as refused:
        said = refused.detail or refused.title
        print(f"{said.zh} / {said.en}", file=sys.stderr)
        return 1
    return bring_in(definitions, asked.into, dry=asked.dry_run)


def export(file: Path, services: Sequence[Service]) -> int:
    """A zip or, by its name, a table."""
    today = datetime.now(CHINA).date()
    file.write_bytes(write_csv(services, today) if file.suffix == ".csv" else write_zip(services))
    print(f"{len(services)} → {file}")
    return 0


def bring_in(definitions: Sequence[Definition], into: Path, *, dry: bool) -> int:
    """Write each definition to its place below `into`; all of them or none."""
    units = units_of_files()
    problems: list[Problem] = list(twice(definitions))
    for one in definitions:
        problems += problems_of(one, units, datetime.now(UTC))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    for one in definitions:
        # Both are words the check admits: letters, digits and hyphens.
        place = into / one.service.owner_unit / f"{one.service.code}.yaml"
        print(f"{place}")
        if not dry:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(write_definition(one.service), "utf-8")
    return 0


def units_of_files() -> set[str]:
    """The units there are as far as files tell: the folders of the catalogue, and the demo university's."""
    from local.demo.units import units

    return {path.name for path in CATALOGUE_ROOT.iterdir() if path.is_dir()} | {one.id for one in units()}


def _published() -> list[Service]:
    from chalicelib.bootstrap import hall

    catalogue = hall().catalogue
    return [catalogue.version(one["code"], one["version"]) for one in catalogue.current_all()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    out = acts.add_parser("export", help="definitions into a file")
    out.add_argument("file", type=Path)
    out.add_argument("--hall", action="store_true", help="what is published in the hall of the environment")
    back = acts.add_parser("import", help="a file into definitions")
    back.add_argument("file", type=Path)
    back.add_argument("--into", type=Path, default=CATALOGUE_ROOT)
    back.add_argument("--dry-run", action="store_true", help="check and tell, write nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
