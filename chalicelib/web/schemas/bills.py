"""Departments' notices, and one person's charges."""

from __future__ import annotations

from chalicelib.web.schemas.people import DELIVERY
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

_SUM: Schema = {"type": "string", "pattern": "^[0-9]+[.][0-9]{2}$", "description": "Yuan, as a decimal string."}
_DAY: Schema = {"type": "string", "format": "date"}
_NAMED = thing({"code": TEXT, "name": BOTH})
_UNIT = thing({"id": TEXT, "name": BOTH, "kind": TEXT})
_PAYMENT: Schema = {
    "amount": maybe(_SUM),
    "due": maybe(_DAY),
    "note": TEXT,
    "state": {"enum": ["due", "overdue", "paid"]},
    "paid_at": maybe(_DAY),
    "reference": TEXT,
}
_BILL: Schema = {
    "id": TEXT,
    "unit": TEXT,
    "number": TEXT,
    "title": BOTH,
    "text": BOTH,
    "to": mapped(TEXT),
    "mode": {"enum": ["all", "best"]},
    "at": MOMENT,
    "amount": maybe(_SUM),
    "due": TEXT,
    "state": {
        "enum": ["waiting", "checking", "refused", "ready", "scheduled", "sending", "sent", "reminding", "cancelled"]
    },
    "state_text": BOTH,
    "percent": WHOLE,
    "checked": WHOLE,
    "good": WHOLE,
    "bad": WHOLE,
    "sum": _SUM,
    "told": WHOLE,
    "paid": WHOLE,
    "paid_sum": _SUM,
    "reminders": WHOLE,
    "send_at": maybe(MOMENT),
    "sent_at": maybe(MOMENT),
    "next_reminder": maybe(MOMENT),
    "problem": maybe(BOTH),
}
_FAULT = thing({"column": TEXT, "code": TEXT, "message": BOTH})

SCHEMAS: dict[str, Schema] = {
    "NoticeChoices": thing(
        {"units": many(_UNIT), "groups": many(_UNIT), "roles": many(_NAMED), "categories": many(_NAMED)}
    ),
    "CalendarLink": thing({"url": TEXT}),
    "Bill": thing(_BILL),
    "BillMade": thing({**_BILL, "post": maybe(thing({"url": TEXT, "fields": mapped(TEXT)}))}),
    "Bills": page_of(ref("Bill")),
    "BillPreview": thing(
        {"person": TEXT, "name": BOTH, "count": WHOLE, "sum": _SUM, "subject": TEXT, "mail": TEXT, "sms": TEXT}
        | {"wecom": TEXT}
    ),
    "BillRefused": page_of(thing({"line": WHOLE, "person": TEXT, "faults": many(_FAULT)})),
    "BillPeople": page_of(
        thing({"person": TEXT, "name": BOTH, "told": YES_NO, "channels": many(DELIVERY), **_PAYMENT})
    ),
    "BillPayments": thing(
        {
            "paid": WHOLE,
            "items": many(
                thing(
                    {
                        "person": TEXT,
                        "outcome": {"enum": ["paid", "unchanged", "other", "unknown", "twice", "day", "untold"]},
                        "message": BOTH,
                    }
                )
            ),
        }
    ),
    "Charges": page_of(
        thing({"id": TEXT, "number": TEXT, "unit_name": BOTH, "at": MOMENT, "title": BOTH, "text": BOTH, **_PAYMENT})
    ),
}
