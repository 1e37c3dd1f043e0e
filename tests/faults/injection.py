"""Faults injected through botocore's own events: no patching, and every client of the hall alike.

An `Injector` watches clients and counts their calls; armed, it lets the n-th call of a name go wrong. boto3 clients
come to it through ``Clients(region, on_new=injector.on_new)``, pynamodb's through `watch_tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from typing import Any

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from pynamodb.models import Model

from tests.aws.faults import answering, failing, json_error, xml_error

URL = "https://aws.example"


class Killed(BaseException):
    """The process died here: nothing may catch it but whoever stands for the platform."""


class How(Enum):
    """How a call goes wrong. `NOT_SENT`: before AWS sees it; `ANSWER_LOST`: AWS did it, the caller gets a timeout;
    `KILLED`: AWS did it, and the process is dead before it can do anything with the answer."""

    NOT_SENT = "not sent"
    ANSWER_LOST = "answer lost"
    KILLED = "killed"

    def __str__(self) -> str:
        return self.value


@dataclass
class Injector:
    """Counts calls; `arm` chooses the one that goes wrong. `calls` are names such as ``dynamodb.GetItem``."""

    calls: list[str] = field(default_factory=list)
    victim: str = ""
    """The call that went wrong since the last `arm`; empty while none has."""
    _wanted: tuple[str, int] | None = None
    _how: How | None = None
    _lock: Any = field(default_factory=Lock)
    _watched: set[int] = field(default_factory=set)

    def arm(self, wanted: tuple[str, int] | None = None, how: How | None = None) -> None:
        """Begin counting anew; `wanted` goes wrong: a call's name and which of that name from now on (from 1)."""
        self.calls, self.victim, self._wanted, self._how = [], "", wanted, how

    def on_new(self, _service: str, client: Any) -> None:
        self.watch(client)

    def watch(self, client: Any) -> None:
        """Count this client's calls, and let them fail; once for each client."""
        if id(client) in self._watched:
            return
        self._watched.add(id(client))
        client.meta.events.register("before-call.*.*", self._before)
        client.meta.events.register("after-call.*.*", self._after)

    def watch_tables(self) -> None:
        """Watch the client of every pynamodb model that is there by now."""
        for model in table_models():
            self.watch(model._get_connection().connection.client)

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        """A call of something that is no botocore client, counted and failed like the others."""
        context: dict[str, Any] = {}
        self._begun(name, context)
        answer = call()
        self._ended(context)
        return answer

    def _before(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        self._begun(f"{model.service_model.service_id.hyphenize()}.{model.name}", context)

    def _after(self, context: dict[str, Any], **_: Any) -> None:
        self._ended(context)

    def _begun(self, name: str, context: dict[str, Any]) -> None:
        with self._lock:
            self.calls.append(name)
            struck = self._how is not None and (name, self.calls.count(name)) == self._wanted
        if struck:
            self.victim = name
            context["struck"] = True
            if self._how is How.NOT_SENT:
                raise EndpointConnectionError(endpoint_url=URL)

    def _ended(self, context: dict[str, Any]) -> None:
        if context.pop("struck", False):
            if self._how is How.KILLED:
                raise Killed()
            raise ReadTimeoutError(endpoint_url=URL)


def table_models() -> Iterator[type[Model]]:
    """Every model of the hall's rooms that stands for a table."""
    waiting: list[type[Model]] = [Model]
    while waiting:
        model = waiting.pop()
        waiting.extend(model.__subclasses__())
        if model.__module__.startswith("chalicelib.") and hasattr(model, "Meta"):
            yield model


def table_client(model: type[Model]) -> Any:
    """The botocore client a model's calls go through."""
    return model._get_connection().connection.client


def throttled(client: Any, operation: str, times: int) -> Callable[[], int]:
    """The next `times` requests are refused as too many; returns how many requests were seen.

    On a server only: in process moto does the call all the same, because botocore asks every handler.
    """
    return answering(client, operation, times, 400, json_error("ProvisionedThroughputExceededException"))


__all__ = [
    "How",
    "Injector",
    "Killed",
    "answering",
    "failing",
    "json_error",
    "table_client",
    "table_models",
    "throttled",
    "xml_error",
]
