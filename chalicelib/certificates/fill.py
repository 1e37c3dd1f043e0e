"""A template with what one application says: the texts of the document, and the days it is good for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.applications import Application, Definition, replay
from chalicelib.certificates.template import PLACE, Entry, Template
from chalicelib.forms import display_of
from chalicelib.people import CATEGORY_NAMES
from chalicelib.shared.clock import CHINA
from chalicelib.shared.days import in_full
from chalicelib.shared.text import LANGS, Lang, Text

UnitName = Callable[[str], Text]


@dataclass(frozen=True)
class Part:
    """A paragraph, or a line of a table with its label."""

    text: Text
    label: Text | None = None


@dataclass(frozen=True)
class Filled:
    """What the document says; `languages` in the order they are printed."""

    title: Text
    parts: tuple[Part, ...]
    languages: tuple[Lang, ...]
    gaps: tuple[str, ...] = ()
    """Places of paragraphs that have nothing to say, though they should."""

    @property
    def letters(self) -> str:
        """Every character that will be printed of it."""
        texts = [self.title, *(text for part in self.parts for text in (part.text, part.label) if text)]
        return "".join(text.get(lang) for text in texts for lang in self.languages)


def valid_until(template: Template, form: Mapping[str, Any], issued: date) -> str:
    """The last day as an ISO date, "" for a document without end."""
    valid = template.valid
    if valid is None:
        return ""
    if isinstance(valid, int):
        return (issued + timedelta(days=valid)).isoformat()
    value = form.get(valid.removeprefix("form."))
    if isinstance(value, Mapping):
        value = value.get("to")
    return value if isinstance(value, str) else ""


def fill(
    template: Template, application: Application, definition: Definition, own: Mapping[str, Text], unit_name: UnitName
) -> Filled:
    """`own` are number, issued_on, valid_until and issuer as they are printed."""
    values = _values(application, definition, own, unit_name)
    missing = {entry: [place for place in entry.places if not any(values.get(place, ()))] for entry in template.body}
    parts = tuple(_part(entry, values) for entry in template.body if not missing[entry])
    gaps = tuple(place for entry, places in missing.items() if entry.label is None for place in places)
    return Filled(template.title, parts, _languages(template, application.form), gaps)


def day_text(iso: str) -> Text:
    """A day as a document says it; nothing for none."""
    return in_full(date.fromisoformat(iso)) if iso else Text("", "")


def _languages(template: Template, form: Mapping[str, Any]) -> tuple[Lang, ...]:
    said = template.language
    if said.startswith("form."):
        said = str(form.get(said.removeprefix("form.")) or "both")
    return ("zh",) if said == "zh" else ("en",) if said == "en" else LANGS


def _part(entry: Entry, values: Mapping[str, Text]) -> Part:
    def put(lang: Lang) -> str:
        return PLACE.sub(lambda place: values[place[1]].get(lang), entry.text.get(lang))

    return Part(Text(*(put(lang) for lang in LANGS)), entry.label)


def _values(
    application: Application, definition: Definition, own: Mapping[str, Text], unit_name: UnitName
) -> dict[str, Text]:
    head = application.head
    applicant = head.applicant
    found = dict(own)
    for item in display_of(definition.form, application.form):
        found[f"form.{item['name']}"] = Text(**item["display"])
    found["applicant.name"] = applicant.name
    found["applicant.id"] = Text(applicant.id, applicant.id)
    found["applicant.category"] = CATEGORY_NAMES.get(applicant.category, Text("", ""))
    found |= {f"applicant.{kind}": unit_name(unit) for kind, unit in applicant.units.items()}
    found["application.number"] = Text(head.number, head.number)
    found["application.submitted_on"] = day_text(head.submitted_at.astimezone(CHINA).date().isoformat())
    return found | _decisions(application)


def _decisions(application: Application) -> dict[str, Text]:
    """Who decided each step last, and on which day."""
    found: dict[str, Text] = {}
    for name, state in replay(application).items():
        if state.decided_at is None:
            continue
        by = next((event.by for event in reversed(application.events)
                   if event.step == name and event.at == state.decided_at), None)  # fmt: skip
        found[f"step.{name}.on"] = day_text(state.decided_at.astimezone(CHINA).date().isoformat())
        if by:
            found[f"step.{name}.by"] = by.name
    return found
