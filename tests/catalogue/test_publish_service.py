"""Publishing: checked, compiled, stored once for ever; twice is once; a crash in between heals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.catalogue import (
    Definition,
    Note,
    Release,
    Service,
    ServiceStore,
    check_definition,
    publish_service,
    read_pinyin,
)
from chalicelib.catalogue.store import MAX_ITEM_BYTES
from chalicelib.errors import CannotPublish, Conflict, NotFound
from chalicelib.shared.clock import stamp
from tests.catalogue.samples import GOOD, UNITS, definition_of

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


class Press:
    """Publishes with a compiler and a renderer that remember what they were asked."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.store = ServiceStore(lambda: self.seconds)
        self.machines: list[tuple[str, int]] = []
        self.rendered: list[int] = []
        self.compiler = 1
        self.failing = False

    def publish(
        self, definition: Definition | None = None, store: ServiceStore | None = None, **more: Any
    ) -> Service:
        return publish_service(
            definition or definition_of(),
            store=store or self.store,
            check=lambda one: check_definition(one, units=UNITS),
            compile_machine=lambda one: {"Comment": f"v{one.version}", "Compiler": self.compiler, "States": one.flow},
            create_machine=self._create,
            render=lambda one: self.rendered.append(one.version),
            pinyin=read_pinyin,
            clock=lambda: NOW,
            **more,
        )

    def _create(self, service: Service, machine: Any) -> None:
        self.machines.append((service.code, service.version))
        if self.failing:
            raise RuntimeError("the machine could not be made")


@pytest.fixture
def press(aws: object) -> Iterator[Press]:
    yield Press()


@pytest.mark.req("N10")
def test_each_version_says_what_it_changed_and_why_at_no_read_more(press: Press) -> None:
    press.publish()
    limit = definition_of(GOOD.replace("limit: 3 workdays", "limit: 4 workdays"))
    press.publish(limit, parts=lambda before, after: ["about"] if before.limit != after.limit else [])
    note = Note("2026-11-24T04:00:00.000Z", text="多 给\n一天" + "，" * 100)
    press.publish(definition_of(), note=note)
    newest, middle, first = ServiceStore().releases("deferred-exam")
    assert (newest.version, newest.at, newest.text[:7], len(newest.text)) == (3, note.at, "多 给 一天，", 80)
    assert (middle.version, middle.parts) == (2, ("about",)) and first == Release(1, stamp(NOW))


CHANGED = GOOD.replace("limit: 3 workdays", "limit: 4 workdays")


def test_a_published_service_is_found(press: Press) -> None:
    assert press.store.current_all() == []
    assert press.publish().version == 1
    fresh = ServiceStore()
    assert fresh.current("deferred-exam") == press.store.current("deferred-exam") == replace(
        definition_of().service, version=1
    )  # fmt: skip
    (summary,) = press.store.current_all()
    assert (summary["code"], summary["pinyin"]["initials"]) == ("deferred-exam", "hksq")
    assert summary["published_at"] == "2026-11-23T04:00:00.000Z"


@pytest.mark.req("C-02")
def test_the_same_content_twice_is_once(press: Press) -> None:
    press.publish()
    assert press.publish().version == 1
    assert (press.machines, press.rendered) == ([("deferred-exam", 1)], [1])


def test_a_change_is_a_new_version_and_the_old_one_stays(press: Press) -> None:
    press.publish()
    assert press.publish(definition_of(CHANGED)).version == 2
    fresh = ServiceStore()
    assert (fresh.current("deferred-exam").limit, fresh.version("deferred-exam", 1).limit) == (
        "4 workdays",
        "3 workdays",
    )
    assert len(fresh.current_all()) == 1


def test_a_change_of_the_compiler_is_a_new_version(press: Press) -> None:
    press.publish()
    press.compiler = 2
    assert press.publish().version == 2


@pytest.mark.req("C-14")
def test_what_is_not_ready_is_refused_and_nothing_is_made(press: Press) -> None:
    with pytest.raises(CannotPublish) as refused:
        press.publish(definition_of(GOOD.replace("area: teaching_registrar", "area: x").replace("3 workdays", "soon")))
    assert [error.pointer for error in refused.value.errors] == ["/area", "/limit"]
    assert refused.value.errors[0].message.en.startswith("catalogue/registry/deferred-exam.yaml:7: ")
    assert press.machines == []
    assert press.store.current_all() == []


def test_a_machine_that_cannot_be_made_leaves_the_old_version_current(press: Press) -> None:
    press.publish()
    press.failing = True
    with pytest.raises(RuntimeError):
        press.publish(definition_of(CHANGED))
    assert ServiceStore().current("deferred-exam").version == 1
    press.failing = False
    assert press.publish(definition_of(CHANGED)).version == 2
    assert press.machines[-2:] == [("deferred-exam", 2), ("deferred-exam", 2)]


class Interrupted(ServiceStore):
    """Somebody else publishes between this publisher's look and its write."""

    def __init__(self, other: Press) -> None:
        super().__init__()
        self.other = other

    def put_version(self, service: Service, **kept: Any) -> None:
        self.other.publish(definition_of(CHANGED.replace("4 workdays", "5 workdays")))
        super().put_version(service, **kept)


@pytest.mark.parametrize("published_before", [False, True])
def test_of_two_publishers_one_wins_and_the_other_is_told(press: Press, published_before: bool) -> None:
    if published_before:
        press.publish()
    with pytest.raises(Conflict):
        press.publish(definition_of(CHANGED), store=Interrupted(press))
    assert ServiceStore().current("deferred-exam").limit == "5 workdays"


def test_no_definition_can_reach_the_size_of_an_item(press: Press) -> None:
    """PROMISES R10."""
    large = GOOD.replace("zh: 填报说明", f"zh: {'长' * (MAX_ITEM_BYTES // 3)}")
    with pytest.raises(CannotPublish):
        press.publish(definition_of(large))
    assert press.store.pointer("deferred-exam") is None


def test_what_does_not_exist_is_not_found(press: Press) -> None:
    with pytest.raises(NotFound):
        press.store.current("nothing")
    with pytest.raises(NotFound):
        press.store.version("nothing", 1)


def test_reads_are_kept_ten_seconds_and_versions_for_ever(press: Press) -> None:
    press.publish()
    reader_seconds = [0.0]
    reader = ServiceStore(lambda: reader_seconds[0])
    first = reader.current("deferred-exam")
    assert len(reader.current_all()) == 1
    press.publish(definition_of(CHANGED))
    press.publish(definition_of(CHANGED.replace("service: deferred-exam", "service: another")))
    assert reader.current("deferred-exam") is first
    assert len(reader.current_all()) == 1
    reader_seconds[0] = 10.0
    assert reader.current("deferred-exam").version == 2
    assert len(reader.current_all()) == 2
    assert reader.version("deferred-exam", 1) is first
