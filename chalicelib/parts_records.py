"""The parts that keep and run things: clients, stores, files, the flows' engine, links."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from chalicelib.hall import Hall

if TYPE_CHECKING:
    from chalicelib.access import ProgressLinks
    from chalicelib.applications import Application, ApplicationStore, Definition, Definitions
    from chalicelib.aws import Clients, FileStorage
    from chalicelib.catalogue import Service, ServiceStore
    from chalicelib.drafts import Drafts
    from chalicelib.forms import Form
    from chalicelib.materials import Files, Shelf, UploadStore
    from chalicelib.people import PeopleStore, Person
    from chalicelib.shared.text import Text


class RecordParts(Hall):
    """What the rooms store in and work with."""

    _replaced: Mapping[str, Any]

    @cached_property
    def clients(self) -> Clients:
        from chalicelib.aws import Clients

        return Clients(self.settings.region)

    @cached_property
    def people(self) -> PeopleStore:
        from chalicelib.people import PeopleStore

        return PeopleStore()

    @cached_property
    def catalogue(self) -> ServiceStore:
        from chalicelib.catalogue import ServiceStore

        return ServiceStore()

    @cached_property
    def definitions(self) -> Definitions:
        from chalicelib.applications import Definitions, read_definition

        return Definitions(self.catalogue, lambda service: read_definition(self.kept(service)))

    def kept(self, service: Service) -> Service:
        """With the time the hall keeps what the service says nothing of."""
        from dataclasses import replace

        return service if service.retention else replace(service, retention=self.settings.retention)

    @cached_property
    def store(self) -> ApplicationStore:
        from chalicelib.applications import ApplicationStore

        return ApplicationStore()

    @cached_property
    def uploads(self) -> UploadStore:
        from chalicelib.materials import UploadStore

        return UploadStore()

    @cached_property
    def shelf(self) -> Shelf:
        from chalicelib.materials import Shelf

        def form_of(code: str) -> Form:
            return self.definitions.current(code).form

        def name_of(code: str) -> Text:
            return self.definitions.current(code).service.name

        return Shelf(self.uploads, self.files, form_of, name_of, self.clock)

    @cached_property
    def drafts(self) -> Drafts:
        from chalicelib.drafts import Drafts, DraftStore

        return Drafts(DraftStore(), self.store, self.definitions, self.people, self.clock)

    @cached_property
    def flow(self) -> Any:
        from chalicelib.aws import FlowRunner

        return FlowRunner(self.clients, self.settings.flow_role_arn)

    @cached_property
    def files(self) -> Files:
        from chalicelib.aws import FileStorage

        return FileStorage(self.clients, self.settings.files_bucket, self.settings.files_url)

    @cached_property
    def sealer(self) -> Any:
        """What seals documents; a licensed provider would stand here."""
        from chalicelib.aws import KeySigner
        from chalicelib.seals import SealBook, Sealer, read_assignment

        book = SealBook(read_assignment(self.settings.seals), self.files.read_range)
        return Sealer(book, KeySigner(self.clients).sign, self.clock)

    @cached_property
    def archived(self) -> Any:
        """The archive's bucket; nothing in it is ever written over."""
        from chalicelib.aws import FileStorage

        return FileStorage(self.clients, self.settings.archive_bucket, self.settings.files_url)

    @cached_property
    def pages(self) -> FileStorage:
        from chalicelib.aws import FileStorage

        return FileStorage(self.clients, self.settings.portal_bucket)

    @cached_property
    def links(self) -> ProgressLinks:
        from chalicelib.access import LinkStore, ProgressLinks

        return ProgressLinks(self.settings, LinkStore(), self.clock)

    @cached_property
    def submit(self) -> Callable[..., tuple[Application, bool]]:
        """(person, service, form, key, opener="") -> the application, and whether it is new."""
        from chalicelib.applications import submit_application

        rooms: dict[str, Any] = {"uploads": self.uploads, "people": self.people, "claims": self.claims}
        rooms["inspect"] = self.inspect
        return partial(submit_application, **self._common, **rooms, **self._keyed)

    def inspect(self, definition: Definition, person: Person, values: Mapping[str, Any]) -> None:
        """What only the whole hall can judge of a form; nothing is imported for forms without it. `InvalidForm`."""
        if any(field.type == "definition" for field in definition.form.fields):
            from chalicelib.inspecting import inspect_definitions

            rooms: dict[str, Any] = {
                "people": self.people,
                "store": self.catalogue,
                "uploads": self.uploads,
                "clock": self.clock,
            }
            inspect_definitions(definition, person, values, **rooms)

    @property
    def _common(self) -> dict[str, Any]:
        return {"store": self.store, "definitions": self.definitions}

    @property
    def _keyed(self) -> dict[str, Any]:
        return {"clock": self.clock, "secret": self.settings.secret}
