"""Submit an application: check the form, give it a number, store it with its first event.

Submitting twice with the same key is one application (PROMISES R1, R2): the id is derived from person and key, so
the table itself refuses the second one, and the same key with another body is refused (R3).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.applications.definition import Definition, Definitions
from chalicelib.applications.earlier import EarlierApplications
from chalicelib.applications.model import Actor, Applicant, Application, Event, Head
from chalicelib.applications.store import ApplicationStore, NumberTaken, Overtaken
from chalicelib.applications.timeline import seal
from chalicelib.applications.words import EventType, State
from chalicelib.errors import HallError, KeyReused, NotFound
from chalicelib.forms import check_values, facts_of, known_values, prefill, title_of
from chalicelib.materials import Upload, UploadStore, files_for, files_in
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.ids import application_number, derived_id

FIRST_LOOK = timedelta(minutes=15)
"""When the sweep looks for the first time whether the clock of a new application is running."""


def submit_application(
    person: Person,
    service_code: str,
    form: Mapping[str, Any],
    key: str,
    *,
    store: ApplicationStore,
    uploads: UploadStore,
    definitions: Definitions,
    people: PeopleStore,
    clock: Clock,
    secret: str,
) -> tuple[Application, bool]:
    """The application, and whether it is new. `key` is the Idempotency-Key.

    Raises `NotFound`, `ServiceClosed`, `NotEligible`, `InvalidForm`, `KeyReused`.
    """
    application_id = derived_id(secret, "application", person.id, key)
    body = _body_hash(service_code, form)
    try:
        definition = definitions.current(service_code)
        definition.service.start_allowed(person, clock())
        values, files = checked_form(
            definition, person, form, store=store, uploads=uploads, people=people, clock=clock
        )
    except HallError:
        # A repeated request is answered like the first one even when the service has closed since.
        before = _existing(store, application_id, body)
        if before is None:
            raise
        return before, False
    head = _new_head(application_id, definition, person, values, clock(), body)
    try:
        return _create(store, head, _first_event(head, person, values), files), True
    except Overtaken:
        before = _existing(store, application_id, body)
        if before is None:
            raise
        return before, False


def _create(store: ApplicationStore, head: Head, event: Event, files: list[Upload]) -> Application:
    """Store it under the first number that is free; a million a day make more than a few tries a fault."""
    day = head.submitted_at.astimezone(CHINA).date()
    for attempt in range(20):
        try:
            return store.create(replace(head, number=application_number(day, head.id, attempt)), event, files)
        except NumberTaken:
            continue
    raise RuntimeError("twenty application numbers in a row were taken")


def checked_form(
    definition: Definition,
    person: Person,
    form: Mapping[str, Any],
    *,
    store: ApplicationStore,
    uploads: UploadStore,
    people: PeopleStore,
    clock: Clock,
) -> tuple[dict[str, Any], list[Upload]]:
    """The applicant's values, checked and with what the hall itself knows, and the uploads they name."""
    facts = {"applicant": applicant_of(person).facts()}
    units = {unit.id: unit for unit in people.all_units()}
    files = files_for(files_in(definition.form, form), store=uploads)
    values = check_values(
        definition.form,
        form,
        facts=facts,
        known=known_values(prefill(definition.form, person, units)),
        files=files,
        owner=person.id,
        directory=people,
        earlier=EarlierApplications(store),
        today=clock().astimezone(CHINA).date(),
    )
    return values, [files[upload_id] for upload_id in files_in(definition.form, values)]


def applicant_of(person: Person) -> Applicant:
    return Applicant(person.id, person.name, person.category, dict(person.units))


def _new_head(
    application_id: str, definition: Definition, person: Person, values: dict[str, Any], now: datetime, body: str
) -> Head:
    applicant = applicant_of(person)
    return Head(
        id=application_id,
        number="",
        service=definition.service.code,
        version=definition.service.version,
        service_name=definition.service.name,
        title=title_of(definition.service.subject, definition.form, values, person.name),
        applicant=applicant,
        state=State.IN_PROGRESS,
        round=1,
        facts={**facts_of(definition.form, values), "applicant": applicant.facts()},
        form_seq=1,
        submitted_at=now,
        clock_at=now + FIRST_LOOK,
        body_hash=body,
    )


def _first_event(head: Head, person: Person, values: dict[str, Any]) -> Event:
    actor = Actor(person.id, person.name)
    event = Event(1, EventType.SUBMITTED, head.submitted_at, actor, {"form": values, "round": 1})
    return seal(head.id, event, "")


def _existing(store: ApplicationStore, application_id: str, body: str) -> Application | None:
    try:
        before = store.load(application_id)
    except NotFound:
        return None
    if before.head.body_hash != body:
        raise KeyReused()
    return before


def _body_hash(service_code: str, form: Mapping[str, Any]) -> str:
    canonical = json.dumps([service_code, form], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:24]


__all__ = ["applicant_of", "checked_form", "submit_application"]
