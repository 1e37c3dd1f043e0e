"""Services, their guides and forms, uploads."""

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

_SUMMARY: Schema = {"code": TEXT, "version": WHOLE, "name": BOTH}
_MORE: Schema = {
    "summary": maybe(BOTH),
    "owner_unit": TEXT,
    "archetype": TEXT,
    "area": TEXT,
    "themes": many(TEXT),
    "audience": many(TEXT),
    "aliases": ANY,
    "keywords": ANY,
    "channel": ANY,
    "limit": maybe(TEXT),
    "address": TEXT,
}

_AHEAD: Schema = thing(
    {
        "step": TEXT,
        "title": BOTH,
        "status": TEXT,
        "holder": thing(
            {"name": BOTH, "people": many(thing({"name": BOTH}, {"phone": TEXT, "email": TEXT}))},
            {"count": WHOLE | {"description": "How many there are; not all are named."}, "pool": YES_NO},
        ),
    },
    {
        "rule": BOTH,
        "within": maybe(BOTH),
        "expected_at": maybe(MOMENT),
        "only_if": maybe(BOTH | {"description": "The condition under which the step comes, while it is undecided."}),
        "beside": maybe(TEXT),
    },
)
_LAST: Schema = thing({"value": ANY, "display": BOTH, "at": MOMENT, "number": TEXT})

SCHEMAS: dict[str, Schema] = {
    "ServiceSummary": thing(_SUMMARY, _MORE),
    "Services": thing({"items": many(ref("ServiceSummary"))}),
    "Favourites": thing({"items": many(thing({"code": TEXT, "name": BOTH, "unit": BOTH}))}),
    "Service": thing({**_SUMMARY, "guide": {"type": "object"}}, _MORE),
    "Form": thing(
        {"service": thing({"code": TEXT, "version": WHOLE, "name": BOTH}), "fields": many(ref("Field"))},
        {"materials": ANY, "draft": maybe(ref("Draft")), "last": mapped(_LAST)},
    ),
    "Draft": thing(
        {"service": TEXT, "version": WHOLE, "seq": WHOLE, "answers": {"type": "object"}, "saved_at": MOMENT},
        {"expires_at": MOMENT, "left_over": many(thing({"name": TEXT, "label": BOTH, "display": BOTH}))},
    )
    | {"description": "Answers as they were typed. `left_over` are those whose question is gone or has changed."},
    "DraftSaved": thing({"seq": WHOLE, "saved_at": MOMENT, "expires_at": MOMENT, "others": {"type": "object"}}),
    "DraftRow": thing(
        {"service": thing({"code": TEXT, "name": BOTH}), "answers": WHOLE, "saved_at": MOMENT, "expires_at": MOMENT}
    ),
    "Drafts": page_of(ref("DraftRow")),
    "Shelf": page_of(thing({"id": TEXT, "name": TEXT, "size": WHOLE, "type": TEXT, "at": MOMENT, "service": ANY})),
    "Field": thing(
        {"name": TEXT, "type": TEXT, "label": BOTH},
        {
            "help": maybe(BOTH),
            "example": ANY,
            "required": ANY,
            "when": ANY,
            "options": ANY,
            "limits": ANY,
            "accept": ANY,
            "max_size_mb": ANY,
            "editable": YES_NO,
            "row": TEXT,
            "lookup": ANY,
            "value": ANY,
            "source": maybe(BOTH),
            "owner": ANY,
            "place": TEXT,
            "fresh_at": maybe(MOMENT),
            "disputed": YES_NO,
            "down": {"enum": ["block", "type", "later"]},
            "control": TEXT,
            "attributes": mapped(TEXT),
            "columns": ANY,
            "totals": many(TEXT),
            "balance": ANY,
            "compute": ANY,
            "files": YES_NO,
        },
    ),
    "Way": thing(
        {"service": thing({"code": TEXT, "version": WHOLE, "name": BOTH}), "steps": many(_AHEAD)},
        {"finish_at": maybe(MOMENT), "questions": many(BOTH), "diagram": TEXT},
    )
    | {"description": "By when is at the latest, by the steps' limits; `questions` may still change the way."},
    "UploadPlace": thing(
        {"id": TEXT, "post": thing({"url": TEXT, "fields": mapped(TEXT)}), "expires_at": MOMENT},
        example={
            "id": "01jd8q4x3mz7w2k5c9v6b0n1ta",
            "post": {"url": "https://files.example/", "fields": {"key": "f/01jd", "Content-Type": "application/pdf"}},
            "expires_at": "2026-11-23T08:05:00.000Z",
        },
    )
    | {"description": "Send a multipart POST to `url`: every one of `fields`, then the file as `file`."},
    "Upload": thing(
        {"id": TEXT, "name": TEXT, "size": WHOLE, "type": TEXT, "state": {"enum": ["scanning", "clean"]}},
        {"late": YES_NO},
    )
    | {"description": "Ask again while it is `scanning`; only what is `clean` may be sent with a form."},
}
