"""The archive room with its adapters: the locked bucket, the queue, where uploads lie."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_records import RecordParts

if TYPE_CHECKING:
    from chalicelib.archive import ArchiveDesk, ArchiveWorker, Roots, TrailStore


class ArchiveParts(RecordParts):
    """Packages of what has ended."""

    @cached_property
    def archive(self) -> ArchiveDesk:
        from chalicelib.archive import ArchiveDesk

        return ArchiveDesk(**self._archiving, proof=self.roots.proof, queue=self._queue_archive, clock=self.clock)

    @cached_property
    def archive_worker(self) -> ArchiveWorker:
        from chalicelib.archive import ArchiveWorker
        from chalicelib.shared.text import Text

        settings, files = self.settings, self.files
        rooms: dict[str, Any] = {"people": self.people, "uploads": self.uploads, "files": files}
        told: dict[str, Any] = {"clock": self.clock, "url": settings.base_url}
        site = Text(settings.site_name_zh, settings.site_name_en)
        return ArchiveWorker(**self._archiving, **rooms, **told, site=site, mode=settings.archive_mode)

    @property
    def _archiving(self) -> dict[str, Any]:
        return {"applications": self.store, "definitions": self.definitions, "archive": self.archived}

    def _queue_archive(self, message: Mapping[str, Any]) -> None:
        from chalicelib.aws import Queue

        queue = self._replaced.get("queue") or Queue(self.clients)
        queue.send(self.settings.archive_queue_url, message)

    @cached_property
    def trail(self) -> TrailStore:
        from chalicelib.archive import TrailStore

        return TrailStore(self.clock)

    @cached_property
    def roots(self) -> Roots:
        from chalicelib.archive import Roots
        from chalicelib.aws import KeySigner

        signer = KeySigner(self.clients)
        return Roots(self.archived, self.trail.lines, signer.sign, signer.public_key, self.settings.roots_key)

    def _archive(self, asked: Mapping[str, Any]) -> None:
        """A message: an application that has ended, or that a day is over (what the schedule sends)."""
        if asked.get("kind") != "roots":
            self.archive_worker(asked)
        elif self.settings.roots_key:
            from chalicelib.archive import day_of

            self.roots.write(day_of(self.clock()))

    def on_archive(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the archive queue."""
        from chalicelib.approvals import on_messages

        return on_messages(batch, handle=self._archive, read=json.loads, report=self.report)
