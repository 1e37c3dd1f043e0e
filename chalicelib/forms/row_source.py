"""Where a form looks rows of registers up, as a port: the room of registers answers, the forms room knows no register.

A field of type `register_row` names a register; other fields may be filled from the row that is chosen
(``prefill: row.<field>.<column>``, C-25). The source is bound to a form when its definition is read (`bind_rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from chalicelib.forms.model import Field, Form
from chalicelib.shared.text import Text

ROW = "row"
WHEN_DOWN = ("block", "type", "later")
"""What the service's owner chose for a source that cannot be reached: no submission, a value typed in, or a value typed
in and verified later."""


@dataclass(frozen=True)
class FoundRow:
    """A row as this person may see it: `label` names it, `values` maps columns to what they hold (no masked ones),
    `shown` to how they read; `at` is when it was last written, `fresh_at` when the register was last brought up to
    date (RFC 3339, or None), `disputed` the columns somebody says are wrong."""

    key: str
    label: Text
    values: Mapping[str, Any]
    shown: Mapping[str, Text]
    rev: int
    at: str
    fresh_at: str | None
    source: Text
    owner: Text | None
    disputed: tuple[str, ...] = ()


class RowSource(Protocol):
    """`show` names the columns that make the label. Both raise `Temporary` when the source cannot be reached."""

    def find(self, register: str, key: str, person_id: str, show: Iterable[str], /) -> FoundRow:
        """Raises `NotFound`, also for a row this person may not see, or that is not open to be chosen."""

    def search(self, register: str, view: str, words: str, person_id: str, show: Iterable[str], /) -> list[FoundRow]:
        """The first rows of the view (own, group, all) whose key or label has these words; a bounded number."""


def bind_rows(form: Form, open_source: Callable[[], RowSource]) -> Form:
    """The form with its rows looked up at the source; which is not opened for a form that looks nothing up."""
    if not any(field.type == "register_row" for field in form.fields):
        return form
    source = open_source()
    return Form(tuple(replace(one, source=source) if one.type == "register_row" else one for one in form.fields))


def row_place(field: Field) -> tuple[str, str] | None:
    """(field, column) of a field that is filled from a row, else None."""
    parts = (field.prefill or "").split(".")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == ROW else None


def filled_columns(form: Form, name: str) -> list[str]:
    """The columns of field `name`'s row that other fields are filled from."""
    places = [place for field in form.fields if (place := row_place(field))]
    return [column for of, column in places if of == name]


def from_row(field: Field, values: Mapping[str, Any]) -> tuple[Any, bool]:
    """What the chosen row fills `field` with, and whether a value may be typed instead (its source was down)."""
    place = row_place(field)
    chosen = values.get(place[0]) if place else None
    if not isinstance(chosen, Mapping) or place is None:
        return None, False
    return chosen.get("filled", {}).get(place[1]), "unchecked" in chosen
