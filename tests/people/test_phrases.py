"""The phrases an approver keeps: few, each once, the newest first."""

import pytest

from chalicelib.errors import NoRoom
from chalicelib.people import MOST_PHRASES


def test_a_phrase_is_kept_once_and_the_newest_comes_first(store, asked):
    assert store.phrases("1") == []
    store.add_phrase("1", "同意")
    store.add_phrase("1", "请补充材料")
    kept = store.add_phrase("1", "同意")
    assert [one["text"] for one in kept] == ["同意", "请补充材料"]
    asked.clear()
    assert store.phrases("1") == kept and asked == {"GetItem": 1}
    assert store.phrases("2") == []


def test_removing_is_harmless_when_repeated(store):
    [kept] = store.add_phrase("1", "同意")
    assert store.remove_phrase("1", kept["id"]) == []
    assert store.remove_phrase("1", kept["id"]) == []


def test_there_are_twenty_at_most(store):
    for number in range(MOST_PHRASES):
        store.add_phrase("1", f"意见{number}")
    with pytest.raises(NoRoom):
        store.add_phrase("1", "one more")
    store.add_phrase("1", "意见0")
    assert [one["text"] for one in store.phrases("1")][:2] == ["意见0", f"意见{MOST_PHRASES - 1}"]
    assert len(store.phrases("1")) == MOST_PHRASES


def test_who_writes_at_the_same_moment_loses_nothing(store, dynamodb):
    store.add_phrase("1", "first")
    raced = []

    def race(**_):
        if not raced:
            raced.append(True)
            store.add_phrase("1", "other browser")

    dynamodb.meta.events.register("before-call.dynamodb.UpdateItem", race)
    store.add_phrase("1", "this browser")
    assert {one["text"] for one in store.phrases("1")} == {"first", "other browser", "this browser"}
