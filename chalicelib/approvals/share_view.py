"""A task described for its holder: what step it is, until when, and which fields it fills in, with present values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.applications import REVISE, Application, Definition, Event, EventType, ShareKind, State, Task
from chalicelib.approvals.answer import REVISE_TITLE
from chalicelib.approvals.answer_consult import ANSWER_FORM
from chalicelib.approvals.gone_steps import step_of
from chalicelib.approvals.holders import Holders
from chalicelib.approvals.lasting import stands_until
from chalicelib.approvals.retract import may_retract
from chalicelib.approvals.saying import Saying
from chalicelib.approvals.share_actions import ShareAction, allowed, removable
from chalicelib.approvals.standing import Standing
from chalicelib.approvals.talk_view import describe_consults
from chalicelib.approvals.who_may import Capacity, deciding
from chalicelib.flows import Step, find_step
from chalicelib.forms import Earlier, describe, offers_of
from chalicelib.people import PeopleStore, Person
from chalicelib.shared.clock import CHINA, stamp

DECISIONS = frozenset({EventType.APPROVED, EventType.REJECTED, EventType.RETURNED})

Files = Sequence[Mapping[str, Any]]
"""The application's files as its view lists them."""


def describe_share(
    application: Application,
    definition: Definition,
    task: Task,
    files: Files,
    reader: Person,
    *,
    people: PeopleStore,
    now: datetime,
    earlier: Earlier | None = None,
) -> dict[str, Any]:
    """`{id, step, title, kind, state, due_at, opinion_required, decided_by, decided_at, fields}`, and what only a
    holder is told: `may`, `on_behalf_of`, `claimed_by`, `return_to`, `shares`."""
    holders = Holders(people, now.astimezone(CHINA).date())
    spec = None if task.step == REVISE else step_of(application, definition, task.step)
    held = deciding(application.head, spec, task, reader, now)
    rights = spec.fields if spec else None
    return {
        "id": f"{application.id}.{task.key}",
        "step": task.step,
        "title": (spec.title if spec else REVISE_TITLE).to_dict(),
        "kind": spec.kind if spec else "revise",
        "state": task.state.value,
        "due_at": stamp(task.due_at) if task.due_at else None,
        "stands_until": _stands_until(application, spec, task, now),
        "opinion_required": bool(spec and spec.kind == "approval"),
        "decided_by": task.by.name.to_dict() if task.by else None,
        "decided_at": stamp(task.decided_at) if task.decided_at else None,
        "fields": [*map(dict, describe(ANSWER_FORM))]
        if task.kind is ShareKind.CONSULT
        else _fields(application, definition, rights, files, people, now, earlier),
        "may": [action.value for action in _allowed(application, definition, task, reader, held, now)],
        "on_behalf_of": held.principal.name.to_dict() if held and held.principal else None,
        "seen": task.seen_at is not None,
        "claimed_by": holders.name(f"person:{task.claimed}").to_dict() if task.claimed else None,
        "return_to": _targets(application, definition, task) if spec and spec.may_return else [],
        "shares": _shares(application, task, reader, holders),
        **describe_consults(Saying(application, definition, reader, now), task, holders),
    }


def _stands_until(application: Application, spec: Step | None, task: Task, now: datetime) -> str | None:
    """From when an open task can be approved, where that is still to come."""
    until = stands_until(application, spec) if spec and task.is_open else None
    return stamp(until) if until and until > now else None


def _allowed(
    application: Application, definition: Definition, task: Task, reader: Person, held: Capacity | None, now: datetime
) -> list[ShareAction]:
    if application.head.state is State.SUSPENDED:
        return []
    if not task.is_live and may_retract(application, definition, task, reader, now):
        return [ShareAction.RETRACT]
    return allowed(task, definition, held) if held else []


def _targets(application: Application, definition: Definition, task: Task) -> list[dict[str, Any]]:
    """The visited steps one may return to, with who decided them."""
    if not task.is_open or task.step == REVISE:
        return []
    standing = Standing(application, definition)
    return [
        {"step": step.name, "title": step.title.to_dict(), "by": by.name.to_dict()}
        for step in standing.before(task.step)
        if (by := standing.states[step.name].by)
    ]


def _shares(application: Application, task: Task, reader: Person, holders: Holders) -> list[dict[str, Any]]:
    """Who shares this step, what they said, who is still to come; empty where nobody does."""
    shares = [share for share in application.shares(task) if share.kind is not ShareKind.CONSULT]
    if len(shares) < 2:
        return []
    mine = removable(application, task, reader.id)
    said = {event.data.get("n"): event for event in application.events if _of(event, task) and event.type in DECISIONS}
    asked = {event.data.get("new"): event for event in application.events if _of(event, task)}
    return [
        {
            "n": share.n,
            "holder": holders.name(share.holder).to_dict(),
            "kind": share.kind.value,
            "state": share.state.value,
            "by": share.by.name.to_dict() if share.by else None,
            "opinion": said[share.n].data.get("opinion") if share.n in said else None,
            "asked": asked[share.n].data.get("opinion") if share.n in asked else None,
            "removable": share.n in mine,
        }
        for share in shares
    ]


def _of(event: Event, task: Task) -> bool:
    return event.step == task.step and event.data.get("entry") == task.entry


def actions_of(
    application: Application, definition: Definition, task: Task, reader: Person, now: datetime
) -> list[str]:
    """What the reader may do with an open task, in the order the page offers it."""
    if not task.is_open or application.head.state is State.SUSPENDED:
        return []
    if task.step == REVISE:
        return ["resubmit"]
    spec = find_step(definition.flow, task.step)
    if deciding(application.head, spec, task, reader, now) is None:
        return []
    if spec.kind == "linked":
        return []
    if task.kind is ShareKind.CONSULT:
        return ["answer"]
    if task.kind is ShareKind.ADVICE:
        return ["approve", "reject"]
    return ["approve", *(["return"] if spec.may_return else []), *(["reject"] if spec.may_reject else [])]


def _fields(
    application: Application,
    definition: Definition,
    rights: Mapping[str, str] | None,
    files: Files,
    people: PeopleStore,
    now: datetime,
    earlier: Earlier | None,
) -> list[dict[str, Any]]:
    """A step's own fields; at a correction (`rights` None) the whole form, as the version it began with asks it."""
    own = None if rights is None else [name for name, right in rights.items() if right in ("edit", "required")]
    if own == []:
        return []
    today = now.astimezone(CHINA).date()
    offers = offers_of(definition.form, application.head.facts, people, today, earlier)
    values, shown = application.form, []
    for described in describe(definition.form, names=own, offers=offers, today=today):
        field = dict(described)
        if rights is not None:
            field["required"] = rights[field["name"]] == "required"
        value = values.get(field["name"], field.get("value"))
        field["value"] = _named(value, files) if field.get("files") else value
        shown.append(field)
    return shown


def _named(value: Any, files: Files) -> Any:
    """A value of files with their names and sizes, as the upload control shows it; a signature's picture too."""
    if isinstance(value, Mapping):
        drawn = _named([value.get("drawn")], files)
        return {"drawn": drawn[0]} if drawn else dict(value)
    wanted = value if isinstance(value, list) else []
    return [{key: file[key] for key in ("id", "name", "size")} for file in files if file["id"] in wanted]
