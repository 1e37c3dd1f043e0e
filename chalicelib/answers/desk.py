"""The department's side: what may be published, worded by an editor, published, taken down.

Whoever does not speak for the department is told that there is nothing, as everywhere: `NotFound`. A writer's own words
and name are not published by accident: what names the writer is refused, and so are the letter's own words unless the
editor says that they are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.answers.model import DECLINED, PROPOSED, PUBLISHED, STATES, TAKEN_DOWN, WITHDRAWN, Answer, Wording
from chalicelib.answers.personal import marks_of, personal
from chalicelib.answers.store import AnswerStore
from chalicelib.errors import Conflict, FieldError, InvalidForm, NotFound, StaleVersion
from chalicelib.people import PeopleStore, Person, split_position_key
from chalicelib.proof import OWN_ROLES, administers
from chalicelib.shared.clock import CHINA, Clock, stamp
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import Text

Json = dict[str, Any]
PARTS = ("title", "question", "answer")
_OVER = Text("来信人已撤回公开同意，不能公开", "The writer has taken the consent back; it cannot be published")
_NOT_NOW = Text("该答复当前不能这样处理，请刷新页面", "This cannot be done with the answer as it stands; please reload")
_OWN_WORDS = Text(
    "与来信原文相同，请改写；确需原文公开的，请勾选“按原文公开”",
    "These are the writer's own words: put them differently, or tick that they are meant to be published as they are",
)
_CONFIRM = Text("请核对后勾选确认", "Please check it and tick the box")
_BOTH = Text("英文公开的，标题、问题、答复都要填写", "In English, title, question and answer are all needed")
_WHY = Text("请填写原因", "Say why")


@dataclass(frozen=True)
class AnswerDesk:
    """`render` asks for the public pages to be made anew."""

    store: AnswerStore
    people: PeopleStore
    clock: Clock
    secret: str
    render: Callable[[], None]

    def choices(self, person: Person) -> Json:
        """`{units}` whose answers the person looks after."""
        keys = [split_position_key(key) for key in person.position_keys(self._today)]
        units = self.people.get_units([unit for role, unit in keys if role in OWN_ROLES])
        found = [{"id": one.id, "name": one.name.to_dict()} for one in units.values() if one.kind == "department"]
        return {"units": sorted(found, key=lambda one: str(one["id"]))}

    def list_answers(self, person: Person, unit: str, cursor: str | None, limit: int) -> Json:
        """`{items, next}`: the unit's, the newest first."""
        self._keeps(person, unit)
        mine = decode_cursor(self.secret, cursor) if cursor else {}
        found, last = self.store.of_unit(unit, limit, str(mine.get("at", "")) if mine.get("unit") == unit else "")
        following = encode_cursor(self.secret, {"unit": unit, "at": last}) if last else None
        return {"items": [self._brief(one) for one in found], "next": following}

    def view(self, person: Person, unit: str, id: str) -> tuple[Json, int]:
        """(what the editor needs, the version to change)."""
        known = self._kept(person, unit, id)
        return self._whole(known), known.rev

    def publish(self, person: Person, unit: str, id: str, rev: int, told: Mapping[str, Any]) -> tuple[Json, int]:
        """Publish the wording in `told`: `title`, `question`, `answer`, each also ``_en``, `confirmed`, `as_written`.
        Raises `InvalidForm` naming every part that cannot stand."""
        known = self._current(person, unit, id, rev)
        words = {lang: _wording(told, end) for lang, end in (("zh", ""), ("en", "_en"))}
        writer = self.people.get_person(known.writer)
        if errors := tuple(_faults(known, words, told, writer)):
            raise InvalidForm(errors=errors)
        now = stamp(self.clock())
        en = words["en"] if words["en"].title else None
        changes = {"state": PUBLISHED, "at": now, "by": person.id, "reason": "", "first_at": known.first_at or now}
        return self._change(known.next(**changes, zh=words["zh"], en=en))

    def act(self, person: Person, unit: str, id: str, rev: int, act: str, reason: str) -> tuple[Json, int]:
        """``decline`` what is proposed, ``take_down`` what is public; `reason` stays with the department."""
        known = self._current(person, unit, id, rev)
        if known.state != {"decline": PROPOSED, "take_down": PUBLISHED}[act]:
            raise Conflict(_NOT_NOW)
        if not reason.strip():
            raise InvalidForm(errors=(FieldError("/reason", "required", _WHY),))
        state = DECLINED if act == "decline" else TAKEN_DOWN
        return self._change(known.next(state=state, at=stamp(self.clock()), by=person.id, reason=reason.strip()))

    def _change(self, made: Answer) -> tuple[Json, int]:
        self.store.write(made)
        if made.public:
            self.render()
        return self._whole(made), made.rev

    def _current(self, person: Person, unit: str, id: str, rev: int) -> Answer:
        known = self._kept(person, unit, id)
        if known.rev != rev:
            raise StaleVersion()
        if known.state == WITHDRAWN:
            raise Conflict(_OVER)
        return known

    def _kept(self, person: Person, unit: str, id: str) -> Answer:
        self._keeps(person, unit)
        known = self.store.one(id)
        if known is None or known.keeper != unit:
            raise NotFound()
        return known

    def _keeps(self, person: Person, unit: str) -> None:
        if not administers(person, unit, self._today):
            raise NotFound()

    def _brief(self, answer: Answer) -> Json:
        return {
            "id": answer.id,
            "state": answer.state,
            "state_text": STATES[answer.state].to_dict(),
            "title": (answer.zh or answer.draft).title,
            "service": {"code": answer.service, "name": answer.service_name.to_dict()},
            "proposed_at": answer.proposed_at,
            "at": answer.at,
            "address": f"/answers/{answer.id}/" if answer.state == PUBLISHED else None,
        }

    def _whole(self, answer: Answer) -> Json:
        """With the draft, and whether it can still be published; of one whose consent is gone, nothing of the text."""
        gone = answer.state == WITHDRAWN
        return self._brief(answer) | {
            "reason": answer.reason or None,
            "application": answer.application,
            "may_publish": not gone,
            "draft": None if gone else vars(answer.draft),
            "zh": vars(answer.zh) if answer.zh else None,
            "en": vars(answer.en) if answer.en else None,
        }

    @property
    def _today(self) -> date:
        return self.clock().astimezone(CHINA).date()


def _wording(told: Mapping[str, Any], end: str) -> Wording:
    return Wording(*(str(told[part + end]).strip() for part in PARTS))


def _faults(
    known: Answer, words: Mapping[str, Wording], told: Mapping[str, Any], writer: Person
) -> Iterator[FieldError]:
    marks = marks_of(writer, known.number)
    for end, wording in (("", words["zh"]), ("_en", words["en"])):
        given = [getattr(wording, part) for part in PARTS]
        for part, text in zip(PARTS, given, strict=True):
            if not text and (not end or any(given)):
                yield FieldError(f"/{part}{end}", "required", _BOTH if end else _MISSING[part])
            elif what := personal(text, marks):
                zh, en = f"含有{what.zh}，请删去", f"This has {what.en} in it; please take it out"
                yield FieldError(f"/{part}{end}", "personal", Text(zh, en))
    if not told["as_written"] and _plain(words["zh"].question) == _plain(known.draft.question):
        yield FieldError("/question", "own_words", _OWN_WORDS)
    if not told["confirmed"]:
        yield FieldError("/confirmed", "required", _CONFIRM)


def _plain(text: str) -> str:
    """Without what does not make words others: spaces and punctuation."""
    return "".join(char for char in text.casefold() if char.isalnum())


_MISSING: Mapping[str, Text] = {
    "title": Text("请填写标题", "Enter the title"),
    "question": Text("请填写公开的问题", "Enter the question as it is to be published"),
    "answer": Text("请填写公开的答复", "Enter the answer as it is to be published"),
}
