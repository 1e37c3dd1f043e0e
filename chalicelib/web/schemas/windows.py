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
USUAL: Schema = maybe(
    thing({
        "quiet": many(TEXT | {"description": "HH:MM in China, the beginning of half an hour."}),
        "busy": many(TEXT),
        "calm": YES_NO | {"description": "There is never a crowd on such a day."},
        "days": WHOLE | {"description": "From how many days this is known."},
    })
)  # fmt: skip
"""When it is usually quiet and busy; null where too little is known, or no time stands out."""
_ON_DUTY: Schema = thing({
    "id": TEXT,
    "name": maybe(BOTH),
    "away": YES_NO,
    "back": maybe(_DAY),
})  # fmt: skip
_TURN: Schema = thing({
    "person": TEXT,
    "name": maybe(BOTH),
    "window": TEXT,
    "weekdays": many(TEXT),
    "since": maybe(_DAY),
    "until": maybe(_DAY),
    "serves": YES_NO | {"description": "Whether the person speaks for the department, and so sees the line."},
})  # fmt: skip
_DUTY_DAY: Schema = thing({
    "day": _DAY,
    "periods": many(TEXT),
    "note": maybe(BOTH),
    "posts": many(thing({"window": TEXT, "people": many(_ON_DUTY)})),
    "gap": YES_NO | {"description": "Open, and nobody is on duty."},
})  # fmt: skip
_HALF: Schema = thing({"time": TEXT, "people": {"type": "number"}, "booked": WHOLE, "peak": YES_NO})
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
    "BookingDay": thing(
        {"day": _DAY, "slots": many(thing(_SLOT | {"left": WHOLE})), "note": maybe(BOTH), "usual": USUAL}
    ),
    "CounterSlots": thing({"counter": ref("Counter"), "days": many(ref("BookingDay"))}),
    "AppointmentInList": thing(_APPOINTMENT),
    "AppointmentPage": page_of(ref("AppointmentInList")),
    "Appointment": thing(_APPOINTMENT | {"bring": _BRING}),
    "CounterChoices": thing({"counters": many(thing(COUNTER | {"gaps": many(_DAY)}))}),
    "DutyList": thing({
        "counter": TEXT,
        "windows": many(TEXT),
        "today": _DAY,
        "days": many(_DUTY_DAY),
        "turns": many(_TURN),
        "version": WHOLE,
    }),
    "DutyHistory": thing({
        "items": many(thing({
            "version": WHOLE, "by": BOTH, "at": MOMENT, "note": TEXT, "entered": many(_TURN), "taken": many(_TURN),
        })),
    }),
    "Forecast": thing({
        "counter": TEXT,
        "days": many(thing({
            "day": _DAY,
            "from_days": WHOLE | {"description": "0: too little is known."},
            "people": maybe(WHOLE),
            "halves": many(_HALF),
        })),
    }),
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
