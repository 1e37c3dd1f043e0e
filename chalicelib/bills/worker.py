"""The worker of the bills queue: checks a list, tells its people, reminds those who have not paid.

Every step moves the notice's own place along, so a message that comes twice, or a worker that died, goes on where the
last one stopped. Telling a page of people and writing that down are two steps: a page may be told again, and the
ledger knows the event, the person and the message, so everybody is told once.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, Any, Protocol

from chalicelib.bills.desk import begun
from chalicelib.bills.group import People, people_of
from chalicelib.bills.model import MOST_ROWS, REPORTED, WORKING, Bill, Charge, State
from chalicelib.bills.rows import Incoming, check_whole, read_rows
from chalicelib.bills.store import CHUNK, BillStore, Overtaken, Refusal
from chalicelib.registers import FileRefused
from chalicelib.shared.clock import CHINA, Clock, stamp, unstamp
from chalicelib.shared.text import Text

PAGE = 50
SECONDS = 600.0
"""How long one message works before it hands on to the next; the function has 900 s."""
STALLED = timedelta(minutes=17)
"""A worker that has not moved its notice for so long has died."""

_NONE_GOOD = Text("名单中没有可以发送的人员", "There is nobody in the list who could be told")
_SOME_BAD = Text("名单中有错误，按“全部正确才发送”未通过", "The list has faults, and it was to be all or nothing")


class Files(Protocol):
    def save_to(self, key: str, file: IO[bytes], /) -> None: ...


@dataclass(frozen=True)
class Told:
    """A round of a notice as the notices room knows what happened."""

    seq: int
    at: datetime


@dataclass(frozen=True)
class BillWorker:
    """`notify(message, event, bill, people)` is the notices room's; `again` puts a notice back into the queue."""

    store: BillStore
    people: People
    ids_at: Callable[[str, str], Iterable[str]]
    files: Files
    notify: Callable[[str, Told, Bill, Sequence[str]], object]
    again: Callable[[str], None]
    clock: Clock
    report: Callable[[str, Exception], None]
    seconds: float = SECONDS
    page: int = PAGE

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the bills queue; what failed comes again."""
        failed = []
        for record in batch["Records"]:
            try:
                self.handle(json.loads(record["body"])["bill"])
            except Exception as error:
                self.report(record["messageId"], error)
                failed.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failed}

    def handle(self, id: str) -> None:
        """Whatever is to be done about this notice now. Raises `Temporary`."""
        bill = self.store.read(id)
        if bill is None:
            return
        now = stamp(self.clock())
        try:
            if bill.state is State.SCHEDULED and bill.send_at <= now:
                bill = self.store.write(begun(bill, now, self._stalled()))
            if bill.state is State.CHECKING:
                self._check(bill)
            elif bill.state in WORKING:
                self._walk(bill)
        except Overtaken:
            return  # another worker has it, or somebody cancelled it

    def sweep(self) -> int:
        """What is due, or stands still: before the worker again; how many those were."""
        due = self.store.due(stamp(self.clock()))
        for id in due:
            self.again(id)
        return len(due)

    # Checking the list

    def _check(self, bill: Bill) -> None:
        until = time.monotonic() + self.seconds
        try:
            with tempfile.TemporaryFile() as file:
                incoming = self._new_rows(bill, file)
                while rows := list(islice(incoming, CHUNK)):
                    self._ask_who(rows)
                    bill = self._found(bill, rows)
                    if time.monotonic() > until:
                        self.again(bill.id)
                        return
        except FileRefused as refused:
            self.store.write(bill.going(state=State.REFUSED, problem=refused.message))
            return
        bad = bill.bad and bill.mode == "all"
        problem = _SOME_BAD if bad else _NONE_GOOD if not bill.good else None
        self.store.write(bill.going(state=State.REFUSED if problem else State.READY, problem=problem, after=""))

    def _new_rows(self, bill: Bill, file: IO[bytes]) -> Iterator[Incoming]:
        """Those beyond the notice's place, in the same order whenever they are read."""
        if bill.to["kind"] == "list":
            self.files.save_to(bill.file, file)
            if not bill.after:
                file.seek(0)
                check_whole(file, bill)
            file.seek(0)
            yield from (row for row in read_rows(file, bill, self.clock()) if f"{row.line:08d}" > bill.after)
            return
        today = self.clock().astimezone(CHINA).date()
        found = people_of(bill.to, self.people, self.ids_at, today)
        if len(found) > MOST_ROWS:
            raise FileRefused(f"一次最多 {MOST_ROWS} 人", f"At most {MOST_ROWS} people in one notice")
        for line, id in enumerate(found, 1):
            if id > bill.after:
                yield Incoming(line, id, bill.amount, bill.due)

    def _ask_who(self, rows: Sequence[Incoming]) -> None:
        known = self.people.get_people({row.person for row in rows if row.person})
        today = self.clock().astimezone(CHINA).date()
        for row in rows:
            person = known.get(row.person)
            if row.person and person is None:
                row.blame("person", "unknown")
            elif person is not None and person.left_on(today):
                row.blame("person", "left")

    def _found(self, bill: Bill, rows: Sequence[Incoming]) -> Bill:
        good = [row.charge(bill) for row in rows if not row.faults]
        bad = [Refusal(row.line, row.person[:64], row.faults) for row in rows if row.faults]
        after = f"{rows[-1].line:08d}" if bill.to["kind"] == "list" else rows[-1].person
        counts = {"checked": bill.checked + len(rows), "good": bill.good + len(good), "bad": bill.bad + len(bad)}
        total = bill.sum + sum(charge.amount or 0 for charge in good)
        moved = bill.going(**counts, sum=total, after=after, look_at=self._stalled())
        return self.store.add_rows(moved, good, bad[: max(REPORTED - bill.bad, 0)])

    # Telling people

    def _walk(self, bill: Bill) -> None:
        until = time.monotonic() + self.seconds
        first = bill.state is State.SENDING
        at = bill.sent_at if first else bill.reminded_at
        while page := self.store.charges(bill.id, bill.after, self.page):
            wanted = [one for one in page if first or (one.told and not one.paid_at)]
            if wanted:
                message = "bill" if first else "bill_reminder"
                self.notify(message, Told(bill.round, unstamp(at)), bill, [one.person for one in wanted])
            if first:
                self.store.tell(bill, wanted, at)
            bill = self._moved(bill, page)
            if bill.state not in WORKING:
                return
            if time.monotonic() > until:
                self.again(bill.id)
                return
        self.store.write(bill.going(state=State.SENT, after=""))

    def _moved(self, bill: Bill, page: Sequence[Charge]) -> Bill:
        """The notice one page on; a cancelled one, too, knows how many were told. Raises `Overtaken`."""
        changes = {"after": page[-1].person, "walked": bill.walked + len(page), "look_at": self._stalled()}
        try:
            return self.store.write(bill.going(**changes))
        except Overtaken:
            fresh = self.store.read(bill.id)
            if fresh is None or fresh.state is not State.CANCELLED or fresh.after != bill.after:
                raise
            return self.store.write(fresh.going(**changes))

    def _stalled(self) -> str:
        return stamp(self.clock() + STALLED)
