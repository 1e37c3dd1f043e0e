"""Drafts with their table: kept answer by answer, for one person, 90 days, over devices and versions of the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.drafts import Answer, Draft, Drafts, DraftStore
from chalicelib.errors import InvalidForm, NotFound, StaleVersion
from tests.world import PEOPLE, World

OPTIONS = [{"value": "a", "zh": "甲", "en": "First"}, {"value": "b", "zh": "乙", "en": "Second"}]
FORM: list[dict[str, Any]] = [
    {"field": "reason", "type": "text", "label": {"zh": "事由", "en": "Reason"}, "required": True, "repeat": True},
    {"field": "days", "type": "number", "label": {"zh": "天数", "en": "Days"}, "fact": True, "max": 9, "repeat": True},
    {"field": "kind", "type": "choice", "label": {"zh": "类别", "en": "Kind"}, "options": OPTIONS},
    {"field": "old", "type": "text", "label": {"zh": "旧项", "en": "Old question"}},
    {"field": "proof", "type": "file", "label": {"zh": "证明", "en": "Proof"}},
]
NEXT = [FORM[0], {**FORM[1], "max": 1}, {**FORM[2], "options": OPTIONS[1:]}, {**FORM[4], "type": "text"}]
ME, OTHER = PEOPLE["s1"], PEOPLE["s2"]
CODE = "standard"


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws, form=FORM)


@pytest.fixture
def drafts(world: World) -> Drafts:
    return Drafts(DraftStore(), world.store, world.definitions, world.people, world.clock)


@pytest.mark.req("C-12")
def test_a_draft_is_continued_where_it_was_left_and_is_nobody_elses(world: World, drafts: Drafts) -> None:
    assert drafts.save(ME, CODE, 0, 1, {"reason": "回", "days": 3})["seq"] == 1
    assert drafts.save(ME, CODE, 1, 1, {"reason": "回家", "days": None})["seq"] == 2
    draft = drafts.open_form(ME, CODE)["draft"]
    assert (draft["answers"], draft["seq"], draft["left_over"]) == ({"reason": "回家"}, 2, [])
    assert drafts.open_form(OTHER, CODE)["draft"] is None
    with pytest.raises(NotFound):
        drafts.get(OTHER, CODE)


def test_two_devices_merge_and_are_told_where_they_meet(drafts: Drafts) -> None:
    drafts.save(ME, CODE, 0, 1, {"reason": "a", "days": 1})
    drafts.save(ME, CODE, 1, 1, {"reason": "phone"})
    saved = drafts.save(ME, CODE, 1, 1, {"days": 2})
    assert (saved["seq"], saved["others"]) == (3, {"reason": "phone"}), "who goes on from here has seen it"
    with pytest.raises(StaleVersion) as stale:
        drafts.save(ME, CODE, 1, 1, {"reason": "laptop", "days": 2})
    (error,) = stale.value.errors
    assert (error.pointer, error.code) == ("/answers/reason", "changed_elsewhere")
    assert drafts.get(ME, CODE)["answers"] == {"reason": "phone", "days": 2}
    assert drafts.save(ME, CODE, 3, 1, {"reason": "laptop"})["seq"] == 4


def test_a_save_that_is_overtaken_while_it_writes_thinks_again(world: World, drafts: Drafts) -> None:
    class Busy(DraftStore):
        raced = 0

        def put(self, draft: Draft, before: int, now: Any) -> bool:
            if self.raced == 0:
                self.raced = 1
                DraftStore().put(Draft(ME.id, CODE, 1, now, {"days": Answer(7, 1, 1)}), 0, now)
            return super().put(draft, before, now)

    assert replace(drafts, store=Busy()).save(ME, CODE, 0, 1, {"reason": "x"})["seq"] == 2
    assert drafts.get(ME, CODE)["answers"] == {"days": 7, "reason": "x"}


def test_it_goes_after_90_days_whether_or_not_the_table_has_removed_it(world: World, drafts: Drafts) -> None:
    drafts.save(ME, CODE, 0, 1, {"reason": "x"})
    world.pass_time(days=89)
    assert [row["answers"] for row in drafts.list_drafts(ME)] == [1]
    drafts.save(ME, CODE, 1, 1, {"days": 1})
    world.pass_time(days=89)
    assert drafts.get(ME, CODE)["seq"] == 2, "every change keeps it for another 90 days"
    world.pass_time(days=1, seconds=1)
    assert drafts.list_drafts(ME) == [] and drafts.open_form(ME, CODE)["draft"] is None
    with pytest.raises(NotFound):
        drafts.get(ME, CODE)
    assert drafts.save(ME, CODE, 0, 1, {"days": 5})["seq"] == 1
    assert drafts.get(ME, CODE)["answers"] == {"days": 5}


def test_listing_and_throwing_away(world: World, drafts: Drafts) -> None:
    drafts.save(ME, CODE, 0, 1, {"reason": "x"})
    (row,) = drafts.list_drafts(ME)
    assert row["service"]["code"] == CODE and row["service"]["name"]["zh"]
    drafts.drop(OTHER, CODE)
    assert len(drafts.list_drafts(ME)) == 1
    drafts.drop(ME, CODE)
    drafts.drop(ME, CODE)
    assert drafts.list_drafts(ME) == []


def test_what_no_longer_fits_a_new_version_is_shown_and_not_dropped(world: World, drafts: Drafts) -> None:
    file = {"id": "u", "name": "证明.pdf", "size": 1}
    typed = {"reason": "回家", "kind": "a", "old": "旧话", "days": 5, "proof": [file]}
    drafts.save(ME, CODE, 0, 1, typed)
    world.catalogue.versions[2] = replace(world.service, version=2, form=NEXT)
    draft = drafts.open_form(ME, CODE)["draft"]
    assert draft["version"] == 2 and draft["answers"] == {"reason": "回家", "days": 5}
    shown = {row["name"]: (row["label"]["en"], row["display"]["zh"]) for row in draft["left_over"]}
    assert shown == {"kind": ("Kind", "甲"), "old": ("Old question", "旧话"), "proof": ("Proof", "证明.pdf")}
    drafts.save(ME, CODE, 1, 2, {"kind": "b", "old": None})
    assert [row["name"] for row in drafts.get(ME, CODE)["left_over"]] == ["proof"], "what the person removed is gone"


REFUSED: list[tuple[Callable[[Drafts], Any], type[Exception], str]] = [
    (lambda drafts: drafts.save(ME, CODE, 0, 1, {"nothing/~": 1}), InvalidForm, "/answers/nothing~1~0"),
    (lambda drafts: drafts.save(ME, CODE, 0, 1, {"reason": "长" * 30_000}), InvalidForm, "/answers"),
    (lambda drafts: drafts.save(ME, CODE, 0, 7, {"reason": "x"}), NotFound, ""),
]


@pytest.mark.parametrize(("act", "error", "pointer"), REFUSED)
def test_what_cannot_be_kept_is_refused_with_its_place(drafts: Drafts, act: Any, error: Any, pointer: str) -> None:
    with pytest.raises(error) as refused:
        act(drafts)
    assert [one.pointer for one in refused.value.errors] == ([pointer] if pointer else [])
    assert drafts.list_drafts(ME) == []


@pytest.mark.req("C-11")
def test_the_last_answers_are_offered_where_the_form_asks_for_it_and_still_takes_them(
    world: World, drafts: Drafts
) -> None:
    assert drafts.open_form(ME, CODE)["last"] == {}
    sent = world.submit({"reason": "回家", "days": 3, "kind": "a", "old": "x"})
    last = drafts.open_form(ME, CODE)["last"]
    assert {name: (row["value"], row["number"]) for name, row in last.items()} == {
        "reason": ("回家", sent.head.number),
        "days": (3, sent.head.number),
    }
    assert drafts.open_form(OTHER, CODE)["last"] == {}
    world.catalogue.versions[2] = replace(world.service, version=2, form=NEXT)
    assert set(drafts.open_form(ME, CODE)["last"]) == {"reason"}, "3 days are too many now"
