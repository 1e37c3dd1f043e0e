"""``python -m tools.notices_table [--write]``: everything the hall tells, in docs/notices.md.

Who is told, the group of preferences and the channels come from the messages; which file has each sent, from the syntax
trees of `chalicelib`; when, from `WHEN` here. A test compares the document, and holds that every message has a sender,
a folder and a test that names it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from chalicelib.notices import MESSAGES
from chalicelib.notices.messages import Message

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "notices.md"
BEGIN, END = "<!-- messages: written by tools.notices_table -->", "<!-- end of messages -->"
SENDERS = [
    "approvals/react.py", "approvals/tell.py", "bills/worker.py", "contacts/contacts.py", "editing/trials.py",
    "notices/addresses.py", "notices/bring_due.py", "parts_certificates.py", "parts_exports.py", "parts_handling.py",
    "parts_registers.py", "parts_retention.py", "parts_webhooks.py", "reminding.py", "tickets/tell.py",
    "windows/teller.py",
]  # fmt: skip
"""The files of `chalicelib` that have something told."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "submitted": ("submitted",),
    "task arrived": ("task_arrived", "digest"),
    "… when it returns": ("task_arrived", "resubmitted"),
    "… is transferred": ("transferred",),
    "… is delegated": ("delegated",),
    "… a signer is added": ("signer_added",),
    "… is escalated": ("escalated",),
    "returned for correction": ("returned",),
    "message": ("message", "consulted", "consult_answered", "consult_withdrawn"),
    "urged": ("urged", "supervised", "marked_urgent"),
    "due soon": ("reminded",),
    "overdue": ("overdue", "escalated"),
    "decided": ("step_approved", "rejected", "decided_by_proxy"),
    "finished": ("completed", "terminated", "withdrawn"),
    "certificate ready": ("certificate_ready", "certificate_revoked"),
    "appointment": (
        "appointment_booked",
        "appointment_moved",
        "appointment_cancelled",
        "appointment_displaced",
        "appointment_reminder",
    ),
    "ticket": ("ticket_near", "ticket_called"),
    "data dispute": ("task_arrived", "completed", "value_verified"),
    "export ready": ("export_ready",),
    "handover": ("handover", "vacant"),
}
"""What happens, and the messages that say so. A dispute is an application to the data's owner (decision 43)."""

WHEN: Mapping[str, str] = {
    "submitted": "an application was sent in",
    "returned": "it came back for correction",
    "rejected": "it was refused",
    "completed": "it is finished",
    "withdrawn": "the applicant has taken it back",
    "certificate_ready": "a document can be fetched",
    "certificate_revoked": "a document is good no longer",
    "erasure_ahead": "it has been kept for its time and is erased in thirty days",
    "step_approved": "a department has agreed, and it goes on",
    "resubmitted": "the corrected form has arrived",
    "terminated": "an administrator has ended it",
    "reopened": "a finished application goes on",
    "suspended": "it is on hold",
    "resumed": "it is on hold no longer",
    "moved": "an administrator has moved it to another step",
    "message": "somebody has written about it",
    "consult_answered": "a question put to somebody was answered",
    "consult_withdrawn": "a question needs no answer any more",
    "task_arrived": "something is to be decided, for the first time or again",
    "transferred": "somebody has passed a task on for good",
    "delegated": "somebody has passed a task on for advice, or it has come back",
    "signer_added": "somebody was added as one who has to sign",
    "consulted": "somebody was asked a question beside the step",
    "handover": "tasks of somebody who left have new holders",
    "proposal": "an administrator asks another to confirm",
    "retracted": "a decision was taken back, and the task is there no more",
    "urged": "the applicant asks to hurry",
    "value_verified": "a value was verified at its source after all",
    "marked_urgent": "it is urgent now",
    "reminded": "a step is due soon",
    "digest": "the hour or day of a digest has come",
    "overdue": "a step is late",
    "supervised": "a supervisor asks for it by a day",
    "escalated": "a step or the whole promise is late, to the head",
    "vacant": "a position is empty and holds a task",
    "copied": "somebody got a copy",
    "decided_by_proxy": "somebody has decided in one's name",
    "bill": "a department tells one a sum or a last day",
    "bill_reminder": "what was told is not marked as paid",
    "appointment_booked": "a time at a counter was booked",
    "appointment_moved": "it was moved to another time",
    "appointment_cancelled": "its person or the counter has cancelled it",
    "appointment_displaced": "the counter is closed then, and another time is to be chosen",
    "appointment_reminder": "it is on the next working day",
    "ticket_near": "about three people are before a ticket that was taken elsewhere",
    "ticket_called": "a ticket is called to a window",
    "collect_reminder": "a collection still waits for one's answer",
    "trial_invited": "one may try a service out",
    "trial_reminder": "a service one may try out waits",
    "expires_soon": "something one was given ends soon",
    "export_ready": "a file can be fetched",
    "erasure_of_service": "applications of one's department are erased in thirty days",
    "key_ends": "an API key of the department ends soon",
    "webhook_off": "an endpoint was switched off after failing",
    "call_failed": "a system did not take what was approved",
    "answer_offered": "an answer may be published, to its department's editors",
    "certificate_held": "a document could not be made",
    "proxy_given": "somebody lets one act in their name",
    "contact_code": "an address is to be proven",
    "contact_changed": "an address was changed, to the old one",
    "season_opens": "a seasonal service of the department opens soon",
    "unreachable": "an address of one's own is dead",
}
TOLD = {
    "applicant": "applicant", "handler": "who holds the task", "reader": "whom it concerns", "self": "the person",
    "payer": "the person named", "visitor": "who booked",
}  # fmt: skip


def table() -> str:
    """The two tables, between their marks."""
    lines = ["| event | messages |", "| --- | --- |"]
    lines += [f"| {event} | {', '.join(f'`{name}`' for name in names)} |" for event, names in EVENTS.items()]
    lines += ["", "| message | when | who is told | group of preferences | ways | must arrive | sent by |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- |"]
    lines += [_row(message) for message in MESSAGES.values()]
    return "\n".join([BEGIN, *lines, END])


def _row(message: Message) -> str:
    ways = ", ".join(channel.value for channel in message.channels)
    senders = ", ".join(senders_of(message.name))
    cells = [f"`{message.name}`", WHEN[message.name], TOLD[message.audience], message.group.value, ways]
    return f"| {' | '.join([*cells, 'yes' if message.mandatory else '', senders])} |"


def senders_of(name: str) -> list[str]:
    return [file for file in SENDERS if name in _words_of(ROOT / "chalicelib" / file)]


def named_in(name: str) -> list[str]:
    """The tests that name it, but for those that render all."""
    files = (file for file in sorted((ROOT / "tests").rglob("test_*.py")) if file.name != "test_templates.py")
    return [file.relative_to(ROOT).as_posix() for file in files if name in _words_of(file)]


@cache
def _words_of(file: Path) -> frozenset[str]:
    return frozenset(_words(file))


def _words(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in MESSAGES:
            yield node.value


def written() -> str:
    """The document with the tables as they are now."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    return before + table() + rest.partition(END)[2]


def main() -> None:
    if "--write" in sys.argv:
        DOCUMENT.write_text(written(), encoding="utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
