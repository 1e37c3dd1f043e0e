"""Plan who is told of an event, and queue it. Nothing is sent here, so a provider that is down holds nobody up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from chalicelib.notices.messages import MESSAGES
from chalicelib.notices.model import Notice, Trouble
from chalicelib.notices.states import Reason, State
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

QUEUED_VALUES = ("task_id", "step", "step_title", "due_at")
"""What of `extra` travels through the queue. Names and opinions do not: they are read again when the notice is sent,
so that no queue, dead-letter queue or log ever holds them (PROMISES R44)."""


class Happened(Protocol):
    """An event of an application's timeline; its place in it is its identity."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...


class About(Protocol):
    """The head of the application it happened to."""

    @property
    def id(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def service_name(self) -> Text: ...


class TroubleStore(Protocol):
    def add_trouble(self, trouble: Trouble) -> None: ...


def plan_notices(
    message: str, event: Happened, head: About, people: Iterable[str], extra: Mapping[str, Any] | None = None
) -> list[Notice]:
    """One notice per person (ids; each once, in order). `message` is a name of `MESSAGES`, else `KeyError`."""
    spec = MESSAGES[message]
    given = extra or {}
    values = {"number": head.number, "service_name": head.service_name.to_dict()}
    values |= {name: _plain(given[name]) for name in QUEUED_VALUES if given.get(name)}
    event_id = f"{head.id}.{event.seq}"
    return [Notice(spec.name, person, head.id, event_id, stamp(event.at), values) for person in dict.fromkeys(people)]


def notify(
    message: str,
    event: Happened,
    head: About,
    people: Iterable[str],
    extra: Mapping[str, Any] | None = None,
    *,
    post: Callable[[Sequence[Mapping[str, Any]]], None],
    store: TroubleStore,
) -> list[Notice]:
    """Queue `message` for each of `people`; what was queued comes back. Harmless when repeated for one event.

    Nobody to tell is an outcome too: it is written down among the day's troubles. Raises `Temporary` when the queue
    does not take them; some may be queued by then.
    """
    notices = plan_notices(message, event, head, people, extra)
    if notices:
        post([notice.to_dict() for notice in notices])
    else:
        nobody = Notice(message, "", head.id, f"{head.id}.{event.seq}", stamp(event.at))
        store.add_trouble(Trouble(nobody.key, nobody.at, message, "", head.number, "", State.SKIPPED, Reason.NOBODY))
    return notices


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value.to_dict()
    return stamp(value) if isinstance(value, datetime) else value
