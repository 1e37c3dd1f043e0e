"""``python -m bench.peak``: what an hour takes that brings ten times a day of term's first weeks (N14).

37,000 applications in nine months, 12,000 of them in the first: a day of that month brings 400, the peak hour 4,000,
each decided to its end within the hour. Beside them people look: twenty visits a user, thirteen and a half an
application (N15). A visit is taken as one's list, what is new and an application; its pages come from the content
network and reach no function. Half a dozen applications of one service are sent by as many people of one class before
the same offices, so that whatever can be shared is; what each takes is counted on MiniStack and set beside what AWS
gives an account by default (`quotas.json`).

Counts are exact; the functions needed at once follow from the processor's time on this machine and are an estimate.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import emulator

PEAK = 4_000
"""Applications in the hour."""
VISITS = 500_000 / 37_000
"""For each application."""
HOUR = 3_600
PEOPLE = [f"20230101{place:02d}" for place in range(1, 7)]
"""One class: whoever approves for one of them approves for all."""
HOTTEST = 6
ROW = 4.0
"""Write units that one row is taken to cost at most: 2 KB in a transaction."""
VISIT = ("/api/v1/applications", "/api/v1/notices", "/api/v1/applications/{id}")
TRIP = 0.005
"""Seconds that one round trip to the store is taken to last within a region."""
SHARE = 0.58
"""Of a processor, that a function with 1 GB has."""
QUOTAS = json.loads((Path(__file__).parent / "quotas.json").read_text(encoding="utf-8"))


@dataclass
class Taken:
    """Of one application, its visits included, on average."""

    writes: float = 0.0
    reads: float = 0.0
    requests: float = 0.0
    transitions: float = 0.0
    mails: float = 0.0
    runs: float = 0.0
    seconds: float = 0.0
    """Of all functions together, waiting for the store included."""


class Timed:
    """Seconds of the processor inside what it wraps."""

    def __init__(self) -> None:
        self.cpu = 0.0

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return function(*given, **named)
            finally:
                self.cpu += time.process_time() - begun

        return timed


def taken(rig: Any, people: list[str]) -> Taken:
    """What an application of each of `people` takes, with its visits."""
    from bench.counting import Count
    from bench.work import standard_work

    count, found, timed, per = Count(), Taken(), Timed(), 1 / len(people)
    rig.request, rig._run = timed(rig.request), timed(rig._run)
    for applicant in people:
        work = standard_work(rig, applicant=applicant)
        count.add(work.total)
        found.transitions += work.transitions * per
        found.requests += (len(work.writing) + len(work.reading) + VISITS * len(VISIT)) * per
        found.runs += sum(work.runs.runs.values()) * per
        for _ in range(round(VISITS)):
            for path in VISIT:
                count.add(rig.request(applicant, "GET", path.format(id=work.id)).count)
    found.writes, found.reads = count.write_units * per, count.read_units * per
    found.mails = count.of("ses.SendEmail", "ses.SendRawEmail") * per
    found.seconds = (timed.cpu / SHARE + count.trips * TRIP) * per
    return found


def hottest(rig: Any, people: list[str]) -> list[tuple[str, str, float]]:
    """Place, key and writes an application of the partitions that several applications write to, the busiest first."""
    from bench.partitions import Partition, Partitions
    from bench.work import standard_work
    from chalicelib.shared.store import connection

    where, each = Partitions(connection().client, rig.meter.paused), list[Counter[Partition]]()
    with where.watching():
        for applicant in people:
            standard_work(rig, applicant=applicant)
            each.append(where.writes.copy())
            where.writes.clear()
    together = sum(each, Counter[Partition]())
    shared = [(at, n) for at, n in together.most_common() if sum(at in one for one in each) > 1]
    return [(place, key, n / len(people)) for (place, key), n in shared[:HOTTEST]]


def lines(found: Taken, hot: list[tuple[str, str, float]]) -> Iterator[str]:
    """What the hour takes each second, beside what there is."""
    rate, quota = PEAK / HOUR, QUOTAS["per_second"]
    yield f"{PEAK:,} applications an hour, {rate:.2f} a second, {PEAK * VISITS:,.0f} visits"
    yield f"write units: {found.writes * rate:.0f} a second in all tables; read units: {found.reads * rate:.0f}"
    for place, key, writes in hot:
        units = _share(writes * ROW * rate, quota["partition_write_units"])
        yield f"  {place} {key}: {writes:.1f} writes an application, at most {units} write units"
    yield f"requests to the API: {_share(found.requests * rate, quota['api_requests'])} a second"
    yield f"states entered: {_share(found.transitions * rate, quota['state_transitions'])} a second"
    yield f"executions begun: {_share(rate, quota['executions_started'])} a second"
    yield f"mails: {_share(found.mails * rate, quota['mails'])} a second"
    at_once = found.seconds * rate
    yield f"functions at once: {_share(at_once, QUOTAS['functions_at_once'])}, {found.runs:.0f} runs an application"


def _share(much: float, quota: float) -> str:
    return f"{much:.1f} of {quota:,} ({100 * much / quota:.1f} %)"


def main() -> int:
    emulator.start()
    from bench.rig import Rig
    from bench.work import publish_standard

    rig = Rig()
    publish_standard(rig)
    with contextlib.redirect_stdout(io.StringIO()):
        found, hot = taken(rig, PEOPLE), hottest(rig, PEOPLE)
    for line in lines(found, hot):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
