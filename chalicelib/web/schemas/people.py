"""The person signed in, and what the hall told them."""

from __future__ import annotations

from chalicelib.web.schemas.words import (
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

_SOMEBODY: Schema = thing({"id": TEXT, "name": BOTH})
DAY: Schema = {"type": "string", "format": "date"}
_LANG: Schema = {"enum": ["zh", "en"]}

SCHEMAS: dict[str, Schema] = {
    "Me": thing(
        {
            "id": TEXT,
            "name": BOTH,
            "category": TEXT,
            "units": mapped(TEXT) | {"description": "class, college, department, campus: unit ids."},
            "unit_names": mapped(BOTH),
            "positions": many(thing({"role": TEXT, "unit": TEXT, "title": BOTH})),
            "email": TEXT,
            "mobile": TEXT,
            "preferences": ref("Preferences"),
            "counts": thing({"todo": WHOLE, "notices": WHOLE}) | {"description": "For badges; counted up to a page."},
            "csrf": TEXT | {"description": "Repeat as X-CSRF-Token on every change."},
        }
    ),
    "Preferences": thing({"sms": YES_NO, "lang": _LANG}, example={"sms": True, "lang": "zh"}),
    "SignedOut": thing({"location": TEXT}),
    "Proxy": thing(
        {
            "id": TEXT,
            "kind": {"enum": ["proxy", "absence"]},
            "principal": _SOMEBODY,
            "proxy": maybe(_SOMEBODY),
            "services": many(thing({"code": TEXT, "name": BOTH})) | {"description": "None named: every service."},
            "since": DAY,
            "until": DAY,
            "reason": TEXT,
            "state": {"enum": ["planned", "active", "over", "revoked"]},
        }
    ),
    "Proxies": thing({"gave": many(ref("Proxy")), "stands_in": many(ref("Proxy"))}),
    "Handover": thing(
        {
            "at": MOMENT,
            "number": TEXT,
            "service": BOTH,
            "step": BOTH,
            "unit": BOTH,
            "from": BOTH,
            "to": BOTH,
            "why": {"enum": ["left", "vacant", "claim_lost"]},
        }
    ),
    "Handovers": page_of(ref("Handover")),
    "Notice": thing(
        {"id": TEXT, "at": MOMENT, "text": BOTH},
        {"message": TEXT, "number": TEXT, "link": maybe(mapped(TEXT)), "unread": YES_NO},
    ),
    "Notices": page_of(ref("Notice"), {"unread": WHOLE}),
}
