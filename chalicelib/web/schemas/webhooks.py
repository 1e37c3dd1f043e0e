"""Endpoints and deliveries."""

from __future__ import annotations

from chalicelib.web.schemas.words import BOTH, MOMENT, TEXT, WHOLE, Schema, many, mapped, maybe, page_of, ref, thing

_NAMED = thing({"code": TEXT, "name": BOTH})
_HOOK: Schema = {
    "id": TEXT,
    "unit": TEXT,
    "name": TEXT,
    "url": TEXT,
    "events": many(TEXT),
    "services": many(TEXT),
    "target": TEXT,
    "made_by": TEXT,
    "made_at": MOMENT,
    "state": {"enum": ["on", "off"]},
    "off": {"enum": ["", "person", "gone", "failing"]},
    "off_at": maybe(MOMENT),
    "why": maybe(BOTH),
    "overlap_until": maybe(MOMENT),
    "failing_since": maybe(MOMENT),
    "last_good": maybe(MOMENT),
    "rev": WHOLE,
}
_TRY = thing({"at": MOMENT, "status": maybe(WHOLE), "error": TEXT, "ms": WHOLE, "said": TEXT})

SCHEMAS: dict[str, Schema] = {
    "WebhookChoices": thing(
        {
            "units": many(thing({"id": TEXT, "name": BOTH})),
            "services": many(thing({"code": TEXT, "name": BOTH, "unit": TEXT})),
            "events": many(_NAMED),
            "targets": many(thing({"code": TEXT, "name": BOTH, "about": BOTH, "unit": TEXT, "fields": many(TEXT)})),
        }
    ),
    "Webhook": thing(_HOOK),
    "Webhooks": thing({"items": many(ref("Webhook"))}),
    "WebhookMade": thing({**_HOOK, "secret": TEXT}),
    "WebhookTest": thing({"delivery": TEXT}),
    "Delivery": thing(
        {
            "id": TEXT | {"description": "The header webhook-id: the same for every try and when it is sent again."},
            "type": TEXT,
            "at": MOMENT,
            "outcome": {"enum": ["pending", "delivered", "failed", "dropped"]},
            "about": mapped(TEXT),
            "next_at": maybe(MOMENT),
            "tries": many(_TRY),
        }
    ),
    "Deliveries": page_of(ref("Delivery")),
    "Replayed": thing({"count": WHOLE, "next": maybe(MOMENT)}),
}
