"""上次填写: what the person answered the last time, for the fields a service says are asked again and again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.applications import ApplicationStore, Definition, applicant_of, mine_box
from chalicelib.forms import Directory, repeated
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, stamp

NEWEST = 25
"""How far back the last one is looked for: one page of the person's own list."""


def last_values(
    person: Person, definition: Definition, *, store: ApplicationStore, directory: Directory, now: datetime
) -> dict[str, Any]:
    """``{field: {value, display, at, number}}`` from the person's newest application of this service.

    Only fields marked `repeat`, only values the form would take today. Two calls, none where nothing is marked.
    """
    if not any(field.repeat for field in definition.form.fields):
        return {}
    rows = store.box(mine_box(person.id), limit=NEWEST, after=None, newest_first=True)
    code = definition.service.code
    newest = next((row for row in rows if row["service"] == code and not row["outside"]), None)
    if newest is None:
        return {}
    application = store.load(newest["id"], consistent=False)
    facts = {"applicant": applicant_of(person).facts()}
    today = now.astimezone(CHINA).date()
    known = repeated(definition.form, application.form, facts=facts, directory=directory, today=today)
    told = {"at": stamp(application.head.submitted_at), "number": application.head.number}
    return {name: {**entry, **told} for name, entry in known.items()}
