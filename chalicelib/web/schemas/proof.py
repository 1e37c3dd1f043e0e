"""The proof, versions and their differences."""

from __future__ import annotations

from chalicelib.web.schemas.words import ANY, BOTH, MOMENT, TEXT, WHOLE, YES_NO, Schema, many, mapped, maybe, ref, thing

_DAY: Schema = {"type": "string", "format": "date"}
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
_CHANGE: Schema = {"type": "integer"}
_LIVED: Schema = thing(
    {
        "code": TEXT,
        "version": WHOLE,
        "name": BOTH,
        "owner": thing({"id": TEXT, "name": BOTH}),
        "state": TEXT,
        "state_title": BOTH,
    },
    {
        "archetype": TEXT,
        "since": maybe(TEXT),
        "next": maybe(thing({"state": TEXT, "title": BOTH, "since": TEXT})),
        "target": maybe(TEXT),
        "late": YES_NO,
        "opens": maybe(TEXT),
        "closes": maybe(TEXT),
        "soon": YES_NO,
        "new": YES_NO,
    },
)
_VERSION: Schema = thing(
    {"version": WHOLE, "current": YES_NO},
    {
        "note": maybe(
            thing(
                {"at": MOMENT},
                {
                    "by": TEXT,
                    "name": BOTH,
                    "reviewer": TEXT,
                    "reviewer_name": BOTH,
                    "application": TEXT,
                    "number": TEXT,
                    "text": TEXT,
                },
            )
            | {"description": "Who asked for it, who approved it, and why; of a file only when."}
        )
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
    "Dashboard": thing(
        {
            "month": TEXT,
            "day": TEXT | {"description": "The day in China that is counted: the month's last, or today."},
            "at": MOMENT,
            "states": many(thing({"state": TEXT, "title": BOTH, "count": WHOLE, "change": _CHANGE})),
            "completion": thing({"done": WHOLE, "of": WHOLE, "percent": WHOLE}),
            "departments": many(
                thing(
                    {"id": TEXT, "name": BOTH, "counts": mapped(WHOLE), "total": WHOLE, "change": _CHANGE, "new": WHOLE}
                )
            ),
            "items": many(_LIVED),
        },
        {"all": YES_NO},
    )
    | {"description": "`change` is against the end of the month before; `new` became usable since then."},
    "CatalogueFile": thing({"name": TEXT, "type": TEXT, "base64": TEXT}),
    "CataloguePreview": thing(
        {
            "services": WHOLE,
            "unchanged": WHOLE,
            "kept": WHOLE | {"description": "Services the file does not name; they stay as they are."},
            "count": WHOLE,
            "problems": many(thing({"path": TEXT, "line": WHOLE, "message": BOTH})),
            "changes": many(
                thing(
                    {
                        "code": TEXT,
                        "name": BOTH,
                        "before": maybe(WHOLE),
                        "differences": many(_DIFFERENCE),
                        "more": WHOLE,
                    },
                    {"owner": maybe(BOTH)},
                )
            ),
        }
    ),
    "CatalogueImport": thing(
        {
            "id": TEXT,
            "at": MOMENT,
            "total": WHOLE,
            "published": many(thing({"code": TEXT, "version": WHOLE})),
            "refused": many(thing({"code": TEXT, "message": BOTH})),
            "ended": YES_NO,
        }
    ),
    "Archetypes": thing({"items": many(thing({"code": TEXT, "title": BOTH, "text": TEXT}))}),
    "Definition": thing({"service": _SERVICE, "current": WHOLE, "owner_unit": TEXT, "text": TEXT})
    | {"description": "A version as YAML; its line `version` names the current one, which it would change."},
    "Checked": thing(
        {
            "problems": many(thing({"line": WHOLE, "pointer": TEXT, "message": BOTH})),
            "count": WHOLE,
            "takes": {"enum": ["guide", "flow", "change"]},
            "preview": ANY,
        }
    ),
    "FeedbackTaken": thing({"id": TEXT, "at": MOMENT}),
    "Feedback": thing(
        {
            "items": many(
                thing(
                    {"id": TEXT, "at": MOMENT, "text": TEXT, "version": WHOLE}, {"name": BOTH, "by": TEXT, "unit": TEXT}
                )
            )
        }
    ),
    "Testers": thing(
        {"state": maybe(TEXT)},
        {
            **{name: maybe(_DAY) for name in ("since", "until")},
            "days_left": maybe(WHOLE),
            **dict.fromkeys(("total", "tried", "feedback"), WHOLE),
            "items": many(
                thing(
                    {
                        "id": TEXT,
                        "name": BOTH,
                        "unit": maybe(BOTH),
                        "tried": maybe(thing({"at": MOMENT, "number": TEXT, "state": TEXT})),
                        "feedback": WHOLE,
                    }
                )
            ),
            "rounds": many(thing({"kind": TEXT, "at": MOMENT, "by": TEXT, "count": WHOLE})),
            "more": YES_NO,
        },
    ),
    "TestersTold": thing({"told": WHOLE}),
    "Versions": thing({"service": _SERVICE, "current": WHOLE, "items": many(_VERSION)}),
    "Migration": thing({"to": WHOLE, "items": many(_PLAN), "next": maybe(TEXT)}),
    "Migrated": thing({"items": many(_RESULT)}),
    "Difference": _DIFFERENCE,
    "Differences": thing(
        {"service": _SERVICE, "before": WHOLE, "after": WHOLE, "differences": many(ref("Difference"))}
    ),
}
