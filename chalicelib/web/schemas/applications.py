"""Applications and tasks, as the tracking page and the task page are drawn from them."""

from __future__ import annotations

from chalicelib.web.schemas.words import (
    ANY,
    BOTH,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    many,
    mapped,
    maybe,
    page_of,
    ref,
    thing,
)

_SERVICE: Schema = thing({"code": TEXT, "name": BOTH}, {"version": WHOLE})
_STATUS: Schema = {"enum": ["done", "now", "next", "skipped", "returned", "rejected"]}
_PERSON: Schema = thing(
    {"name": BOTH}, {"phone": TEXT, "email": TEXT, "away_until": {"type": "string", "format": "date"}, "proxy": BOTH}
)
_STEP: Schema = thing(
    {"step": TEXT, "title": BOTH, "status": _STATUS},
    {
        "entry": ANY,
        "holder": maybe(thing({"name": BOTH}, {"people": many(_PERSON), "count": WHOLE, "pool": YES_NO})),
        "opened_at": maybe(MOMENT),
        "due_at": maybe(MOMENT),
        "overdue": YES_NO,
        "decided_at": maybe(MOMENT),
        "opinion": maybe(TEXT),
        "by": ANY,
        "expected_at": maybe(MOMENT),
        "rule": BOTH,
        "within": maybe(BOTH),
        "only_if": maybe(BOTH),
        "beside": maybe(TEXT),
    },
)
_EVENT: Schema = thing(
    {"seq": WHOLE, "type": TEXT, "at": MOMENT},
    {"by": ANY, "step": maybe(TEXT), "step_title": maybe(BOTH), "opinion": maybe(TEXT), "text": maybe(BOTH)},
)
_ANSWER: Schema = thing(
    {"name": TEXT, "type": TEXT, "label": BOTH, "value": ANY, "display": ANY},
    {
        "changed": YES_NO,
        "pin": maybe(thing({"remark": TEXT})),
        "disputed": YES_NO,
        "checked": thing({"state": {"enum": ["type", "later", "same", "differs"]}, "found": maybe(BOTH)}),
    },
)
_SHARE: Schema = thing(
    {
        "n": WHOLE,
        "holder": BOTH,
        "kind": {"enum": ["base", "added", "advice"]},
        "state": TEXT,
    },
    {"by": maybe(BOTH), "opinion": maybe(TEXT), "asked": maybe(TEXT), "removable": YES_NO},
)
_QUESTION: Schema = thing(
    {"task_id": TEXT, "holder": BOTH, "question": TEXT, "wants": {"enum": ["yes_no", "text", "file"]}, "state": TEXT},
    {
        "by": BOTH,
        "at": MOMENT,
        "due_at": maybe(MOMENT),
        "overdue": YES_NO,
        "yes": maybe(YES_NO),
        "text": maybe(TEXT),
        "files": many(thing({"id": TEXT, "name": TEXT, "size": WHOLE})),
        "answered_at": maybe(MOMENT),
        "may_withdraw": YES_NO,
    },
)
_REMARK: Schema = thing({"by": BOTH, "at": MOMENT, "text": TEXT}, {"seq": WHOLE, "from_applicant": YES_NO})
_COPY: Schema = thing({"holder": BOTH, "at": MOMENT, "read": many(thing({"name": BOTH, "at": MOMENT}))})
_STANDING: Schema = thing({"valid": many(BOTH), "again": many(thing({"title": BOTH, "fields": many(BOTH)}))})
_TASK: Schema = thing(
    {"id": TEXT, "step": TEXT},
    {
        "title": BOTH,
        "kind": TEXT,
        "state": TEXT,
        "due_at": maybe(MOMENT),
        "stands_until": maybe(MOMENT),
        "fields": ANY,
        "decided_by": maybe(BOTH),
        "decided_at": maybe(MOMENT),
        "may": many({"enum": ["claim", "release", "transfer", "add_signer", "delegate"]}),
        "claimed_by": maybe(BOTH),
        "on_behalf_of": maybe(BOTH) | {"description": "Whom the reader acts for as a standing proxy."},
        "return_to": many(thing({"step": TEXT, "title": BOTH}, {"by": maybe(BOTH)})),
        "shares": many(_SHARE),
        "asked": maybe(_QUESTION),
        "consults": many(_QUESTION),
        "may_consult": YES_NO,
    },
)
_RANKED: Schema = thing(
    {
        "task_id": TEXT,
        "application_id": TEXT,
        "seq": WHOLE,
        "number": TEXT,
        "applicant_name": BOTH,
        "values": many(BOTH),
        "place": WHOLE,
    }
)
_FILE: Schema = thing({"id": TEXT, "name": TEXT, "size": WHOLE, "type": TEXT, "field": TEXT})

_PROPOSAL = thing(
    {"seq": WHOLE, "act": TEXT, "by": BOTH, "at": MOMENT, "until": MOMENT, "reason": TEXT}, {"to": maybe(BOTH)}
)
_KEEPING: Schema = thing(
    {
        "until": maybe(TEXT),
        "on": maybe(TEXT),
        "warned": YES_NO,
        "held": maybe(thing({"by": BOTH, "at": MOMENT}, {"reason": TEXT})),
    }
)
_LOOKED: Schema = thing({"count": WHOLE, "until": maybe(MOMENT), "all": YES_NO}) | {
    "description": "Of a search: how many it looked at, back to which submission, and whether that is all."
}
_SOUGHT: Schema = many(thing({"label": BOTH, "value": BOTH})) | {"description": "The answers a filter asked for."}

SCHEMAS: dict[str, Schema] = {
    "Submitted": thing(
        {"id": TEXT, "number": TEXT, "query_code": TEXT, "links": ANY},
        example={
            "id": "mfzwizltoq3gk5dcnrqwg2lomu",
            "number": "20261123-004217",
            "query_code": "7KD3FM",
            "links": {"self": "/api/v1/applications/mfzwizltoq3gk5dcnrqwg2lomu"},
        },
    ),
    "Changed": thing({"id": TEXT}, {"state": TEXT, "seq": WHOLE, "number": TEXT}),
    "ApplicationRow": thing(
        {"number": TEXT, "title": ANY, "state": TEXT},
        {"id": TEXT, "service": ANY, "hit": thing({"label": BOTH, "value": BOTH})},
    ),
    "Applications": page_of(
        ref("ApplicationRow"),
        {
            "drafts": many(ref("DraftRow")),
            "looked": _LOOKED,
        },
    ),
    "Application": thing(
        {
            "id": TEXT,
            "number": TEXT,
            "service": _SERVICE,
            "title": ANY,
            "state": TEXT,
            "state_text": BOTH,
            "seq": WHOLE,
            "form": many(_ANSWER),
            "files": many(_FILE),
            "timeline": many(_EVENT),
            "steps": many(_STEP),
            "actions": many(TEXT),
        },
        {
            "query_code": TEXT,
            "applicant": ANY,
            "submitted_at": MOMENT,
            "updated_at": MOMENT,
            "diagram": mapped(TEXT),
            "task": maybe(_TASK),
            "urged": maybe(thing({"count": WHOLE, "at": MOMENT})),
            "correction": ANY,
            "urgent": YES_NO,
            "says": many(TEXT),
            "messages": many(_REMARK),
            "notes": many(_REMARK),
            "copies": many(_COPY),
            "supervised": maybe(thing({"by": BOTH, "at": MOMENT, "text": TEXT, "until": MOMENT})),
            "marked_urgent": maybe(_REMARK),
            "standing": maybe(_STANDING),
            "acts": many(TEXT),
            "targets": many(thing({"step": TEXT, "title": BOTH})),
            "proposal": maybe(_PROPOSAL),
            "suspended": maybe(thing({"by": BOTH, "at": MOMENT, "reason": TEXT})),
            "limits": many(thing({"title": maybe(BOTH), "due_at": MOMENT, "overdue": YES_NO})),
            "certificates": YES_NO,
            "answer": YES_NO,
            "keeping": maybe(_KEEPING),
            "archive": maybe(thing({"at": MOMENT, "digest": TEXT})),
            "links": many(thing({"id": TEXT, "number": TEXT, "relation": TEXT, "title": BOTH})),
        },
    ),
    "RootProof": thing(
        dict.fromkeys(("format", "day", "root", "before", "algorithm", "public_key", "signature", "line"), TEXT)
        | {"count": WHOLE, "path": many(many(TEXT))}
    ),
    "ArchiveChecked": thing(
        {"recorded": YES_NO, "archived_at": maybe(MOMENT), "proof": maybe(ref("RootProof"))},
        example={"recorded": True, "archived_at": "2026-11-23T02:00:00.000Z", "proof": None},
    ),
    "TaskRow": thing(
        {"application_id": TEXT, "number": TEXT},
        {
            "task_id": TEXT,
            "step": TEXT,
            "urgent": YES_NO,
            "seq": WHOLE,
            "kind": {"enum": ["step", "consult"]},
            "pool": YES_NO,
            "together": YES_NO,
            "ranked": YES_NO,
            "unread": YES_NO,
            "copied_at": MOMENT,
            "service": ANY,
            "title": ANY,
            "applicant_name": BOTH,
            "step_title": maybe(BOTH),
            "opened_at": maybe(MOMENT),
            "due_at": maybe(MOMENT),
            "overdue": YES_NO,
            "answers": _SOUGHT,
            "on_behalf_of": maybe(BOTH) | {"description": "Whose task it is, where I stand in for somebody."},
        },
    ),
    "Tasks": page_of(ref("TaskRow")),
    "Ranking": thing(
        {
            "service": thing({"code": TEXT, "name": BOTH}),
            "step": thing({"code": TEXT, "title": BOTH}),
            "place": TEXT,
            "of": maybe(TEXT),
            "columns": many(BOTH),
            "lists": many(thing({"title": BOTH, "items": many(_RANKED)})),
            "until": maybe(TEXT),
            "more": YES_NO,
        }
    ),
    "CaseRow": thing(
        {"id": TEXT, "number": TEXT, "title": ANY, "state": TEXT, "state_text": BOTH, "submitted_at": MOMENT},
        {"service": ANY, "applicant_name": BOTH, "answers": _SOUGHT},
    ),
    "Cases": page_of(ref("CaseRow"), {"looked": _LOOKED}),
    "Results": thing(
        {
            "items": many(
                thing(
                    {"task_id": TEXT, "result": {"enum": ["done", "refused"]}},
                    {"code": maybe(TEXT), "detail": maybe(BOTH), "again": YES_NO},
                )
            )
        }
    ),
    "Colleagues": thing(
        {"items": many(thing({"id": TEXT, "name": BOTH}, {"title": maybe(BOTH), "unit": maybe(BOTH)}))}
    ),
    "Urged": thing({"count": WHOLE, "next_at": MOMENT}, example={"count": 1, "next_at": "2026-11-24T02:00:00.000Z"}),
    "ProgressLink": thing({"url": TEXT, "expires_at": MOMENT}),
    "Progress": thing(
        {"number": TEXT, "service": ANY, "state": TEXT, "state_text": BOTH, "submitted_at": MOMENT},
        {"steps": many(thing({"title": BOTH, "status": _STATUS}, {"decided_at": ANY, "due_at": ANY}))},
    )
    | {"description": "Says nothing of who applied, and nothing that was written."},
}
