"""What names a person in a text: struck out of a draft, and refused in what is to be published. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.people import Person
from chalicelib.shared.text import Text

STRUCK = "×××"
_NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
"""A mobile telephone, an identity number: nobody's belongs into a published answer. Office telephones may stand."""
SHORTEST = 2


@dataclass(frozen=True)
class Mark:
    """A text that names the writer, and what it is."""

    text: str
    what: Text


def marks_of(writer: Person, number: str) -> list[Mark]:
    """What names this writer and the application `number`."""
    name, contact = Text("来信人姓名", "the writer's name"), Text("来信人联系方式", "how to reach the writer")
    known = [
        (writer.name.zh, name),
        (writer.name.en, name),
        (writer.id, Text("来信人学号或工号", "the writer's number")),
        (writer.mobile or "", contact),
        (writer.email or "", contact),
        (number, Text("办件编号", "the application's number")),
    ]
    return [Mark(text, what) for text, what in known if len(text) >= SHORTEST]


def struck(text: str, marks: Iterable[Mark]) -> str:
    """The text with all of that replaced."""
    for mark in sorted(marks, key=lambda one: -len(one.text)):
        text = re.sub(re.escape(mark.text), STRUCK, text, flags=re.IGNORECASE)
    return _NUMBERS.sub(STRUCK, text)


def personal(text: str, marks: Iterable[Mark]) -> Text | None:
    """What in the text names somebody; None where nothing does."""
    folded = text.casefold()
    found = next((mark.what for mark in marks if mark.text.casefold() in folded), None)
    if found is None and _NUMBERS.search(text):
        found = Text("手机号或身份证号", "a mobile or identity number")
    return found
