"""Joins ES modules into one file per page, so that a page costs one request for its script.

The sources in ``portal/js`` are plain modules a browser runs as they are; this only saves requests and bytes
(at most six requests a page). Supported, and checked: named imports of ``./x.js``, ``import("./x.js")`` of what only
some readers need, and ``export`` before a declaration. Each module becomes a closure, so private names never meet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w./-]+)";\s*$', re.MULTILINE)
_ON_DEMAND = re.compile(r'\bimport\("\./([\w./-]+)"\)')
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function|const|class)\s*\*?\s*([\w$]+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|[ \t]+$|\n(?=\n)", re.MULTILINE)


class BundleError(ValueError):
    """A module uses a form of import or export that the bundler does not know, or imports itself in a ring."""


def bundle(entry: Path, place: Callable[[str, str], str] | None = None) -> str:
    """The script of one page: `entry` and all it imports, each once, dependencies first.

    What it imports on demand goes to `place(name, script)`, which answers the address to load it from. Such a script
    shares the page's modules: it has only those of its own that the page lacks, and is handed the others.
    """
    order: dict[Path, str] = {}
    _visit(entry.resolve(), order, ())
    script, _ = _placed("\n".join(order.values()), entry.parent, order, place)
    return squeeze(script)


def _placed(
    script: str, folder: Path, known: dict[Path, str], place: Callable[[str, str], str] | None
) -> tuple[str, list[str]]:
    """`script` with what it loads on demand placed, and the names of the modules it hands on to those parts."""
    handed: list[str] = []

    def load(match: re.Match[str]) -> str:
        if place is None:
            raise BundleError(f"{match[1]}: nowhere to place it")
        path = (folder / match[1]).resolve()
        source, names = _part(path, known, place)
        handed.extend(names)
        shared = f"{{ {', '.join(names)} }}"
        return f'import("{place(path.stem, squeeze(source))}").then((part) => part.load({shared}))'

    return _ON_DEMAND.sub(load, script), handed


def _part(path: Path, page: dict[Path, str], place: Callable[[str, str], str]) -> tuple[str, list[str]]:
    """A module loaded on demand with those of its imports that `page` lacks, and the names of those it shares.

    It may itself load more on demand; what that needs of the page, it is handed and hands on.
    """
    order = dict(page)
    _visit(path, order, ())
    own = "\n".join(source for module, source in order.items() if module not in page)
    script, handed = _placed(own, path.parent, order, place)
    names = {_variable(module.name): f"= {_variable(module.name)};" for module in page}
    used = [name for name, use in names.items() if use in own or name in handed]
    shared = f"{{ {', '.join(used)} }}"
    return f"export const load = ({shared}) => {{\n{script}\nreturn {_variable(path.name)};\n}};", used


def squeeze(source: str) -> str:
    """Without whole-line comments, indentation and blank lines (safe: no source uses multi-line literals)."""
    for pattern in (_BLOCK_COMMENT, _LINE_COMMENT, _INDENT):
        source = pattern.sub("", source)
    return source.lstrip("\n")


def _visit(path: Path, order: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in order:
        return
    if path in above:
        raise BundleError(f"{path.name} imports itself by way of {above[-1].name}")
    source = path.read_text(encoding="utf-8")
    for match in _IMPORT.finditer(source):
        _visit((path.parent / match[2]).resolve(), order, (*above, path))
    order[path] = _closed(path, source)


def _closed(path: Path, source: str) -> str:
    names = _EXPORT.findall(source)
    body = _EXPORT.sub("", _IMPORT.sub(_bound_import, source))
    if other := _OTHER.search(body):
        raise BundleError(f"{path.name}: cannot bundle {other[0]!r}")
    return f"const {_variable(path.name)} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();"


def _bound_import(match: re.Match[str]) -> str:
    names = re.sub(r"([\w$]+)\s+as\s+([\w$]+)", r"\1: \2", " ".join(match[1].split()))
    return f"const {{ {names.strip().rstrip(',')} }} = {_variable(Path(match[2]).name)};"


def _variable(file_name: str) -> str:
    return "m_" + re.sub(r"\W", "_", file_name.removesuffix(".js"))
