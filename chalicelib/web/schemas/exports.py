"""Exports and API keys."""

from __future__ import annotations

from chalicelib.web.schemas.words import (
    ANY,
    BOTH,
    MOMENT,
    TEXT,
    WHOLE,
    Schema,
    many,
    mapped,
    maybe,
    page_of,
    ref,
    thing,
)

_NAMED = thing({"code": TEXT, "name": BOTH})
_EXPORT: Schema = {
    "id": TEXT,
    "state": {"enum": ["queued", "running", "done", "failed", "expired", "cancelled"]},
    "percent": WHOLE,
    "rows": maybe(WHOLE),
    "size": maybe(WHOLE),
    "snapshot": MOMENT,
    "ended_at": maybe(MOMENT),
    "expires_at": maybe(MOMENT),
    "problem": maybe(BOTH),
    "services": many(TEXT),
    "from": TEXT,
    "to": TEXT,
    "states": many(TEXT),
    "columns": many(TEXT),
    "format": {"enum": ["csv", "xlsx", "jsonl", "zip"]},
    "enclosed": many({"enum": ["attachments", "packages"]}),
    "filter": mapped(ANY),
    "deliver": TEXT,
    "delivery": maybe(
        thing(
            {
                "state": {"enum": ["waiting", "done", "failed"]},
                "tries": WHOLE,
                "problem": TEXT,
                "key": TEXT,
                "at": MOMENT,
            }
        )
    ),
}
_PLAN: Schema = {
    "id": TEXT,
    "name": TEXT,
    "rhythm": {"enum": ["daily", "weekly", "monthly"]},
    "services": many(TEXT),
    "states": many(TEXT),
    "columns": many(TEXT),
    "format": {"enum": ["csv", "xlsx", "jsonl", "zip"]},
    "enclosed": many({"enum": ["attachments", "packages"]}),
    "filter": mapped(ANY),
    "deliver": TEXT,
    "next_at": MOMENT,
    "last_at": maybe(MOMENT),
    "last_job": maybe(TEXT),
    "failed": {"type": "boolean"},
}
_KEY: Schema = {
    "id": TEXT,
    "prefix": TEXT,
    "unit": TEXT,
    "name": TEXT,
    "actions": many(TEXT),
    "services": many(TEXT),
    "networks": many(TEXT),
    "made_by": TEXT,
    "made_at": MOMENT,
    "ends_at": MOMENT,
    "used_at": maybe(MOMENT),
    "state": {"enum": ["live", "replaced", "revoked", "ended"]},
    "replaced_by": TEXT,
}

SCHEMAS: dict[str, Schema] = {
    "ExportChoices": thing(
        {
            "units": many(thing({"id": TEXT, "name": BOTH})),
            "services": many(thing({"code": TEXT, "name": BOTH, "unit": TEXT})),
            "states": many(_NAMED),
            "formats": many(TEXT),
            "enclosed": many(TEXT),
            "targets": many(thing({"code": TEXT, "unit": TEXT, "place": TEXT})),
        }
    ),
    "ExportColumns": thing({"items": many(thing({"name": TEXT, "label": BOTH})), "filters": many(ref("FilterField"))}),
    "FilterFields": thing({"items": many(ref("FilterField"))}),
    "FilterField": thing(
        {
            "name": TEXT,
            "label": BOTH,
            "kind": {"enum": ["text", "number", "money", "date", "choice", "choices", "flag", "named"]},
            "options": many(thing({"value": TEXT, "label": BOTH})),
        }
    ),
    "Export": thing(_EXPORT),
    "Exports": page_of(ref("Export")),
    "ExportPlan": thing(_PLAN),
    "ExportPlans": thing({"items": many(ref("ExportPlan"))}),
    "ExportFile": thing({"url": TEXT, "expires_in": WHOLE}),
    "ApiKeys": thing({"items": many(thing(_KEY))}),
    "ApiKeyMade": thing({**_KEY, "secret": TEXT}),
}
