"""Between values and table items: how head, event, task and token are written down, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.applications.clock_rows import clock_of, head_clock
from chalicelib.applications.erased import Erased, proof_in
from chalicelib.applications.model import Actor, Applicant, Application, Copy, Event, Head, Task
from chalicelib.applications.words import EventType, ShareKind, State, TaskState
from chalicelib.errors import NotFound
from chalicelib.shared.clock import CHINA, stamp, unstamp
from chalicelib.shared.text import Text

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""Times in a list's line count from here: a digit less in every row."""


def partition(application_id: str) -> str:
    return f"A#{application_id}"


def event_key(seq: int) -> str:
    return f"E#{seq:06d}"


def task_key(task: Task) -> str:
    return f"T#{task.step}#{task.entry}#{task.n}"


def share_keys(application_id: str, task_key: str, seq: int) -> tuple[tuple[str, str], ...]:
    """What deciding a step's only share takes (`ApplicationStore.load_share`); `task_key` is ``<step>.<entry>.<n>``."""
    pk = partition(application_id)
    return (pk, "HEAD"), (pk, f"T#{task_key.replace('.', '#')}"), (pk, event_key(seq))


def token_key(step: str, entry: int) -> str:
    return f"K#{step}#{entry}"


def number_key(number: str) -> str:
    return f"N#{number}"


def mine_box(person_id: str) -> str:
    return f"mine#{person_id}"


def todo_box(holder: str) -> str:
    return f"todo#{holder}"


def done_box(person_id: str) -> str:
    return f"done#{person_id}"


def cc_box(holder: str) -> str:
    return f"cc#{holder}"


def copy_key(holder: str) -> str:
    return f"C#{holder}"


def joined(tokens: Sequence[str]) -> str:
    """Task tokens as one attribute; they are base64 or UUIDs and contain no space."""
    return " ".join(tokens)


def head_row(head: Head) -> dict[str, Any]:
    """All attributes of a head item; None means the attribute is absent (closed applications leave the clock index)."""
    month, whose = head.submitted_at.astimezone(CHINA).strftime("%Y-%m"), head.applicant
    return {
        "line": _line(head),
        "version": head.version,
        "service_name": list(head.service_name),
        "applicant": [whose.id, list(whose.name), whose.category, dict(whose.units)],
        "state": head.state.value,
        "round": head.round,
        "facts": {key: value for key, value in head.facts.items() if key != "applicant"},
        "form_seq": head.form_seq,
        "body_hash": head.body_hash,
        "resumes": head.resumes.value if head.resumes else None,
        "box": mine_box(head.applicant.id),
        "box_at": stamp(head.submitted_at),
        "service_month": f"{head.service}#{month}",
        "submitted_at": stamp(head.submitted_at),
        **head_clock(head),
    }


def _line(head: Head) -> list[Any]:
    """What a list shows of an application, in one attribute: a page's rows must fit in one read unit."""
    return [head.number, head.service, *head.title, *head.applicant.name, int(head.urgent)]


def _task_line(task: Task, head: Head) -> list[Any]:
    """The due time counts from the opening, in seconds, and what is said by yes or no shares one number: every byte is
    a row's, and 26 rows must fit in 8 KB."""
    line = _line(head)
    line[-1] |= (task.kind is ShareKind.CONSULT) << 1
    left = None if task.due_at is None else _seconds(task.due_at - task.opened_at)
    return [*line, _milliseconds(task.opened_at), left, head.applicant.id, head.form_seq]


_UNSAID: tuple[Any, ...] = (None, None, "", 0, None)
"""What a line that is no task's does not say."""


def listed(line: Sequence[Any]) -> dict[str, Any]:
    """A line taken apart: number, service, title and applicant_name as pairs, urgent, two times as stamps, whether it
    is a question, the applicant's id, which form it is; `outside` is what only an `outside_line` has."""
    number, service, title_zh, title_en, name_zh, name_en, flags, *more = line
    opened, left, applicant, form_seq, outside = (*more, *_UNSAID[len(more) :])
    opened_at = _moment(opened)
    due_at = opened_at + timedelta(milliseconds=round(left * 1000)) if opened_at and left is not None else None
    return {
        "number": number,
        "service": service,
        "title": (title_zh, title_en),
        "applicant_name": (name_zh, name_en),
        "urgent": bool(flags & 1),
        "opened_at": stamp(opened_at) if opened_at else None,
        "due_at": stamp(due_at) if due_at else None,
        "consult": bool(flags & 2),
        "applicant_id": applicant,
        "form_seq": form_seq,
        "outside": outside,
    }


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _seconds(span: timedelta) -> float:
    """Whole milliseconds, written without decimals where there are none."""
    milliseconds = span // timedelta(milliseconds=1)
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else _EPOCH + timedelta(milliseconds=milliseconds)


def altered(before: Head, after: Head) -> dict[str, Any]:
    """Just those attributes of a head item that differ."""
    old = head_row(before)
    return {name: value for name, value in head_row(after).items() if old.get(name) != value}


def head_of(application_id: str, row: Mapping[str, Any]) -> Head:
    person, name, category, units = row["applicant"]
    applicant = Applicant(person, Text(*name), category, units)
    line = listed(row["line"])
    return Head(
        id=application_id,
        number=line["number"],
        service=line["service"],
        version=row["version"],
        service_name=Text(*row["service_name"]),
        title=Text(*line["title"]),
        applicant=applicant,
        state=State(row["state"]),
        round=row["round"],
        facts={**row["facts"], "applicant": applicant.facts()},
        form_seq=row["form_seq"],
        submitted_at=unstamp(row["submitted_at"]),
        **clock_of(row),
        body_hash=row.get("body_hash") or "",
        urgent=line["urgent"],
        resumes=State(row["resumes"]) if row.get("resumes") else None,
    )


def event_row(event: Event) -> dict[str, Any]:
    return {
        "type": event.type.value,
        "at": stamp(event.at),
        "by": event.by.to_dict(),
        "data": dict(event.data),
        "hash": event.hash,
    }


def event_of(sk: str, row: Mapping[str, Any]) -> Event:
    return Event(
        int(sk.removeprefix("E#")),
        EventType(row["type"]),
        unstamp(row["at"]),
        Actor.from_dict(row["by"]),
        row["data"],
        row["hash"],
    )


def task_row(task: Task, head: Head) -> dict[str, Any]:
    """A task as its lists show it: in its holder's to-do box while open, in the decider's done box afterwards."""
    moment = task.due_at or task.opened_at + timedelta(days=365)
    row: dict[str, Any] = {
        "of": task.of,
        "holder": task.holder,
        "state": task.state.value,
        "line": _task_line(task, head),
        "by": task.by.to_dict() if task.by else None,
        "at": stamp(task.decided_at) if task.decided_at else None,
        "share": _share(task) or None,
        "seen": stamp(task.seen_at) if task.seen_at else None,
        "box": None,
        "box_at": None,
    }
    if task.is_open:
        holder = f"person:{task.claimed}" if task.claimed else task.holder
        row.update(box=todo_box(holder), box_at=stamp(moment))
    elif task.by and task.decided_at and task.decided_at >= task.opened_at and task.state is not TaskState.SUPERSEDED:
        row.update(box=done_box(task.by.id), box_at=stamp(task.decided_at))
    return row


def altered_task(before: Task, after: Task, old: Head, new: Head) -> dict[str, Any]:
    """Just those attributes of a task item that differ; who has seen it is not this change's business."""
    known = task_row(before, old)
    row = task_row(after, new)
    return {name: value for name, value in row.items() if known.get(name) != value and name != "seen"}


def copy_row(copy: Copy, head: Head) -> dict[str, Any]:
    """A copy as the box of what was copied to somebody shows it; `state` names who has read it, since several people
    may share the copy of a position."""
    return {
        "line": [*_line(head), None, None, head.applicant.id],
        "state": " ".join(("read", *copy.read)),
        "holder": copy.holder,
        "at": stamp(copy.at),
        "readers": list(copy.read) or None,
        "box": cc_box(copy.holder),
        "box_at": stamp(copy.at),
    }


def copy_of(row: Mapping[str, Any]) -> Copy:
    return Copy(row["holder"], unstamp(row["at"]), tuple(row.get("readers") or ()))


def _share(task: Task) -> dict[str, Any]:
    """What only a share that is not a plain one has; absent from the others, which are nearly all."""
    known = {"kind": task.kind.value, "origin": task.origin, "waits": list(task.waits), "claimed": task.claimed}
    plain: dict[str, Any] = {"kind": ShareKind.BASE.value, "origin": None, "waits": [], "claimed": None}
    return {name: value for name, value in known.items() if value != plain[name]}


def task_of(sk: str, row: Mapping[str, Any]) -> Task:
    _, step, entry, n = sk.split("#")
    share, line = row.get("share") or {}, listed(row["line"])
    return Task(
        step=step,
        entry=int(entry),
        n=int(n),
        of=row["of"],
        holder=row["holder"],
        state=TaskState(row["state"]),
        opened_at=unstamp(line["opened_at"]),
        due_at=unstamp(line["due_at"]) if line["due_at"] else None,
        by=Actor.from_dict(row["by"]) if row.get("by") else None,
        decided_at=unstamp(row["at"]) if row.get("at") else None,
        kind=ShareKind(share.get("kind", ShareKind.BASE)),
        origin=share.get("origin"),
        waits=tuple(share.get("waits", ())),
        claimed=share.get("claimed"),
        seen_at=unstamp(row["seen"]) if row.get("seen") else None,
    )


def assemble(application_id: str, found: Mapping[str, Mapping[str, Any]]) -> Application:
    """An application from its items by sort key, in key order. Raises `NotFound` when the head is not among them, as
    `Erased` where what is left proves what it was."""
    events = [event_of(sk, row) for sk, row in found.items() if sk.startswith("E#")]
    if "HEAD" not in found:
        proof = proof_in(application_id, events)
        raise Erased(proof) if proof else NotFound()
    tasks = [task_of(sk, row) for sk, row in found.items() if sk.startswith("T#")]
    tokens = {sk.removeprefix("K#"): tuple(row["token"].split(" ")) for sk, row in found.items() if sk.startswith("K#")}
    copies = tuple(copy_of(row) for sk, row in found.items() if sk.startswith("C#"))
    return Application(head_of(application_id, found["HEAD"]), tuple(events), tuple(tasks), tokens, copies)
