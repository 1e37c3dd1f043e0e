"""Continue and verify later: answers typed while their source was down, and what the source said when it answered.

The form's event says which were typed (``typed``; a row of a register carries it itself), an event `value:verified`
for each says what came of it; so nothing is verified twice, and both sides read it in the timeline.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.applications import HALL, Application, Change, Definition, Event, EventType, change
from chalicelib.forms import Field, to_verify, verify

FORMS = (EventType.SUBMITTED, EventType.RESUBMITTED)


def typed_of(application: Application) -> dict[str, str]:
    """The answers of the present form that were typed because their source was down: field to what was chosen."""
    found = next((event for event in reversed(application.events) if event.type in FORMS), None)
    return dict(found.data.get("typed", {})) if found else {}


def verified_of(application: Application) -> dict[str, Event]:
    """By field, what the source said of the present form."""
    newest = next((event.seq for event in reversed(application.events) if event.type in FORMS), 0)
    said = [event for event in application.events if event.type is EventType.VERIFIED and event.seq > newest]
    return {str(event.data["field"]): event for event in said}


def unverified(application: Application, definition: Definition) -> list[Field]:
    """What is still to be verified."""
    known = verified_of(application)
    waiting = to_verify(definition.form, application.form, typed_of(application))
    return [field for field in waiting if field.name not in known]


def verified(application: Application, definition: Definition, field: Field, now: datetime) -> Change:
    """The event that says what the source says. Raises `Temporary` while it does not answer."""
    compared = verify(definition.form, field, application.form, application.head.applicant.id)
    data: dict[str, Any] = {"field": field.name, "same": compared.same, "label": list(field.label)}
    if compared.found:
        data["found"] = list(compared.found)
    return change(application, EventType.VERIFIED, by=HALL, at=now, data=data)


def standing_of(application: Application, definition: Definition) -> dict[str, dict[str, Any]]:
    """By field, for the pages: ``{"state": typed | later | same | differs, "found": {zh, en} | None}``."""
    shown: dict[str, dict[str, Any]] = {name: {"state": mode, "found": None} for name, mode in
                                        typed_of(application).items()}  # fmt: skip
    for field in to_verify(definition.form, application.form, {}):
        shown[field.name] = {"state": "later", "found": None}
    for name, event in verified_of(application).items():
        found = event.data.get("found")
        told = dict(zip(("zh", "en"), found, strict=True)) if found else None
        shown[name] = {"state": "same" if event.data["same"] else "differs", "found": told}
    return shown
