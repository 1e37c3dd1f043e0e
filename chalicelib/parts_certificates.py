"""The certificates room with its adapters: the queue of documents, the printer, file storage, and whom to tell."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_telling import SelfAbout, TellingParts

if TYPE_CHECKING:
    from chalicelib.applications import Application
    from chalicelib.certificates import (
        Certificate,
        CertificateDesk,
        Certificates,
        CertificateStore,
        CertificateWorker,
        Printer,
        Printing,
    )
    from chalicelib.people import Person
    from chalicelib.shared.text import Text


class CertificateParts(TellingParts):
    """What is issued to people, and who may ask about it."""

    @cached_property
    def certificates(self) -> Certificates:
        from chalicelib.certificates import Certificates

        def take(key: str, limit: int, per: int) -> None:
            self.access.rate.take(key, limit, per)

        where: dict[str, Any] = {"files": self.files, "base_url": self.settings.base_url, "kiosks": self._kiosk_halls}
        return Certificates(self._certificate_store, may_read=self._may_read, take=take, **where, **self._keyed)

    @cached_property
    def printing(self) -> Printing:
        from chalicelib.certificates import Printing

        def take(key: str, limit: int, per: int) -> None:
            self.access.rate.take(key, limit, per)

        rooms: dict[str, Any] = {"applications": self.store, "files": self.files, "halls": self._kiosk_halls}
        return Printing(self._certificate_store, take=take, **rooms, **self._keyed)

    @cached_property
    def certificate_desk(self) -> CertificateDesk:
        from chalicelib.certificates import CertificateDesk

        rooms: dict[str, Any] = {"applications": self.store, "definitions": self.definitions, "units": self.people}
        where: dict[str, Any] = {"queue": self._queue_certificate, "base_url": self.settings.base_url}
        return CertificateDesk(self._certificate_store, **rooms, **where, **self._keyed)

    @cached_property
    def certificate_worker(self) -> CertificateWorker:
        from chalicelib.approvals import StepWorker
        from chalicelib.certificates import CertificateWorker, Issuing
        from chalicelib.shared.working_calendar import WorkingCalendar

        issuing = Issuing(
            self._certificate_store,
            self.files,  # type: ignore[arg-type]
            self._printer,
            self.sealer,
            self.people,
            self.clock,
            self.settings.base_url,
            self._tell_held,
        )
        worker = StepWorker(
            **self._common,
            flow=self.flow,
            calendar=WorkingCalendar.load(),
            clock=self.clock,
            units=self.people,
            runners={"certificate": issuing.run},
        )
        return CertificateWorker(worker, issuing, self.store, self.definitions, self.clock)

    def on_document(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the documents queue."""
        from chalicelib.approvals import on_messages

        return on_messages(batch, handle=self.certificate_worker, read=json.loads, report=self.report)

    @property
    def _certificate_store(self) -> CertificateStore:
        from chalicelib.certificates import CertificateStore

        return CertificateStore()

    @property
    def _printer(self) -> Printer:
        from chalicelib.certificates import SheetPrinter

        return self._replaced.get("printer") or SheetPrinter()

    def _may_read(self, person: Person, application_id: str) -> bool:
        from chalicelib.approvals import may_read
        from chalicelib.errors import NotFound

        try:
            application = self.store.load(application_id)
        except NotFound:
            return False
        definition = self.definitions.version(application.head.service, application.head.version)
        return may_read(application, definition, person, self.clock())

    def _kiosk_halls(self) -> list[Text]:
        """The names of the halls that have lines, and so kiosks."""
        hall: Any = self
        return [one.name for one in hall.windows.halls.all() if any(counter.has_queue for counter in one.counters)]

    def _queue_certificate(self, application: str, effect: str, n: int) -> None:
        self._queue_document({"kind": "certificate", "application": application, "effect": effect, "n": n})

    def _queue_document(self, message: Mapping[str, Any]) -> None:
        from chalicelib.aws import Queue

        queue = self._replaced.get("queue") or Queue(self.clients)
        queue.send(self.settings.documents_queue_url, message)

    def _tell_held(self, certificate: Certificate, application: Application) -> None:
        """Who leads the department hears that something has to be done; once for each thing that is wrong."""
        from chalicelib.approvals import unit_administrators
        from chalicelib.shared.clock import CHINA

        today = self.clock().astimezone(CHINA).date()
        told: dict[str, None] = {}
        for key in unit_administrators(certificate.unit):
            if not told:
                told |= dict.fromkeys(person.id for person in self.people.members(key, today))
        id, name = f"{certificate.application}.{certificate.effect}", application.head.service_name
        about = SelfAbout(id, certificate.case_number, name, certificate.rev, self.clock())
        self.notices.notify("certificate_held", about, about, list(told))
