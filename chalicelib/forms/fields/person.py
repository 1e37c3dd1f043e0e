"""person: somebody of the university, for example the course teacher.

The browser sends the person's id. What is stored is ``{"id", "name": {"zh", "en"}}``: the name as it was, so that
an old application reads the same after the person has left. As a fact it is the id, which a flow's
``by: {person: form.<field>}`` routes by. With `people: {role, of | unit}` only members of that roster are offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.model import Field, Option, UploadInfo
from chalicelib.forms.offers import offered_people, with_id
from chalicelib.forms.wording import sentence
from chalicelib.people import Person
from chalicelib.shared.text import Text


def read_id(raw: Any) -> str | None:
    """The id in what the browser sent: the id itself, or the stored value sent back."""
    if isinstance(raw, Mapping):
        raw = raw.get("id")
    if not isinstance(raw, str) or not 0 < len(raw.strip()) <= 64 or not raw.strip().isascii():
        return None
    return raw.strip()


@field_type
class PersonType(FieldType):
    code = "person"
    sought = "named"
    control = "named"
    keys = frozenset({"people"})
    verb = Text("请选择", "Choose")

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        person = self._find(field, read_id(raw), context)
        if person is None:
            zh, en = "不在可选人员之中，请重新选择", "is not somebody who can be chosen here; choose again"
            raise Refused("unknown_person", sentence(field.called, zh, en))
        return {"id": person.id, "name": person.name.to_dict()}

    def _find(self, field: Field, person_id: str | None, context: Context) -> Person | None:
        if person_id is None or context.directory is None:
            return None
        if field.offer:
            offered = offered_people(field, context.facts, context.directory, context.today)
            return next((person for person in offered if person.id == person_id), None)
        try:
            return context.directory.get_person(person_id)
        except NotFound:
            return None

    def offers(self, field: Field, context: Context) -> tuple[Option, ...] | None:
        if not field.offer or context.directory is None:
            return None
        people = offered_people(field, context.facts, context.directory, context.today)
        return tuple(Option(person.id, with_id(person)) for person in people)

    def fact(self, field: Field, value: Any) -> Any:
        return value["id"]

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return Text.of(value["name"])
