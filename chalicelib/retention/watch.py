"""Look at what has been kept long enough: warn, wait, erase (PROMISES R45).

An application stands in the clock index with the moment of what comes next, so nothing is ever looked through. Doing it
twice does nothing the second time; a fault in one is reported and delays no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.applications import (
    AHEAD,
    HALL,
    OPEN,
    Application,
    ApplicationStore,
    Definition,
    Definitions,
    Erased,
    EventType,
    Keeping,
    Overtaken,
    archived_of,
    change,
    erased_event,
    keeping_of,
    mine_box,
    morning,
    proof_in,
)
from chalicelib.retention.erase import Eraser
from chalicelib.retention.store import RetentionStore
from chalicelib.shared.clock import CHINA, Clock

MOST = 5
"""Looked at in a run, of each of the eight shards: eleven thousand a day, and never long before the next run."""
WAITS = timedelta(days=7)
"""When one that another application still needs is looked at again."""
NEWEST = 100
"""How many of their applicant's applications are looked at for one that refers to it."""
COUNTED = ("warned", "erased", "failed")


@dataclass(frozen=True)
class KeepWatch:
    """Call it with nothing for what is due. `tell` is told of a service and the day its applications begin to be
    erased, `mark` is the key of the marks in proofs."""

    store: RetentionStore
    applications: ApplicationStore
    definitions: Definitions
    erase: Eraser
    tell: Callable[[Definition, date], None]
    mark: bytes
    clock: Clock
    report: Callable[[str, Exception], None]
    told: set[tuple[str, date]] = field(default_factory=set)
    """What this process has told departments of; telling it twice would be harmless."""

    def __call__(self) -> dict[str, int]:
        counts = dict.fromkeys(COUNTED, 0)
        for id in list(self.store.due(self.clock(), MOST)):
            try:
                if done := self._look(id):
                    counts[done] += 1
            except Overtaken:
                continue  # somebody is at it this moment; the next run sees it again
            except Exception as error:
                counts["failed"] += 1
                self.report(id, error)
        return counts

    def _look(self, id: str) -> str:
        now = self.clock()
        try:
            application = self.applications.load(id)
        except Erased as begun:
            return "erased" if self.erase(begun.proof) else ""
        definition = self.definitions.version(application.head.service, application.head.version)
        keeping = keeping_of(application, definition)
        if keeping is None or archived_of(application) is None:
            return ""  # reopened: it has another clock now
        due = keeping.look_at
        if due is None or due > now:
            self.store.look_at(id, due)
            return ""
        if not keeping.warned:
            self._warn(application, definition, keeping, now)
            return "warned"
        if self._needed(application):
            self.store.look_at(id, now + WAITS)
            return ""
        return "erased" if self._begin(application, now) else ""

    def _warn(self, application: Application, definition: Definition, keeping: Keeping, now: datetime) -> None:
        assert keeping.until is not None
        on = max(keeping.until, (now + AHEAD).astimezone(CHINA).date())
        said = {"of": keeping.end.seq, "on": on.isoformat()}
        head = {"keep_at": morning(on)}
        warned = change(application, EventType.ERASURE_AHEAD, by=HALL, at=now, data=said, head=head)
        if (definition.service.code, on) not in self.told:
            self.tell(definition, on)
            self.told.add((definition.service.code, on))
        self.applications.commit(warned)

    def _needed(self, application: Application) -> bool:
        """Whether another open application goes back to it: one its applicant sent in, or one it has opened itself."""
        rows = self.applications.box(
            mine_box(application.head.applicant.id), limit=NEWEST, after=None, newest_first=True
        )
        open_ids = [row["id"] for row in rows if row["state"] in OPEN and not row["outside"]]
        opened = {event.data["opened"]["id"] for event in application.events if "opened" in event.data}
        if opened.intersection(open_ids):
            return True
        forms = self.applications.forms_of(open_ids)
        values = (value for _, form in forms for value in form.values() if isinstance(value, dict))
        return any(value.get("id") == application.id for value in values)

    def _begin(self, application: Application, now: datetime) -> bool:
        event = erased_event(application, now, self.mark)
        self.store.begin(application.id, event)
        proof = proof_in(application.id, [event])
        assert proof is not None
        return self.erase(proof)
