"""Texts, problems, health."""

from __future__ import annotations

from chalicelib.web.schemas.words import ANY, BOTH, TEXT, Schema, many, maybe, thing

SCHEMAS: dict[str, Schema] = {
    "Text": thing({"zh": TEXT, "en": TEXT}, example={"zh": "请假", "en": "Leave"})
    | {"description": "Every word a person reads, in both languages."},
    "Problem": thing(
        {
            "type": {"type": "string", "format": "uri"},
            "title": TEXT | {"description": "In the language of Accept-Language, Chinese otherwise."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "code": TEXT | {"description": "Stable; programs go by this."},
            "detail": maybe(TEXT),
            "errors": many(
                thing(
                    {
                        "pointer": TEXT | {"description": "JSON Pointer (RFC 6901); for query parameters /<name>."},
                        "code": TEXT,
                        "message": BOTH,
                    }
                )
            ),
            "title_i18n": BOTH,
            "trace_id": TEXT | {"description": "Say this when asking for help."},
        },
        {"detail_i18n": BOTH},
        example={
            "type": "urn:problem-type:hall:invalid_form",
            "title": "表单填写有误，请检查标出的项目",
            "status": 422,
            "code": "invalid_form",
            "detail": None,
            "errors": [
                {
                    "pointer": "/form/period",
                    "code": "required",
                    "message": {"zh": "此项必填", "en": "This is required"},
                }
            ],
            "title_i18n": {"zh": "表单填写有误，请检查标出的项目", "en": "Some answers need attention"},
            "trace_id": "5759e988bd862e3fe1be46a994272793",
        },
    ),
    "Health": thing({"status": {"const": "ok"}}, example={"status": "ok"}),
    "OpenApi": thing({"openapi": TEXT, "info": ANY, "paths": ANY}),
}
