"""The figures as tables, the budgets they are held against, and the comparison with what was accepted before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ACCEPTED = Path(__file__).parent / "accepted.json"
LOOSE = 0.05
LOOSELY = ("bytes", "modules")
"""What may differ by `LOOSE`: dates in answers differ from run to run, and one file more is not worth a refusal."""
MAY_MISS = ("bundle bytes", "opened", "thousand opened")
"""Beginnings of figures that want something which is not everywhere: a built bundle, a browser."""

Figures = dict[str, float]
"""Name to count; all but those that end in one of `LOOSELY` are exact."""


@dataclass(frozen=True)
class Budget:
    """A limit of architecture.md, section 6: `figure` may be at most `limit`."""

    figure: str
    limit: float
    says: str


BUDGETS = (
    Budget("standard: record write units", 72, "write units of the record: steps, timeline, indexes (aim 58)"),
    Budget("standard: ledger units a mail", 4, "write units of the notices' ledger for each mail, its SMS included"),
    Budget("standard: 3 KB form adds", 12, "write units a form of 3 KB adds"),
    Budget("standard: round trips writing", 10, "round trips to the store, five writing requests"),
    Budget("standard: round trips opening", 2, "round trips for each step opened"),
    Budget("standard: transitions", 7, "transitions of the standard flow"),
    Budget("services: most only moving", 2, "transitions beyond n + effects + branchings, worst service"),
    Budget("lists: most queries", 1, "queries for each list and pool"),
    Budget("lists: most units", 1, "read units of a list's dearest query"),
    Budget("bell: units", 1, "read units of a page of the bell"),
    Budget("lists: spread percent", 5, "difference of a page's bytes, few stored or many (%)"),
    Budget("scans", 0, "scans"),
    Budget("stored: difference units", 0, "units more for the same work with many stored"),
    Budget("price: 1000 applications", 1.40, "list price of 1,000 applications in dollars, a mail at every change"),
    Budget("price: 1000 applications without mails", 0.40, "the same without the price of the mails"),
    Budget("peak: writes to the hottest partition", 20, "writes of an application to a partition that others share"),
    Budget("cold, reading: most foreign modules", 400, "modules that are not the hall's own, reading handlers"),
    Budget("cold, API: most modules", 560, "modules, any handler of the API"),
    Budget("cold: boto3 in reading", 0, "reading handlers that load boto3"),
    Budget("bundle bytes", 20 * 1024 * 1024, "bytes of the function's bundle"),
    Budget("pages: most html bytes", 14 * 1024, "HTML of a page, compressed"),
    Budget("pages: most css bytes", 16 * 1024, "CSS of a page, compressed"),
    Budget("pages: most applicant js bytes", 15 * 1024, "JS of an applicant's page, compressed"),
    Budget("pages: most total bytes", 50 * 1024, "a page altogether, compressed"),
    Budget("pages: most requests", 6, "requests for a page"),
    Budget("opened: most files", 6, "files a browser asks for, of home, guide, apply, track, inbox, task"),
    Budget("opened: most bytes", 50 * 1024, "all of such a page, the API's answers too, compressed"),
    Budget("inbox with many rows: bytes", 50 * 1024, "the inbox, compressed, and a full list of 10,000, as it is"),
    Budget("thousand opened: most requests", 6, "requests of home and the list of all, with 1,000 services"),
    Budget("thousand opened: most bytes", 50 * 1024, "all of such a page, compressed, with 1,000 services"),
    Budget("thousand: index bytes", 256 * 1024, "the search index of 1,000 services, once typing begins, compressed"),
    Budget("pages: third parties", 0, "files from other hosts"),
)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table under a heading."""
    lines = [f"### {title}", "", _line(head), _line(["---"] * len(head)), *map(_line, rows), ""]
    return "\n".join(lines)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(shown, cells))} |"


def shown(value: object) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def against_budgets(figures: Figures) -> str:
    rows = []
    for budget in BUDGETS:
        found = figures.get(budget.figure)
        verdict = "not measured" if found is None else "kept" if found <= budget.limit else "**not kept**"
        rows.append((budget.says, float(budget.limit), "–" if found is None else float(found), verdict))
    rows.append(("application CPU against viewflow", 0.35, "–", "open: viewflow is not run here"))
    return table("Budgets", ("what", "at most", "measured", ""), rows)


def worse(figures: Figures, accepted: Mapping[str, float]) -> list[str]:
    """Every figure that costs more than was accepted, and every one nobody has accepted or that is not measured any
    more, but those of `MAY_MISS`."""
    gone = [name for name in sorted(set(accepted) - set(figures)) if not name.startswith(MAY_MISS)]
    found = [f"{name}: no longer measured" for name in gone]
    for name, value in sorted(rounded(figures).items()):
        if name not in accepted:
            found.append(f"{name}: {shown(value)}, never accepted")
        elif value > accepted[name] * (1 + _slack(name)):
            found.append(f"{name}: {shown(value)}, accepted {shown(accepted[name])}")
    return found


def better(figures: Figures, accepted: Mapping[str, float]) -> list[str]:
    """Every figure that may be accepted anew, so that it does not creep back."""
    return [
        f"{name}: {shown(value)}, accepted {shown(accepted[name])}"
        for name, value in sorted(rounded(figures).items())
        if name in accepted and value < accepted[name] * (1 - _slack(name))
    ]


def rounded(figures: Figures) -> Figures:
    return {name: round(float(value), 4) for name, value in sorted(figures.items())}


def _slack(name: str) -> float:
    return LOOSE if name.endswith(LOOSELY) else 0.0


def read_accepted(path: Path = ACCEPTED) -> dict[str, float]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def accept(figures: Figures, path: Path = ACCEPTED) -> None:
    """Write the figures of a full run, over whatever was accepted before."""
    path.write_text(json.dumps(rounded(figures), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
