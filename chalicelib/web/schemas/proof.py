"""The proof, versions and their differences."""

from __future__ import annotations

from chalicelib.web.schemas.words import ANY, BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, maybe, ref, thing

_SERVICE: Schema = thing({"code": TEXT, "version": WHOLE, "name": BOTH})
_UNIT: Schema = thing({"id": TEXT, "name": BOTH}, {"phone": TEXT, "email": TEXT})
_FINDING: Schema = thing(
    {
        "level": {"enum": ["error", "warning"], "description": "An error refuses the next publication."},
        "code": TEXT,
        "pointer": TEXT | {"description": "JSON Pointer (RFC 6901) into the definition."},
        "message": BOTH,
    },
    {"step": maybe(TEXT), "units": many(_UNIT)},
)
_PROVEN: Schema = {"service": _SERVICE, "errors": WHOLE, "warnings": WHOLE, "findings": many(ref("Finding"))}
_DIFFERENCE: Schema = thing(
    {
        "part": {"enum": ["about", "guide", "form", "flow"]},
        "kind": {"enum": ["added", "removed", "changed", "moved"]},
        "what": BOTH,
    },
    {"part_title": BOTH, "kind_title": BOTH, "before": maybe(BOTH), "after": maybe(BOTH)},
)

_PLAN: Schema = thing(
    {
        "id": TEXT,
        "number": TEXT,
        "seq": WHOLE | {"description": "What the act must name: who has moved on since is left alone."},
        "version": WHOLE,
        "same": YES_NO,
        "blocked": YES_NO,
        "stands": many(
            thing({"step": TEXT, "title": BOTH, "open": YES_NO}, {"holders": many(BOTH), "people": many(BOTH)})
        ),
        "closed": many(BOTH),
        "misfits": many(thing({"field": TEXT, "label": BOTH, "why": BOTH})),
    },
    {
        "title": BOTH,
        "state": TEXT,
        "state_text": BOTH,
        "submitted_at": MOMENT,
        "came_from": maybe(WHOLE),
        "kept": many(BOTH),
        "signed": many(BOTH),
    },
)
_RESULT: Schema = thing(
    {"id": TEXT, "done": YES_NO}, {"number": maybe(TEXT), "why": maybe(BOTH), "seq": WHOLE, "version": WHOLE}
)

SCHEMAS: dict[str, Schema] = {
    "Finding": _FINDING,
    "Proof": thing({"checked_at": MOMENT, **_PROVEN}, {"owner": maybe(BOTH)}),
    "Proofs": thing({"checked_at": MOMENT, "items": many(thing(_PROVEN, {"owner": maybe(BOTH)}))}),
    "Sweep": thing({"at": maybe(MOMENT), "age_seconds": maybe(WHOLE), "late": YES_NO, "counts": ANY}),
    "Versions": thing(
        {"service": _SERVICE, "current": WHOLE, "items": many(thing({"version": WHOLE, "current": YES_NO}))}
    ),
    "Migration": thing({"to": WHOLE, "items": many(_PLAN), "next": maybe(TEXT)}),
    "Migrated": thing({"items": many(_RESULT)}),
    "Difference": _DIFFERENCE,
    "Differences": thing(
        {"service": _SERVICE, "before": WHOLE, "after": WHOLE, "differences": many(ref("Difference"))}
    ),
}
