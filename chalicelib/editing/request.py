"""A request to publish a definition: what its flow's effect says of it, and whether this person may ask for it.

An effect ``publish`` has the settings ``definition`` (the field with the YAML), ``takes`` (``guide``: a guide, a window
or a link; ``flow``: a service one applies for; ``change``: a new version of either), and if wanted ``owner`` (the field
with the owning department) ``note`` (the field that says why) and
``samples`` (the field with files of its materials). Pure, but for looking up the current version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from chalicelib.catalogue import Definition, Problem, Service, is_entry, is_unbuilt, parse_definition
from chalicelib.errors import NotFound
from chalicelib.flows import Effect, Flow, walk
from chalicelib.people import Person
from chalicelib.proof import administers
from chalicelib.shared.text import Text

TAKES = ("guide", "flow", "change")


class Services(Protocol):
    """As much of the catalogue's store as this needs."""

    def current(self, code: str) -> Service: ...


@dataclass(frozen=True)
class Request:
    """`base` is the version the text was written on, 0 when it does not say; `owner` the unit the form names."""

    definition: Definition
    takes: str
    base: int = 0
    owner: str | None = None
    note: str = ""
    files: tuple[str, ...] | None = None
    """Uploads with samples and empty forms; None while it is only being typed, when they may still come."""

    @property
    def code(self) -> str:
        return str(self.definition.raw.get("service", ""))


def publish_effect(flow: Flow) -> Effect | None:
    """The flow's effect that publishes, if it has one."""
    return next((one for one in walk(flow.elements) if isinstance(one, Effect) and one.kind == "publish"), None)


def request_of(settings: Mapping[str, Any], values: Mapping[str, Any]) -> Request | None:
    """The request in a form's values; None where there is no definition."""
    text = values.get(str(settings.get("definition")))
    if not isinstance(text, str):
        return None
    definition, base = without_version(parse_definition(text, ""))
    owner, note = values.get(str(settings.get("owner"))), values.get(str(settings.get("note")))
    owner = owner.get("id") if isinstance(owner, Mapping) else owner
    takes = str(settings.get("takes", "change"))
    files = tuple(str(one) for one in values.get(str(settings.get("samples"))) or ())
    return Request(definition, takes, base, owner if isinstance(owner, str) else None, str(note or ""), files)


def without_version(definition: Definition) -> tuple[Definition, int]:
    """``version`` in what somebody sends says which one they changed; it is no part of a definition."""
    raw, version = dict(definition.raw), 0
    given = raw.pop("version", 0)
    if type(given) is int and 0 <= given < 100_000:
        version = given
    return replace(definition, raw=raw), version


def current_of(code: str, store: Services) -> Service | None:
    try:
        return store.current(code) if code else None
    except NotFound:
        return None


def request_problems(request: Request, person: Person, store: Services, day: date) -> list[Problem]:
    """What is wrong with asking for this, beside what the definition itself lacks."""
    definition, raw = request.definition, request.definition.raw
    current = current_of(request.code, store)

    def at(pointer: str, zh: str, en: str) -> Problem:
        return Problem(definition.path, definition.line_of(pointer), Text(zh, en), pointer)

    found = []
    owner = raw.get("owner_unit")
    owners = [unit for unit in (owner, current and current.owner_unit) if isinstance(unit, str)]
    if not all(administers(person, unit, day) for unit in owners):
        zh, en = (
            "只有归口部门的经办人、负责人和大厅管理员可以申请",
            "only its department's officers and head may ask for this",
        )
        found.append(at("/owner_unit", zh, en))
    if request.owner is not None and request.owner != owner:
        zh, en = "归口部门（owner_unit）与表单中填写的不一致", "owner_unit is not the department named in the form"
        found.append(at("/owner_unit", zh, en))
    found += [at("/service", zh, en) for zh, en in _wrong_kind(request.takes, raw, current)]
    if request.base and current and request.base != current.version:
        zh = f"您依据的是第 {request.base} 版，现行版本已是第 {current.version} 版，请在新版上修改"
        en = f"it was written on version {request.base}; version {current.version} is current: change that one"
        found.append(at("/version", zh, en))
    return found


def _wrong_kind(takes: str, raw: Mapping[str, Any], current: Service | None) -> list[tuple[str, str]]:
    entry = is_entry(raw) or is_unbuilt(raw)
    if takes == "change":
        return (
            []
            if current
            else [("没有这个事项，请申请发布指南或上线流程", "there is no such service; ask to publish it")]
        )
    if takes == "guide" and not entry:
        return [("有表单和流程的事项请申请“上线流程”", "what has a form and a flow goes online by the other request")]
    if takes == "flow" and entry:
        return [("没有流程的事项请申请“发布办事指南”", "what has no flow is published as a guide")]
    # A guide, or what was only planned, becomes an online service in its place, at the same address (H-03).
    if current and not (current.is_entry and (takes == "flow" or current.channel.unbuilt)):
        return [("已有该代码的事项，请申请变更", "there is a service of this code; ask to change it")]
    return []
