"""Submit an application: check the form, give it a number, store it with its first event.

Submitting twice with the same key is one application (PROMISES R1, R2): the id is derived from person and key, so
the table itself refuses the second one, and the same key with another body is refused (R3).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.applications.claims import NO_CLAIMS, Claims, claims_something
from chalicelib.applications.definition import Definition, Definitions
from chalicelib.applications.earlier import EarlierApplications
from chalicelib.applications.entered import Entered
from chalicelib.applications.model import HALL, Actor, Applicant, Application, Event, Head
from chalicelib.applications.store import ApplicationStore, NumberTaken, Overtaken
from chalicelib.applications.timeline import seal
from chalicelib.applications.words import EventType, State
from chalicelib.errors import HallError, KeyReused, NotFound
from chalicelib.forms import check_values, down_of, facts_of, known_values, prefill, title_of
from chalicelib.materials import Upload, UploadStore, files_for, files_in
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.ids import application_number, derived_id

Inspect = Callable[[Definition, Person, Mapping[str, Any]], None]
"""Judges checked values by what no single room knows. Raises `InvalidForm`."""
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
    opener: str = "",
    claims: Claims = NO_CLAIMS,
    inspect: Inspect | None = None,
    entered: Entered | None = None,
) -> tuple[Application, bool]:
    """The application, and whether it is new. `key` is the Idempotency-Key; `opener` the application that opens it;
    `entered` which clerk enters it for the person, and then `key` is a ticket. Raises `NotFound`, `ServiceClosed`,
    `NotEligible`, `InvalidForm`, `KeyReused`."""
    application_id = derived_id(secret, "entered" if entered else "application", person.id, key)
    body = _body_hash(service_code, form)
    try:
        definition = definitions.current(service_code)
        definition.service.start_allowed(person, clock(), at_counter=entered is not None)
        rooms: dict[str, Any] = {"uploads": uploads, "people": people, "clock": clock, "inspect": inspect}
        earlier = EarlierApplications(store, opener, person.id)
        values, files, typed = checked_form(definition, person, form, earlier=earlier, **rooms)
    except HallError:  # a repeated request is answered like the first one even when the service has closed since
        if (before := _existing(store, application_id, body)) is None:
            raise
        return before, False
    head = _new_head(application_id, definition, person, values, clock(), body)
    try:
        _take_claims(head, definition, values, store=store, claims=claims)
        return _create(store, head, _first_event(head, person, values, opener, typed, entered), files), True
    except Overtaken:
        if (before := _existing(store, application_id, body)) is None:
            raise
        return before, False


def entered_id(secret: str, person_id: str, ticket: str) -> str:
    """The id of the application that is entered for a ticket: one, whoever enters it however often."""
    return derived_id(secret, "entered", person_id, ticket)


def _take_claims(
    head: Head, definition: Definition, values: dict[str, Any], *, store: ApplicationStore, claims: Claims
) -> None:
    """Lock what it claims. Raises `InvalidForm`; `Overtaken` when it is there already: a repeated request must not lock
    again what the application has given back meanwhile."""
    if claims_something(definition):
        with suppress(NotFound):
            store.load_head(head.id)
            raise Overtaken()
        claims.take(head.id, definition, head.applicant.facts(), values)


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
    earlier: EarlierApplications,
    uploads: UploadStore,
    people: PeopleStore,
    clock: Clock,
    inspect: Inspect | None = None,
) -> tuple[dict[str, Any], list[Upload], dict[str, str]]:
    """The applicant's values, checked and with what the hall itself knows; the uploads they name; and which answers
    were typed because their source did not answer, each with what its service's owner chose for that."""
    facts = {"applicant": applicant_of(person).facts()}
    units = {unit.id: unit for unit in people.all_units()}
    files = files_for(files_in(definition.form, form), store=uploads)
    filled = prefill(definition.form, person, units)
    down = down_of(filled)
    values = check_values(
        definition.form,
        form,
        facts=facts,
        known=known_values(filled),
        files=files,
        owner=person.id,
        directory=people,
        earlier=earlier,
        today=clock().astimezone(CHINA).date(),
        down=down,
    )
    if inspect:
        inspect(definition, person, values)
    typed = {name: mode for name, mode in down.items() if name in values}
    return values, [files[upload_id] for upload_id in files_in(definition.form, values)], typed


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
        facts={**facts_of(definition.form, values), **linked_facts(values), "applicant": applicant.facts()},
        form_seq=1,
        submitted_at=now,
        clock_at=now + FIRST_LOOK,
        body_hash=body,
    )


def linked_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of fields that refer to an application somebody else began: who that was, so that a step can be theirs."""
    named = {name: value["applicant"] for name, value in values.items() if _refers(value)}
    return {"linked": {name: {"applicant": whose} for name, whose in named.items()}} if named else {}


def _refers(value: Any) -> bool:
    return isinstance(value, dict) and {"id", "number", "applicant"} <= set(value)


def _first_event(
    head: Head,
    person: Person,
    values: dict[str, Any],
    opener: str,
    typed: Mapping[str, str],
    entered: Entered | None,
) -> Event:
    actor = HALL if opener else entered.actor(head.applicant) if entered else Actor(person.id, person.name)
    more: dict[str, Any] = ({"opened_by": opener} if opener else {}) | ({"typed": dict(typed)} if typed else {})
    more |= {"entered": entered.to_data()} if entered else {}
    event = Event(1, EventType.SUBMITTED, head.submitted_at, actor, {"form": values, "round": 1, **more})
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


__all__ = ["applicant_of", "checked_form", "entered_id", "submit_application"]
