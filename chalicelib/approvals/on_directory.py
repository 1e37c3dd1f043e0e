"""The worker of the people table's stream: a roster or a person changed, so whatever they held is looked at again.

What nobody can act on any more is moved at once; the index of boxes may be a moment behind, and what it did not show
yet is looked at when its holder is told and by the nightly look at everything that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.applications import ApplicationStore, Overtaken, todo_box
from chalicelib.approvals.hands import Hands
from chalicelib.approvals.holders import Holders
from chalicelib.errors import Conflict, NotFound
from chalicelib.people import changed_holders

ATTEMPTS = 5
PAGE = 100


@dataclass(frozen=True)
class DirectoryWatch:
    """Handles a DynamoDB stream batch; returns Lambda's partial batch response, from the first failed record on."""

    store: ApplicationStore
    hands: Hands
    report: Callable[[str, Exception], None]
    changed: Callable[[str], None] = lambda _: None
    """Told of each person whose record has changed, so that what hangs on their being here follows."""

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        holders, looked = self.hands.look_up(), set[str]()
        for record in batch["Records"]:
            try:
                for holder in changed_holders(record):
                    if holder not in looked:
                        self.look_at(holder, holders)
                        self._tell(holder)
                    looked.add(holder)
            except Exception as error:
                number = record["dynamodb"]["SequenceNumber"]
                self.report(number, error)
                return {"batchItemFailures": [{"itemIdentifier": number}]}
        return {"batchItemFailures": []}

    def look_at(self, holder: str, holders: Holders) -> None:
        """Every application with an open task in the holder's box; one query a hundred, one read each."""
        for application_id in self._waiting(holder):
            self._keep(application_id, holders)

    def _tell(self, holder: str) -> None:
        kind, _, id = holder.partition(":")
        if kind == "person":
            self.changed(id)

    def _keep(self, application_id: str, holders: Holders) -> None:
        for _ in range(ATTEMPTS):
            try:
                self.hands.keep(self.store.load(application_id), holders)
                return
            except Overtaken:
                continue
            except NotFound:
                return
        raise Conflict()

    def _waiting(self, holder: str) -> Iterator[str]:
        """Ids of the applications, each once. The next page is read before the last of this one may move away."""
        box, after, seen = todo_box(holder), None, dict[str, None]()
        while True:
            rows = self.store.box(box, limit=PAGE, after=after, newest_first=False)
            seen |= dict.fromkeys(row["id"] for row in rows)
            if len(rows) < PAGE:
                break
            after = {name: {"S": rows[-1][name]} for name in ("pk", "sk", "box", "box_at")}
        yield from seen
