"""What people choose for themselves, kept with them: languages, channels, favourites, proven addresses, phrases.

All but the phrases stand in the person's own item, which every request reads. Phrases are long and wanted by few
requests, so they are an item beside it: ``P#<person>`` / ``PHRASES``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from chalicelib.errors import Conflict, NoRoom, NotFound
from chalicelib.people import records
from chalicelib.people.items.store import Keyed, PersonItem, at_table, read_item
from chalicelib.people.model import Person
from chalicelib.shared.store import JsonText
from chalicelib.shared.store_faults import was_refused

_ATTEMPTS = 4
MOST_FAVOURITES = 60
"""Services one person keeps: some 2 KB of an item that every request reads."""
MOST_PHRASES = 20


class _Phrases(Keyed):
    """`data`: texts, newest first."""

    data = JsonText()
    rev = NumberAttribute()


class OwnStore:
    """Each change is one write to the person's item, or to their phrases. All raise `Temporary`."""

    def get_person(self, id: str) -> Person:
        raise NotImplementedError

    def set_preferences(self, person_id: str, sms: bool | None = None, lang: str | None = None) -> None:
        """What the person chose; ``None`` leaves it. Raises `NotFound`."""
        actions: list[Action] = [] if sms is None else [PersonItem.sms.set(sms)]
        if lang is not None:
            actions.append(PersonItem.lang.set("en" if lang == "en" else "zh"))
        if actions:
            _change(person_id, actions)

    def set_choices(self, person_id: str, choices: Mapping[str, Any]) -> None:
        """How the person wants to be told, all of it (`chalicelib.notices` knows its shape). Raises `NotFound`."""
        _change(person_id, [PersonItem.choices.set(records.settings_text(choices))])

    def add_favourite(self, person_id: str, code: str) -> None:
        """Keep a service at hand; once more is no change. Raises `NotFound`, and `NoRoom` beyond `MOST_FAVOURITES`."""
        kept = PersonItem.favourites
        few = size(kept) < MOST_FAVOURITES  # type: ignore[no-untyped-call]
        room = kept.does_not_exist() | few | kept.contains(code)
        try:
            _change(person_id, [kept.add({code})], room)
        except NotFound:
            self.get_person(person_id)
            raise NoRoom from None

    def remove_favourite(self, person_id: str, code: str) -> None:
        """What is not kept is no error. Raises `NotFound` for somebody who is not there."""
        _change(person_id, [PersonItem.favourites.delete({code})])

    def mark_disputed(self, person_id: str, place: str, application_id: str) -> None:
        """A value shown of the person is said to be wrong; once more is no change. Raises `NotFound`."""
        _change(person_id, [PersonItem.disputed.add({f"{place} {application_id}"})])

    def clear_disputed(self, person_id: str, place: str, application_id: str) -> None:
        """That application asks no more; harmless when repeated. Raises `NotFound`."""
        _change(person_id, [PersonItem.disputed.delete({f"{place} {application_id}"})])

    def set_contact(self, person_id: str, kind: str, address: str, at: datetime) -> None:
        """The person has proven this address (``email``, ``mobile``); ``""`` takes it back. What is older than what is
        known changes nothing, so that it may be repeated at any time."""
        text = records.contact_text(at, address)
        own = PersonItem.own_email if kind == "email" else PersonItem.own_mobile
        try:
            _change(person_id, [own.set(text)], own.does_not_exist() | (own <= text))
        except NotFound:
            self.get_person(person_id)

    def set_unreachable(self, person_id: str, unreachable: Mapping[str, str]) -> None:
        """Which of the person's addresses are dead, all of them. Raises `NotFound`."""
        _change(person_id, [PersonItem.unreachable.set(records.settings_text(unreachable))])

    def phrases(self, person_id: str) -> list[dict[str, str]]:
        """`[{id, text}]`, newest first; one call. The id is the text's own, so the same text is one phrase."""
        found = read_item(_Phrases, f"P#{person_id}", "PHRASES")
        return [{"id": phrase_id(text), "text": text} for text in (found.data if found else ())]

    def add_phrase(self, person_id: str, text: str) -> list[dict[str, str]]:
        """Keep a text; one that is kept moves to the front. Raises `NoRoom` beyond `MOST_PHRASES`, `Conflict`."""

        def add(known: list[str]) -> list[str]:
            others = [one for one in known if one != text]
            if len(others) >= MOST_PHRASES:
                raise NoRoom
            return [text, *others]

        return self._change_phrases(person_id, add)

    def remove_phrase(self, person_id: str, id: str) -> list[dict[str, str]]:
        """What is not kept is no error. Raises `Conflict`."""
        return self._change_phrases(person_id, lambda known: [one for one in known if phrase_id(one) != id])

    def _change_phrases(self, person_id: str, change: Callable[[list[str]], list[str]]) -> list[dict[str, str]]:
        for _ in range(_ATTEMPTS):
            found = read_item(_Phrases, f"P#{person_id}", "PHRASES")
            known, rev = (list(found.data), int(found.rev)) if found else ([], 0)
            wanted = change(known)
            if wanted == known or _written(_Phrases(f"P#{person_id}", "PHRASES"), wanted, rev):
                return [{"id": phrase_id(text), "text": text} for text in wanted]
        raise Conflict


def phrase_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _written(item: _Phrases, phrases: list[str], rev: int) -> bool:
    """Whether nobody was faster."""
    unchanged = _Phrases.rev == rev if rev else _Phrases.pk.does_not_exist()
    with at_table():
        try:
            item.update([_Phrases.data.set(phrases), _Phrases.rev.set(rev + 1)], condition=unchanged)
        except UpdateError as error:
            if was_refused(error):
                return False
            raise
    return True


def _change(person_id: str, actions: list[Action], only: Condition | None = None) -> None:
    """Raises `NotFound` for somebody who is not there, or where `only` does not hold."""
    there = PersonItem.pk.exists() if only is None else PersonItem.pk.exists() & only
    with at_table():
        try:
            PersonItem(f"P#{person_id}", "PERSON").update(actions=actions, condition=there)
        except UpdateError as error:
            if was_refused(error):
                raise NotFound from None
            raise
