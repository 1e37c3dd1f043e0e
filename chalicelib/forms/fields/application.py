"""application: a reference to an earlier application of the person's own.

``applications: {services: student-leave, states: approved completed}`` says which (several with spaces between);
both may be left out. The browser sends
the id; stored is ``{"id", "number", "title"}``, so that it reads the same for ever, and as a fact it is the id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.forms.field_type import Context, FieldType, Refused, field_type
from chalicelib.forms.fields.person import read_id
from chalicelib.forms.model import EarlierApplication, Field, Option, UploadInfo
from chalicelib.forms.wording import sentence
from chalicelib.shared.text import Text


def title_with_number(number: str, title: Text) -> Text:
    return Text(f"{title.zh}（{number}）", f"{title.en} ({number})")


@field_type
class ApplicationType(FieldType):
    code = "application"
    sought = "named"
    control = "named"
    keys = frozenset({"applications"})
    verb = Text("请选择", "Choose")

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        if not set(field.offer or {}) <= {"services", "states"}:
            yield "applications", Text("只能写 services 和 states", "takes services and states only")

    def offers(self, field: Field, context: Context) -> tuple[Option, ...] | None:
        if context.earlier is None or context.owner is None:
            return ()
        fitting = [one for one in context.earlier.own(context.owner) if self._fits(field, one, context.owner)]
        return tuple(Option(one.id, title_with_number(one.number, one.title)) for one in fitting)

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        chosen = read_id(raw)
        found = context.earlier.one(chosen) if chosen and context.earlier else None
        # Somebody else's application reads as an unknown one: that it exists is private.
        if found is None or not self._fits(field, found, context.owner):
            zh, en = "须从您自己的办件中选择", "must be one of your own applications of the kind asked for"
            raise Refused("unknown_application", sentence(field.called, zh, en))
        kept = {"id": found.id, "number": found.number, "title": found.title.to_dict()}
        return kept | ({"applicant": found.applicant} if found.applicant not in ("", found.owner) else {})

    def _fits(self, field: Field, one: EarlierApplication, owner: str | None) -> bool:
        wanted = field.offer or {}
        services, states = wanted.get("services", "").split(), wanted.get("states", "").split()
        return one.owner == owner and (not services or one.service in services) and (not states or one.state in states)

    def fact(self, field: Field, value: Any) -> Any:
        return value["id"]

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return title_with_number(value["number"], Text.of(value["title"]))
