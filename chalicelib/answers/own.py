"""The writer's side: what became of the consent, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.answers.model import PUBLISHED, STATES, WITHDRAWN, Answer
from chalicelib.answers.propose import answer_id
from chalicelib.answers.store import AnswerStore
from chalicelib.errors import NotFound
from chalicelib.people import Person
from chalicelib.shared.clock import Clock, stamp


@dataclass(frozen=True)
class OwnAnswer:
    """`render` asks for the public pages to be made anew."""

    store: AnswerStore
    clock: Clock
    render: Callable[[], None]

    def view(self, person: Person, application: str) -> dict[str, Any]:
        """`{state, state_text, address, withdrawn}`. Raises `NotFound` for everybody but its writer."""
        return _told(self._own(person, application))

    def withdraw(self, person: Person, application: str) -> dict[str, Any]:
        """Take the consent back: what is public is taken down, and it can never be published again."""
        known = self._own(person, application)
        if known.state != WITHDRAWN:
            was_public = known.state == PUBLISHED
            known = known.next(state=WITHDRAWN, at=stamp(self.clock()), by=person.id, zh=None, en=None, reason="")
            self.store.write(known)
            if was_public:
                self.render()
        return _told(known)

    def _own(self, person: Person, application: str) -> Answer:
        known = self.store.one(answer_id(application))
        if known is None or known.writer != person.id:
            raise NotFound()
        return known


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "state": answer.state,
        "state_text": STATES[answer.state].to_dict(),
        "address": f"/answers/{answer.id}/" if answer.state == PUBLISHED else None,
    }
