"""Registers: rows, values, imports."""

from __future__ import annotations

from chalicelib.web.schemas.words import (
    ANY,
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

_ORIGIN: Schema = {"owner": maybe(BOTH), "fresh_at": maybe(MOMENT)}
_REGISTER: Schema = {
    "code": TEXT,
    "name": BOTH,
    "about": BOTH,
    "views": many(TEXT),
    "keeper": YES_NO,
    **_ORIGIN,
}
_EXPIRES = thing({"column": TEXT, "remind": many(WHOLE), "renew": TEXT, "after_leaving": WHOLE})
_COLUMN = thing(
    {"name": TEXT, "kind": TEXT, "label": BOTH, "required": YES_NO, "sensitive": YES_NO},
    {"options": many(thing({"value": TEXT, "label": BOTH}))},
)
_CELL = thing({"value": ANY, "display": BOTH}) | {"description": "A masked cell's value is null."}
_ROW: Schema = {
    "key": TEXT,
    "rev": WHOLE,
    "at": MOMENT,
    "cells": mapped(_CELL),
    "disputed": many(TEXT),
    "held_until": maybe(MOMENT),
}
_IMPORT: Schema = {
    "id": TEXT,
    "register": TEXT,
    "name": TEXT,
    "format": {"enum": ["csv", "xlsx", "jsonl"]},
    "size": WHOLE,
    "mode": {"enum": ["all", "best"]},
    "state": {"enum": ["waiting", "queued", "running", "done", "refused", "failed"]},
    "checked": WHOLE,
    "written": WHOLE,
    "unchanged": WHOLE,
    "refused": WHOLE,
    "by": BOTH,
    "at": MOMENT,
    "ended_at": maybe(MOMENT),
    "problem": maybe(BOTH),
}
_FAULT = thing({"column": TEXT, "code": TEXT, "message": BOTH})
_CHANGE = thing({"column": TEXT, "label": maybe(BOTH), "before": ANY, "after": ANY})

_COLLECTION: Schema = {
    "code": TEXT,
    "name": BOTH,
    "state": TEXT,
    "opens": maybe(TEXT),
    "closes": maybe(TEXT),
}
_VALUES = mapped(thing({"value": ANY, "display": BOTH}))
_ANSWERED = maybe({"enum": ["entered", "sent"]})
_LABELS = many(thing({"name": TEXT, "label": BOTH}, {"kind": TEXT}))
_ASKED_UNIT = thing(
    {
        "id": TEXT,
        "name": BOTH,
        "state": _ANSWERED,
        "values": _VALUES,
        "sums": _VALUES,
        "sum_labels": _LABELS,
        "expected": WHOLE,
        "answered": WHOLE,
        "people": many(thing({"id": TEXT, "name": BOTH, "duty": maybe(BOTH), "state": _ANSWERED, "values": _VALUES})),
        "reminded_at": maybe(MOMENT),
    }
)

SCHEMAS: dict[str, Schema] = {
    "Registers": thing({"items": many(thing(_REGISTER))}),
    "Register": thing(
        {**_REGISTER, "columns": many(_COLUMN), "key": TEXT},
        {name: maybe(TEXT) for name in ("person", "group", "groups")} | {"expires": maybe(_EXPIRES)}
        | {"codes": maybe(thing({"service": TEXT, "address": TEXT}))},
    ),
    "Rows": page_of(thing(_ROW)),
    "Row": thing({**_ROW, **_ORIGIN}),
    "Offered": thing(
        {
            "items": many(thing({"value": TEXT, "label": BOTH, "source": BOTH, "owner": maybe(BOTH), "at": MOMENT,
                                 "fresh_at": maybe(MOMENT), "disputed": many(TEXT),
                                 "fills": mapped(thing({"value": ANY, "display": BOTH, "disputed": YES_NO,
                                                        "place": TEXT}))})),
            "down": maybe(thing({"label": BOTH, "when_down": TEXT})),
        }
    ),
    "RowChanged": thing({"key": TEXT, "rev": WHOLE}),
    "RowHistory": thing(
        {"items": many(thing({"rev": WHOLE, "at": MOMENT, "by": thing({"id": TEXT, "name": BOTH, "why": TEXT}),
                              "changes": many(_CHANGE)}))}
    ),
    "Collections": thing({"items": many(thing(_COLLECTION))}),
    "Collection": thing(
        {
            **_COLLECTION,
            "period": TEXT,
            "periods": many(thing({"value": TEXT, "label": BOTH})),
            "by": {"enum": ["person", "unit"]},
            "columns": _LABELS,
            "expects": YES_NO,
            "items": many(_ASKED_UNIT),
            "next": maybe(TEXT),
        }
    ),
    "Reminded": thing({"reminded": WHOLE, "waiting": WHOLE, "next": maybe(TEXT)}),
    "ShownValue": thing(
        {"place": TEXT, "source": BOTH, "owner": TEXT, "label": BOTH, "display": BOTH, "owner_name": maybe(BOTH)}
    ),
    "Import": thing(_IMPORT),
    "ImportPlace": thing(
        {**_IMPORT, "post": thing({"url": TEXT, "fields": mapped(TEXT)}), "expires_at": MOMENT}
    ),
    "Imports": page_of(ref("Import")),
    "RefusedRows": page_of(thing({"row": WHOLE, "key": TEXT, "faults": many(_FAULT)})),
}  # fmt: skip
