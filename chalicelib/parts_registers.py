"""The registers room with its adapters: file storage and the imports queue."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.parts_handling import HandlingParts

if TYPE_CHECKING:
    from chalicelib.applications import Application, Claims, Definition, Definitions
    from chalicelib.approvals import Done, Later, Refused, Runner
    from chalicelib.catalogue import Service
    from chalicelib.flows import Effect
    from chalicelib.forms import RowSource
    from chalicelib.people import Person
    from chalicelib.registers import RegisterRoom


class RegisterParts(HandlingParts):
    """The registers room."""

    @cached_property
    def registers(self) -> RegisterRoom:
        from chalicelib.registers import RegisterRoom

        return RegisterRoom(
            people=self.people,
            files=lambda: self.files,
            queue=self._queue_import,
            clock=self.clock,
            secret=self.settings.secret,
            report=self.report,
            look_up=self._look_up,
        )

    @cached_property
    def claims(self) -> Claims:
        """Imported with the first service that claims something."""
        from chalicelib.claiming import RegisterClaims

        return RegisterClaims(lambda: self.registers.effects, self.clock)

    @cached_property
    def definitions(self) -> Definitions:
        """Definitions whose forms look rows up in the registers, as whoever fills them in."""
        from chalicelib.applications import Definitions, read_definition
        from chalicelib.forms import FoundRow, bind_rows

        def rows() -> RowSource:
            from chalicelib.registers import FormRows

            return FormRows(self.registers.reading, self.people.get_person, FoundRow)

        def read(service: Service) -> Definition:
            found = read_definition(service)
            return replace(found, form=bind_rows(found.form, rows))

        return Definitions(self.catalogue, read)

    def _runners(self) -> dict[str, Runner]:
        return {**super()._runners(), "register": self._write_rows, "call": self._call}

    def _write_rows(self, application: Application, _definition: Definition, effect: Effect) -> Done | Refused:
        """What an approved application does to registers, once; or why it cannot be done."""
        from chalicelib.approvals import Done, Refused
        from chalicelib.registers import Asked, EffectDone

        facts = application.head.applicant.facts()
        asked = Asked(application.id, application.head.number, application.form, facts)
        found = self.registers.effects.apply_effect(effect.name, effect.settings, asked)
        return Done({"rows": list(found.rows)}) if isinstance(found, EffectDone) else Refused(found.message)

    def _call(self, application: Application, definition: Definition, effect: Effect) -> Done | Later:
        """What is approved goes to a department's system; the room is imported with the first flow that has such an
        effect."""
        found: Done | Later = self.webhooks.calls.run(application, definition, effect)
        return found

    def on_import(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """A batch of the imports queue."""
        return self.registers.on_import(batch)

    def _look_up(self, person: Person, code: str, field: str, words: str) -> dict[str, Any]:
        """The rows of a register that a field of the service's form offers this person, with what each fills in."""
        from chalicelib.forms import look_up

        return look_up(self.definitions.current(code).form, field, person, words)

    def _queue_import(self, job: str) -> None:
        from chalicelib.aws import Queue

        queue = self._replaced.get("queue") or Queue(self.clients)
        queue.send(self.settings.imports_queue_url, {"job": job})
