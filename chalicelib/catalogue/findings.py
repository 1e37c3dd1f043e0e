"""What is wrong with a definition: where, and in its owner's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from chalicelib.shared.text import Text


class Noted(Protocol):
    """What a check of a higher room reports: a JSON Pointer into the definition, and a sentence."""

    @property
    def pointer(self) -> str: ...
    @property
    def message(self) -> Text: ...


class Finding(NamedTuple):
    """Something wrong at `path`, the keys and indexes that lead there."""

    path: tuple[str | int, ...]
    message: Text

    @property
    def pointer(self) -> str:
        return "".join(f"/{part}" for part in self.path)


def below(key: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of a part, placed in the whole: ``below("form", form_findings(raw["form"]))``."""
    return (Finding((key, *finding.path), finding.message) for finding in findings)


@dataclass(frozen=True)
class Problem:
    """`path` is the file, `line` counts from 1 (1 when only the file is known), `pointer` the place in it."""

    path: str
    line: int
    message: Text
    pointer: str = ""

    def get(self, lang: str) -> str:
        return f"{self.path}:{self.line}: {self.message.get(lang)}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message.zh} / {self.message.en}"
