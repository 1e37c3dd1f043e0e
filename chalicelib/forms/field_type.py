"""What a kind of field can do, and the register of kinds.

A kind lives in one file under `fields/`, subclasses `FieldType` and registers itself with `@field_type`; nothing else
names it. Its `clean` is the only judge of a raw JSON value: it returns the value as it is stored, None for "no
answer", or raises `Refused`; for no JSON value whatever may it raise anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any, ClassVar, TypeVar

from chalicelib.forms.model import Directory, Earlier, Field, Option, UploadInfo
from chalicelib.forms.wording import command, same, sentence
from chalicelib.shared.text import Text


class Refused(Exception):
    """A value is refused; `code` is stable, `message` names the field and says what to do."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Context:
    """What a value may be compared with: the day, the known uploads, whose they must be, the directory, the person's
    earlier applications, and the answers above (`seen` as conditions see them, `values` as they are stored)."""

    today: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, UploadInfo] = field(default_factory=dict)
    owner: str | None = None
    directory: Directory | None = None
    earlier: Earlier | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


class FieldType:
    """Base of all kinds. `keys` are the definition keys it adds to the common ones."""

    code: ClassVar[str]
    keys: ClassVar[frozenset[str]] = frozenset()
    verb: ClassVar[Text] = Text("请填写", "Enter")
    asks: ClassVar[bool] = True
    """False for what only shows or is worked out: the browser never sends it."""
    may_decide: ClassVar[bool] = True
    """False where a value is too much, or too private, to travel with the flow as a fact."""
    takes_files: ClassVar[bool] = False
    control: ClassVar[str] = "input"
    """The shape of its control: a template of that name in templates/fields, and a maker in portal/js/fields.js."""
    attributes: ClassVar[tuple[tuple[str, str], ...]] = ()
    """HTML attributes of a plain input, for example ``(("type", "tel"),)``."""
    named_by_address: ClassVar[bool] = False
    """Whether a link to the form may bring the answer as plain text (``address:``); it is judged as if typed."""
    sought: ClassVar[str] = "text"
    """As what lists and exports are filtered by it (`sought.KINDS`); "" for what nobody filters by."""

    def problems(self, field: Field) -> Iterator[tuple[str, Text]]:
        """What is wrong with a definition of this kind: (key, sentence) pairs."""
        return iter(())

    def is_empty(self, raw: Any) -> bool:
        return raw is None or raw == "" or raw == [] or raw == {}

    def clean(self, field: Field, raw: Any, context: Context) -> Any:
        raise NotImplementedError

    def of_row(self, field: Field, value: Any, context: Context) -> Any:
        """What is stored of a value that a row of a register fills in; None where it cannot be used."""
        return value

    def fact(self, field: Field, value: Any) -> Any:
        """The stored value as conditions see it."""
        return value

    def shown(self, field: Field, value: Any) -> Any:
        """The stored value as somebody other than the applicant may read it; a masked kind hides part of it."""
        return value

    def uploads(self, value: Any) -> tuple[str, ...]:
        """The upload ids a raw or stored value names, whatever it is."""
        return ()

    def as_file(self, field: Field) -> Field:
        """The field as the files it takes are judged by, for kinds that fix what others let definitions say."""
        return field

    def offers(self, field: Field, context: Context) -> tuple[Option, ...] | None:
        """What this person may choose from, where that is not written in the form; None for every other kind."""
        return None

    def display(self, field: Field, value: Any, files: Mapping[str, UploadInfo]) -> Text:
        return same(str(value))

    def describe(self, field: Field, today: date) -> dict[str, Any]:
        """What the browser needs to know beyond the common keys."""
        return {}

    def missing(self, field: Field) -> Text:
        return command(self.verb, field.called)

    def wrong(self, field: Field) -> Refused:
        """For a value that is not even of the right shape, which no honest page sends."""
        return Refused("wrong_type", sentence(field.called, "的内容格式不对", "is not in a form that can be read"))


T = TypeVar("T", bound=FieldType)
_TYPES: dict[str, FieldType] = {}
_FIELDS = "chalicelib.forms.fields"


def field_type(cls: type[T]) -> type[T]:
    """Register a kind of field; a second one of the same code is a programming error."""
    if cls.code in _TYPES:
        raise ValueError(f"field type {cls.code} is registered twice")
    _TYPES[cls.code] = cls()
    return cls


def type_of(field: Field) -> FieldType:
    found = find_type(field.type)
    if found is None:
        raise KeyError(field.type)
    return found


def find_type(code: str) -> FieldType | None:
    """The kind of field of this code, its file loaded when a form first has one; None when there is none."""
    if code not in _TYPES and code.isidentifier() and find_spec(f"{_FIELDS}.{code}"):
        import_module(f"{_FIELDS}.{code}")
    return _TYPES.get(code)


def type_codes() -> tuple[str, ...]:
    """Every kind of field there is; loads them all."""
    for module in iter_modules(import_module(_FIELDS).__path__):
        import_module(f"{_FIELDS}.{module.name}")
    return tuple(sorted(_TYPES))
