"""Figures, ratings, statistics."""

from __future__ import annotations

from chalicelib.web.schemas.words import BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, maybe, page_of, thing

_NUMBER: Schema = {"type": "number", "minimum": 0}
_STARS: Schema = {"type": "integer", "minimum": 1, "maximum": 5}
_AVERAGES = maybe(thing({"count": WHOLE, "service": _NUMBER, "flow": _NUMBER}))
_SAID: Schema = {"service": _STARS, "flow": _STARS, "comment": TEXT}
_NUMBERS: Schema = {
    "visits": WHOLE,
    "sources": many(thing({"tag": TEXT, "visits": WHOLE})),
    "started": WHOLE,
    "ended": thing({"completed": WHOLE, "rejected": WHOLE, "withdrawn": WHOLE, "terminated": WHOLE}),
    "late": WHOLE,
    "on_time": maybe(_NUMBER | {"description": "Per cent of what ended, within its promise; null: nothing ended."}),
    "half_within": maybe(_NUMBER | {"description": "Working hours at most, seven a day; null: nothing counted."}),
    "most_within": maybe(_NUMBER),
    "rating": _AVERAGES,
}
_ADDED: Schema = {"running": maybe(WHOLE | {"description": "Open now; null for a month that is over."}), "trips": WHOLE}
_SERVICE: Schema = {"code": TEXT, "name": BOTH, "unit": TEXT, "trial": YES_NO, "limit": TEXT, **_NUMBERS, **_ADDED}

_PLACED: Schema = {
    "name": BOTH,
    "rank": maybe(WHOLE | {"description": "Equal means share a place; null below `least`."}),
    "count": WHOLE,
    "mean": maybe(_NUMBER | {"description": "Stars, 1 to 5; null below `least`."}),
    "low": maybe(_NUMBER | {"description": "Per cent with one or two stars; null as `mean`, or where not counted."}),
    "note": maybe(BOTH),
}
_UNIT: Schema = thing({"id": TEXT, "name": BOTH})

SCHEMAS: dict[str, Schema] = {
    "Figures": thing(
        {
            "visits": maybe(WHOLE),
            "handled": maybe(WHOLE),
            "rating": _AVERAGES,
            "half_within": maybe(_NUMBER),
            "most_within": maybe(_NUMBER),
        }
    ),
    "MyRating": thing({"rating": maybe(thing({**_SAID, "at": MOMENT})), "may": YES_NO, "until": maybe(MOMENT)}),
    "RatingLeague": thing(
        {
            "from": TEXT,
            "to": TEXT,
            "months": many(TEXT),
            "least": WHOLE,
            "services": many(thing({"code": TEXT, "unit": _UNIT, **_PLACED})),
            "departments": many(thing({"unit": TEXT, "online": WHOLE, "at_counters": WHOLE, **_PLACED})),
            "counters": many(thing({"counter": TEXT, "hall": BOTH, "unit": _UNIT, **_PLACED})),
        }
    ),
    "Ratings": page_of(thing({**_SAID, "day": TEXT})),
    "Statistics": thing(
        {
            "month": TEXT,
            "months": many(TEXT),
            "units": many(thing({"id": TEXT, "name": BOTH})),
            "services": many(thing(_SERVICE)),
            "departments": many(thing({"unit": TEXT, **_NUMBERS, **_ADDED})),
            "colleges": many(thing({"unit": TEXT, "name": BOTH, "started": WHOLE})),
            "sum": thing({**_NUMBERS, **_ADDED}),
            "searches": maybe(many(thing({"term": TEXT, "hits": WHOLE, "last": TEXT}))),
        }
    ),
}
