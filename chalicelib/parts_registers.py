"""The registers room with its adapters: file storage and the imports queue."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from chalicelib.parts_handling import HandlingParts

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.applications import Application, Claims, Definition, Definitions
    from chalicelib.approvals import Done, Later, Refused, Runner
    from chalicelib.catalogue import Service
    from chalicelib.editing import Trials
    from chalicelib.flows import Effect
    from chalicelib.forms import RowSource
    from chalicelib.people import Person
    from chalicelib.providers import AskDepartment
    from chalicelib.registers import Connector, RegisterRoom
    from chalicelib.shared.text import Text


class RegisterParts(HandlingParts):
    """The registers room; and who is asked to try a service out."""

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
            value_at=self._value_at,
            ask=self._ask_department,
            services=lambda: self.catalogue,
            remind=self._remind,
        )

    def _remind(self, service: Service, period: str, now: datetime, people: Sequence[str]) -> None:
        """That a department waits for an answer; leads to the service's form."""
        from chalicelib.parts_telling import SelfAbout

        about = SelfAbout(service.code, period, service.name, int(now.timestamp()), now)
        self.notices.notify("collect_reminder", about, about, people)

    @cached_property
    def trials(self) -> Trials:
        from chalicelib.approvals import who_tried
        from chalicelib.editing import Trials

        tried = partial(who_tried, self.store, self.clock)
        return Trials(self.people, self.catalogue, self.clock, tried, self._invite)

    def _invite(self, message: str, code: str, until: str, name: Text, now: datetime, people: Sequence[str]) -> None:
        from chalicelib.parts_telling import SelfAbout

        about = SelfAbout(code, until, name, int(now.timestamp()), now)
        self.notices.notify(message, about, about, people)

    @cached_property
    def _department(self) -> AskDepartment:
        from chalicelib.providers import AskDepartment, guard_of, read_pairs

        settings = self.settings
        known = read_pairs(settings.connector_secrets), read_pairs(settings.connectors)
        local = settings.stage in ("local", "test")
        return AskDepartment(*known, self.clock, guard_of(settings.hook_networks, local), local)

    def _ask_department(self, connector: Connector, question: Mapping[str, Any]) -> Any:
        where = connector.register.code, connector.url, connector.sign, connector.secret, connector.timeout
        return self._department(*where, question)

    @cached_property
    def claims(self) -> Claims:
        """Imported with the first service that claims something."""
        from chalicelib.claiming import RegisterClaims

        def number_of(application_id: str) -> str:
            return self.store.load_head(application_id).number

        return RegisterClaims(lambda: self.registers, self.clock, number_of)

    @cached_property
    def definitions(self) -> Definitions:
        """Definitions whose forms look rows up in the registers, as whoever fills them in."""
        from chalicelib.applications import Definitions, read_definition
        from chalicelib.forms import bind_rows

        def read(service: Service) -> Definition:
            found = read_definition(self.kept(service))
            return replace(found, form=bind_rows(found.form, self._sources))

        return Definitions(self.catalogue, read)

    def _sources(self) -> RowSource:
        from chalicelib.forms import FoundRow, FoundValue
        from chalicelib.registers import FormRows, FormSources

        kept = FormRows(self.registers.reading, self.people.get_person, FoundRow)
        return FormSources(kept, self.registers.connectors, FoundValue, self._named_services)

    def _named_services(self) -> list[tuple[str, Text, str]]:
        """Every service that is there to be seen, by name."""
        from chalicelib.catalogue import UNBUILT, read_channel
        from chalicelib.shared.clock import CHINA
        from chalicelib.shared.text import Text

        today = self.clock().astimezone(CHINA).date()
        known = self.catalogue.current_all()
        seen = [one for one in known if read_channel(one["channel"]).state_on(today) not in UNBUILT]
        found = [(str(one["code"]), Text.of(one["name"]), str(one["owner_unit"])) for one in seen]
        return sorted(found, key=lambda one: one[1].zh)

    def _runners(self) -> dict[str, Runner]:
        return {**super()._runners(), "register": self._write_rows, "correct": self._put_right} | {"call": self._call}

    def _put_right(self, application: Application, _definition: Definition, effect: Effect) -> Done | Refused:
        """What the owner of a disputed value answered, carried out where the hall keeps the value."""
        from chalicelib.approvals import Done

        said: dict[str, Any] = {word: application.form.get(field) for word, field in effect.settings.items()}
        if said["verdict"] != "corrected" or not said["right"]:
            return Done({})
        done = self.registers.disputes.settle(application.id, said["value"]["place"], said["right"]["value"])
        return Done({"rows": [done]} if done else {})

    def _write_rows(self, application: Application, _definition: Definition, effect: Effect) -> Done | Refused:
        """What an approved application does to registers, once; or why it cannot be done."""
        from chalicelib.approvals import Done, Refused
        from chalicelib.registers import Asked, EffectDone

        facts = application.head.applicant.facts()
        asked = Asked(application.id, application.head.number, application.form, facts)
        found = self.registers.effects.apply_effect(effect.name, effect.settings, asked)
        if not isinstance(found, EffectDone):
            return Refused(found.message)
        self.registers.leaving.look_at_rows(found.rows)
        return Done({"rows": list(found.rows)})

    def _follow(self, person: str) -> None:
        self.registers.leaving.look_at(person)

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

    def _value_at(self, person: Person, place: str) -> dict[str, Any]:
        """One value as this person sees it. Raises `NotFound`, `Temporary`."""
        from chalicelib.forms import find_value

        found = find_value(place, person.id, self.people, self._sources())
        unit = self.people.get_units([found.owner]).get(found.owner)
        told = {name: getattr(found, name).to_dict() for name in ("source", "label", "display")}
        return {"place": found.place, "owner": found.owner, "owner_name": unit.name.to_dict() if unit else None} | told

    def _queue_import(self, job: str) -> None:
        from chalicelib.aws import Queue

        queue = self._replaced.get("queue") or Queue(self.clients)
        queue.send(self.settings.imports_queue_url, {"job": job})
