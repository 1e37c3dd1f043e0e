"""What the HTTP edge asks of the answers room; a part of `needs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from chalicelib.people import Person

Json = dict[str, Any]


class AnswerDesk(Protocol):
    """A department's side; another department's answers do not exist for it."""

    def choices(self, person: Person, /) -> Json: ...
    def list_answers(self, person: Person, unit: str, cursor: str | None, limit: int, /) -> Json: ...
    def view(self, person: Person, unit: str, id: str, /) -> tuple[Json, int]: ...
    def publish(self, person: Person, unit: str, id: str, rev: int, told: Mapping[str, Any], /) -> tuple[Json, int]: ...
    def act(self, person: Person, unit: str, id: str, rev: int, act: str, reason: str, /) -> tuple[Json, int]: ...


class OwnAnswer(Protocol):
    """The writer's side."""

    def view(self, person: Person, application: str, /) -> Json: ...
    def withdraw(self, person: Person, application: str, /) -> Json: ...


class Answers(Protocol):
    @property
    def desk(self) -> AnswerDesk: ...
    @property
    def own(self) -> OwnAnswer: ...


class AnsweringHall(Protocol):
    """The part of the hall that publishes answers."""

    @property
    def answers(self) -> Answers: ...
