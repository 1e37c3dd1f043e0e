"""Feeds for the campus portal, and departments' systems' cases."""

from __future__ import annotations

from chalicelib.web.schemas.words import (
    BOTH,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    many,
    maybe,
    page_of,
    thing,
)

_NAMED: Schema = thing({"code": TEXT, "name": BOTH})
_STATE: Schema = {
    "enum": [
        "in_progress", "awaiting_applicant", "suspended", "completed", "rejected", "withdrawn", "terminated",
    ]
}  # fmt: skip
OUTSIDE: Schema = thing({"link": TEXT, "text": maybe(BOTH), "holder": TEXT, "updated_at": MOMENT})
_FAULT = thing({"pointer": TEXT, "code": TEXT, "message": BOTH})

SCHEMAS: dict[str, Schema] = {
    "FeedServices": page_of(
        thing(
            {
                "code": TEXT,
                "name": BOTH,
                "summary": BOTH,
                "owner_unit": TEXT,
                "archetype": TEXT,
                "area": TEXT,
                "themes": many(TEXT),
                "audience": many(TEXT),
                "link": BOTH,
            }
        )
    ),
    "FeedTasks": page_of(
        thing(
            {
                "task_id": TEXT,
                "number": TEXT,
                "service": _NAMED,
                "title": BOTH,
                "applicant_name": BOTH,
                "step_title": BOTH,
                "kind": {"enum": ["step", "consult"]},
                "pool": YES_NO,
                "urgent": YES_NO,
                "opened_at": MOMENT,
                "due_at": maybe(MOMENT),
                "overdue": YES_NO,
                "link": BOTH,
            }
        )
    ),
    "FeedCases": page_of(
        thing(
            {
                "id": TEXT,
                "number": TEXT,
                "service": _NAMED,
                "title": BOTH,
                "state": _STATE,
                "state_text": BOTH,
                "submitted_at": MOMENT,
                "urgent": YES_NO,
                "outside": maybe(OUTSIDE),
                "link": BOTH,
            }
        )
    ),
    "OutsideTaken": thing({"number": TEXT, "outcome": {"enum": ["taken", "kept"]}}),
    "OutsideManyTaken": thing(
        {"taken": WHOLE, "kept": WHOLE, "refused": many(thing({"n": WHOLE, "number": TEXT, "errors": many(_FAULT)}))}
    ),
    "OutsideCases": page_of(thing({"number": TEXT, "person": TEXT, "state": _STATE, "updated_at": MOMENT})),
}
