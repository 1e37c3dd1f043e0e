"""What all rooms' stores have in common: the keys, the limits of time, one client, and reading what was read ahead.

Each further botocore client would cost a cold start 50 ms and a connection of its own, so all models of a process talk
through one. A store's model derives from `Item` and names its table in ``Meta``:

    class Row(Item):
        class Meta(Defaults):
            table_name = settings.current().table("notices")
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import Attribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.constants import STRING
from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib import settings
from chalicelib.shared import read_ahead as ahead
from chalicelib.shared.read_ahead import Key, Raw
from chalicelib.shared.store_faults import reached

CONNECT_SECONDS = 2
READ_SECONDS = 5
RETRIES = 3
"""Within the 29 s of API Gateway, even when each attempt runs into its limit."""

UNREACHED = (BotoCoreError, ClientError)
"""What a call that goes past pynamodb's models may raise, as `store_faults.reached` takes it."""

_connection: Connection | None = None
_lock = threading.RLock()


def connection() -> Connection:
    """The process's one connection to DynamoDB; its client is the one all models use."""
    global _connection
    with _lock:  # making botocore clients is not safe between threads
        if _connection is None:
            region = settings.current().region
            made = Connection(region, None, READ_SECONDS, CONNECT_SECONDS, RETRIES)
            made.client  # noqa: B018 - made now, under the lock
            _connection = made
        return _connection


def forget_connection() -> None:
    """Let the next call make a new client; for tests, which move from one emulator to another."""
    global _connection
    with _lock:
        _connection = None
        for model in _models(Item):
            model._connection = None


def transaction() -> TransactWrite:
    """A transaction over items of any table."""
    return TransactWrite(connection=connection())


class JsonText(Attribute[Any]):
    """Any JSON value as compact UTF-8 text: half the bytes of a DynamoDB map, and Chinese is not escaped."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, value: str) -> Any:
        return json.loads(value)


class Defaults:
    """What every model's ``Meta`` has besides its table's name."""

    table_name = ""
    region = settings.current().region
    connect_timeout_seconds = CONNECT_SECONDS
    read_timeout_seconds = READ_SECONDS
    max_retry_attempts = RETRIES


class Item(Model):
    """An item of one of the hall's tables."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    @classmethod
    def read(cls, pk: str, sk: str) -> Self | None:
        """The item, strongly consistent: one call, or none when it was read ahead."""
        held, raw = ahead.take(Key(cls.Meta.table_name, pk, sk))
        if held:
            return None if raw is None else cls._from(raw)
        try:
            return cls.get(pk, sk, consistent_read=True)
        except DoesNotExist:
            return None

    @classmethod
    def read_all(cls, keys: Iterable[tuple[str, str]]) -> list[Self]:
        """Those that exist, strongly consistent, in any order: one call a hundred, none when all were read ahead."""
        found, left = [], []
        for pk, sk in dict.fromkeys(keys):
            held, raw = ahead.take(Key(cls.Meta.table_name, pk, sk))
            if not held:
                left.append((pk, sk))
            elif raw is not None:
                found.append(cls._from(raw))
        return found + (list(cls.batch_get(left, consistent_read=True)) if left else [])

    @classmethod
    def _from(cls, raw: Raw) -> Self:
        return cls.from_raw_data(dict(raw))

    @classmethod
    def _get_connection(cls) -> TableConnection:
        if cls._connection is None:
            with _lock:
                made = super()._get_connection()
                made.connection._client = connection().client
        return super()._get_connection()


def read_ahead(keys: Iterable[Key]) -> None:
    """Read up to 100 items of any tables in one strongly consistent round trip, for the stores to take.

    Does nothing outside `chalicelib.shared.read_ahead.holding`. What DynamoDB leaves out for its load is simply not
    held, and read by who needs it. Raises `Temporary`.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted or not ahead.is_open():
        return
    request: dict[str, Any] = {}
    for key in wanted:
        table = request.setdefault(key.table, {"ConsistentRead": True, "Keys": []})
        table["Keys"].append({"pk": {"S": key.pk}, "sk": {"S": key.sk}})
    with reached(UNREACHED):
        answer = connection().dispatch("BatchGetItem", {"RequestItems": request})
    found: dict[Key, Raw | None] = dict.fromkeys(wanted)
    for name, rows in answer.get("Responses", {}).items():
        found.update({_key(name, raw): raw for raw in rows})
    for name, skipped in answer.get("UnprocessedKeys", {}).items():
        for raw in skipped["Keys"]:
            found.pop(_key(name, raw))
    ahead.keep(found)


def _key(table: str, raw: Raw) -> Key:
    return Key(table, raw["pk"]["S"], raw["sk"]["S"])


def _models(model: type[Model]) -> Iterable[type[Model]]:
    yield model
    for below in model.__subclasses__():
        yield from _models(below)
