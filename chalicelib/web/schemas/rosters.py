"""Rosters, their history, vacancies and imports."""

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

_KINDS = {"enum": ["added", "ended", "changed", "removed"]}
_ROLE = thing({"code": TEXT, "title": BOTH, "reviewer": YES_NO})
_UNIT = thing({"id": TEXT, "name": BOTH, "within": maybe(BOTH)})
_SERVICES = many(thing({"code": TEXT, "name": BOTH}))
_DAYS = thing({"since": maybe(TEXT), "until": maybe(TEXT)})
_LINE = thing({"kind": _KINDS, "person": TEXT, "name": maybe(BOTH), "before": maybe(_DAYS), "after": maybe(_DAYS)})
_COUNTS: Schema = {"added": WHOLE, "ended": WHOLE, "changed": WHOLE, "removed": WHOLE}
_MEMBER = thing(
    {
        "person": TEXT,
        "name": maybe(BOTH),
        "since": maybe(TEXT),
        "until": maybe(TEXT),
        "state": {"enum": ["over", "now", "coming"]},
    }
)

_CELL = thing({"column": TEXT, "title": BOTH, "before": TEXT, "after": TEXT})
_PLACED = thing(
    {
        "what": {"enum": ["unit", "person"]},
        "row": mapped(TEXT),
        "names": mapped(BOTH),
        "positions": many(BOTH),
        "over": YES_NO,
        "may_change": YES_NO,
    }
)

SCHEMAS: dict[str, Schema] = {
    "RosterRoles": thing(
        {
            "items": many(
                thing({"code": TEXT, "title": BOTH, "reviewer": YES_NO, "owner": _UNIT, "keeps": YES_NO}),
            ),
            "departments": many(TEXT),
        }
    ),
    "Roster": thing(
        {
            "role": _ROLE,
            "unit": _UNIT,
            "title": BOTH,
            "owner": _UNIT,
            "rev": WHOLE,
            "members": many(_MEMBER),
            "vacant": YES_NO,
            "may_change": YES_NO,
            "services": _SERVICES,
        }
    ),
    "Rosters": page_of(ref("Roster")),
    "RosterHistory": thing(
        {
            "items": many(
                thing(
                    {
                        "rev": WHOLE,
                        "at": MOMENT,
                        "by": thing({"id": TEXT, "name": BOTH}),
                        "note": TEXT,
                        "by_file": YES_NO,
                        "changes": many(_LINE),
                    }
                )
            )
        }
    ),
    "RosterPerson": thing({"id": TEXT, "name": BOTH, "unit": _UNIT, "left": YES_NO}),
    "RosterVacancies": thing(
        {
            "items": many(
                thing({"roles": many(_ROLE), "unit": _UNIT, "owner": _UNIT, "mine": YES_NO, "services": _SERVICES})
            ),
            "needed": WHOLE,
        }
    ),
    "RosterFile": thing({"name": TEXT, "csv": TEXT}),
    "RosterTable": thing({"csv": TEXT}),
    "RosterPreview": thing(
        {
            **_COUNTS,
            "unchanged": WHOLE,
            "positions": many(
                thing({"role": _ROLE, "unit": _UNIT, "title": BOTH, "changes": many(_LINE), "vacated": YES_NO})
            ),
            "faults": many(thing({"line": WHOLE, "code": TEXT, "message": BOTH, "shown": ANY})),
        }
    ),
    "DirectoryRow": _PLACED,
    "DirectoryPage": page_of(
        ref("DirectoryRow"), {"columns": many(thing({"name": TEXT, "title": BOTH})), "keeps": YES_NO}
    ),
    "DirectoryHistory": thing(
        {
            "items": many(
                thing(
                    {"at": MOMENT, "by": TEXT, "name": BOTH, "note": TEXT, "by_file": YES_NO, "changes": many(_CELL)}
                )
            )
        }
    ),
    "DirectoryPreview": thing(
        {
            "added": WHOLE,
            "changed": WHOLE,
            "unchanged": WHOLE,
            "more": WHOLE,
            "changes": many(thing({"id": TEXT, "name": BOTH, "new": YES_NO, "changes": many(_CELL)})),
            "faults": many(thing({"line": WHOLE, "code": TEXT, "message": BOTH, "shown": TEXT})),
        }
    ),
    "DirectoryImported": thing({"added": WHOLE, "changed": WHOLE}),
    "RosterImported": thing({"positions": WHOLE, **_COUNTS}),
}
