"""Published answers: to a department's editors, and to who wrote."""

from __future__ import annotations

from chalicelib.web.schemas.words import BOTH, TEXT, YES_NO, Schema, many, maybe, page_of, ref, thing

_STATE: Schema = {"enum": ["proposed", "published", "declined", "taken_down", "withdrawn"]}
_WORDS: Schema = thing({"title": TEXT, "question": TEXT, "answer": TEXT})
_BRIEF: Schema = {
    "id": TEXT,
    "state": _STATE,
    "state_text": BOTH,
    "title": TEXT,
    "service": thing({"code": TEXT, "name": BOTH}),
    "proposed_at": {"type": "string", "format": "date-time"},
    "at": {"type": "string", "format": "date-time"},
    "address": maybe({"type": "string", "description": "Below the language's folder of the portal."}),
}

SCHEMAS: dict[str, Schema] = {
    "AnswerChoices": thing({"units": many(thing({"id": TEXT, "name": BOTH}))}),
    "AnswerInList": thing(_BRIEF),
    "AnswerPage": page_of(ref("AnswerInList")),
    "KeptAnswer": thing(
        _BRIEF
        | {
            "reason": maybe(TEXT),
            "application": TEXT,
            "may_publish": YES_NO,
            "draft": maybe(_WORDS),
            "zh": maybe(_WORDS),
            "en": maybe(_WORDS),
        }
    ),
    "OwnAnswer": thing({"state": _STATE, "state_text": BOTH, "address": maybe(TEXT)}),
}
