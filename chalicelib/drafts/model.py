"""A draft as a value: answers as they were typed, each with the change that brought it and the form it was typed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

KEPT = timedelta(days=90)
"""How long a draft stays after its last change."""


@dataclass(frozen=True)
class Answer:
    """`value` is any JSON; `seq` the change of the draft it came with; `version` the service's when it was typed."""

    value: Any
    seq: int
    version: int


@dataclass(frozen=True)
class Draft:
    """`seq` counts the changes, from 1; 0 stands for a draft that is not there yet. An answer of None was cleared."""

    person: str
    service: str
    seq: int
    saved_at: datetime
    answers: Mapping[str, Answer]

    @property
    def expires(self) -> datetime:
        return self.saved_at + KEPT

    @property
    def values(self) -> dict[str, Any]:
        """The answers there are."""
        return {name: answer.value for name, answer in self.answers.items() if answer.value is not None}


class DraftClash(Exception):
    """Somebody, on another device, has changed the same answers since; `names` says which."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def merged(draft: Draft, seen: int, changes: Mapping[str, Any], version: int, now: datetime) -> Draft:
    """`draft` with `changes` made by somebody who had seen change `seen` of it.

    Other answers may have changed since: they stay as they are. The same answers may not, unless to the same value.
    Raises `DraftClash`.
    """
    clashing = tuple(
        name
        for name, value in changes.items()
        if (there := draft.answers.get(name)) and there.seq > seen and there.value != value
    )
    if clashing:
        raise DraftClash(clashing)
    seq = draft.seq + 1
    changed = {
        name: Answer(value, seq, version)
        for name, value in changes.items()
        if value is not None or name in draft.answers
    }
    return replace(draft, seq=seq, saved_at=now, answers={**draft.answers, **changed})


def changed_since(draft: Draft, seen: int, but: Collection[str] = ()) -> dict[str, Any]:
    """The answers that changed after change `seen`, except those named."""
    return {
        name: answer.value for name, answer in draft.answers.items() if answer.seq > seen and name not in but
    }
