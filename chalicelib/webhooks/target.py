"""Target systems: what a department's own system is told when an application is approved (C-27), declared as data.

One file a system, ``catalogue/targets/<code>.yaml``: who owns it and which facts it gets. Where it stands and its
secret are no data of the catalogue: its owner enters the address on the page, as for any other endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from chalicelib.catalogue import CATALOGUE_ROOT, Finding, load_definitions
from chalicelib.shared.text import Text

FOLDER = CATALOGUE_ROOT / "targets"
MAX_FIELDS = 60
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEYS = frozenset({"target", "name", "about", "owner_unit", "fields", "optional"})
_SETTINGS = frozenset({"target", "wait"})
SOURCES = frozenset(
    {"application.id", "application.number", "application.service", "application.submitted_at", "application.link"}
    | {"applicant.id", "applicant.name", "applicant.category"}
    | {f"applicant.{unit}" for unit in ("class", "college", "department", "campus")}
)
"""Where a fact may come from, besides ``form.<field>``."""


@dataclass(frozen=True)
class Target:
    """`fields` maps the names the system reads to where their values come from; those in `optional` are empty where a
    service's form has no such field, so that several services may call one system."""

    code: str
    name: Text
    about: Text
    owner_unit: str
    fields: Mapping[str, str]
    optional: frozenset[str] = frozenset()

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Target:
        name, about = Text.of(raw["name"]), Text.of(raw["about"])
        optional = frozenset(raw.get("optional", ()))
        return cls(str(raw["target"]), name, about, str(raw["owner_unit"]), dict(raw["fields"]), optional)

    @property
    def hook_id(self) -> str:
        """Of the endpoint that is its address; there from the first call on, whether anybody has entered one or not."""
        return f"target-{self.code}"

    @property
    def form_fields(self) -> tuple[str, ...]:
        """Those every service that calls it must have."""
        asked = (source for name, source in self.fields.items() if name not in self.optional)
        return tuple(one.removeprefix("form.") for one in asked if one.startswith("form."))


class Targets(Protocol):
    """What keeps them once they are defined."""

    def put_target(self, code: str, raw: dict[str, Any], /) -> None: ...


@cache
def bundled_targets(root: Path = FOLDER) -> Mapping[str, Target]:
    """The targets of the bundle that can be read, by code: what a flow may call."""
    found = [one.raw for one in load_definitions(root) if not one.faults and not list(_shape(one.raw))]
    return {str(raw["target"]): Target.of(raw) for raw in found}


def define_targets(store: Targets, units: Collection[str], root: Path = FOLDER) -> dict[str, list[str]]:
    """Keep what the files below `root` say; problems by file, for files that were refused."""
    refused: dict[str, list[str]] = {}
    for found in load_definitions(root):
        problems = [problem.get("zh") for problem in found.faults]
        for finding in check_target(found.raw, units=units):
            problems.append(f"{found.path}:{found.line_of(finding.pointer)}: {finding.message.zh}")
        if problems:
            refused[found.path] = problems
        else:
            store.put_target(str(found.raw["target"]), dict(found.raw))
    return refused


def check_target(raw: Mapping[str, Any], *, units: Collection[str]) -> list[Finding]:
    """Everything wrong with a definition, each with its place."""
    found = list(_shape(raw))
    if raw.get("owner_unit") not in units:
        found.append(_found(("owner_unit",), "归口部门不存在", f"there is no unit {raw.get('owner_unit')}"))
    return found


def _shape(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for key in raw.keys() - _KEYS:
        yield _found((key,), f"没有 {key} 这一项", f"there is no key {key}")
    if not _CODE.fullmatch(str(raw.get("target", ""))):
        yield _found(("target",), "target 须为英文小写代码", "target must be a code of small letters")
    for key in ("name", "about"):
        try:
            Text.of(raw.get(key))
        except ValueError:
            yield _found((key,), "须有中文和英文", "needs zh and en")
    fields = raw.get("fields")
    if not isinstance(fields, Mapping) or not 0 < len(fields) <= MAX_FIELDS:
        yield _found(("fields",), f"须有 1 到 {MAX_FIELDS} 项", f"needs 1 to {MAX_FIELDS} fields")
        return
    optional = raw.get("optional", [])
    if not isinstance(optional, list) or not set(map(str, optional)) <= set(map(str, fields)):
        yield _found(("optional",), "optional 须为 fields 中的名称", "optional lists names of fields")
    for name, source in fields.items():
        if not _NAME.fullmatch(str(name)):
            yield _found(
                ("fields", str(name)), "名称只能用小写字母、数字和下划线", "names are small letters, digits and _"
            )
        elif not isinstance(source, str) or not (source in SOURCES or source.startswith("form.")):
            yield _found(("fields", str(name)), f"没有 {source} 这一来源", f"there is no source {source}")


def call_problems(settings: Mapping[str, Any], fields: Collection[str]) -> list[Text]:
    """What is wrong with an effect's settings ``{target, wait}``, for a form with these fields."""
    problems = [Text(f"没有 {key} 这一项", f"there is no key {key}") for key in settings.keys() - _SETTINGS]
    code, known = settings.get("target"), bundled_targets()
    if not isinstance(settings.get("wait", False), bool):
        problems.append(Text("wait 须为 true 或 false", "wait must be true or false"))
    if not isinstance(code, str) or code not in known:
        return [*problems, Text(f"没有目标系统 {code}", f"there is no target called {code}")]
    missing = [name for name in known[code].form_fields if name not in fields]
    return problems + [
        Text(f"目标系统需要表单字段“{name}”", f"the target wants the form field {name!r}") for name in missing
    ]


def _found(place: tuple[str, ...], zh: str, en: str) -> Finding:
    return Finding(place, Text(zh, en))
