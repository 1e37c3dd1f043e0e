"""Where a form looks up what departments know, as a port: the room of registers answers, the forms room knows none.

A field of type `register_row` names a register or a department's connector; other fields may be filled from the row
that is chosen (``prefill: row.<field>.<column>``, C-25), or with what a connector says of the person
(``prefill: <connector>.<column>``, Z-02). The source is bound to a form when its definition is read (`bind_rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from chalicelib.forms.model import Field, Form
from chalicelib.shared.text import Text

ROW = "row"
BLOCK, TYPE, LATER = "block", "type", "later"
WHEN_DOWN = (BLOCK, TYPE, LATER)
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
    owner_id: str = ""
    kind: str = "register"
    """Where it is kept: ``register``, or ``connector`` for a department's own system."""


@dataclass(frozen=True)
class FoundValue:
    """One value the hall shows somebody: its `place` (``register:<code>:<key>:<column>`` and the like), whose it is to
    correct (`owner`, a unit's id), how it reads; `plain` as it is stored, for who may see it so."""

    place: str
    source: Text
    owner: str
    label: Text
    display: Text


class RowSource(Protocol):
    """`show` names the columns that make the label. Both raise `Temporary` when the source cannot be reached."""

    def find(self, register: str, key: str, person_id: str, show: Iterable[str], /) -> FoundRow:
        """Raises `NotFound`, also for a row this person may not see, or that is not open to be chosen."""

    def search(self, register: str, view: str, words: str, person_id: str, show: Iterable[str], /) -> list[FoundRow]:
        """The first rows of the view (own, group, all) whose key or label has these words; a bounded number."""

    def known(self, connector: str, person_id: str, /) -> FoundRow | None:
        """What the connector says of the person, its first row; None where it knows nothing. Raises `Temporary`."""

    def about(self, connector: str, /) -> tuple[Text, str]:
        """What the connector is called and the id of the unit that owns it; no call."""

    def marks(self, register: str, key: str, /) -> Iterable[str]:
        """The columns of a row that somebody says are wrong, now. Raises `NotFound`, `Temporary`."""

    def value_at(self, place: str, person_id: str, /) -> FoundValue:
        """The value as the person sees it. Raises `NotFound`, `Temporary`."""

    def read_right(self, place: str, raw: Any, /) -> tuple[Any, Text]:
        """What the owner says the value should be, as it would be stored, and how it reads. Raises `NotFound`, and
        `InvalidForm` with one error where it cannot stand there."""

    def services(self) -> Iterable[tuple[str, Text, str]]:
        """(code, name, id of the owning unit) of every service that is there to be seen, by name."""


BOUND = frozenset({"register_row", "shown_value", "right_value", "service"})
"""Kinds of field that look something up."""


def bind_rows(form: Form, open_source: Callable[[], RowSource]) -> Form:
    """The form with what it looks up bound to the source; which is not opened for a form that looks nothing up."""
    if not any(_looks_up(field) for field in form.fields):
        return form
    source = open_source()
    return Form(tuple(replace(one, source=source) if _looks_up(one) else one for one in form.fields))


def _looks_up(field: Field) -> bool:
    return field.type in BOUND or connector_place(field) is not None


def connector_place(field: Field) -> tuple[str, str] | None:
    """(connector, column) of a field that is filled with what a department's system says of the person, else None."""
    first, dot, column = (field.prefill or "").partition(".")
    return (first, column) if dot and "." not in column and first not in (ROW, "applicant") else None


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
