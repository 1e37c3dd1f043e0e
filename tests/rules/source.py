"""The project's Python files and what they import, read from their syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("chalicelib", "local", "bench", "tools", "tests")


@dataclass(frozen=True)
class Source:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """``chalicelib.people`` for its ``__init__``."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """``people`` for everything in that room, the file's own name for a module beside the rooms, else empty."""
        parts = self.module.split(".")
        return parts[1] if parts[0] == "chalicelib" and len(parts) > 1 else ""


@dataclass(frozen=True)
class Import:
    """`module` is what is read; `names` what is taken from it (empty for ``import module``)."""

    source: Source
    line: int
    module: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line} {self.module} ({', '.join(self.names)})"


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path, text, ast.parse(text))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The files of these folders, of all of ours and app.py by default."""
    found = [ROOT / "app.py"] if not folders else []
    for folder in folders or OURS:
        found += sorted((ROOT / folder).rglob("*.py"))
    return tuple(read(path) for path in found)


def imports(source: Source) -> Iterator[Import]:
    """Every import anywhere in the file, also those inside functions and under TYPE_CHECKING."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(source, node.lineno, alias.name, ())
        elif isinstance(node, ast.ImportFrom):
            yield Import(source, node.lineno, _absolute(source, node), tuple(alias.name for alias in node.names))


def room_imports(source: Source) -> Iterator[tuple[str, str, Import]]:
    """``(room, module, import)`` for each import of the hall's own modules; ``from chalicelib import x`` is room x."""
    for found in imports(source):
        if found.module == "chalicelib":
            for name in found.names:
                yield name, f"chalicelib.{name}", found
        elif found.module.startswith("chalicelib."):
            yield found.module.split(".")[1], found.module, found


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module.split(".")
    if source.path.name != "__init__.py":
        package = package[:-1]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])
