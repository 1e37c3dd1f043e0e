"""Where published services are stored: one table, versions that never change, a pointer to the current one.

Items: ``S#<code>``/``V#00001`` (the definition as JSON), ``S#<code>``/``N#00001`` (who published it and why),
``S#<code>``/``CURRENT`` (version and digest), and ``SERVICES``/``<code>`` (the summary), so that the whole catalogue is
one query; ``S#<code>``/``A#<application>`` says which version a request became, ``S#<code>``/``P#<name>`` which one
brought a sample. Publishing writes all of them in one
transaction that fails when somebody else published meanwhile. ``F#<code>``/``<id>`` is what somebody says of a service,
``T#<code>``/``<id>`` that its cohort was told of the trial.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.catalogue.model import Service
from chalicelib.catalogue.summary import Summary
from chalicelib.errors import CannotPublish, Conflict, NotFound
from chalicelib.shared.store import Defaults, Item, transaction
from chalicelib.shared.store_faults import lost_race, reached
from chalicelib.shared.text import Text

MAX_ITEM_BYTES = 100 * 1024
"""A definition's size limit; DynamoDB's is 400 KB (PROMISES R10)."""
LIST_SECONDS = 10.0
"""How long the catalogue list and the current version of a service may be out of date."""


_reached = partial(reached, PynamoDBException)


class _Item(Item):
    """One item of the table; which attributes it has depends on its sort key."""

    class Meta(Defaults):
        table_name = settings.current().table("catalogue")

    body = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    bundle = UnicodeAttribute(null=True)
    edited = NumberAttribute(null=True)
    releases = UnicodeAttribute(null=True)


MOST_RELEASES = 12
MOST_NOTE = 80


class Release(NamedTuple):
    """What everybody may know of a version: when it came (RFC 3339), which parts it changed (as `proof` calls them;
    none for the first), and why, in the words of the request, cut to `MOST_NOTE` letters."""

    version: int
    at: str
    parts: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Pointer:
    """Which version of a service is current, and the digest of its content. `bundle` is the digest of the definition
    that was last published from files, `edited` whether the hall's own editors changed it since (decision 44).
    `releases`: the newest versions, the newest first, at most `MOST_RELEASES`: they cost no read of their own."""

    version: int
    digest: str
    bundle: str = ""
    edited: bool = False
    releases: tuple[Release, ...] = ()


@dataclass(frozen=True)
class Note:
    """How a version came about: `at` is the moment, `by` and `reviewer` ids of persons with their names, `application`
    and `number` the request that asked for it, `text` why. From files there is only the moment."""

    at: str
    by: str = ""
    name: Text | None = None
    reviewer: str = ""
    reviewer_name: Text | None = None
    application: str = ""
    number: str = ""
    text: str = ""

    def to_dict(self) -> dict[str, object]:
        return {
            key: value.to_dict() if isinstance(value, Text) else value for key, value in vars(self).items() if value
        }


class ServiceStore:
    """Reads and writes published services. `now` is a monotonic clock in seconds, for the age of what is cached.

    Versions are immutable, so each is read once in the life of the process.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._versions: dict[tuple[str, int], Service] = {}
        self._pointers: dict[str, tuple[float, Pointer]] = {}
        self._list: tuple[float, list[Summary]] | None = None
        self._lock = threading.Lock()

    def current(self, code: str) -> Service:
        """The current version, at most 10 s out of date; no call when warm. Raises `NotFound`."""
        return self.version(code, self._pointed(code).version)

    def releases(self, code: str) -> tuple[Release, ...]:
        """The newest versions as everybody may know them, the newest first; no call beside `current`'s. Raises
        `NotFound`."""
        return self._pointed(code).releases

    def _pointed(self, code: str) -> Pointer:
        age, pointer = self._pointers.get(code, (0.0, None))
        if pointer is None or self._now() - age >= LIST_SECONDS:
            pointer = self.pointer(code)
            if pointer is None:
                raise NotFound(Text("没有这个事项", "There is no such service"))
            self._pointers[code] = (self._now(), pointer)
        return pointer

    @_reached()
    def version(self, code: str, n: int) -> Service:
        """Version `n`, for ever the same; one call the first time. Raises `NotFound`."""
        found = self._versions.get((code, n))
        if found is None:
            item = _Item.read(f"S#{code}", _version_key(n))
            if item is None:
                raise NotFound(Text("没有这个事项版本", "There is no such version of the service"))
            found = self._versions[code, n] = Service.from_dict(json.loads(item.body or ""))
        return found

    @_reached()
    def pointer(self, code: str) -> Pointer | None:
        """The current version's number and digest, read consistently; None before the first publication."""
        item = _Item.read(f"S#{code}", "CURRENT")
        if item is None:
            return None
        releases = tuple(Release(n, at, tuple(parts), text) for n, at, parts, text in json.loads(item.releases or "[]"))
        return Pointer(int(item.version or 0), item.digest or "", item.bundle or "", bool(item.edited), releases)

    @_reached()
    def summary(self, code: str) -> Summary | None:
        """The stored summary of one service, read consistently."""
        item = _Item.read("SERVICES", code)
        return None if item is None else json.loads(item.body or "")

    @_reached()
    def notes(self, code: str, limit: int = 50) -> dict[int, dict[str, object]]:
        """Of the newest versions, how each came about, by number; one query."""
        found = _Item.query(f"S#{code}", _Item.sk.startswith("N#"), scan_index_forward=False, limit=limit)
        return {int(item.sk[2:]): json.loads(item.body or "{}") for item in found}

    @_reached()
    def version_of(self, code: str, application: str) -> int | None:
        """Which version a request was published as; None when it has not been."""
        item = _Item.read(f"S#{code}", f"A#{application}")
        return None if item is None else int(item.version or 0)

    @_reached()
    def samples(self, code: str) -> dict[str, str]:
        """The files of the guide's materials that came through the hall: name to the application that brought it; one
        query."""
        found = _Item.query(f"S#{code}", _Item.sk.startswith("P#"))
        return {item.sk[2:]: item.body or "" for item in found}

    @_reached()
    def put_sample(self, code: str, name: str, application: str) -> None:
        """That the portal has this file now."""
        _Item(f"S#{code}", f"P#{name}", body=application).save()

    @_reached()
    def put_feedback(self, code: str, id: str, said: dict[str, object]) -> None:
        """What somebody says of a service; `id` orders by time."""
        _Item(f"F#{code}", id, body=_compact(said)).save()

    @_reached()
    def feedback(self, code: str, limit: int) -> list[dict[str, object]]:
        """The newest of it first; one query."""
        found = _Item.query(f"F#{code}", scan_index_forward=False, limit=limit)
        return [json.loads(item.body or "{}") for item in found]

    @_reached()
    def put_round(self, code: str, id: str, said: dict[str, object]) -> None:
        """That the cohort was told of the trial: ``{kind, at, by, count}``; `id` orders by time."""
        _Item(f"T#{code}", id, body=_compact(said)).save()

    @_reached()
    def rounds(self, code: str) -> list[dict[str, Any]]:
        """The last twenty, the newest first; one query."""
        found = _Item.query(f"T#{code}", scan_index_forward=False, limit=20)
        return [json.loads(item.body or "{}") for item in found]

    def forget(self) -> None:
        """Read list and current versions anew: somebody else may have published."""
        with self._lock:
            self._list = None
        self._pointers.clear()

    @_reached()
    def current_all(self) -> list[Summary]:
        """The summaries of all services by code, at most 10 s out of date; one query when not cached."""
        with self._lock:
            if self._list is None or self._now() - self._list[0] >= LIST_SECONDS:
                found = [json.loads(item.body or "") for item in _Item.query("SERVICES")]
                self._list = (self._now(), found)
            return list(self._list[1])

    @_reached()
    def adopt(self, code: str, version: int, bundle: str) -> None:
        """What the hall's editors made of it stands in the file now, too: the next change may come from there."""
        actions: list[Action] = [_Item.bundle.set(bundle), _Item.edited.remove()]
        _Item(f"S#{code}", "CURRENT").update(actions=actions, condition=_Item.version == version)

    @_reached()
    def put_version(
        self,
        service: Service,
        *,
        digest: str,
        summary: Summary,
        note: Note | None = None,
        bundle: str | None = None,
        releases: Sequence[Release] = (),
    ) -> None:
        """Make `service` the current version; `bundle` is the digest of the definition it was published from when it
        came from a file, `releases` this version and those before it. Raises `Conflict` when it is not the next one any
        more, `CannotPublish` when it is too large.
        """
        body = _compact(service.to_dict())
        if len(body.encode()) + 1024 > MAX_ITEM_BYTES:
            raise CannotPublish(Text("事项定义超过 100 KB，请精简", "The definition is larger than 100 KB"))
        pk = f"S#{service.code}"
        unpublished = _Item.version.does_not_exist() if service.version == 1 else _Item.version == service.version - 1
        try:
            with transaction() as write:
                stored = _Item(pk, _version_key(service.version), body=body)
                write.save(stored, condition=_Item.pk.does_not_exist())
                now_current = [_Item.digest.set(digest), *_pointing(service.version, bundle, releases)]
                if note is not None:
                    write.save(_Item(pk, f"N#{service.version:05d}", body=_compact(note.to_dict())))
                if note is not None and note.application:
                    write.save(_Item(pk, f"A#{note.application}", version=service.version))
                write.update(_Item(pk, "CURRENT"), actions=now_current, condition=unpublished)
                listed: list[Action] = [_Item.body.set(_compact(summary)), _Item.version.set(service.version)]
                write.update(_Item("SERVICES", service.code), actions=listed)
        except TransactWriteError as error:
            if lost_race(error):
                text = Text("该事项刚刚被他人发布，请重试", "Somebody has just published this service; try again")
                raise Conflict(text) from error
            raise
        self._versions[service.code, service.version] = service
        self._pointers.pop(service.code, None)
        self._list = None


def _pointing(version: int, bundle: str | None, releases: Sequence[Release]) -> list[Action]:
    """What the pointer says of the version that becomes current."""
    found: list[Action] = [_Item.version.set(version), _Item.releases.set(_compact(releases[:MOST_RELEASES]))]
    return [*found, *([_Item.edited.set(1)] if bundle is None else [_Item.edited.remove(), _Item.bundle.set(bundle)])]


def _version_key(n: int) -> str:
    return f"V#{n:05d}"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
