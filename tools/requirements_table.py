"""``make requirements``: which requirement and which promise is held by what, and what is open.

    python -m tools.requirements_table [--write]

Reads the lists in ``docs/requirements/``, the marks ``@pytest.mark.req("C-14")`` of the tests (from their syntax trees,
nothing is imported) and ``requirements:`` of the service definitions. Prints the requirements; with ``--write`` both
tables go to ``docs/requirements.md`` and ``docs/promises.md``, which a test compares. A test or a service that names an
id nobody wrote down is an error.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from chalicelib.catalogue import load_definitions

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS, PROMISES = ROOT / "docs" / "requirements.md", ROOT / "docs" / "promises.md"
HELD, PART, OPEN, LATER = "held", "in part", "open", "later"

Marks = Mapping[str, Sequence[str]]
"""Id -> what names it: test ids (``tests/x.py::test_y``, or a whole file), and service definitions."""


@dataclass(frozen=True)
class Line:
    """One id of a list; `rest` says what is missing, `later` that the hall does not do such a thing yet."""

    id: str
    title: str
    rest: str = ""
    later: bool = False
    held_by: Sequence[str] = field(default_factory=tuple)

    def holders(self, marks: Marks) -> list[str]:
        return sorted({*self.held_by, *marks.get(self.id, ())})

    def state(self, marks: Marks) -> str:
        if not self.holders(marks):
            return LATER if self.later else OPEN
        return PART if self.rest else HELD


def load(name: str) -> list[Line]:
    """A list of ``docs/requirements/``: ``ids.yaml`` or ``promises.yaml``."""
    entries = yaml.safe_load((ROOT / "docs" / "requirements" / name).read_text(encoding="utf-8"))
    return [
        Line(entry["id"], entry["title"], entry.get("rest", ""), entry.get("later", False), entry.get("held_by", ()))
        for entry in entries
    ]


def collect() -> dict[str, list[str]]:
    """Everything that names an id, tests first."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        name = path.relative_to(ROOT).as_posix()
        for id, test in marks_in(path.read_text(encoding="utf-8"), name):
            found.setdefault(id, []).append(test)
    for definition in load_definitions():
        for id in definition.raw.get("requirements", ()):
            found.setdefault(id, []).append(definition.path)
    return found


def marks_in(source: str, name: str) -> Iterator[tuple[str, str]]:
    """(id, test) of one file; a mark of the whole module names the file, a mark of a class names the class."""
    tree = ast.parse(source)
    known = _constants(tree)
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
            yield from ((id, name) for id in _ids(ast.walk(node.value), known))
    yield from _below(tree, name, known)


def _below(node: ast.AST, name: str, known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            place = f"{name}::{inner.name}"
            calls = (call for decorator in inner.decorator_list for call in ast.walk(decorator))
            yield from ((id, place) for id in _ids(calls, known))
            if isinstance(inner, ast.ClassDef):
                yield from _below(inner, place, known)


def _ids(nodes: Iterable[ast.AST], known: Mapping[str, Any]) -> Iterator[str]:
    """The ids of each ``pytest.mark.req(...)`` among `nodes`; ``*NAME`` is a constant of the module."""
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
            for argument in node.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)
                elif isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
                    yield from known[argument.value.id]


def _constants(tree: ast.Module) -> dict[str, Any]:
    known = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                known[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return known


def unknown(marks: Marks, lines: Iterable[Line]) -> dict[str, Sequence[str]]:
    """Ids that are named and stand in no list, with who names them."""
    written = {line.id for line in lines}
    return {id: places for id, places in marks.items() if id not in written}


def table(title: str, intro: str, lines: Sequence[Line], marks: Marks) -> str:
    """The whole document: counts, then one row an id."""
    states = [line.state(marks) for line in lines]
    counted = ", ".join(f"{states.count(s)} {s}" for s in (HELD, PART, OPEN, LATER) if s in states)
    rows = [f"# {title}", "", intro, "", f"{len(lines)} ids: {counted}.", "",
            "| id | what | state | held by |", "| --- | --- | --- | --- |"]  # fmt: skip
    for line, state in zip(lines, states, strict=True):
        what = f"{line.title}<br>*Open: {line.rest}.*" if line.rest else line.title
        holders = "<br>".join(f"`{_short(holder)}`" for holder in line.holders(marks))
        rows.append(f"| {line.id} | {what} | {state} | {holders} |")
    return "\n".join(rows) + "\n"


def _short(holder: str) -> str:
    return holder.removeprefix("tests/")


def requirements(marks: Marks) -> str:
    intro = (
        "What five universities' public notices ask of a service hall, row by row "
        "([ids.yaml](requirements/ids.yaml)), and the tests and services that hold each. Printed by "
        "`make requirements`; *in part* says what is missing. Test names are below `tests/`."
    )
    return table("Requirements", intro, load("ids.yaml"), marks)


def promises(marks: Marks) -> str:
    intro = (
        "What must hold under load, faults and bad input ([promises.yaml](requirements/promises.yaml)). A promise is "
        "kept when a test that can fail holds it. *Later* is a promise about something the hall does not do yet. The "
        "code names these as `PROMISES R5`. Written by `python -m tools.requirements_table --write`."
    )
    return table("Promises", intro, load("promises.yaml"), marks)


def main() -> int:
    marks = collect()
    if strange := unknown(marks, [*load("ids.yaml"), *load("promises.yaml")]):
        for id, places in strange.items():
            print(f"nobody wrote down {id}, which {', '.join(places)} names", file=sys.stderr)
        return 1
    if "--write" in sys.argv[1:]:
        REQUIREMENTS.write_text(requirements(marks), encoding="utf-8")
        PROMISES.write_text(promises(marks), encoding="utf-8")
    else:
        print(requirements(marks), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
