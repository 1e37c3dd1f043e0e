"""``make catalogue``: every service with its ids, type, steps, checks and how long it takes.

    python -m tools.catalogue_report [--write | --published]

Looks at the definitions of ``catalogue/`` with the demo university's people; ``--write`` makes ``docs/catalogue.md``,
which a test compares. With ``--published`` it looks at what is published in the hall this environment names, with its
own directory, and puts the median time of the last decided applications beside the expected one.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from chalicelib.catalogue import ARCHETYPES, AREAS, load_definitions
from chalicelib.checking import read_positions, remarks_of
from chalicelib.flows import steps_of
from chalicelib.proof import ERROR, Staff, expected_times, subject_of, workday_length
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from tools.prove import InMemory

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "catalogue.md"
DAY = date(2026, 9, 1)
"""The day the document is made for: a roster's dates must not change it."""
HEADS = ("Service", "Code", "Ids", "Type", "Steps", "Checks", "Promised", "Expected")
Took = Callable[[str], timedelta | None]


@dataclass(frozen=True)
class Line:
    """One service. `expected` is the median over its different ways of what their limits add up to; `took` the median
    working time of decided applications, None where there are none or nobody looked."""

    code: str
    name: Text
    area: str
    ids: tuple[str, ...]
    archetype: str
    steps: int
    errors: int
    warnings: int
    promised: str
    expected: timedelta | None
    took: timedelta | None = None

    def cells(self) -> list[str]:
        times = f"{said(self.expected)}; took {said(self.took)}" if self.took is not None else said(self.expected)
        checks = "–" if not self.steps else _counted(self.errors, self.warnings)
        steps = str(self.steps) if self.steps else "–"
        ids = ", ".join(self.ids) or "–"
        return [f"{self.name.zh} · {self.name.en}", self.code, ids, self.archetype, steps, checks,
                self.promised or "–", times]  # fmt: skip


def line_of(raw: Mapping[str, Any], staff: Staff, took: Took = lambda code: None) -> Line:
    subject = subject_of(raw)
    remarks = remarks_of(raw, staff) if subject else []
    errors = sum(remark.level == ERROR for remark in remarks)
    times = expected_times(subject) if subject else []
    ids = tuple(sorted(map(str, raw.get("requirements") or ()), key=_by_number))
    return Line(
        raw["service"],
        Text.of(raw["name"]),
        raw["area"],
        ids,
        raw["archetype"],
        len(steps_of(subject.flow)) if subject else 0,
        errors,
        len(remarks) - errors,
        str(raw.get("limit") or ""),
        median(times) if times else None,
        took(raw["service"]) if subject else None,
    )


def lines_of(raws: Sequence[Mapping[str, Any]], staff: Staff, took: Took = lambda code: None) -> list[Line]:
    """Every service, by area and code; all positions are read together."""
    read_positions(raws, staff)
    order = list(AREAS)
    found = [line_of(raw, staff, took) for raw in raws]
    return sorted(found, key=lambda line: (order.index(line.area), line.code))


def document(lines: Sequence[Line]) -> str:
    """The report as Markdown."""
    said_all = "".join(_document(lines))
    return said_all.rstrip() + "\n"


def _document(lines: Sequence[Line]) -> Iterator[str]:
    flows = sum(line.steps > 0 for line in lines)
    yield "# The catalogue\n\n"
    yield f"{len(lines)} services, {flows} of them with a flow. Printed by `make catalogue`; to write it anew:\n"
    yield "`.venv/bin/python -m tools.catalogue_report --write`.\n\n"
    yield "*Ids* are those of [requirements.md](requirements.md). *Checks* are what the proof finds with the demo\n"
    yield "university's people: an error would refuse publishing. *Expected* is the median, over all ways through the\n"
    yield "flow that can be told apart, of what the limits add up to; what waits for the applicant is not counted.\n"
    yield "`--published` puts the median time of decided applications beside it.\n\n"
    counts = Counter(line.archetype for line in lines)
    yield "| Type | | Services |\n| --- | --- | --- |\n"
    for code, name in ARCHETYPES.items():
        if counts[code]:
            yield f"| {code} | {name.zh} · {name.en} | {counts[code]} |\n"
    for area, name in AREAS.items():
        found = [line for line in lines if line.area == area]
        if found:
            yield f"\n## {name.zh} · {name.en} ({len(found)})\n\n"
            yield f"| {' | '.join(HEADS)} |\n|{' --- |' * len(HEADS)}\n"
            yield from (f"| {' | '.join(cell.replace('|', '/') for cell in line.cells())} |\n" for line in found)


def table(lines: Sequence[Line]) -> Iterator[str]:
    """The report for a terminal."""
    shown = [line.cells() for line in lines]
    widths = [max(_width(row[n]) for row in [list(HEADS), *shown]) for n in range(len(HEADS))]
    for area, name in AREAS.items():
        rows = [cells for line, cells in zip(lines, shown, strict=True) if line.area == area]
        if rows:
            yield f"\n  {name.zh} · {name.en} ({len(rows)})"
            for row in [list(HEADS), *rows]:
                yield (
                    "  "
                    + "  ".join(
                        cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
                    ).rstrip()
                )
    flows = sum(line.steps > 0 for line in lines)
    yield f"\n  {len(lines)} 个事项，其中 {flows} 个有流程 · {len(lines)} services, {flows} with a flow"


def said(time: timedelta | None) -> str:
    """``2.5 days`` of working time, hours where it is less than a day."""
    if time is None:
        return "–"
    hours = time / timedelta(hours=1)
    if time < workday_length():
        return f"{hours:.3g} h"
    days = time / workday_length()
    return f"{days:.3g} day{'' if f'{days:.3g}' == '1' else 's'}"


def bundled() -> list[Line]:
    """The repository's catalogue with the demo university's people."""
    from local.demo import demo_university

    return lines_of([one.raw for one in load_definitions()], Staff(InMemory(demo_university()), DAY))


def published() -> list[Line]:
    """What is published in the hall of this environment, with what its decided applications took."""
    from chalicelib.bootstrap import hall

    here = hall()
    now = datetime.now(UTC)
    staff = Staff(here.people, now.astimezone(CHINA).date())
    services = [here.catalogue.version(one["code"], one["version"]) for one in here.catalogue.current_all()]
    return lines_of([service.to_dict() for service in services], staff, here.coverage.audit.median_time)


def _counted(errors: int, warnings: int) -> str:
    words = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return ", ".join(words) or "good"


def _by_number(id: str) -> tuple[str, int]:
    digits = "".join(char for char in id if char.isdigit())
    return id.rstrip("0123456789"), int(digits or 0)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def main() -> int:
    asked = set(sys.argv[1:])
    if asked - {"--write", "--published"}:
        print(__doc__, file=sys.stderr)
        return 2
    lines = published() if "--published" in asked else bundled()
    print("\n".join(table(lines)))
    if "--write" in asked:
        DOCUMENT.write_text(document(lines), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
