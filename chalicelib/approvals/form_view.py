"""The answers of an application as its pages show them: without what the reader may not see, with what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.applications import Application, Definition, EventType
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.who_may import hidden_fields
from chalicelib.forms import display_of, disputed_fields
from chalicelib.people import Person


def form_rows(
    application: Application,
    definition: Definition,
    reader: Person | None,
    correction: Mapping[str, Any] | None,
    now: datetime,
    holders: Holders,
) -> list[dict[str, Any]]:
    """One row for each answer, with `changed` (at the last correction), `editable`, and the `pin` of an open one;
    `checked` where its source was down when it was typed, `disputed` where its value is said to be wrong."""
    changed = _changed(application)
    asked = {field.name for field in definition.form.fields if field.editable and not field.at_step}
    pins = (correction or {}).get("pins", {})
    hidden = hidden_fields(application, definition, reader, now) if reader else set()
    own = reader is not None and reader.id == application.head.applicant.id
    rows = display_of(definition.form, application.form, own=own)
    shown = [row for row in rows if row["name"] not in hidden]
    sources = _sources(application, definition)
    disputed = _disputed(application, definition, holders) if reader else set()
    for row in shown:
        if row["name"] in sources:
            row["checked"] = sources[row["name"]]
        if row["name"] in disputed:
            row["disputed"] = True
        row["changed"] = row["name"] in changed
        row["editable"] = row["name"] in asked
        row["pin"] = {"remark": pins[row["name"]]} if row["name"] in pins else None
    return shown


def _changed(application: Application) -> set[str]:
    last = next((e for e in reversed(application.events) if e.type is EventType.RESUBMITTED), None)
    return set(last.data["changed"]) if last else set()


def _sources(application: Application, definition: Definition) -> dict[str, dict[str, Any]]:
    """What is known of answers that were typed while their source was down."""
    if not definition.form.looks_up:
        return {}
    from chalicelib.approvals.verify_later import standing_of

    return standing_of(application, definition)


def _disputed(application: Application, definition: Definition, holders: Holders) -> set[str]:
    """The answers that show a value which is said to be wrong, as it stands now."""
    applicant = holders.person(application.head.applicant.id)
    if applicant is None or not (applicant.disputed or definition.form.looks_up):
        return set()

    return disputed_fields(definition.form, application.form, applicant)
