"""Services, their guides and forms, uploads."""

from __future__ import annotations

from chalicelib.web.schemas.words import ANY, BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, mapped, maybe, ref, thing

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
}

SCHEMAS: dict[str, Schema] = {
    "ServiceSummary": thing(_SUMMARY, _MORE),
    "Services": thing({"items": many(ref("ServiceSummary"))}),
    "Service": thing({**_SUMMARY, "guide": {"type": "object"}}, _MORE),
    "Form": thing(
        {"service": thing({"code": TEXT, "version": WHOLE, "name": BOTH}), "fields": many(ref("Field"))},
        {"materials": ANY},
    ),
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
        },
    ),
    "UploadPlace": thing(
        {"id": TEXT, "post": thing({"url": TEXT, "fields": mapped(TEXT)}), "expires_at": MOMENT},
        example={
            "id": "01jd8q4x3mz7w2k5c9v6b0n1ta",
            "post": {"url": "https://files.example/", "fields": {"key": "f/01jd", "Content-Type": "application/pdf"}},
            "expires_at": "2026-11-23T08:05:00.000Z",
        },
    )
    | {"description": "Send a multipart POST to `url`: every one of `fields`, then the file as `file`."},
    "Upload": thing({"id": TEXT, "name": TEXT, "size": WHOLE, "type": TEXT, "state": TEXT}),
}
