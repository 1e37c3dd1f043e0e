"""What a campus portal shows of the hall (C-23): its services, one person's to-dos and applications, with links.

A person's part is the page they would see here themselves, no more: the same lists, read for the same person. Whoever
asks with a session gets their own alone; a key for feeds is made by who runs the hall (see `keys`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.catalogue import read_channel
from chalicelib.errors import NotFound
from chalicelib.keys import ApiKey
from chalicelib.people import Person
from chalicelib.shared.clock import CHINA, Clock
from chalicelib.shared.pagination import decode_cursor, encode_cursor
from chalicelib.shared.text import LANGS

_SERVICE = ("code", "name", "summary", "owner_unit", "archetype", "area", "themes", "audience")
_TASK = ("task_id", "number", "service", "title", "applicant_name", "step_title", "kind", "pool", "urgent", "opened_at")
_CASE = ("id", "number", "service", "title", "state", "state_text", "submitted_at", "urgent")


class Boxes(Protocol):
    def tasks(self, person: Person, box: str, cursor: str | None, limit: int, /) -> dict[str, Any]: ...
    def mine(self, person: Person, cursor: str | None, limit: int, /) -> dict[str, Any]: ...


class People(Protocol):
    def get_person(self, id: str, /) -> Person: ...
    def with_principals(self, person: Person, on: Any, /) -> Person: ...


class Services(Protocol):
    def current_all(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class CampusFeed:
    """Every answer is `{items, next}`; links are complete addresses, one for each language."""

    boxes: Boxes
    people: People
    catalogue: Services
    clock: Clock
    secret: str
    base_url: str

    def services(self, category: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """What is published for this category of person ("": for anybody), by code. Raises `InvalidRequest`."""
        begun = str(decode_cursor(self.secret, cursor).get("services", "")) if cursor else ""
        today = self.clock().astimezone(CHINA).date()
        fitting = [
            one
            for one in self.catalogue.current_all()
            if read_channel(one["channel"]).visible_on(today) and (not category or category in one["audience"])
        ]
        left = sorted((one for one in fitting if one["code"] > begun), key=lambda one: str(one["code"]))
        page = left[:limit]
        following = encode_cursor(self.secret, {"services": page[-1]["code"]}) if len(left) > limit else None
        return {"items": [self._service(one) for one in page], "next": following}

    def tasks(self, who: Person | ApiKey, person_id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """What the person has to do, soonest due first. Raises `NotFound`, `InvalidRequest`."""
        found = self.boxes.tasks(self._person(who, person_id), "todo", cursor, limit)
        return {**found, "items": [self._task(item) for item in found["items"]]}

    def cases(self, who: Person | ApiKey, person_id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """What the person applied for, here and in departments' systems, newest first. Raises like `tasks`."""
        found = self.boxes.mine(self._person(who, person_id), cursor, limit)
        return {**found, "items": [self._case(item) for item in found["items"]]}

    def _person(self, who: Person | ApiKey, person_id: str) -> Person:
        if isinstance(who, Person) and who.id != person_id:
            raise NotFound()
        person = self.people.get_person(person_id)
        return self.people.with_principals(person, self.clock().astimezone(CHINA).date())

    def _service(self, one: Mapping[str, Any]) -> dict[str, Any]:
        return {name: one[name] for name in _SERVICE} | {"link": self._links(f"services/{one['code']}/")}

    def _task(self, item: Mapping[str, Any]) -> dict[str, Any]:
        told = {name: item[name] for name in (*_TASK, "due_at", "overdue")}
        return told | {"link": self._links(f"task/?id={item['task_id']}")}

    def _case(self, item: Mapping[str, Any]) -> dict[str, Any]:
        told = {name: item[name] for name in _CASE}
        outside = item.get("outside")
        if outside is None:
            return told | {"outside": None, "link": self._links(f"application/?id={item['id']}")}
        there = dict.fromkeys(LANGS, outside["link"]) if outside["link"] else None
        return told | {"outside": outside, "link": there or self._links(f"services/{item['service']['code']}/")}

    def _links(self, place: str) -> dict[str, str]:
        return {lang: f"{self.base_url}/{lang}/{place}" for lang in LANGS}
