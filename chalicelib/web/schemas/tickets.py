"""Tickets: to who holds one, to the clerk, to the devices of a hall."""

from __future__ import annotations

from chalicelib.web.schemas.windows import COUNTER, SERVICE, USUAL
from chalicelib.web.schemas.words import ANY, BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, maybe, ref, thing

_DAY: Schema = {"type": "string", "format": "date"}
_STATE: Schema = {"enum": ["waiting", "called", "serving", "served", "missed", "cancelled"]}
_STARS: Schema = WHOLE | {"maximum": 5, "description": "0: not rated."}
_MINUTES: Schema = maybe(WHOLE | {"description": "Minutes; null where nobody can say."})
_TICKET: Schema = {
    "id": TEXT | {"description": "What its link says; whoever has it may follow the ticket."},
    "number": TEXT,
    "day": _DAY,
    "service": SERVICE,
    "counter": maybe(ref("Counter")),
    "state": _STATE,
    "state_text": BOTH,
    "ahead": maybe(WHOLE),
    "wait": _MINUTES,
    "window": TEXT,
    "taken_at": MOMENT,
    "called_at": maybe(MOMENT),
    "calls": WHOLE,
    "due": maybe(MOMENT),
    "remote": YES_NO,
    "may_return": YES_NO,
    "may_cancel": YES_NO,
    "may_rate": YES_NO,
    "rating": _STARS,
}
_OFFICE: Schema = thing({
    "step": TEXT, "title": BOTH, "office": BOTH, "unit": TEXT, "open": YES_NO, "by": maybe(BOTH), "at": maybe(MOMENT),
    "task": maybe(TEXT | {"description": "The task's id, where I may decide it."}),
    "here": YES_NO | {"description": "Open, and of a department that serves at this counter."},
})  # fmt: skip
_CASE: Schema = thing({
    "id": TEXT, "number": TEXT, "state": TEXT, "state_text": BOTH, "readable": YES_NO, "offices": many(_OFFICE),
})  # fmt: skip
_LINE: Schema = {
    "id": TEXT,
    "number": TEXT,
    "service": SERVICE,
    "person": maybe(thing({"name": BOTH, "number": TEXT})),
    "state": _STATE,
    "state_text": BOTH,
    "taken_at": MOMENT,
    "called_at": maybe(MOMENT),
    "due": maybe(MOMENT),
    "booked": YES_NO,
    "remote": YES_NO,
    "window": TEXT,
    "calls": WHOLE,
    "result": TEXT,
    "rating": _STARS,
    "application": maybe(TEXT | {"description": "The open case of the person for this service."}),
    "case": maybe(_CASE | {"description": "Of a ticket at a window: what its case has come to; nothing of its form."}),
    "may_enter": YES_NO | {"description": "Whether I can enter the person's application here and now."},
    "acts": many({"enum": ["recall", "begin", "done", "miss", "return", "route", "cancel"]}),
    "version": WHOLE,
}
_QUEUE: Schema = COUNTER | {
    "letter": TEXT,
    "services": many(SERVICE),
    "open": YES_NO,
    "opens": maybe(MOMENT),
    "note": maybe(BOTH),
    "waiting": WHOLE,
    "wait": _MINUTES,
    "usual": USUAL,
}
_NUMBER: Schema = thing({
    "number": TEXT, "service": SERVICE, "state": _STATE, "window": TEXT, "booked": YES_NO, "taken_at": MOMENT,
})  # fmt: skip
_NAMED: Schema = thing({"id": TEXT, "name": BOTH})
_HELP: Schema = many(thing({"place": TEXT, "at": MOMENT}))
_CALL: Schema = {
    "number": TEXT, "window": TEXT, "counter": TEXT, "serving": YES_NO, "calls": WHOLE, "called_at": maybe(MOMENT),
}  # fmt: skip
_BOOKED: Schema = {"id": TEXT, "service": SERVICE, "at": MOMENT, "counter": ref("Counter")}

SCHEMAS: dict[str, Schema] = {
    "Ticket": thing(_TICKET),
    "TicketList": thing({"items": many(ref("Ticket"))}),
    "Queue": thing(_QUEUE),
    "Queues": thing({"counters": many(ref("Queue")), "mine": many(ref("Ticket"))}),
    "QueueTicket": thing(_LINE),
    "CounterLineUp": thing(
        {
            "counter": TEXT,
            "day": _DAY,
            "windows": many(TEXT),
            "open": YES_NO,
            "waiting": many(ref("QueueTicket")),
            "here": many(ref("QueueTicket")),
            "over": many(ref("QueueTicket")),
            "done": WHOLE,
            "to": many(_NAMED),
            "ratings": thing({"count": WHOLE, "average": maybe({"type": "number"})}),
            "help": _HELP,
        }
    ),
    "EntryForm": thing(
        {"service": ANY, "fields": many(ref("Field")), "materials": ANY, "ticket": TEXT, "person": BOTH},
        {"applicant": ANY},
    ),
    "Entered": thing({"id": TEXT, "number": TEXT}),
    "Kiosk": thing(
        {
            "hall": _NAMED,
            "prints": YES_NO | {"description": "Whether this key prints certificates for print codes."},
            "counters": many(ref("Queue")),
        }
    ),
    "KioskPerson": thing({"name": BOTH, "booked": many(thing(_BOOKED))}),
    "Board": thing(
        {
            "hall": _NAMED,
            "calls": many(thing(_CALL)),
            "counters": many(thing({"id": TEXT, "name": BOTH, "floor": TEXT, "windows": many(TEXT), "waiting": WHOLE})),
            "help": _HELP,
        }
    ),
    "HelperHalls": thing({"halls": many(_NAMED)}),
    "HelperLines": thing({
        "hall": _NAMED,
        "counters": many(thing({
            "id": TEXT, "name": BOTH, "floor": TEXT, "sign": TEXT, "open": YES_NO, "note": maybe(BOTH),
            "services": many(SERVICE), "wait": _MINUTES, "waiting": many(_NUMBER), "here": many(_NUMBER),
        })),
        "help": _HELP,
    }),
    "HelperTicket": thing({"number": TEXT, "counter": TEXT, "ahead": maybe(WHOLE)}),
    "Pad": thing({"number": maybe(TEXT), "rated": YES_NO}),
}
