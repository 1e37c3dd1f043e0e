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
from chalicelib.catalogue.store import ServiceStore
from chalicelib.catalogue.summary import Pinyin, summary_of
from chalicelib.errors import CannotPublish, FieldError
from chalicelib.shared.clock import Clock
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
) -> Service:
    """The service as it is now published. Raises `CannotPublish` with every problem, `Conflict` when another
    publisher was first.

    The same content (definition and compiled machine) as the current version changes nothing and returns that
    version. `create_machine` runs before the version becomes current and must accept being called again for the same
    version, so that a crash in between heals by publishing again; `render` runs after it and can be repeated alone.
    """
    problems = check(definition)
    if problems:
        raise refusal(problems)
    draft = definition.service
    current = store.pointer(draft.code)
    service = replace(draft, version=current.version + 1 if current else 1)
    machine = compile_machine(service)
    digest = digest_of(service, machine)
    if current and current.digest == digest:
        return store.version(service.code, current.version)
    create_machine(service, machine)
    store.put_version(service, digest=digest, summary=summary_of(service, pinyin(service.name.zh), clock()))
    render(service)
    return service


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
