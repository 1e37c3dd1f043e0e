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
_CHANNEL: Schema = {"enum": ["wecom", "mail", "sms"]}
DELIVERY = thing(
    {"channel": TEXT, "title": BOTH, "state": TEXT, "state_text": BOTH, "reason": TEXT, "reason_text": maybe(BOTH)},
    {"attempts": WHOLE},
)

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
            "verified": thing({"email": YES_NO, "mobile": YES_NO}) | {"description": "Proven by a code."},
            "preferences": ref("Preferences"),
            "favourites": many(TEXT) | {"description": "Codes of the services I keep at hand."},
            "counts": thing({"todo": WHOLE, "notices": WHOLE}) | {"description": "For badges; counted up to a page."},
            "csrf": TEXT | {"description": "Repeat as X-CSRF-Token on every change."},
        }
    ),
    "Preferences": thing({"sms": YES_NO, "lang": _LANG}, example={"sms": True, "lang": "zh"}),
    "Messages": thing(
        {
            "sms": YES_NO,
            "lang": _LANG,
            "digest": {"enum": ["immediate", "hourly", "daily"]},
            "quiet": TEXT | {"description": "Two hours in China, 22-7; empty for never."},
            "order": many(_CHANNEL),
            "channels": many(
                thing({"id": _CHANNEL, "title": BOTH, "reached": {"enum": ["yes", "none", "dead"]}, "address": TEXT})
            ),
            "groups": many(
                thing({"id": TEXT, "title": BOTH, "mandatory": YES_NO, "offered": many(_CHANNEL), "on": many(_CHANNEL)})
            ),
        }
    ),
    "Ledger": page_of(
        thing({"id": TEXT, "at": MOMENT, "message": TEXT, "number": TEXT, "text": BOTH, "channels": many(DELIVERY)}),
        {"person": TEXT},
    ),
    "Usage": thing(
        {
            "month": TEXT,
            "channels": many(
                thing(
                    {"channel": TEXT, "title": BOTH}
                    | dict.fromkeys(("sent", "failed", "unconfirmed", "bounced", "complained"), WHOLE)
                )
            ),
            "mail": thing(dict.fromkeys(("sent", "bounced", "complained"), WHOLE) | {"paused": YES_NO}),
            "dead": many(thing({"queue": TEXT, "title": BOTH, "count": WHOLE, "again": YES_NO})),
            "troubles": many(
                thing({"at": MOMENT, "message": TEXT, "person": TEXT, "number": TEXT, "state_text": BOTH})
            ),
        }
    ),
    "Redriven": thing({"moved": WHOLE}),
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
