"""Publishing a service: check it, make its machine, store the version, render its pages; twice is once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.catalogue.findings import Problem
from chalicelib.catalogue.load_definitions import Definition
from chalicelib.catalogue.model import Service
from chalicelib.catalogue.store import Note, Pointer, ServiceStore
from chalicelib.catalogue.summary import Pinyin, summary_of
from chalicelib.errors import CannotPublish, FieldError
from chalicelib.shared.clock import Clock, stamp
from chalicelib.shared.text import Text


def publish_service(
    definition: Definition,
    *,
    store: ServiceStore,
    check: Callable[[Definition], Sequence[Problem]],
    compile_machine: Callable[[Service], Mapping[str, Any]],
    create_machine: Callable[[Service, Mapping[str, Any]], object],
    render: Callable[[Service], object],
    pinyin: Callable[[str], Pinyin],
    clock: Clock,
    note: Note | None = None,
    force: bool = False,
) -> Service:
    """The service as it is now published. Raises `CannotPublish` with every problem, `Conflict` when another
    publisher was first.

    `note` says whose request it is; without one the definition comes from a file. A file that says what it said last
    time changes nothing the hall's own editors made since, and one that says something else is refused, unless `force`
    (decision 44).

    The same content (definition and compiled machine) as the current version changes nothing and returns that
    version. `create_machine` runs before the version becomes current and must accept being called again for the same
    version, so that a crash in between heals by publishing again; `render` runs after it and can be repeated alone.
    """
    code = definition.raw.get("service")
    current = store.pointer(code) if isinstance(code, str) else None
    if current and current.edited and note is None and not force and (kept := _kept(definition, current, store)):
        return kept
    problems = check(definition)
    if problems:
        raise refusal(problems)
    draft = definition.service
    service = replace(draft, version=current.version + 1 if current else 1)
    machine = compile_machine(service)
    digest = digest_of(service, machine)
    if current and current.digest == digest:
        if note is None and current.edited:
            store.adopt(service.code, current.version, content_of(draft))
        return store.version(service.code, current.version)
    create_machine(service, machine)
    before, now = store.summary(service.code) if current else None, clock()
    store.put_version(
        service,
        digest=digest,
        summary=summary_of(service, pinyin(service.name.zh), now, before),
        note=note or Note(stamp(now)),
        bundle=content_of(service) if note is None else None,
    )
    render(service)
    return service


def _kept(definition: Definition, current: Pointer, store: ServiceStore) -> Service | None:
    """The version the hall's editors made, where a file must not undo it; None where the file says the same as it.

    Raises `CannotPublish` where the file has changed, too: somebody has to put the two together.
    """
    if definition.faults or not definition.raw:
        return None
    content, now = content_of(definition.service), store.version(definition.raw["service"], current.version)
    if content == current.bundle:
        return now
    if content == content_of(now):
        return None
    zh = f"该事项已在大厅内修改为第 {current.version} 版，与文件不同；请先导出大厅中的版本并合并后再发布"
    en = f"the hall's editors made version {current.version} of it, which differs: export it and merge it first"
    raise refusal([Problem(definition.path, 1, Text(zh, en))])


def content_of(service: Service) -> str:
    """A hash of what the definition says, whatever it compiles to and whichever version it is."""
    content = {**service.to_dict(), "version": 0}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def refusal(problems: Sequence[Problem]) -> CannotPublish:
    """The problems as one error; each names its file and line."""
    errors = tuple(
        FieldError(problem.pointer, "definition", Text(problem.get("zh"), problem.get("en"))) for problem in problems
    )
    return CannotPublish(errors=errors)


def digest_of(service: Service, machine: Mapping[str, Any]) -> str:
    """A hash of what is published; version numbers and the machine's comment, which may name one, do not count."""
    content = {
        "service": {**service.to_dict(), "version": 0},
        "machine": {key: value for key, value in machine.items() if key != "Comment"},
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
