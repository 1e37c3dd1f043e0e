"""The room put together: each part made when it is first asked for, so a request pays for what it uses."""

# mypy: disable-error-code=override

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.errors import Temporary
from chalicelib.people import PeopleStore, Person
from chalicelib.registers.definitions import RegisterDefinitions
from chalicelib.registers.store import RegisterStore
from chalicelib.shared.clock import Clock

if TYPE_CHECKING:
    from chalicelib.registers.collecting import Collections
    from chalicelib.registers.connector import Connector
    from chalicelib.registers.connectors import Connectors
    from chalicelib.registers.disputes import Disputes
    from chalicelib.registers.effects import Effects
    from chalicelib.registers.imports import Imports
    from chalicelib.registers.leaving import Leaving
    from chalicelib.registers.reading import Reading
    from chalicelib.registers.run_import import RunImport


def not_asked(_connector: Connector, _question: Mapping[str, Any]) -> Any:
    """A hall that asks no department."""
    raise Temporary(extra={"cause": "not_asked"})


@dataclass
class RegisterRoom:
    """`files` gives the port to file storage, `queue` puts a job before the imports worker."""

    people: PeopleStore
    files: Callable[[], Any]
    queue: Callable[[str], None]
    clock: Clock
    secret: str
    report: Callable[[str, Exception], None]
    look_up: Callable[[Person, str, str, str], dict[str, Any]]
    """What a field of a service's form offers a person (service, field, words); bound from above, where forms are."""
    value_at: Callable[[Person, str], dict[str, Any]]
    """One value as a person sees it, by its place; bound from above too."""
    ask: Callable[[Connector, Mapping[str, Any]], Any] = not_asked
    """Asks a department's system; see `connectors.Ask`."""
    services: Callable[[], Any] = lambda: None
    """The catalogue's services, and how somebody is reminded of one (`collecting.Remind`); for collections."""
    remind: Callable[..., None] = lambda *_: None

    @cached_property
    def store(self) -> RegisterStore:
        return RegisterStore()

    @cached_property
    def definitions(self) -> RegisterDefinitions:
        return RegisterDefinitions(self.store)

    @cached_property
    def reading(self) -> Reading:
        from chalicelib.registers.reading import Reading

        return Reading(self.store, self.definitions, self.people, self.clock, self.secret)

    @cached_property
    def effects(self) -> Effects:
        from chalicelib.registers.effects import Effects

        return Effects(self.store, self.definitions, self.clock)

    @cached_property
    def imports(self) -> Imports:
        from chalicelib.registers.imports import Imports

        return Imports(self.store, self.definitions, self.files(), self.queue, self.clock, self.secret)

    @cached_property
    def disputes(self) -> Disputes:
        from chalicelib.registers.disputes import Disputes

        return Disputes(self.store, self.definitions, self.people, self.clock)

    @cached_property
    def leaving(self) -> Leaving:
        from chalicelib.registers.leaving import Leaving

        return Leaving(self.store, self.definitions, self.people, self.clock)

    @cached_property
    def connectors(self) -> Connectors:
        from chalicelib.registers.connectors import Connectors

        return Connectors(self.store, self.ask, self.clock)

    @cached_property
    def collections(self) -> Collections:
        from chalicelib.registers.collecting import Collections

        rooms = self.store, self.definitions, self.people, self.services()
        return Collections(*rooms, self.remind, self.clock, self.secret)

    @cached_property
    def worker(self) -> RunImport:
        from chalicelib.registers.run_import import RunImport

        return RunImport(self.store, self.definitions, self.files(), self.clock, self.queue)

    def as_table(self, file: str) -> dict[str, str]:
        """`{csv}`: the first sheet of an Excel file in base64 as text. Raises `InvalidForm`."""
        from chalicelib.registers.table_text import table_text

        return {"csv": table_text(file)}

    def on_import(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the imports queue; what failed comes again."""
        failed = []
        for record in batch["Records"]:
            try:
                self.worker(json.loads(record["body"])["job"])
            except Exception as error:
                self.report(record["messageId"], error)
                failed.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failed}
