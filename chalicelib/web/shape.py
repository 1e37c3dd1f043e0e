"""What a request may carry, declared once: the same declaration checks it and describes it in the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.shared.text import Text

REQUIRED: Any = object()
"""As a member's default: the member must be given."""

_WORDS = {
    "required": Text("此项必填", "This is required"),
    "unknown": Text("不认识的项目", "There is no such member"),
    "type": Text("类型不对", "This is of the wrong type"),
    "length": Text("长度不符合要求", "The length is out of bounds"),
    "range": Text("数值超出范围", "The number is out of range"),
    "pattern": Text("格式不对", "This is not in the expected format"),
    "choice": Text("不是可选的值", "This is not one of the choices"),
    "repeated": Text("此项只能出现一次", "This may be given only once"),
}
_PYTHON = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}


@dataclass(frozen=True)
class Member:
    """One named value. `low` and `high` bound a text's length, a number's value, an object's or a list's count."""

    type: Literal["string", "integer", "boolean", "object", "array"]
    default: Any = REQUIRED
    low: int = 0
    high: int = 0
    pattern: str = ""
    choices: tuple[str, ...] = ()
    example: Any = None
    remarks: int = 0
    """For objects: every value is a text of at most this many characters; 0 leaves the values free."""
    each: Member | Shape | None = None
    """For lists: what every one of them is."""

    def faults(self, value: Any, pointer: str) -> Iterator[FieldError]:
        # Exactly this type: True is an int in Python, and no number in JSON.
        if not _is(value, _PYTHON[self.type]):
            yield _fault(pointer, "type")
        elif self.choices and value not in self.choices:
            yield _fault(pointer, "choice")
        elif self.type == "integer" and not self.low <= value <= self.high:
            yield _fault(pointer, "range")
        elif self.type in ("string", "object", "array") and not self.low <= len(value) <= self.high:
            yield _fault(pointer, "length")
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield _fault(pointer, "pattern")
        elif self.each:
            for index, one in enumerate(value):
                yield from self.each.faults(one, f"{pointer}/{index}")
        elif self.remarks:
            for name, remark in value.items():
                yield from text(0, self.remarks).faults(remark, f"{pointer}/{escape(name)}")

    def parse(self, word: str) -> Any:
        """A query parameter's text as this member's type; left as it is where it cannot be."""
        return int(word) if self.type == "integer" and re.fullmatch("-?[0-9]{1,9}", word) else word

    def schema(self) -> dict[str, Any]:
        """JSON Schema 2020-12."""
        made: dict[str, Any] = {"type": self.type}
        low, high = {
            "string": ("minLength", "maxLength"),
            "integer": ("minimum", "maximum"),
            "object": ("minProperties", "maxProperties"),
            "array": ("minItems", "maxItems"),
        }.get(self.type, ("", ""))
        if self.choices:
            made["enum"] = list(self.choices)
        elif low:
            made |= {low: self.low, high: self.high}
        if self.pattern:
            made["pattern"] = f"^({self.pattern})$"
        if self.each:
            made["items"] = self.each.schema()
        if self.remarks:
            made["additionalProperties"] = text(0, self.remarks).schema()
        if self.default is not REQUIRED and self.default is not None:
            made["default"] = self.default
        if self.example is not None:
            made["examples"] = [self.example]
        return made


def text(low: int, high: int, *, pattern: str = "", default: Any = REQUIRED, example: str | None = None) -> Member:
    return Member("string", default, low, high, pattern, example=example)


def choice(*choices: str, default: Any = REQUIRED) -> Member:
    return Member("string", default, choices=choices, high=max(map(len, choices)))


def integer(low: int, high: int, *, default: Any = REQUIRED, example: int | None = None) -> Member:
    return Member("integer", default, low, high, example=example)


def yes_no(default: Any = REQUIRED) -> Member:
    return Member("boolean", default)


def answers(default: Any = REQUIRED, *, example: dict[str, Any] | None = None, remarks: int = 0) -> Member:
    """An object of form values, at most 300; the forms room knows what each may be."""
    return Member("object", default, 0, 300, example=example, remarks=remarks)


def many(low: int, high: int, each: Member | Shape, *, default: Any = REQUIRED, example: Any = None) -> Member:
    """A list of `low` to `high` values, all alike."""
    return Member("array", default, low, high, each=each, example=example)


class Shape:
    """A request body, a form post or the query parameters of one route."""

    def __init__(self, members: Mapping[str, Member], *, at_least: int = 0) -> None:
        self.members, self.at_least = members, at_least

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every member with its value or default. Raises `InvalidRequest` naming every fault at once."""
        faults = list(self.faults(given))
        if faults:
            raise InvalidRequest(errors=tuple(faults[:50]))
        return {name: given.get(name, member.default) for name, member in self.members.items()}

    def faults(self, given: Any, pointer: str = "") -> Iterator[FieldError]:
        """Everything wrong with `given`, which stands at `pointer`."""
        if not isinstance(given, Mapping):
            yield _fault(pointer, "type")
            return
        for name in given:
            if name not in self.members:
                yield _fault(f"{pointer}/{escape(name)}", "unknown")
        if len(given) < self.at_least:
            yield _fault(pointer, "required")
        for name, member in self.members.items():
            if name in given:
                yield from member.faults(given[name], f"{pointer}/{name}")
            elif member.default is REQUIRED:
                yield _fault(f"{pointer}/{name}", "required")

    def read_words(self, given: Mapping[str, list[str]]) -> dict[str, Any]:
        """The same for query parameters and form posts, where names this route does not know are let be."""
        known = {name: words for name, words in given.items() if name in self.members}
        repeated = [_fault(f"/{name}", "repeated") for name, words in known.items() if len(words) != 1]
        if repeated:
            raise InvalidRequest(errors=tuple(repeated))
        return self.read({name: self.members[name].parse(words[0]) for name, words in known.items()})

    def schema(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "object",
            "properties": {name: member.schema() for name, member in self.members.items()},
            "required": [name for name, member in self.members.items() if member.default is REQUIRED],
            "additionalProperties": False,
        }
        return made | ({"minProperties": self.at_least} if self.at_least else {})


def _is(value: Any, kind: type) -> bool:
    return type(value) is kind


def escape(name: str) -> str:
    """One reference token of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _fault(pointer: str, code: str) -> FieldError:
    return FieldError(pointer, code, _WORDS[code])
