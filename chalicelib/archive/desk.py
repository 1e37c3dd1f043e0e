"""What people do with packages: fetch their copy, see whether one is as it was written, have a lost one made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from chalicelib.applications import (
    Application,
    ApplicationStore,
    Definitions,
    Erased,
    Event,
    EventType,
    Proof,
    archived_of,
    ending_of,
)
from chalicelib.approvals import archive_part
from chalicelib.archive.places import Part, folder_of
from chalicelib.archive.store import day_of
from chalicelib.errors import NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp, unstamp

LINK_SECONDS = 300
AGAIN = timedelta(hours=1)
"""When the sweep looks whether the package is there."""

_UNKNOWN: Mapping[str, Any] = {"recorded": False, "archived_at": None, "proof": None}


class Files(Protocol):
    def presigned_get(self, key: str, filename: str, content_type: str, expires: int) -> str: ...


@dataclass(frozen=True)
class ArchiveDesk:
    """`queue` sends a message to the archive queue; `proof` looks for an event in the signed root of its day."""

    applications: ApplicationStore
    definitions: Definitions
    archive: Files
    proof: Callable[[str, int, str, date], dict[str, Any] | None]
    queue: Callable[[Mapping[str, Any]], None]
    clock: Clock

    def link(self, reader: Person, application_id: str, file: str, lang: str) -> str:
        """A five-minute link to the reader's copy: the ``package``, or the ``pdf`` in `lang`. Raises `NotFound`."""
        application = self.applications.load(application_id)
        definition = self.definitions.version(application.head.service, application.head.version)
        part, said = archive_part(application, definition, reader, self.clock()), archived_of(application)
        if part is None or said is None:
            raise NotFound()
        place = f"{folder_of(application, application.events[said.data['of'] - 1])}/{part}"
        number = application.head.number
        if file == "pdf":
            return self.archive.presigned_get(
                f"{place}.{lang}.pdf", f"{number}.{lang}.pdf", "application/pdf", LINK_SECONDS
            )
        return self.archive.presigned_get(f"{place}.zip", f"{number}.zip", "application/zip", LINK_SECONDS)

    def check(self, application_id: str, digest: str) -> dict[str, Any]:
        """`{recorded, archived_at, proof}`: whether the hall wrote a package of this application with this SHA-256, and
        how the signed root of its day proves the end its chain leads to (None until that day is over).

        An application there is not and a digest that is another one are answered alike: it says of nobody that they
        applied for something.
        """
        try:
            application = self.applications.load(application_id)
        except Erased as gone:
            return self._of_erased(gone.proof, digest)
        except NotFound:
            return dict(_UNKNOWN)
        for event in application.events:
            if event.type is EventType.ARCHIVED and digest in (event.data[part.value] for part in Part):
                end = application.events[event.data["of"] - 1]
                proof = self.proof(application_id, end.seq, end.hash, day_of(end.at))
                return {"recorded": True, "archived_at": stamp(event.at), "proof": proof}
        return dict(_UNKNOWN)

    def _of_erased(self, left: Proof, digest: str) -> dict[str, Any]:
        """A package somebody took away is checked as before: digests and hashes are kept."""
        for one in left.packages:
            if digest in one["digests"].values():
                proof = self.proof(left.id, one["of"], left.hash_of(one["of"]), day_of(unstamp(one["ended_at"])))
                return {"recorded": True, "archived_at": one["at"], "proof": proof}
        return dict(_UNKNOWN)

    def ask(self, application: Application, end: Event) -> None:
        """Have it archived; asking twice is harmless. The sweep asks again while it is not."""
        self.applications.set_clock(application.head, self.clock() + AGAIN)
        self.queue({"application": application.id, "of": end.seq})

    def ask_again(self, application: Application) -> bool:
        """Of one that has ended: whether it had to be asked for once more."""
        end = ending_of(application)
        if end is None or archived_of(application):
            return False
        self.ask(application, end)
        return True
