"""What a form is made of; values without I/O.

A field is one question. Its conditions (`when`, `required`) look only at fields above it, so one pass from top to
bottom, here and in the browser, decides which questions stand and which must be answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from chalicelib.people import Person, Unit
from chalicelib.shared.conditions import Condition, evaluate
from chalicelib.shared.expressions import Expression
from chalicelib.shared.text import Text

MAX_FORM_BYTES = 64 * 1024
"""One form as JSON in UTF-8; far from DynamoDB's 400 KB an item (PROMISES R10)."""


@dataclass(frozen=True)
class Option:
    value: str
    label: Text


@dataclass(frozen=True)
class Limits:
    """Bounds of a value. `min`/`max` of a number are numbers, of money fen, of a date an ISO date or ``today``,
    ``today+3``, ``today-30``; lengths count characters (code points)."""

    min: Any = None
    max: Any = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    hint: Text | None = None
    decimals: int | None = None
    max_days: int | None = None
    min_rows: int | None = None
    max_rows: int | None = None

    def to_dict(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        if self.hint:
            given["hint"] = self.hint.to_dict()
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Balance:
    """A rule over a table: the total of `column` equals what `equals` comes to (with the fields above in sight)."""

    column: str
    equals: Expression


@dataclass(frozen=True)
class Field:
    """One question of a form.

    `called` is how the field is named inside a sentence ("the reason for leave"). `at_step` names the step that
    fills it; such a field is not shown to the applicant at the start. `offer` says where a field takes its options
    from (people, units, applications). `fact` marks a value that the flow may decide by. `audience` names the
    categories of applicants the field is for; it is part of `when` already, so that one rule shows and hides.
    """

    name: str
    type: str
    label: Text
    called: Text
    help: Text | None = None
    example: Text | None = None
    required: bool | Condition = False
    when: Condition | None = None
    limits: Limits = Limits()
    options: tuple[Option, ...] = ()
    offer: Mapping[str, str] | None = None
    prefill: str | None = None
    address: str = ""
    """The name under which a link to the form may bring this answer (``?place=A101``); "": none does."""
    editable: bool = True
    when_down: str = "block"
    """What happens while the connector it is filled from does not answer (`row_source.WHEN_DOWN`)."""
    accept: tuple[str, ...] = ()
    max_size_mb: int | None = None
    max_count: int | None = None
    compute: Expression | None = None
    result: str = "number"
    """What a computed value is: ``number`` or ``money`` (fen)."""
    columns: tuple[Field, ...] = ()
    """The columns of a table of rows, each a field of a simple kind."""
    totals: tuple[str, ...] = ()
    balance: tuple[Balance, ...] = ()
    masked: bool = True
    """Whether a kind that can be masked (ID numbers) is, wherever it is shown."""
    audience: tuple[str, ...] = ()
    repeat: bool = False
    """Whether the applicant's last answer is offered the next time."""
    fact: bool = False
    of: str = ""
    """For a `right_value`: the field that names what it puts right."""
    at_step: str | None = None
    source: Any = field(default=None, compare=False, repr=False)
    """Where a row of a register is looked up (`row_source.RowSource`), bound when the definition is read."""

    def is_shown(self, values: Mapping[str, Any]) -> bool:
        return self.when is None or evaluate(self.when, values)

    def is_required(self, values: Mapping[str, Any]) -> bool:
        return self.required if isinstance(self.required, bool) else evaluate(self.required, values)


@dataclass(frozen=True)
class Form:
    """The fields in the order they are asked."""

    fields: tuple[Field, ...]

    def get(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    @property
    def looks_up(self) -> bool:
        """Whether anything in it comes from a register or a department's system: a row, or what such fills in."""
        own = ("applicant.", "row.")
        return any(one.type == "register_row" or (one.prefill and not one.prefill.startswith(own))
                   for one in self.fields)  # fmt: skip

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields)


class UploadInfo(Protocol):
    """What a file field needs to know of an upload; `size` in bytes, `type` a MIME type, `owner` a person's id."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def is_clean(self) -> bool:
        """Whether it was judged safe; until then nothing may use it (PROMISES R43)."""


@dataclass(frozen=True)
class EarlierApplication:
    """An application of the person's own, as far as a field that refers to it needs to know."""

    id: str
    number: str
    title: Text
    service: str
    state: str
    owner: str
    """Who may refer to it: its applicant, or the person for whom it opened another application."""
    applicant: str = ""


class Earlier(Protocol):
    """Where fields of type `application` find earlier applications."""

    def one(self, application_id: str, /) -> EarlierApplication | None: ...
    def own(self, person_id: str, /) -> Iterable[EarlierApplication]:
        """The person's newest applications, newest first; a bounded number."""


class Directory(Protocol):
    """The part of `people.PeopleStore` that person and unit fields look things up in."""

    def get_person(self, person_id: str, /) -> Person: ...
    def get_unit(self, unit_id: str, /) -> Unit: ...
    def members(self, position_key: str, on: date, /) -> tuple[Person, ...]: ...
    def all_units(self) -> list[Unit]: ...
