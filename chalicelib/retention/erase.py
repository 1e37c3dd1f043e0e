"""Take away what an erased application still has: rows of lists, files, its package if its service says so, what other
rooms wrote down of its words, and its events at last, because they name the files.

Each thing is looked for and removed, so it may be done again after any crash, and ends by taking the proof out of the
clock. Registers keep what an effect has entered there: those rows are the department's, as issued certificates are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from chalicelib.applications import Definitions, Event, Proof
from chalicelib.archive import folders_of
from chalicelib.catalogue import retention_of
from chalicelib.errors import Temporary
from chalicelib.materials import UploadStore
from chalicelib.retention.store import RetentionStore
from chalicelib.shared.clock import Clock

AGAIN = timedelta(days=1)
"""When it is tried again to remove a package that was locked for longer than its application is kept."""
_IDS = 26
_MOST = 100


class Files(Protocol):
    def erase(self, prefix: str, /) -> bool:
        """Remove every version below it; False where one is locked still."""


@dataclass(frozen=True)
class Eraser:
    """`files` is where uploads lie, `archive` the packages' bucket; `forget` are other rooms' own words about it."""

    store: RetentionStore
    definitions: Definitions
    uploads: UploadStore
    files: Files
    archive: Files
    forget: Sequence[Callable[[Proof], None]]
    clock: Clock

    def __call__(self, proof: Proof) -> bool:
        """Whether nothing is left but the proof. Raises `Temporary`; call it again then."""
        left = self.store.left(proof.id)
        self.store.drop(proof.id, left.others)
        self._erase_files(proof, left.events)
        for forget in self.forget:
            forget(proof)
        before = [event.seq for event in left.events if event.seq != proof.event.seq]
        self.store.drop_events(proof.id, before)
        gone = self._erase_packages(proof)
        self.store.look_again(proof, None if gone else self.clock() + AGAIN)
        return gone

    def _erase_files(self, proof: Proof, events: Sequence[Event]) -> None:
        """Whatever the timeline names that was attached to it, also where a correction has put another in its place."""
        ids = list(dict.fromkeys(id for event in events for id in _texts(event.data) if len(id) == _IDS))
        for at in range(0, len(ids), _MOST):
            for upload in self.uploads.get(ids[at : at + _MOST]).values():
                if upload.application == proof.id:
                    if not self.files.erase(upload.key):
                        raise Temporary()  # its record names it, and stays until it is gone
                    self.uploads.forget(upload)

    def _erase_packages(self, proof: Proof) -> bool:
        rule = retention_of(self.definitions.version(proof.service, proof.version).service.retention)
        if rule.package != "erase":
            return True
        gone = [self.archive.erase(folder) for folder in folders_of(proof)]  # each, though one is locked
        return all(gone)


def _texts(value: Any) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
