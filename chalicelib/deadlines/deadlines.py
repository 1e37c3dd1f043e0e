"""Gathers one person's deadlines: tasks that are due, applications to correct, charges to pay, appointments to keep.
Four bounded lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from chalicelib.applications import REVISE
from chalicelib.deadlines.calendar_file import Entry, calendar_file
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, unstamp
from chalicelib.shared.text import Text

TASKS, CHARGES = 100, 50
"""The soonest tasks, the newest charges: no calendar program is asked to show more."""

_TASK = Text("办理：{name}（{number}）", "To do: {name} ({number})")
_CORRECT = Text("待补正：{name}（{number}）", "To correct: {name} ({number})")
_CHARGE = Text("截止：{name}（{number}）", "Last day: {name} ({number})")
_VISIT = Text("窗口预约：{name}（{number}）", "At the counter: {name} ({number})")
_PLACE = Text("{place} {floor} 层 {sign} 号窗口", "{place}, floor {floor}, counter {sign}")


class Boxes(Protocol):
    def tasks(self, person: Person, box: str, cursor: str | None, limit: int, /) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Deadlines:
    """`charges(person, cursor, limit)` lists what departments told, `visits(person)` the appointments still to come;
    `site` is the calendar's name."""

    boxes: Boxes
    charges: Callable[[Person, str | None, int], dict[str, Any]]
    visits: Callable[[Person], Sequence[Mapping[str, Any]]]
    site: Text
    base_url: str

    def file(self, person: Person) -> bytes:
        """The calendar file, in the person's language."""
        visits = (_visit(one, person.lang, self.base_url) for one in self.visits(person))
        entries = [*self._tasks(person), *self._charges(person), *visits]
        return calendar_file(self.site.get(person.lang), entries, urlsplit(self.base_url).hostname or "hall")

    def _tasks(self, person: Person) -> Iterator[Entry]:
        """A correction without a limit stands on the day it was asked for; a task without one is in the inbox only."""
        for item in self.boxes.tasks(person, "todo", None, TASKS)["items"]:
            mine = item["step"] == REVISE
            opened = unstamp(item["opened_at"])
            at = unstamp(item["due_at"]) if item["due_at"] else opened.astimezone(CHINA).date() if mine else None
            if at is None:
                continue
            place = f"application/?id={item['application_id']}" if mine else f"task/?id={item['task_id']}"
            title = self._title(_CORRECT if mine else _TASK, item["service"]["name"], item["number"], person)
            yield Entry(item["task_id"], at, title, self._link(place, person), opened)

    def _charges(self, person: Person) -> Iterator[Entry]:
        for item in self.charges(person, None, CHARGES)["items"]:
            if item["due"] and item["state"] != "paid":
                title = self._title(_CHARGE, item["title"], item["number"], person)
                link = self._link(f"charges/?id={quote(item['id'])}", person)
                yield Entry(f"charge.{item['id']}", date.fromisoformat(item["due"]), title, link, unstamp(item["at"]))

    def _title(self, words: Text, name: Any, number: str, person: Person) -> str:
        found = name if isinstance(name, Text) else Text.of(name)
        return words.format(name=found, number=number).get(person.lang)

    def _link(self, place: str, person: Person) -> str:
        return f"{self.base_url}/{person.lang}/{place}"


def appointment_file(one: Mapping[str, Any], lang: str, base_url: str) -> bytes:
    """One appointment as a calendar file of its own; `one` as its person sees it."""
    entry = _visit(one, lang, base_url)
    return calendar_file(entry.title, [entry], urlsplit(base_url).hostname or "hall")


def _visit(one: Mapping[str, Any], lang: str, base_url: str) -> Entry:
    """The time in full, and where to go. One that has to be moved stands where it was until it is."""
    counter = one["counter"]
    title = _VISIT.format(name=Text.of(one["service"]["name"]), number=one["number"]).get(lang)
    place = Text.of(counter["place"] or counter["hall"]) if counter else None
    where = _PLACE.format(place=place, floor=counter["floor"], sign=counter["sign"]).get(lang) if place else ""
    link = f"{base_url}/{lang}/appointments/?id={quote(one['id'])}"
    return Entry(f"appointment.{one['id']}", unstamp(one["until"]), title, link, unstamp(one["made_at"]),
                 begins=unstamp(one["at"]), place=where)  # fmt: skip
