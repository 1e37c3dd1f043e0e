"""``make prove``: whether every service can really work, each finding with file and line.

    python -m tools.prove [--published] [service …]

Looks at the definitions of ``catalogue/`` with the demo university's people; with ``--published`` at what is published
in the hall this environment names (``HALL_STAGE`` and the rest), with its own directory, and the place is a JSON
Pointer. Warnings are told, an error ends with exit code 1. Nothing is written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.catalogue import Definition, load_definitions
from chalicelib.checking import problems_of, read_positions, remarks_of
from chalicelib.people import Roster, Unit, University
from chalicelib.proof import ERROR, Staff
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text


@dataclass(frozen=True)
class Line:
    level: str
    place: str
    message: Text

    def __str__(self) -> str:
        mark = "✗" if self.level == ERROR else "!"
        return f"  {mark} {self.place}\n      {self.message.zh}\n      {self.message.en}"


class InMemory:
    """A prepared university as the proof's directory."""

    def __init__(self, university: University) -> None:
        self._units = list(university.units)
        self._rosters = {roster.key: roster for roster in university.rosters}

    def all_units(self) -> list[Unit]:
        return self._units

    def get_rosters(self, keys: Iterable[str]) -> Mapping[str, Roster]:
        return {key: self._rosters[key] for key in keys if key in self._rosters}


def lines_of(definitions: Sequence[Definition], staff: Staff, now: datetime) -> list[Line]:
    """What refuses these definitions, and what they are warned of."""
    units = list(staff.units)
    read_positions([one.raw for one in definitions], staff)
    found = []
    for one in definitions:
        problems = problems_of(one, units, now)
        found += [Line(ERROR, f"{problem.path}:{problem.line}", problem.message) for problem in problems]
        if not problems:
            remarks = remarks_of(one.raw, staff)
            found += [Line(r.level, f"{one.path}:{one.line_of(r.pointer)}", r.message) for r in remarks]
    return found


def lines_of_published(hall: Any, only: Sequence[str]) -> tuple[int, list[Line]]:
    """How many services are published, and what the proof says of their current versions today."""
    codes = [summary["code"] for summary in hall.catalogue.current_all() if not only or summary["code"] in only]
    raws = [hall.catalogue.current(code).to_dict() for code in codes]
    staff = Staff(hall.people, hall.clock().astimezone(CHINA).date())
    read_positions(raws, staff)
    named = [(raw, remark) for raw in raws for remark in remarks_of(raw, staff)]
    return len(raws), [Line(r.level, f"{raw['service']} v{raw['version']}{r.pointer}", r.message) for raw, r in named]


def main(arguments: Sequence[str]) -> int:
    only = [argument for argument in arguments if not argument.startswith("--")]
    if "--published" in arguments:
        from chalicelib.bootstrap import hall

        count, lines = lines_of_published(hall(), only)
    else:
        from local.demo import demo_university

        now = datetime.now(UTC)
        definitions = [one for one in load_definitions() if not only or one.raw.get("service") in only]
        count = len(definitions)
        lines = lines_of(definitions, Staff(InMemory(demo_university()), now.astimezone(CHINA).date()), now)
    for line in lines:
        print(line)
    errors = sum(line.level == ERROR for line in lines)
    print(
        f"  {count} 个事项，{errors} 个错误，{len(lines) - errors} 个提醒 · "
        f"{count} services, {errors} errors, {len(lines) - errors} warnings"
    )
    return 1 if errors or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
