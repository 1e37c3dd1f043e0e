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
from chalicelib.catalogue.store import MOST_NOTE, Note, Pointer, Release, ServiceStore
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
    parts: Callable[[Service, Service], Sequence[str]] = lambda before, after: (),
) -> Service:
    """The service as now published. Raises `CannotPublish` with all problems, `Conflict` when another was first.
    `parts` tells which parts differ from the version before, `note` whose request it is; without one the definition
    comes from a file, which changes nothing the hall's own editors made since, unless `force` (decision 44). The same
    content (definition and machine) as the current version changes nothing and returns that version. `create_machine`
    runs before it becomes current and must bear being called again: a crash in between heals by publishing again.
    """
    problems = check(definition)
    if problems:
        raise refusal(problems)
    current = store.pointer(definition.service.code)
    if current and current.edited and note is None and not force and (kept := _kept(definition, current, store)):
        return kept
    service = replace(definition.service, version=current.version + 1 if current else 1)
    machine = compile_machine(service)
    digest = digest_of(service, machine)
    if current and current.digest == digest:
        if note is None and current.edited:
            store.adopt(service.code, current.version, content_of(service))
        return store.version(service.code, current.version)
    create_machine(service, machine)
    summary = summary_of(service, pinyin(service.name.zh), clock(), store.summary(service.code) if current else None)
    bundle, told = (None, note) if note else (content_of(service), Note(stamp(clock())))
    releases = _released(told, service, current, lambda n: parts(store.version(service.code, n), service))
    store.put_version(service, digest=digest, summary=summary, note=told, bundle=bundle, releases=releases)
    render(service)
    return service


def _released(
    told: Note, service: Service, before: Pointer | None, since: Callable[[int], Sequence[str]]
) -> tuple[Release, ...]:
    """This version and those before it, as everybody may know them; `since` says what changed since a version."""
    parts = tuple(since(before.version)) if before else ()
    line = " ".join(told.text.split())
    text = line if len(line) <= MOST_NOTE else f"{line[: MOST_NOTE - 1]}…"
    return Release(service.version, told.at, parts, text), *(before.releases if before else ())


def _kept(definition: Definition, current: Pointer, store: ServiceStore) -> Service | None:
    """The version the hall's editors made, where a file must not undo it; None where the file says the same as it.

    Raises `CannotPublish` where the file has changed, too: somebody has to put the two together.
    """
    content, now = content_of(definition.service), store.version(definition.service.code, current.version)
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
