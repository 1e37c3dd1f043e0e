"""What is said over an application: copies, notes, messages, urgency, supervision; on executed flows."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import EventType, State, first_broken
from chalicelib.errors import NotAllowed, NotFound, NotYourTurn
from tests.approvals.talking import Talking, rejected
from tests.approvals.test_share_actions import decide
from tests.world import PEOPLE, STANDARD_FLOW

FINANCE = {"role": "officer", "unit": "finance"}
COPYING = [
    {**STANDARD_FLOW[0], "cc": [FINANCE, {"role": "department_head", "unit": "registry"}]},
    {
        "step": "registrar_review",
        "title": {"zh": "教务处审批", "en": "Registrar's approval"},
        "by": {"role": "officer", "unit": "registry"},
        "cc": [FINANCE, {"applicant": True}],
        "withdraw": False,
    },
]


@pytest.fixture
def hall(aws: Any) -> Talking:
    return Talking(aws)


def said(hall: Talking, message: str) -> list[tuple[str, ...]]:
    return [holders for name, _seq, holders in hall.told.said if name == message]


def copies(hall: Talking, who: str) -> list[bool]:
    """Whether each application that was copied to them is unread."""
    return [row["unread"] for row in hall.boxes.tasks(PEOPLE[who], "cc", None, 25)["items"]]


@pytest.mark.req("C-17")
def test_copied_by_rule_once_each_and_read_by_each(aws: Any) -> None:
    hall = Talking(aws, COPYING)
    decide(hall, hall.id, "counsellor")
    decide(hall, hall.id, "registrar")
    assert said(hall, "copied") == [
        ("position:officer@finance", "position:department_head@registry"),
        ("person:s1",),
    ], "finance has a copy already: one copy, one notice"
    assert len(hall.load().copies) == 3 and hall.load().head.state is State.COMPLETED
    assert copies(hall, "finance") == copies(hall, "finance2") == copies(hall, "head") == [True]

    assert hall.view("finance")["says"] == ["read"]
    hall.talk.mark_read(PEOPLE["finance"], hall.id)
    hall.talk.mark_read(PEOPLE["finance"], hall.id)
    assert [e.type for e in hall.load().events].count(EventType.READ) == 1
    assert (copies(hall, "finance"), copies(hall, "finance2")) == ([False], [True])
    with pytest.raises(NotFound):
        hall.talk.mark_read(PEOPLE["library"], hall.id)
    shown = hall.view("counsellor")["copies"]
    assert [[reader["name"]["zh"] for reader in one["read"]] for one in shown] == [[], ["人finance"], []] or [
        len(one["read"]) for one in shown
    ].count(1) == 1
    assert hall.view("s1")["copies"] == hall.view("finance")["copies"] == []
    assert first_broken(hall.id, hall.load().events) is None


@pytest.mark.req("C-17")
def test_copied_by_hand_with_a_reason_and_not_twice(hall: Talking) -> None:
    assert rejected(lambda: hall.talk.copy_to(PEOPLE["counsellor"], hall.id, "s2", " ")) == {
        "/to": "unknown",
        "/reason": "required",
    }
    with pytest.raises(NotFound):
        hall.talk.copy_to(PEOPLE["library"], hall.id, "finance", "供参考")
    hall.talk.copy_to(PEOPLE["counsellor"], hall.id, "library", "供参考")
    hall.settle()
    assert said(hall, "copied") == [("person:library",)] and copies(hall, "library") == [True]
    assert rejected(lambda: hall.talk.copy_to(PEOPLE["counsellor"], hall.id, "library", "再送")) == {"/to": "copied"}
    row = next(row for row in hall.view("s1")["timeline"] if row["type"] == "application:copied")
    assert row["text"]["zh"] == "抄送人library" and "opinion" not in row
    with pytest.raises(NotFound):
        hall.talk.copy_to(PEOPLE["library"], hall.id, "finance", "再抄送")  # reading is no handling


@pytest.mark.req("Z-09")
def test_notes_stay_among_handlers(hall: Talking) -> None:
    hall.talk.copy_to(PEOPLE["counsellor"], hall.id, "library", "供参考")
    hall.talk.note(PEOPLE["counsellor"], hall.id, "家长来过电话", "key-of-a-note")
    hall.talk.note(PEOPLE["counsellor"], hall.id, "家长来过电话", "key-of-a-note")
    hall.talk.note(PEOPLE["head"], hall.id, "请注意时限")
    assert rejected(lambda: hall.talk.note(PEOPLE["counsellor"], hall.id, "长" * 1001)) == {"/text": "too_long"}
    assert [note["text"] for note in hall.view("counsellor")["notes"]] == ["家长来过电话", "请注意时限"]
    for who in ("s1", "library"):
        seen = hall.view(who)
        assert "家长来过电话" not in str(seen) and "note" not in seen["says"], who
        assert not [row for row in seen["timeline"] if row["type"] == "application:noted"]
        with pytest.raises(NotFound):
            hall.talk.note(PEOPLE[who], hall.id, "我也说一句")
    assert "家长来过电话" not in str(hall.viewing.progress(hall.id))
    hall.settle()
    assert all("家长来过电话" not in str(one) for one in hall.told.said)


@pytest.mark.req("C-17")
def test_messages_reach_the_other_side(hall: Talking) -> None:
    hall.talk.message(PEOPLE["s1"], hall.id, "请问还缺材料吗？")
    hall.settle()
    assert said(hall, "message") == [("position:counsellor@class-1",)]
    hall.talk.message(PEOPLE["counsellor"], hall.id, "不缺了")
    hall.settle()
    assert said(hall, "message")[-1] == ("person:s1",)
    for who in ("s1", "counsellor"):
        told = hall.view(who)["messages"]
        assert [(one["text"], one["from_applicant"]) for one in told] == [("请问还缺材料吗？", True), ("不缺了", False)]
    decide(hall, hall.id, "counsellor", "return")
    hall.talk.message(PEOPLE["s1"], hall.id, "改哪一项？")
    hall.settle()
    assert said(hall, "message")[-1] == ("person:counsellor",), "nobody holds it: who returned it is asked"
    hall.acts.withdraw(PEOPLE["s1"], hall.id, hall.load().seq, "")
    with pytest.raises(NotYourTurn):
        hall.talk.message(PEOPLE["s1"], hall.id, "还在吗")
    with pytest.raises(NotFound):
        hall.talk.message(PEOPLE["library"], hall.id, "路过")


@pytest.mark.req("C-17")
def test_urgent_shows_in_every_open_line_at_once(hall: Talking) -> None:
    decide(hall, hall.id, "counsellor")
    hall.talk.copy_to(PEOPLE["counsellor"], hall.id, "coordinator", "供参考")

    def marks() -> set[bool]:
        rows = [hall.boxes.tasks(PEOPLE[who], "todo", None, 25)["items"] for who in ("finance", "library")]
        rows.append(hall.boxes.tasks(PEOPLE["coordinator"], "cc", None, 25)["items"])
        rows.append(hall.boxes.mine(PEOPLE["s1"], None, 25)["items"])
        return {row["urgent"] for found in rows for row in found}

    assert marks() == {False}
    with pytest.raises(NotAllowed):
        hall.talk.set_urgent(PEOPLE["s1"], hall.id, True, "明天的飞机")
    with pytest.raises(NotFound):
        hall.talk.set_urgent(PEOPLE["counsellor"], hall.id, True, "已经办完")  # holds no step any more
    assert rejected(lambda: hall.talk.set_urgent(PEOPLE["finance"], hall.id, True, "")) == {"/reason": "required"}
    hall.talk.set_urgent(PEOPLE["finance"], hall.id, True, "明天的飞机")
    assert marks() == {True}
    hall.settle()
    assert len(said(hall, "marked_urgent")) == 2, "both offices that hold it hear of it"
    assert hall.view("s1")["marked_urgent"]["text"] == "明天的飞机"
    hall.talk.set_urgent(PEOPLE["head"], hall.id, False, "改签了")
    hall.settle()
    assert len(said(hall, "marked_urgent")) == 2
    assert marks() == {False} and hall.view("s1")["marked_urgent"] is None
    assert hall.view("head")["timeline"][-1]["text"]["zh"] == "取消加急"
    decide(hall, hall.id, "finance")
    assert first_broken(hall.id, hall.load().events) is None


@pytest.mark.req("C-17")
def test_the_applicant_marks_it_urgent_where_the_service_lets_them(aws: Any) -> None:
    hall = Talking(aws, urgent="applicant")
    assert "urgent" in hall.view("s1")["says"]
    hall.talk.set_urgent(PEOPLE["s1"], hall.id, True, "明天的飞机")
    assert hall.view("s1")["says"] == ["message", "not_urgent"]


@pytest.mark.req("Z-18", "H-06")
def test_supervised_by_an_administrator(hall: Talking) -> None:
    decide(hall, hall.id, "counsellor")
    for who in ("finance", "s1"):
        with pytest.raises(NotFound):
            hall.talk.supervise(PEOPLE[who], hall.id, "请尽快", "2026-11-27")
    assert rejected(lambda: hall.talk.supervise(PEOPLE["head"], hall.id, " ", "2026-11-01")) == {
        "/text": "required",
        "/until": "date",
    }
    hall.talk.supervise(PEOPLE["head"], hall.id, "本周内办结", "2026-11-27")
    hall.settle()
    told = said(hall, "supervised")
    assert told[:2] == [("position:officer@finance",), ("position:officer@library",)]
    assert told[2] == ("position:department_head@finance", "position:department_head@library")
    shown = hall.view("finance")["supervised"]
    assert (shown["text"], shown["until"][:10]) == ("本周内办结", "2026-11-27")
    assert hall.view("s1")["supervised"] is None and "本周内办结" not in str(hall.view("s1"))


@pytest.mark.req("C-17")
def test_a_step_may_bar_withdrawing(aws: Any) -> None:
    hall = Talking(aws, COPYING)
    assert "withdraw" in hall.view("s1")["actions"]
    decide(hall, hall.id, "counsellor")
    assert "withdraw" not in hall.view("s1")["actions"]
    with pytest.raises(NotYourTurn) as refused:
        hall.acts.withdraw(PEOPLE["s1"], hall.id, hall.load().seq, "")
    assert refused.value.detail and "教务处审批" in refused.value.detail.zh
    decide(hall, hall.id, "registrar", "return")
    assert "withdraw" in hall.view("s1")["actions"], "it is back with the applicant and the step is not passed"
    hall.acts.withdraw(PEOPLE["s1"], hall.id, hall.load().seq, "")
    assert hall.load().head.state is State.WITHDRAWN


@pytest.mark.req("C-17")
def test_what_stays_valid_after_a_correction_is_said(aws: Any) -> None:
    hidden = {"fields": {"reason": "hidden"}}
    flow = [STANDARD_FLOW[0], {**STANDARD_FLOW[1]["parallel"][0][0], **hidden}, STANDARD_FLOW[2]]
    hall = Talking(aws, flow)
    assert hall.view("s1")["standing"] is None
    decide(hall, hall.id, "counsellor")
    decide(hall, hall.id, "finance")
    decide(hall, hall.id, "registrar", "return", again=True)
    assert hall.view("s1")["standing"] is None, "not corrected yet"
    hall.acts.resubmit(PEOPLE["s1"], hall.id, hall.load().seq, {"reason": "去医院", "days": 2})
    hall.settle()
    for who in ("s1", "counsellor"):
        shown = hall.view(who)["standing"]
        assert [title["zh"] for title in shown["valid"]] == ["财务处审核"]
        assert [(one["title"]["zh"], [f["zh"] for f in one["fields"]]) for one in shown["again"]] == [
            ("辅导员审核", ["事由"])
        ]
