"""What is a person's own: what is known of them, contacts, sessions, phrases."""

from __future__ import annotations

from chalicelib.web.schemas.words import BOTH, MOMENT, TEXT, YES_NO, Schema, many, maybe, ref, thing

_KIND: Schema = {"enum": ["email", "mobile"]}
_UNIT = thing({"id": TEXT, "name": BOTH, "phone": TEXT, "email": TEXT, "place": maybe(BOTH)})
_ADDRESS = thing(
    {
        "address": TEXT | {"description": "In use; empty where there is none."},
        "verified_at": maybe(MOMENT),
        "directory": TEXT | {"description": "What the university's systems know."},
        "offered": YES_NO,
    }
)

SCHEMAS: dict[str, Schema] = {
    "Profile": thing(
        {
            "records": many(
                thing(
                    {
                        "name": BOTH,
                        "unit": maybe(_UNIT),
                        "fresh_at": maybe(MOMENT),
                        "facts": many(
                            thing({"name": TEXT, "label": BOTH, "value": BOTH, "place": TEXT, "disputed": YES_NO})
                        ),
                    }
                )
            ),
            "contacts": ref("Contacts"),
        }
    ),
    "Contacts": thing(
        {
            "email": _ADDRESS,
            "mobile": _ADDRESS,
            "waiting": maybe(ref("ContactWaiting")),
            "outside": YES_NO | {"description": "Something proven does not end with the campus mail."},
            "log": many(
                thing({"at": MOMENT, "kind": _KIND, "change": {"enum": ["verified", "removed"]}, "address": TEXT})
            ),
        }
    ),
    "ContactWaiting": thing({"id": TEXT, "kind": _KIND, "address": TEXT, "expires_at": MOMENT, "resend_at": MOMENT}),
    "Sessions": thing(
        {"items": many(thing({"id": TEXT, "device": TEXT, "opened_at": MOMENT, "seen_at": MOMENT, "here": YES_NO}))}
    ),
    "Phrases": thing({"items": many(thing({"id": TEXT, "text": TEXT}))}),
}
