"""How a form reads once it is filled in: to its handlers, in a title, and what has changed since last time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.forms.field_type import type_of
from chalicelib.forms.model import Field, Form, UploadInfo
from chalicelib.shared.text import LANGS, Text

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
TITLE_LENGTH = 120
"""Titles stand in list rows, which must stay small (ARCHITECTURE section 6)."""


def display_of(
    form: Form, values: Mapping[str, Any], files: Mapping[str, UploadInfo] | None = None, *, own: bool = False
) -> list[dict[str, Any]]:
    """``{"name", "type", "label", "value", "display"}`` for every field that has a value, in the form's order.

    `label` and `display` are ``{"zh", "en"}``. `files` gives file fields their names; without them they show a count.
    What a masked kind hides is in `value` only for the applicant (`own`), who may have to correct it.
    """
    return [
        {
            "name": field.name,
            "type": field.type,
            "label": field.label.to_dict(),
            "value": values[field.name] if own else type_of(field).shown(field, values[field.name]),
            "display": type_of(field).display(field, values[field.name], files or {}).to_dict(),
            **({"files": True} if type_of(field).takes_files else {}),
        }
        for field in form.fields
        if values.get(field.name) is not None
    ]


def diff_of(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the fields whose value changed, appeared or went, in the form's order."""
    return [name for name in form.names if before.get(name) != after.get(name)]


def title_of(template: Text, form: Form, values: Mapping[str, Any], applicant_name: Text) -> Text:
    """An application's title: `template` with ``{applicant_name}`` and field names in braces filled in.

    A field without a value leaves nothing. Values are cut so that the title stays short.
    """
    shown = {"applicant_name": applicant_name}
    for field in form.fields:
        if values.get(field.name) is not None:
            shown[field.name] = type_of(field).display(field, values[field.name], {})

    def fill(lang: str) -> str:
        text = _PLACE.sub(lambda place: _short(shown.get(place[1], Text("", "")).get(lang)), template.get(lang))
        return text[:TITLE_LENGTH]

    return Text(*(fill(lang) for lang in LANGS))


def title_places(template: Text) -> set[str]:
    """The names in braces, for the check before publishing."""
    return {name for text in template for name in _PLACE.findall(text)}


def step_fields(form: Form, step: str) -> tuple[Field, ...]:
    """The fields that `step` fills in."""
    return tuple(field for field in form.fields if field.at_step == step)


def uploads_in(field: Field, value: Any) -> tuple[str, ...]:
    """The upload ids that a raw or stored value of `field` names, whatever it is."""
    return type_of(field).uploads(value)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
