"""Times at counters: to who books, and to who serves there."""

from __future__ import annotations

from chalicelib.web.schemas.words import BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, maybe, page_of, ref, thing

_DAY: Schema = {"type": "string", "format": "date"}
_SLOT: Schema = {"at": MOMENT, "until": MOMENT, "day": _DAY, "time": TEXT | {"description": "HH:MM in China."}}
_STATE: Schema = {"enum": ["booked", "arrived", "served", "no_show", "cancelled", "displaced"]}
SERVICE: Schema = thing({"code": TEXT, "name": BOTH})
COUNTER: Schema = {
    "id": TEXT,
    "name": BOTH,
    "hall": BOTH,
    "campus": BOTH,
    "floor": TEXT,
    "sign": TEXT,
    "place": maybe(BOTH),
    "unit": BOTH,
    "phone": TEXT,
}
_BRING: Schema = many(thing({"name": BOTH, "required": YES_NO, "note": maybe(BOTH)}))
_APPOINTMENT: Schema = {
    "id": TEXT,
    "number": TEXT,
    "service": SERVICE,
    "counter": maybe(ref("Counter")),
    **_SLOT,
    "state": _STATE,
    "state_text": BOTH,
    "made_at": MOMENT,
    "reason": TEXT,
    "by_counter": YES_NO | {"description": "Whether the counter made the last change."},
    "may_change": YES_NO | {"description": "Whether its person may still move or cancel it."},
}
_LINE: Schema = {
    "id": TEXT,
    "number": TEXT,
    **_SLOT,
    "person": thing({"name": BOTH, "number": TEXT | {"description": "The last four characters; the rest is masked."}}),
    "service": SERVICE,
    "state": _STATE,
    "state_text": BOTH,
    "reason": TEXT,
    "acts": many({"enum": ["arrive", "serve", "miss", "cancel"]}),
    "version": WHOLE,
}

SCHEMAS: dict[str, Schema] = {
    "Counter": thing(COUNTER),
    "CounterWithNext": thing(COUNTER | {"next": maybe(thing(_SLOT))}),
    "BookingChoices": thing(
        {
            "service": SERVICE,
            "bring": _BRING,
            "counters": many(ref("CounterWithNext")),
            "open": maybe(TEXT | {"description": "My open appointment for this service."}),
        }
    ),
    "BookingDay": thing({"day": _DAY, "slots": many(thing(_SLOT | {"left": WHOLE})), "note": maybe(BOTH)}),
    "CounterSlots": thing({"counter": ref("Counter"), "days": many(ref("BookingDay"))}),
    "AppointmentInList": thing(_APPOINTMENT),
    "AppointmentPage": page_of(ref("AppointmentInList")),
    "Appointment": thing(_APPOINTMENT | {"bring": _BRING}),
    "CounterChoices": thing({"counters": many(ref("Counter"))}),
    "CounterLine": thing(_LINE),
    "CounterDay": thing(
        {
            "counter": ref("Counter"),
            "day": _DAY,
            "today": _DAY,
            "periods": many(TEXT),
            "note": maybe(BOTH),
            "closures": many(thing({"from": TEXT, "to": TEXT, "reason": TEXT})),
            "version": WHOLE,
            "queue": YES_NO | {"description": "Whether tickets are given there."},
            "items": many(ref("CounterLine")),
        }
    ),
}
