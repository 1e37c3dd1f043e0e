"""What is wrong with a flow, in its author's words: file, line and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.errors import CannotPublish, FieldError
from chalicelib.shared.text import Text

Lines = Mapping[str, int]
"""The line (from 1) of each JSON Pointer into the service definition, for example ``{"/flow/0/by": 41}``."""


@dataclass(frozen=True)
class FlowProblem:
    """`path` is the file, `pointer` the place in it; `line` is ``None`` where no line map was given."""

    path: str
    line: int | None
    message: Text
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.path or 'flow'}:{self.line or self.pointer}: {self.message.en}"


class FlowError(CannotPublish):
    """The data is not a flow; `problems` lists everything found, not only the first."""

    def __init__(self, problems: Iterable[FlowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(errors=tuple(FieldError(p.pointer, "flow", p.message) for p in self.problems))

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Findings:
    """Collects problems while a definition is read or checked."""

    def __init__(self, file: str, lines: Lines | None) -> None:
        self.problems: list[FlowProblem] = []
        self._file = file
        self._lines = lines or {}

    def note(self, at: str, zh: str, en: str) -> None:
        """Something is wrong at the JSON Pointer `at`; the line is that of the nearest place known."""
        self.problems.append(FlowProblem(self._file, self._line(at), Text(zh, en), at))

    def _line(self, at: str) -> int | None:
        while at and at not in self._lines:
            at = at.rpartition("/")[0]
        return self._lines.get(at)
