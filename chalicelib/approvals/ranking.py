"""Applications put in order at a step that says `ranking` (排名): what the holder has open there, list by list.

Places are proposed from the fields the step orders by, equal ones sharing a place; the holder may change them, and they
are entered with the approvals (`approve_many`). The values are read with the heads and the forms as they were sent, a
hundred at a time, so what a step filled in counts only where it is a fact; the checks before publishing see to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.applications import ApplicationStore, Definition, Definitions, Head
from chalicelib.approvals.box_filter import Filter
from chalicelib.approvals.boxes import Boxes
from chalicelib.errors import InvalidRequest
from chalicelib.flows import Ranking, find_step
from chalicelib.forms import display_of
from chalicelib.people import Person
from chalicelib.shared.text import Text

MOST = 1000
"""Tasks that are put in order together: ten pages of a box, twenty batched reads of heads and forms."""
PAGES = 20
"""Pages of the box that are looked through for them."""
_PAGE = 100
_NOTHING = {"zh": "", "en": ""}


@dataclass(frozen=True)
class RankTasks:
    """For one person; `boxes` are the lists everybody has."""

    boxes: Boxes
    store: ApplicationStore
    definitions: Definitions

    def __call__(self, person: Person, service: str, step: str) -> dict[str, Any]:
        """`{service, step, place, of, columns, lists, until, more}`, best first.

        A list is `{title, items}`, an item `{task_id, application_id, seq, number, applicant_name, values, place}`.
        `place` and `of` are the fields the step fills in; `until` is the last day on which more may come; `more` says
        that there are more tasks than can be put in order together. Raises `NotFound` (no such service or step) and
        `InvalidRequest` (its tasks are not put in order).
        """
        definition = self.definitions.current(service)
        spec = find_step(definition.flow, step)
        if spec.ranking is None:
            raise InvalidRequest(Text("该环节不需要排名", "The tasks of this step are not put in order"))
        tasks, more = self._tasks(person, service, step)
        forms = self._forms([task["application_id"] for task in tasks])
        lists = _lists(spec.ranking, definition, [(task, *forms[task["application_id"]]) for task in tasks])
        channel = definition.service.channel
        labels = {field.name: field.label.to_dict() for field in definition.form.fields}
        return {
            "service": {"code": service, "name": definition.service.name.to_dict()},
            "step": {"code": step, "title": spec.title.to_dict()},
            "place": spec.ranking.place,
            "of": spec.ranking.of or None,
            "columns": [labels[name] for name in spec.ranking.by],
            "lists": lists,
            "until": channel.closes.isoformat() if channel.closes else None,
            "more": more,
        }

    def _tasks(self, person: Person, service: str, step: str) -> tuple[list[dict[str, Any]], bool]:
        """What the person holds open at the step, and whether there is more than can be taken."""
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        for _ in range(PAGES):
            page = self.boxes.tasks(person, "todo", cursor, _PAGE, Filter(service=service))
            found += [row for row in page["items"] if row["step"] == step and row["kind"] == "step"]
            cursor = page["next"]
            if cursor is None or len(found) > MOST:
                break
        return found[:MOST], cursor is not None or len(found) > MOST

    def _forms(self, ids: Sequence[str]) -> dict[str, tuple[Head, dict[str, Any]]]:
        found = {}
        for at in range(0, len(ids), _PAGE):
            for head, form in self.store.forms_of(ids[at : at + _PAGE]):
                found[head.id] = (head, form)
        return found


_Known = tuple[Mapping[str, Any], Head, Mapping[str, Any]]


def _lists(ranking: Ranking, definition: Definition, known: Sequence[_Known]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, ...], list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    shown = {}
    for task, head, form in known:
        values = {**form, **head.facts}
        said = {row["name"]: row["display"] for row in display_of(definition.form, values)}
        words = [said.get(name, _NOTHING) for name in ranking.within]
        key = tuple(word["zh"] for word in words)
        shown[key] = {lang: " · ".join(word[lang] for word in words if word[lang]) for lang in ("zh", "en")}
        groups.setdefault(key, []).append((task, {"values": values, "said": said}))
    return [{"title": shown[key], "items": list(_placed(ranking, groups[key]))} for key in sorted(groups)]


def _placed(ranking: Ranking, group: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    """The best first; who is equal in everything shares a place, and the next is after all of them (1, 2, 2, 4)."""

    def marks(one: tuple[Mapping[str, Any], Mapping[str, Any]]) -> tuple[float, ...]:
        return tuple(-(one[1]["values"].get(name) or 0) for name in ranking.by)

    place, before = 0, None
    for position, one in enumerate(sorted(group, key=lambda one: (marks(one), one[0]["number"])), 1):
        if marks(one) != before:
            place, before = position, marks(one)
        task, known = one
        yield {
            **{name: task[name] for name in ("task_id", "application_id", "seq", "number", "applicant_name")},
            "values": [known["said"].get(name, _NOTHING) for name in ranking.by],
            "place": place,
        }
