"""A flow's effect `answer`: an answered letter whose writer agreed is offered to the department's editors.

``settings: {consent, title, question, answer, answered_by, kept_by}`` name fields of the form: `consent` is the
writer's yes, without which nothing is offered; the next three are what the draft is made of (`answer` may name several,
the first that is filled in counts); `answered_by` is a unit that answered where it is not the service's own, `kept_by`
one whose editors look after it instead of the service's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from chalicelib.answers.model import PROPOSED, PUBLISHED, WITHDRAWN, Answer, Wording
from chalicelib.answers.personal import marks_of, struck
from chalicelib.answers.store import AnswerStore
from chalicelib.people import Person
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

DRAFT, MORE = ("title", "question", "answer"), ("answered_by", "kept_by")
NEEDED = ("consent", *DRAFT)


def answer_id(application: str) -> str:
    """The id an application's answer has in public: nobody can tell the application from it."""
    return sha256(f"answer:{application}".encode()).hexdigest()[:12]


def propose(
    settings: Mapping[str, Any],
    form: Mapping[str, Any],
    *,
    about: Mapping[str, Any],
    writer: Person,
    store: AnswerStore,
    now: datetime,
) -> Answer | None:
    """Offer it, once; the offered answer, or None where the writer did not agree. `about`: ``{application, number,
    service, service_name, owner}``. One not looked at yet takes the newer words, one somebody dealt with stays."""
    if form.get(str(settings["consent"])) is not True:
        return None
    id, marks = answer_id(about["application"]), marks_of(writer, about["number"])
    said = {word: struck(_text(form, settings[word]), marks) for word in DRAFT}
    kept_by = _unit(form, settings.get("kept_by")) or about["owner"]
    answered_by = _unit(form, settings.get("answered_by")) or kept_by
    known = store.one(id)
    if known is None:
        known = Answer(
            id,
            kept_by,
            answered_by,
            about["service"],
            about["service_name"],
            about["application"],
            about["number"],
            writer.id,
            stamp(now),
            PROPOSED,
            Wording(**said),
            at=stamp(now),
        )
        store.write(known)
    elif known.state == PROPOSED and known.draft != Wording(**said):
        store.write(replace(known, rev=known.rev + 1, draft=Wording(**said), at=stamp(now)))
    return known


def forget_letter(application: str, *, store: AnswerStore, now: datetime) -> None:
    """What is kept of a letter that is erased: the answer that is public, without who wrote and what they wrote."""
    known = store.one(answer_id(application))
    if known is None or not known.writer:
        return
    blank: dict[str, Any] = {"draft": Wording("", "", ""), "writer": "", "number": "", "application": ""}
    if known.state != PUBLISHED:
        blank |= {"zh": None, "en": None, "state": WITHDRAWN if known.state == PROPOSED else known.state}
    store.write(known.next(**blank, at=stamp(now), by=""))


def answer_problems(settings: Mapping[str, Any], fields: Collection[str]) -> Iterator[Text]:
    """What is wrong with an effect's settings; `fields` are the form's."""
    unknown = sorted(set(settings) - {*NEEDED, *MORE})
    if unknown or any(word not in settings for word in NEEDED):
        zh = "settings 须写明 consent、title、question、answer，另可写 answered_by、kept_by"
        yield Text(zh, "settings names consent, title, question, answer, and if need be answered_by, kept_by")
        return
    for word in settings:
        for name in _names(settings[word]):
            if name not in fields:
                yield Text(f"表单没有 {word} 所指的字段 {name}", f"the form has no field {name}, which {word} names")


def _names(setting: Any) -> list[str]:
    return [str(one) for one in setting] if isinstance(setting, list) else [str(setting)]


def _text(form: Mapping[str, Any], setting: Any) -> str:
    return next((str(form[name]) for name in _names(setting) if form.get(name)), "")


def _unit(form: Mapping[str, Any], setting: Any) -> str:
    """The unit a field names: a unit's id, or who owns the service that is named."""
    value = form.get(str(setting)) if setting else None
    return str(value.get("owner") or value.get("id") or "") if isinstance(value, Mapping) else ""
