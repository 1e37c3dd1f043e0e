"""Coverage and the audit of steps."""

from __future__ import annotations

from chalicelib.web.schemas.words import BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, mapped, maybe, thing

_UNIT = thing({"id": TEXT, "name": BOTH})
_NAMED: Schema = {"code": TEXT, "name": BOTH}
_SIGN: Schema = {"step": TEXT, "title": BOTH, "why": many(TEXT), "doubtful": YES_NO}
_SIGNS: Schema = {"of": WHOLE, "doubtful": WHOLE, "steps": many(thing(_SIGN))}
_SERVICE: Schema = {"service": thing(_NAMED), "unit": _UNIT, **_SIGNS}
_COUNTS = ("decided", "approved", "rejected", "returned", "changed", "asked", "opinions")

SCHEMAS: dict[str, Schema] = {
    "Coverage": thing(
        {
            "at": MOMENT,
            "all": YES_NO,
            "departments": many(
                thing(
                    {
                        "unit": _UNIT,
                        "total": WHOLE,
                        "counts": mapped(WHOLE),
                        "services": many(thing({**_NAMED, "kind": TEXT, "state": TEXT, "open": YES_NO})),
                    }
                )
            ),
            "candidates": many(
                thing(
                    {
                        **_NAMED,
                        "unit": _UNIT,
                        "yearly": maybe(WHOLE),
                        "people": maybe(WHOLE),
                        "visits": maybe(WHOLE),
                        "saved": maybe(WHOLE),
                    }
                )
            ),
            "signs": many(thing(_SERVICE)),
            "why": mapped(BOTH),
        }
    ),
    "StepAudit": thing(
        {
            "service": thing(_NAMED),
            "read": WHOLE,
            "since": maybe(MOMENT),
            "median_hours": maybe({"type": "number"}),
            "steps": many(thing({**_SIGN, **dict.fromkeys(_COUNTS, WHOLE), "only_signs": YES_NO})),
        }
    ),
}
