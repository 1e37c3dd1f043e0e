"""YAML as department staff mean it, with the line of everything.

YAML 1.2's core words only: ``no`` and ``on`` are texts, dates stay texts, ``12:30`` is not a number. A key written
twice and anchors are faults, because a reader of the file would not see what wins.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from chalicelib.catalogue.findings import Finding
from chalicelib.shared.text import Text

MOST_CHARACTERS = 200_000
MOST_DEPTH = 24
"""How deep lists and mappings may stand in each other; a form or flow of ours needs half of it."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_FLOAT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_yaml(source: str) -> tuple[Any, dict[str, int], list[tuple[int, Text]]]:
    """(data, lines, faults): `lines` maps JSON Pointers to lines from 1; a fault is (line, sentence).

    A file that is not YAML at all gives ``(None, {}, [the fault])``.
    """
    if len(source) > MOST_CHARACTERS:
        zh, en = f"文件超过 {MOST_CHARACTERS} 个字符", f"the file has more than {MOST_CHARACTERS} characters"
        return None, {}, [(1, Text(zh, en))]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if (deep := _too_deep(source, loader)) is not None:
            return None, {}, [(deep, Text(f"层次超过 {MOST_DEPTH} 层", f"it is nested more than {MOST_DEPTH} deep"))]
        root = yaml.compose(source, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return None, {}, [(line, Text(f"YAML 写法有误：{error.problem}", f"this is not YAML: {error.problem}"))]
    except yaml.YAMLError as error:
        return None, {}, [(1, Text(f"YAML 写法有误：{error}", f"this is not YAML: {error}"))]
    if root is None:
        return None, {}, [(1, Text("文件是空的", "the file is empty"))]
    walker = _Walker()
    return walker.value(root, ()), walker.lines, walker.faults


def _too_deep(source: str, loader: Any) -> int | None:
    """The line where it is nested too deep to be composed; events come one by one, whatever the depth."""
    depth = 0
    for event in yaml.parse(source, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                return int(event.start_mark.line) + 1 if event.start_mark else 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


class _Walker:
    """Turns composed nodes into values and remembers where each stood."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.faults: list[tuple[int, Text]] = []
        self._met: set[int] = set()

    def value(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(Finding(path, Text("", "")).pointer, line)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node.value, quoted=bool(node.style))
        if id(node) in self._met:
            self.faults.append((line, Text("不能使用锚点引用（&、*）", "anchors and references (&, *) cannot be used")))
            return None
        self._met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: yaml.Node, path: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key, str):
                self.faults.append((line, Text("键应为一个词", "a key must be one word")))
                continue
            if key in found:
                self.faults.append((line, Text(f"{key} 写了两次", f"{key} is written twice")))
            # The key's own line: a long text begins on the line after it.
            self.lines[Finding((*path, key), Text("", "")).pointer] = line
            found[key] = self.value(value_node, (*path, key))
        return found


def _scalar(text: str, *, quoted: bool) -> Any:
    if quoted:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
