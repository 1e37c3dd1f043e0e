"""The editor's desk: templates to begin from, a definition to change, and what is wrong with what was typed so far."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.catalogue import (
    ARCHETYPES,
    Problem,
    Service,
    ServiceStore,
    parse_definition,
    template_source,
)
from chalicelib.editing.editors import check_editor
from chalicelib.editing.files import write_csv, write_zip
from chalicelib.editing.request import Request, current_of, without_version
from chalicelib.editing.write_yaml import write_definition
from chalicelib.errors import NotFound
from chalicelib.flows import draw_flow
from chalicelib.people import PeopleStore, Person
from chalicelib.proof import administers, described, differences, subject_of
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.ids import new_id
from chalicelib.shared.text import LANGS

Json = dict[str, Any]
MOST_TOLD = 50
MOST_FEEDBACK = 100
Judge = Callable[[Request, Person], list[Problem]]
"""Everything that keeps this person's request from being published: the checks of the whole hall."""


@dataclass(frozen=True)
class Desk:
    people: PeopleStore
    catalogue: ServiceStore
    clock: Clock
    judge: Judge

    def archetypes(self, person: Person) -> Json:
        """`{items: [{code, title, text}]}`: with its comments. Raises `NotFound` for who edits nothing."""
        self._check(person)
        items = [
            {"code": code, "title": title.to_dict(), "text": template_source(code)}
            for code, title in ARCHETYPES.items()
        ]
        return {"items": items}

    def definition(self, person: Person, code: str, version: int | None) -> Json:
        """`{service, version, current, text}`: a version as YAML, to be changed into the next one. An older one says
        that the current one is changed, so that it can be gone back to. Raises `NotFound`."""
        current = self.catalogue.current(code)
        self._owns(person, current)
        wanted = self.catalogue.version(code, version or current.version)
        text = write_definition(wanted).replace("\n", f"\nversion: {current.version}\n", 1)
        named = {"code": code, "version": wanted.version, "name": wanted.name.to_dict()}
        return {"service": named, "current": current.version, "owner_unit": current.owner_unit, "text": text}

    def files(self, person: Person, kind: str) -> Json:
        """`{name, type, base64}`: the published definitions of the services one looks after, as a zip or a table."""
        self._check(person)
        today = self.clock().astimezone(CHINA).date()
        own = [one for one in self.catalogue.current_all() if administers(person, one["owner_unit"], today)]
        services = [self.catalogue.version(one["code"], one["version"]) for one in own]
        units = {unit.id: unit for unit in self.people.all_units()}
        made = write_csv(services, today, units) if kind == "csv" else write_zip(services)
        told = "text/csv" if kind == "csv" else "application/zip"
        return {"name": f"catalogue-{today}.{kind}", "type": told, "base64": b64encode(made).decode()}

    def check(self, person: Person, text: str, takes: str) -> Json:
        """What is wrong with a definition as it is typed, each with its line, and what it would look like: the guide,
        the diagram, and what it changes. Stores nothing. Raises `NotFound` for who edits nothing."""
        self._check(person)
        definition, base = without_version(parse_definition(text, ""))
        request = Request(definition, takes or self._takes(definition.raw), base)
        problems = self.judge(request, person)
        told = [
            {"line": one.line, "pointer": one.pointer, "message": one.message.to_dict()} for one in problems[:MOST_TOLD]
        ]
        answer: Json = {"problems": told, "count": len(problems), "takes": request.takes, "preview": None}
        if not problems:
            answer["preview"] = self._preview(definition.service)
        return answer

    def add_feedback(self, person: Person, code: str, text: str) -> Json:
        """What somebody says of a service while it is tried out (N18). Raises `NotFound`."""
        service = self.catalogue.current(code)
        id = new_id()
        unit = person.units.get("department", "")
        said = {"id": id, "at": stamp(self.clock()), "version": service.version, "text": text, "by": person.id}
        self.catalogue.put_feedback(code, id, {**said, "name": person.name.to_dict(), "unit": unit})
        return {"id": id, "at": said["at"]}

    def feedback(self, person: Person, code: str) -> Json:
        """`{items}`: the newest, for who looks after the service. Raises `NotFound`."""
        self._owns(person, self.catalogue.current(code))
        return {"items": self.catalogue.feedback(code, MOST_FEEDBACK)}

    def _takes(self, raw: Any) -> str:
        if current_of(str(raw.get("service", "")), self.catalogue):
            return "change"
        return "flow" if raw.get("flow") else "guide"

    def _check(self, person: Person) -> None:
        check_editor(person, self.clock().astimezone(CHINA).date())

    def _owns(self, person: Person, service: Service) -> None:
        if not administers(person, service.owner_unit, self.clock().astimezone(CHINA).date()):
            raise NotFound()

    def _preview(self, service: Service) -> Json:
        units = {unit.id: unit for unit in self.people.all_units()}
        raw = service.to_dict()
        subject = subject_of(raw)
        current = current_of(service.code, self.catalogue)
        changes = [described(one) for one in differences(current, service, units)] if current else None
        drawn = (
            {lang: draw_flow(subject.flow, lang, labels=subject.labels(units), clickable=False) for lang in LANGS}
            if subject and service.flow
            else None
        )
        guide = raw["guide"] or None
        return {
            "name": raw["name"],
            "summary": raw["summary"],
            "code": service.code,
            "owner": units[service.owner_unit].name.to_dict() if service.owner_unit in units else None,
            "owner_unit": service.owner_unit,
            "guide": guide,
            "questions": [field.label.to_dict() for field in subject.form.fields] if subject else [],
            "diagram": drawn,
            "changes": changes,
        }
