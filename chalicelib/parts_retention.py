"""Keeping and erasing with its adapters: both buckets, what other rooms forget, telling a department."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_telling import TellingParts

if TYPE_CHECKING:
    from chalicelib.applications import Definition
    from chalicelib.people import Person
    from chalicelib.retention import Eraser, KeepWatch


class RetentionParts(TellingParts):
    """What has been kept long enough."""

    @cached_property
    def keep_watch(self) -> KeepWatch:
        from chalicelib.retention import KeepWatch

        watched: dict[str, Any] = {"applications": self.store, "definitions": self.definitions, "erase": self.eraser}
        told: dict[str, Any] = {"tell": self._tell_department, "mark": self._reader_key}
        return KeepWatch(self.eraser.store, **watched, **told, clock=self.clock, report=self.report)

    @cached_property
    def eraser(self) -> Eraser:
        from chalicelib.retention import Eraser, RetentionStore

        files: Any = self.files
        buckets: dict[str, Any] = {"files": files, "archive": self.archived}
        forget = (self.insight.ratings.forget, self.answers.forget)
        return Eraser(RetentionStore(), self.definitions, self.uploads, **buckets, forget=forget, clock=self.clock)

    @property
    def _reader_key(self) -> bytes:
        from chalicelib.shared.ids import derived_key

        return derived_key(self.settings.secret, "erased-reader")

    @contextmanager
    def telling_erased(self, person: Person) -> Iterator[None]:
        """Who could read it hears that it is erased; for everybody else it is one there is not."""
        from chalicelib.applications import Erased

        try:
            yield
        except Erased as erased:
            from chalicelib.retention import tell_erased

            known: dict[str, Any] = {"definitions": self.definitions, "mark": self._reader_key, "now": self.clock()}
            raise tell_erased(erased, person, **known) from erased

    def _tell_department(self, definition: Definition, on: date) -> None:
        """Who leads the service's department, once for each service and day on which erasing begins."""
        from chalicelib.applications import AHEAD, morning
        from chalicelib.approvals import unit_administrators
        from chalicelib.parts_telling import SelfAbout
        from chalicelib.shared.clock import CHINA

        service, today = definition.service, self.clock().astimezone(CHINA).date()
        *leaders, _coordinators = unit_administrators(service.owner_unit)
        people = [person.id for key in leaders for person in self.people.members(key, today)]
        at = morning(on) - AHEAD
        about = SelfAbout(service.code, on.isoformat(), service.name, on.toordinal(), at)
        self.notices.notify("erasure_of_service", about, about, people, {})
