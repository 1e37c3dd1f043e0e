"""One run of everything that is measured: the figures that are compared, and the tables people read.

Import this after `bench.emulator.start`.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import bulk, lists, opened, pages, peak, prices, starts, thousand, work
from bench.report import Figures, table
from bench.rig import Rig
from bench.seeding import seed

FEW = 10
QUICK = ((1_000, 2_000),)
FULL = ((1_000, 0), (10_000, 37_000))
"""(pending, finished) applications that are stored beyond the few."""
READING = set(starts.READING)


@dataclass
class Measured:
    figures: Figures = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)

    def add(self, title: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        self.tables.append(table(title, head, rows))


def measure(rig: Rig, *, full: bool) -> Measured:
    found = Measured()
    work.publish_standard(rig)
    small, large = work.standard_work(rig), work.standard_work(rig, work.LARGE)
    _requests(found, small)
    _standard(found, small, large)
    _money(found, small)
    _peak(found, rig)
    _services(found, rig)
    _lists(found, rig, small, FULL if full else QUICK)
    _starts(found, rig, 3 if full else 1)
    _pages(found, rig)
    _bulk(found, rig)
    return found


def _bulk(found: Measured, rig: Rig) -> None:
    """Units alone, of few rows: they do not depend on how many there are; `bench.bulk` prints rates and memory."""
    export, notice = bulk.export(240), bulk.notice(200, rig.hall, rig.meter, rig.aws.client("s3"))
    rows = [("export", "read units", export.units), ("notice to many", "write units", notice.units)]
    found.add("Many at once, for each row", ("what", "of", "units"), rows)
    found.figures |= {"export: read units a row": export.units, "notice: write units a row": notice.units}


def _requests(found: Measured, small: work.Work) -> None:
    rows = [_request(name, answered) for name, answered in (small.writing | small.reading).items()]
    found.add(
        "Each request of the standard work (form of 500 bytes)",
        ("request", "round trips", "write units", "read units", "bytes answered"),
        rows,
    )
    ran = [
        (name, small.runs.runs[name], max(small.runs.trips[name]), count.write_units, count.read_units, _calls(count))
        for name, count in sorted(small.runs.counts.items())
    ]
    found.add(
        "Each function, all its runs together (one event or message a run: the most it can be)",
        ("function", "runs", "most round trips", "write units", "read units", "calls"),
        ran,
    )


def _standard(found: Measured, small: work.Work, large: work.Work) -> None:
    total, by_table = small.total, small.writes_by_table
    mails, texts = total.of("ses.SendEmail", "ses.SendRawEmail"), total.of("sns.Publish")
    found.add(
        "One application, everything together",
        ("write units", "by table", "with a form of 3 KB", "read units", "transitions", "function runs", "mails", "SMS",
         "refused calls"),
        [(total.write_units, ", ".join(f"{name} {shown:g}" for name, shown in by_table.items()),
          large.total.write_units, total.read_units, small.transitions, sum(small.runs.runs.values()), mails, texts,
          sum(total.refused.values()))],
    )  # fmt: skip
    found.figures |= {
        "standard: write units": total.write_units,
        "standard: record write units": by_table["applications"],
        "standard: ledger units a mail": by_table["notices"] / mails,
        "standard: 3 KB form adds": large.total.write_units - total.write_units,
        "standard: read units": total.read_units,
        "standard: round trips writing": sum(answered.count.trips for answered in small.writing.values()),
        "standard: round trips reading": sum(answered.count.trips for answered in small.reading.values()),
        "standard: round trips opening": max(small.runs.trips["on_step"]),
        "standard: transitions": small.transitions,
        "standard: mails": mails,
        "standard: SMS": texts,
        "standard: answers bytes": sum(one.size for one in (small.writing | small.reading).values()),
        "scans": total.calls["dynamodb.Scan"],
    }
    found.figures |= {f"standard: runs of {name}": runs for name, runs in small.runs.runs.items()}


def _request(name: str, answered: Any) -> tuple[Any, ...]:
    return (name, answered.count.trips, answered.count.write_units, answered.count.read_units, answered.size)


def _calls(count: Any) -> str:
    return ", ".join(f"{name.partition('.')[2]} {times}" for name, times in sorted(count.calls.items()))


def _money(found: Measured, small: work.Work) -> None:
    costs = prices.cost_of_thousand(small)
    told = prices.TABLE
    title = f"List price of 1,000 applications (as of {told['as_of']}, {told['region']})"
    rows: list[tuple[Any, ...]] = [(name, f"${value:.3f}") for name, value in costs.items()]
    found.add(title, ("for", "dollars"), [*rows, ("together", f"${sum(costs.values()):.3f}")])
    found.tables.append(f"Not included: {told['not_included']}. The approvers' digest would gather mails.\n")
    found.figures["price: 1000 applications"] = sum(costs.values())
    found.figures["price: 1000 applications without mails"] = sum(costs.values()) - costs["SES"]


def _peak(found: Measured, rig: Rig) -> None:
    """The partitions that everybody's applications write to; `bench.peak` prints what else an hour of them takes."""
    hot = peak.hottest(rig, peak.PEOPLE[:3])
    found.add("Partitions that several applications share", ("place", "key", "writes an application"), list(hot))
    found.figures["peak: writes to the hottest partition"] = max(writes for _, _, writes in hot)


def _services(found: Measured, rig: Rig) -> None:
    walked = work.walk_services(rig)
    rows = [
        (one.code, one.steps, one.effects, one.branchings, one.work.transitions, one.moving,
         one.work.total.write_units, one.work.total.of("ses.SendEmail", "ses.SendRawEmail"))
        for one in walked
    ]  # fmt: skip
    head = ("service", "steps", "effects", "branchings", "transitions", "beyond them", "write units", "mails")
    found.add("The services of the catalogue, from their forms to their ends", head, rows)
    found.figures["services: most only moving"] = max(one.moving for one in walked)
    for one in walked:
        found.figures[f"service {one.code}: transitions"] = one.work.transitions
        found.figures[f"service {one.code}: write units"] = one.work.total.write_units


def _lists(found: Measured, rig: Rig, small: work.Work, amounts: tuple[tuple[int, int], ...]) -> None:
    seed(rig, pending=FEW, finished=lists.PAGE_ROWS * 3, name="few")
    stored = [(FEW, lists.PAGE_ROWS * 3)]
    seen = [lists.measure_pages(rig)]
    for pending, finished in amounts:
        seed(rig, pending=pending, finished=finished, name=f"{pending}")
        stored.append((pending + FEW, finished + lists.PAGE_ROWS * 3))
        seen.append(lists.measure_pages(rig))
    rows = [
        (name, f"{pending:,} / {finished:,}", page.rows, page.queries, page.units, page.most, page.trips, page.size)
        for name in lists.PAGES
        for (pending, finished), measured in zip(stored, seen, strict=True)
        for page in [measured[name]]
    ]
    found.add(
        "Pages of 25 (the bell's of 15), by how many applications are stored",
        ("list", "pending / finished", "rows", "queries", "read units", "dearest query", "round trips", "bytes"),
        rows,
    )
    again = work.standard_work(rig)
    full = [{name: page for name, page in measured.items() if page.rows == lists.full(name)} for measured in seen]
    sizes = {name: [pages[name].size for pages in full if name in pages] for name in lists.PAGES}
    found.figures |= {
        "lists: most queries": max(page.queries / page.boxes for measured in seen for page in measured.values()),
        "lists: most units": max(page.most for one in seen for name, page in one.items() if name != "bell"),
        "bell: units": max(measured["bell"].units for measured in seen),
        "lists: spread percent": max(100 * (max(size) / min(size) - 1) for size in sizes.values() if size),
        "stored: difference units": _difference(small, again),
    }
    found.figures["scans"] += sum(page.scans for measured in seen for page in measured.values())
    found.figures |= {f"list {name}: page bytes": size[-1] for name, size in sizes.items() if size}


def _difference(few: work.Work, many: work.Work) -> float:
    """Units more, of any request but the inbox (whose rows are more), with many stored."""
    more = [
        abs(answered.count.write_units - before.count.write_units)
        + abs(answered.count.read_units - before.count.read_units)
        + abs(answered.count.trips - before.count.trips)
        for name, before in (few.writing | few.reading).items()
        if not name.startswith("inbox")
        for answered in [(many.writing | many.reading)[name]]
    ]
    return max(more) + abs(many.total.write_units - few.total.write_units)


def _starts(found: Measured, rig: Rig, times: int) -> None:
    rig.now = datetime.now(UTC)  # the new processes go by the real clock
    rig.sign_out()
    measured = starts.measure_starts(rig, times)
    rows = [
        (name, cold.imported, cold.modules, cold.own, "yes" if cold.boto3 else "no", cold.import_ms, cold.answer_ms)
        for name, cold in measured.items()
    ]
    head = ("first event", "modules imported", "modules then", "the hall's own", "boto3", "import ms", "answer ms")
    found.add("Cold starts, with .pyc", head, rows)
    api = {name: cold for name, cold in measured.items() if not name.startswith("on_")}
    found.figures |= {
        "cold, reading: most foreign modules": max(
            cold.modules - cold.own for name, cold in api.items() if name in READING
        ),
        "cold, API: most modules": max(cold.modules for cold in api.values()),
        "cold: boto3 in reading": sum(cold.boto3 for name, cold in api.items() if name in READING),
    }
    found.figures |= {f"cold {name}: modules": cold.modules for name, cold in measured.items()}


def _pages(found: Measured, rig: Rig) -> None:
    with tempfile.TemporaryDirectory() as folder:
        weighed = pages.measure_pages(rig, Path(folder))
    rows = [(kind, page.html, page.css, page.js, page.total, page.requests) for kind, page in weighed.items()]
    found.add("Portal pages, bytes after gzip", ("page", "HTML", "CSS", "JS", "together", "requests"), rows)
    found.figures |= {
        "pages: most html bytes": max(page.html for page in weighed.values()),
        "pages: most css bytes": max(page.css for page in weighed.values()),
        "pages: most applicant js bytes": max(weighed[kind].js for kind in pages.APPLICANT if kind in weighed),
        "pages: most total bytes": max(page.total for page in weighed.values()),
        "pages: most requests": max(page.requests for page in weighed.values()),
        "pages: third parties": sum(page.others for page in weighed.values()),
    }
    _opened(found)
    _thousand(found)
    many = found.figures.get("list todo: page bytes", 0)
    found.figures["inbox with many rows: bytes"] = weighed["inbox"].total + many
    size = pages.bundle_size()
    if size is not None:
        found.figures["bundle bytes"] = size
        found.tables.append(f"The function's bundle: {size / 1024 / 1024:.1f} MB.\n")


def _opened(found: Measured) -> None:
    """What is asked for in a browser, page by page: as exact as the rest."""
    with tempfile.TemporaryDirectory() as folder:
        asked = opened.measure_opened(Path(folder))
    rows = [(name, page.files, page.answers, page.bytes, page.others) for name, page in asked.items()]
    head = ("page", "files", "answers of the API", "bytes after gzip", "other hosts")
    found.add("Pages opened in a browser that has seen none, signed in where they are one's own", head, rows)
    for name, page in asked.items():
        found.figures |= {
            f"opened {name}: files": page.files,
            f"opened {name}: answers": page.answers,
            f"opened {name}: bytes": page.bytes,
        }
    if asked:
        found.figures["opened: most bytes"] = max(page.bytes for page in asked.values())
        found.figures["opened: most files"] = max(page.files for page in asked.values())
        found.figures["pages: third parties"] += sum(page.others for page in asked.values())


def _thousand(found: Measured) -> None:
    """The same of a catalogue of a thousand services, and the search index that typing loads once."""
    with tempfile.TemporaryDirectory() as folder:
        large = thousand.measure_thousand(Path(folder))
    rows: list[tuple[Any, ...]] = [
        (name, page.files + page.answers, page.bytes, page.others) for name, page in large.opened.items()
    ]
    rows.append(("search index, once typing begins", 1, large.index, 0))
    head = ("page", "requests", "bytes after gzip", "other hosts")
    found.add("With 1,000 services: home, the list of all, the list with a choice", head, rows)
    found.figures["thousand: index bytes"] = large.index
    for name, page in large.opened.items():
        found.figures |= {
            f"thousand opened {name}: requests": page.files + page.answers,
            f"thousand opened {name}: bytes": page.bytes,
        }
    if large.opened:
        opened_pages = large.opened.values()
        found.figures["thousand opened: most bytes"] = max(page.bytes for page in opened_pages)
        found.figures["thousand opened: most requests"] = max(page.files + page.answers for page in opened_pages)
