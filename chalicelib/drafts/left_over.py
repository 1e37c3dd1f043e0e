"""What of a draft no longer fits the form it is continued in: shown to the person, never silently dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.drafts.model import Answer, Draft
from chalicelib.errors import NotFound
from chalicelib.forms import Field, Form, reading, still_fits
from chalicelib.shared.text import Text


def left_over(draft: Draft, form: Form, version_form: Callable[[int], Form]) -> list[dict[str, Any]]:
    """``{name, label, display}`` for each answer whose question is gone, or is of another kind, or lost that option.

    `version_form` gives the form of an earlier version, for the label the question had; it may raise `NotFound`.
    """
    found = []
    for name, answer in draft.answers.items():
        if answer.value is None:
            continue
        old = _field(version_form, answer, name)
        if not still_fits(form.get(name), old, answer.value):
            label = old.label if old else Text(name, name)
            shown = reading(old, answer.value)
            found.append({"name": name, "label": label.to_dict(), "display": shown.to_dict()})
    return found


def fitting(draft: Draft, gone: list[dict[str, Any]]) -> Mapping[str, Any]:
    """The answers that can be put back where they were."""
    names = {entry["name"] for entry in gone}
    return {name: value for name, value in draft.values.items() if name not in names}


def _field(version_form: Callable[[int], Form], answer: Answer, name: str) -> Field | None:
    try:
        return version_form(answer.version).get(name)
    except NotFound:
        return None
