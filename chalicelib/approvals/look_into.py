"""Looking into applications that a list found: which of its rows a condition holds for, and the answers it asked of.

Lists hold no form. A batch of rows costs two batched reads, of heads and of forms as last sent, whatever is stored; how
many rows are looked at for one request is the list's to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.applications import REVISE, Definition, Definitions, Head
from chalicelib.approvals.case_filter import head_values
from chalicelib.errors import NotFound
from chalicelib.flows import find_step
from chalicelib.forms import display_of
from chalicelib.shared.conditions import Condition, evaluate, fields_of

Row = Mapping[str, Any]
SHOWN = 3
"""Answers shown beside a row, of those the condition asks for."""


class Forms(Protocol):
    def forms_of(self, ids: Sequence[str], /) -> list[tuple[Head, dict[str, Any]]]: ...


@dataclass(frozen=True)
class LookInto:
    """What a step hides from its holders, its rows hide: they fit nothing that is asked of such a field."""

    store: Forms
    definitions: Definitions
    condition: Condition

    def __call__(self, rows: Sequence[Row]) -> list[list[dict[str, Any]] | None]:
        """For each row the answers to show, ``{label, value}`` in both languages; None where it does not fit."""
        known = {
            head.id: (head, form) for head, form in self.store.forms_of(list(dict.fromkeys(r["id"] for r in rows)))
        }
        return [self._one(row, *known[row["id"]]) if row["id"] in known else None for row in rows]

    def _one(self, row: Row, head: Head, form: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        definition = self.definitions.version(head.service, head.version)
        hidden = _hidden(row, definition)
        if not evaluate(self.condition, head_values(head, form, definition, hidden=hidden)):
            return None
        asked = {name.split(".")[1] for name in fields_of(self.condition) if name.startswith("form.")} - hidden
        shown = [one for one in display_of(definition.form, form) if one["name"] in asked]
        return [{"label": one["label"], "value": _short(one["display"])} for one in shown[:SHOWN]]


def _hidden(row: Row, definition: Definition) -> set[str]:
    """The fields hidden at the row's step, all of them where that step is gone; a row that is no task's (one's own, a
    copy, a case) hides none."""
    kind, _, rest = str(row["sk"]).partition("#")
    step = rest.partition("#")[0]
    if kind != "T" or step == REVISE:
        return set()
    try:
        rights = find_step(definition.flow, step).fields
    except NotFound:
        return set(definition.form.names)
    return {name for name, right in rights.items() if right == "hidden"}


def _short(display: Mapping[str, str]) -> dict[str, str]:
    return {lang: text if len(text) <= 60 else text[:59] + "…" for lang, text in display.items()}
