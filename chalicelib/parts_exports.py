"""The rooms keys and exports with their adapters: file storage, the machine, and whom to tell."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_telling import SelfAbout
from chalicelib.parts_webhooks import WebhookParts
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.exports import Exports, ExportWorker, Job, Plans, Target
    from chalicelib.keys import Admission, ApiKey, KeyDesk
    from chalicelib.people import Person


class ExportParts(WebhookParts):
    """API keys, exports, and the worker behind them."""

    @cached_property
    def api_keys(self) -> ApiKeys:
        return ApiKeys(self)

    @cached_property
    def exports(self) -> Exports:
        from chalicelib.exports import Exports, ExportStore, machine_name

        machine = machine_name(self.settings.stage)
        rooms: dict[str, Any] = {"definitions": self.definitions, "files": self.files, "flow": self.flow}
        where: dict[str, Any] = {"machine": machine, "units": self.people.get_units}
        where |= {"all_units": self.people.all_units, "targets": self._targets, "later": self._later}
        return Exports(ExportStore(), self.catalogue, **rooms, **where, **self._keyed)

    @cached_property
    def export_worker(self) -> ExportWorker:
        from chalicelib.archive import package_of
        from chalicelib.exports import Delivering, ExportStore, ExportWorker

        rooms: dict[str, Any] = {"definitions": self.definitions, "files": self.files, "flow": self.flow}
        rooms |= {"uploads": self.uploads, "archive": self.archived, "packaged": package_of}
        told: dict[str, Any] = {"clock": self.clock, "tell": self._tell_ready, "report": self.report}
        storage: Any = self.files
        told["deliver"] = Delivering(ExportStore(), storage, self._targets(), self._later, self.clock)
        return ExportWorker(ExportStore(), self.store, **rooms, **told)

    def _targets(self) -> Mapping[str, Target]:
        from chalicelib.exports import read_targets

        return read_targets(self.settings.export_targets)

    def _later(self, message: Mapping[str, Any], seconds: int) -> None:
        from chalicelib.aws import Queue

        queue = self._replaced.get("queue") or Queue(self.clients)
        queue.send(self.settings.exports_queue_url, message, seconds)

    @cached_property
    def export_plans(self) -> Plans:
        from chalicelib.exports import Plans, PlanStore

        return Plans(PlanStore(), self.exports, self._asker, self.report)

    def _asker(self, who: Mapping[str, str]) -> Person | ApiKey:
        """Whoever saved an export, as they are now. Raises `NotFound` for a key that has ended."""
        if "person" in who:
            return self.people.get_person(who["person"])
        from chalicelib.errors import NotFound
        from chalicelib.keys import KeyStore

        key = KeyStore().one(who["unit"], who["key"])
        if not key.is_live(self.clock()) or "exports" not in key.actions:
            raise NotFound()
        return key

    def on_export(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the exports queue."""
        return self.export_worker(batch)

    def _tell_ready(self, job: Job) -> None:
        """Once, however often it is called: the ledger knows the job's event. A key's system hears by its webhook."""
        if job.ended_at is None:
            return
        owners = dict.fromkeys(self.definitions.current(code).service.owner_unit for code in job.asked.services)
        for unit in owners:
            known = {"export": job.id, "number": job.number, "rows": job.rows}
            self.webhooks.outbox.announce(unit, "export.ready", job.ended_at, known, job.id, str(job.take))
        if not job.person:
            return
        names = [self.definitions.current(code).service.name for code in job.asked.services]
        named = Text.listed(names[:3])
        about = SelfAbout(job.id, job.number, named, job.take, job.ended_at)
        self.notices.notify("export_ready", about, about, [job.person])


class ApiKeys:
    """The keys room: `admit` a key, and the `desk` of those who look after them."""

    def __init__(self, hall: ExportParts) -> None:
        self._hall = hall

    @cached_property
    def _admission(self) -> Admission:
        from chalicelib.keys import Admission, KeyStore

        return Admission(KeyStore(), self._hall.clock)

    @cached_property
    def desk(self) -> KeyDesk:
        from chalicelib.keys import KeyDesk, KeyStore

        return KeyDesk(KeyStore(), self._hall.catalogue, self._leads, self._hall.clock)

    def of_units(self, units: Iterable[str]) -> Iterator[ApiKey]:
        """Two calls for each unit."""
        from chalicelib.keys import KeyStore

        store = KeyStore()
        for unit in units:
            yield from store.of_unit(unit)

    def _leads(self, person: Person, unit: str) -> bool:
        from chalicelib.approvals import administers_unit

        return administers_unit(person, unit, self._hall.clock())

    def admit(self, secret: str, action: str, address: str) -> ApiKey:
        """See `keys.Admission`."""
        return self._admission(secret, action, address)
