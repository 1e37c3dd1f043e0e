"""One round trip for what a request needs; told once, to this request only."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from chalicelib import settings
from chalicelib.errors import Temporary
from chalicelib.shared import read_ahead as ahead
from chalicelib.shared.read_ahead import Key, holding
from chalicelib.shared.store import Defaults, Item, JsonText, connection, read_ahead, transaction

NOTICES, PEOPLE = "hall-test-notices", "hall-test-people"


class Notice(Item):
    class Meta(Defaults):
        table_name = settings.current().table("notices")

    text = JsonText(null=True)


class Somebody(Item):
    class Meta(Defaults):
        table_name = settings.current().table("people")

    data = JsonText(null=True)


@pytest.fixture
def asked(aws: Any) -> Counter[str]:
    with transaction() as write:
        write.save(Notice("a", "1", text={"名": [1]}))
        write.save(Somebody("b", "1", data=2))
    counts: Counter[str] = Counter()
    connection().client.meta.events.register("before-call.dynamodb", lambda model, **_: counts.update([model.name]))
    return counts


KEYS = [Key(NOTICES, "a", "1"), Key(PEOPLE, "b", "1"), Key(PEOPLE, "nobody", "1")]


def test_two_tables_in_one_round_trip_each_item_told_once(asked: Counter[str]) -> None:
    with holding():
        read_ahead(KEYS)
        assert Notice.read("a", "1").text == {"名": [1]}
        assert [row.data for row in Somebody.read_all([("b", "1"), ("nobody", "1")])] == [2]
        assert asked == {"BatchGetItem": 1}
        assert Notice.read("a", "1") is not None
        assert Somebody.read("nobody", "1") is None
        assert asked == {"BatchGetItem": 1, "GetItem": 2}


def test_what_was_absent_is_known_to_be_absent_once(asked: Counter[str]) -> None:
    with holding():
        read_ahead(KEYS)
        assert Somebody.read("nobody", "1") is None
        Somebody("nobody", "1", data=3).save()
        assert Somebody.read("nobody", "1").data == 3


def test_all_models_share_one_client(asked: Counter[str]) -> None:
    clients = {id(model._get_connection().connection.client) for model in (Notice, Somebody)}
    assert clients == {id(connection().client)}


def test_nothing_outlives_its_request_or_reaches_another_thread(asked: Counter[str]) -> None:
    seen: list[bool] = []
    with holding():
        read_ahead(KEYS)
        other = threading.Thread(target=lambda: seen.append(ahead.take(KEYS[0])[0]))
        other.start()
        other.join()
    assert seen == [False]
    assert ahead.take(KEYS[0]) == (False, None)
    read_ahead(KEYS)
    assert asked["BatchGetItem"] == 1, "outside a request there is nobody to read for"


def test_what_the_table_leaves_out_is_read_by_who_needs_it(asked: Counter[str]) -> None:
    def leave_out(parsed: dict[str, Any], **_: Any) -> None:
        left = parsed["Responses"].pop(NOTICES)
        parsed["UnprocessedKeys"] = {NOTICES: {"Keys": [{key: row[key] for key in ("pk", "sk")} for row in left]}}

    connection().client.meta.events.register("after-call.dynamodb.BatchGetItem", leave_out)
    with holding():
        read_ahead(KEYS)
        assert Notice.read("a", "1") is not None
        assert asked["GetItem"] == 1


def test_a_table_out_of_reach_is_temporary(asked: Counter[str]) -> None:
    def refuse(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="the table")

    connection().client.meta.events.register("before-call.dynamodb.BatchGetItem", refuse)
    with holding(), pytest.raises(Temporary):
        read_ahead(KEYS)
