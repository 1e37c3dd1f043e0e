"""The picture of a flow says of each step what the list says: who, shortened, and by when."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.approvals.flow_picture import notes_of

NAMES = (("李华", "Li Hua"), ("王芳", "Wang Fang"), ("何平", "He Ping"))
LI, WANG, HE = ({"name": {"zh": zh, "en": en}} for zh, en in NAMES)
WITHIN = {"zh": "1 个工作日内", "en": "within 1 working day"}


def step(status: str, **more: Any) -> dict[str, Any]:
    return {"step": "a", "status": status, "holder": None, "within": None, **more}


@pytest.mark.req("C-15", "C-18")
@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        (step("next", holder={"people": [LI]}, expected_at="2026-12-03T09:30:00.000Z"),
         ["李华", "预计 12月3日前"], ["Li Hua", "Expected by 3 Dec"]),
        (step("next", holder={"people": [LI, WANG]}, within=WITHIN),
         ["李华、王芳", "1 个工作日内"], ["Li Hua, Wang Fang", "within 1 working day"]),
        (step("next", holder={"people": [LI, WANG, HE], "count": 12, "pool": True}),
         ["李华 等 12 人"], ["Li Hua and 11 more"]),
        (step("now", holder={"people": [WANG]}, due_at="2026-12-03T16:30:00.000Z", expected_at=None),
         ["王芳", "12月4日前"], ["Wang Fang", "By 4 Dec"]),
        (step("done", by=WANG["name"], decided_at="2026-12-03T01:00:00.000Z", within=WITHIN),
         ["王芳 · 12月3日"], ["Wang Fang, 3 Dec"]),
        (step("next", holder={"people": []}, within=WITHIN), ["1 个工作日内"], ["within 1 working day"]),
        (step("skipped", within=WITHIN), [], []),
    ],
)  # fmt: skip
def test_a_card_tells_who_and_by_when(told: dict[str, Any], zh: list[str], en: list[str]) -> None:
    lines = notes_of([told]).get("a", ())
    assert ([line.zh for line in lines], [line.en for line in lines]) == (zh, en)
