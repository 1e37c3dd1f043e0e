"""What is in a package: the form, the opinions, the timeline with its chain, and the same to print. Pure but for names.

Everything is of the moment of its end: what was said afterwards is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.applications import STATE_TEXTS, Application, Definition, Event, EventType, sealed_content
from chalicelib.approvals import AMONG_HANDLERS, WORDLESS, timeline_of
from chalicelib.archive.places import Part
from chalicelib.forms import display_of
from chalicelib.materials import Upload
from chalicelib.people import CATEGORY_NAMES, PeopleStore
from chalicelib.shared.clock import stamp
from chalicelib.shared.text import Text

FORMAT = "yizhan-archive"
VERSION = 1
VERDICTS: Mapping[str, Text] = {
    EventType.APPROVED.value: Text("同意", "approved"),
    EventType.REJECTED.value: Text("不同意", "not approved"),
    EventType.RETURNED.value: Text("退回", "returned"),
}


@dataclass(frozen=True)
class Record:
    """An application as it was when it ended, for the readers of one copy; `files` are those that are in it."""

    application: Application
    definition: Definition
    part: Part
    people: PeopleStore
    files: Mapping[str, Upload]

    @classmethod
    def at_end(
        cls, application: Application, end: Event, definition: Definition, part: Part, people: PeopleStore
    ) -> Record:
        return cls(replace(application, events=application.events[: end.seq]), definition, part, people, {})

    @property
    def end(self) -> Event:
        return self.application.events[-1]

    def form(self) -> list[dict[str, Any]]:
        """Each answer with its label, as its page shows it; values whole for the applicant alone."""
        own = self.part is Part.OWN
        known: Any = self.files
        return display_of(self.definition.form, self.application.form, known, own=own)

    def story(self) -> list[dict[str, Any]]:
        """The timeline in words, as the readers' page tells it."""
        inside = self.part is Part.RECORD
        return timeline_of(self.application, self.definition, self.people, inside=inside)

    def head(self) -> dict[str, Any]:
        head, service = self.application.head, self.definition.service
        units = self.people.get_units([*head.applicant.units.values(), service.owner_unit])
        named = [units[id].name.to_dict() for id in head.applicant.units.values() if id in units]
        category = CATEGORY_NAMES.get(head.applicant.category)
        owner = units[service.owner_unit].name.to_dict() if service.owner_unit in units else None
        return {
            "id": head.id,
            "number": head.number,
            "title": head.title.to_dict(),
            "service": {"code": head.service, "version": head.version, "name": head.service_name.to_dict()},
            "owner": {"unit": service.owner_unit, "name": owner},
            "state": head.state.value,
            "state_text": STATE_TEXTS[head.state].to_dict(),
            "submitted_at": stamp(head.submitted_at),
            "ended_at": stamp(self.end.at),
            "applicant": {
                "id": head.applicant.id,
                "name": head.applicant.name.to_dict(),
                "category": category.to_dict() if category else None,
                "units": named,
            },
        }

    def opinions(self) -> list[dict[str, Any]]:
        """Every decision of a step in order, with what was said."""
        kept = ("seq", "step", "step_title", "at", "by", "text", "opinion")
        return [
            {key: entry[key] for key in kept if key in entry} | {"verdict": VERDICTS[entry["type"]].to_dict()}
            for entry in self.story()
            if entry["type"] in VERDICTS
        ]

    def chain(self) -> Iterator[dict[str, Any]]:
        """Each event as ``{seq, hash, content}``: the hash is of that very text, which ends with the hash before.

        What the copy's readers may not see is ``{seq, hash, withheld: true}``: the chain goes through it, and the next
        event holds its hash.
        """
        before = ""
        for event in self.application.events:
            told: dict[str, Any] = {"seq": event.seq, "hash": event.hash}
            if self._withheld(event):
                told["withheld"] = True
            else:
                told["content"] = sealed_content(self.application.id, event, before)
            before = event.hash
            yield told

    def _withheld(self, event: Event) -> bool:
        if self.part is Part.OWN:
            return event.type in AMONG_HANDLERS | WORDLESS
        values = {**(event.data.get("form") or {}), **(event.data.get("fields") or {})}
        shown = {one["name"]: one["value"] for one in display_of(self.definition.form, values)}
        # A field the present version does not know may have been a masked one: it counts as one.
        return any(value is not None and shown.get(name) != value for name, value in values.items())


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def as_lines(values: Iterator[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False, sort_keys=True).encode() + b"\n" for one in values)


def manifest(
    record: Record, members: Sequence[Mapping[str, Any]], left_out: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the package holds: a SHA-256 (hexadecimal) and a size for each member, and where the chain ends."""
    head = record.application.head
    return {
        "format": FORMAT,
        "version": VERSION,
        "copy": record.part.value,
        "application": head.id,
        "number": head.number,
        "ended_at": stamp(record.end.at),
        "chain": {"events": record.end.seq, "head": record.end.hash},
        "members": list(members),
        "left_out": list(left_out),
    }
