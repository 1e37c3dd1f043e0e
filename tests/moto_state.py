"""In-process moto, quicker: what every test would do anew in it is done once in a process.

The demo university is some 700 rows and a service is a parsed state machine; written anew through moto they cost each
test more than what it is about. So does a new client for every message of a flow.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_sqs as sqs_task
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

Answer = TypeVar("Answer")
_kept: dict[Hashable, tuple[Any, Any, Any]] = {}


def stored_once(key: Hashable, region: str, store: Callable[[], Answer]) -> Answer:
    """`store`'s answer. It may store rows and state machines only, and the same whenever `key` is the same. In tables
    where something is stored already it is run as it is."""
    tables = get_backend("dynamodb")[DEFAULT_ACCOUNT_ID][region]
    machines = stepfunctions_parser_backends[DEFAULT_ACCOUNT_ID][region]
    if machines.state_machines or any(len(table) for table in tables.tables.values()):
        return store()
    if key not in _kept:
        answer = store()
        _kept[key] = _copied(tables, tables.tables), _copied(machines, machines.state_machines), answer
        return copy.deepcopy(answer)
    rows, made, answer = _kept[key]
    tables.tables, machines.state_machines = _copied(tables, rows), _copied(machines, made)
    return copy.deepcopy(answer)


def _copied(backend: Any, held: Any) -> Any:
    """Whatever points back at the backend goes on doing so."""
    return copy.deepcopy(held, {id(backend): backend})


@contextmanager
def quick_flows() -> Iterator[None]:
    """moto makes a new SQS client for every message a flow sends, 60 ms each; here it keeps the first one."""

    def keep(region: str, service: str, state_credentials: Any = None) -> Any:
        return _client(region, service)

    sqs_task.boto_client_for = keep  # type: ignore[assignment]
    try:
        yield
    finally:
        sqs_task.boto_client_for = boto_client_for


@cache
def _client(region: str, service: str) -> Any:
    return boto_client_for(region, service)
