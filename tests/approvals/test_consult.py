"""Consultation: a colleague is asked, the step stays where it is; on executed flows."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.applications import EventType, TaskState, first_broken
from chalicelib.approvals import view_task
from chalicelib.errors import NotFound, NotYourTurn
from chalicelib.materials import Upload, UploadState
from tests.approvals.talking import Talking, rejected
from tests.approvals.test_share_actions import decide, steps_open
from tests.world import PEOPLE

pytestmark = pytest.mark.req("H-07", "C-17")


@pytest.fixture
def hall(aws: Any) -> Talking:
    return Talking(aws)


def ask(hall: Talking, who: str = "counsellor", to: str = "library", **more: Any) -> str:
    """Ask; the id of the question's own task."""
    wanted = {"question": "该生有无欠费？", "wants": "text", "until": "2 workdays", **more}
    task = next(t for t in hall.now_open() if t.kind.value == "base")
    after = hall.talk.consult(PEOPLE[who], f"{hall.id}.{task.key}", to, **wanted)
    hall.settle()
    return f"{hall.id}.{after.tasks[-1].key}"


def answer(hall: Talking, task_id: str, who: str = "library", **more: Any) -> None:
    hall.talk.answer_consult(PEOPLE[who], task_id, **{"yes": None, "text": "没有欠费", "files": (), **more})
    hall.settle()


def view(hall: Talking, who: str, key: str) -> dict[str, Any]:
    found = view_task(PEOPLE[who], f"{hall.id}.{key}", None, viewing=hall.viewing)
    assert found is not None
    return found


def test_asked_answered_and_told_while_the_step_stays(hall: Talking) -> None:
    question = ask(hall)
    assert steps_open(hall, hall.id) == ["counsellor_review", "counsellor_review"]
    assert hall.told.said[-1][0] == "consulted" and hall.told.said[-1][2] == ("person:library",)
    (row,) = hall.boxes.tasks(PEOPLE["library"], "todo", None, 25)["items"]
    assert row["task_id"] == question and row["due_at"] and row["kind"] == "consult"

    seen = view(hall, "library", question.removeprefix(f"{hall.id}."))
    assert seen["actions"] == ["answer"] and seen["task"]["asked"]["question"] == "该生有无欠费？"
    assert [field["name"] for field in seen["task"]["fields"]] == ["@answer"]
    assert seen["task"]["may"] == seen["task"]["return_to"] == []

    answer(hall, question)
    assert hall.told.said[-1][0] == "consult_answered" and hall.told.said[-1][2] == ("person:counsellor",)
    seen = view(hall, "counsellor", "counsellor_review.1.1")
    (told,) = seen["task"]["consults"]
    assert (told["state"], told["text"], told["may_withdraw"]) == ("answered", "没有欠费", False)
    assert seen["task"]["shares"] == [], "a question is no share of the decision"
    assert hall.boxes.tasks(PEOPLE["library"], "todo", None, 25)["items"] == []
    assert len(hall.boxes.tasks(PEOPLE["library"], "done", None, 25)["items"]) == 1
    decide(hall, hall.id, "counsellor")
    assert steps_open(hall, hall.id) == ["finance_check", "library_check"]


def test_an_open_question_holds_nobody_back_and_closes_with_the_step(hall: Talking) -> None:
    first, second = ask(hall), ask(hall, to="finance", wants="yes_no")
    decide(hall, hall.id, "counsellor")
    assert steps_open(hall, hall.id) == ["finance_check", "library_check"]
    states = [task.state for task in hall.load().tasks if task.kind.value == "consult"]
    assert states == [TaskState.SUPERSEDED, TaskState.SUPERSEDED]
    for task_id, who in ((first, "library"), (second, "finance")):
        with pytest.raises(NotYourTurn):
            answer(hall, task_id, who, yes=True)


def test_whatever_settles_the_step_closes_its_questions(hall: Talking) -> None:
    ask(hall)
    decide(hall, hall.id, "counsellor", "return")
    assert not [task for task in hall.load().tasks if task.kind.value == "consult" and task.is_live]
    assert first_broken(hall.id, hall.load().events) is None


def test_the_opinion_never_counts_for_the_outcome(hall: Talking) -> None:
    question = ask(hall, wants="yes_no")
    answer(hall, question, yes=False, text="")
    decide(hall, hall.id, "counsellor")
    assert steps_open(hall, hall.id) == ["finance_check", "library_check"]
    with pytest.raises(NotFound):
        hall.talk.answer_consult(PEOPLE["finance"], question, True, "", ())


def test_who_is_asked_cannot_decide_hand_on_or_ask_others(hall: Talking) -> None:
    question = ask(hall)
    seq = hall.load().seq
    with pytest.raises(NotYourTurn):
        hall.acts.decide(PEOPLE["library"], question, seq, "approve", "同意", {}, {})
    with pytest.raises(NotYourTurn):
        hall.acts.act_on_task(PEOPLE["library"], question, seq, "transfer", "finance", "", 0, "请代答")
    with pytest.raises(NotYourTurn):
        hall.talk.consult(PEOPLE["library"], question, "finance", "请代答", "text", "2 workdays")
    with pytest.raises(NotFound):
        hall.talk.withdraw_consult(PEOPLE["library"], question)


def test_taken_back_by_who_asked(hall: Talking) -> None:
    question = ask(hall)
    hall.talk.withdraw_consult(PEOPLE["counsellor"], question)
    hall.talk.withdraw_consult(PEOPLE["counsellor"], question)  # repeated: nothing happens
    assert [e.type for e in hall.load().events].count(EventType.CONSULT_WITHDRAWN) == 1
    hall.settle()
    assert hall.told.said[-1][0] == "consult_withdrawn" and hall.told.said[-1][2] == ("person:library",)
    assert hall.boxes.tasks(PEOPLE["library"], "todo", None, 25)["items"] == []
    with pytest.raises(NotYourTurn):
        answer(hall, question)


def test_reminded_once_before_the_deadline_and_the_step_is_not_late(hall: Talking) -> None:
    ask(hall, until="4 hours")
    hall.pass_time(hours=18)  # four working hours from Monday 12:00 end on Tuesday at 9:00; it is 6:00
    assert hall.sweep()["reminded"] == 1
    hall.settle()
    assert hall.told.said[-1][0] == "reminded" and hall.told.said[-1][2] == ("person:library",)
    assert hall.sweep()["reminded"] == 0
    hall.pass_time(hours=4)
    counts = hall.sweep()
    assert counts["overdue"] == 0 and not hall.errors


def test_asked_twice_by_one_click_once_by_two(hall: Talking) -> None:
    ask(hall, key="one-click-1")
    ask(hall, key="one-click-1")
    assert [e.type for e in hall.load().events].count(EventType.CONSULTED) == 1
    assert rejected(lambda: ask(hall)) == {"/to": "asked"}


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"to": "counsellor"}, {"/to": "self"}),
    ({"to": "s1"}, {"/to": "unknown"}),
    ({"to": ""}, {"/to": "unknown"}),
    ({"question": " "}, {"/question": "required"}),
    ({"question": "问" * 1001}, {"/question": "too_long"}),
    ({"until": ""}, {"/until": "until"}),
    ({"until": "2026-11-22"}, {"/until": "until"}),
    ({"until": "soon"}, {"/until": "until"}),
    ({"until": "2028-01-01"}, {"/until": "until"}),
]


def test_what_is_asked_must_be_complete(hall: Talking) -> None:
    for wish, fault in WRONG:
        assert rejected(lambda wish=wish: ask(hall, **wish)) == fault


def test_what_was_wanted_must_be_answered(hall: Talking) -> None:
    wanted = {who: ask(hall, to=who, wants=wants) for who, wants in
              (("library", "yes_no"), ("finance", "text"), ("registrar", "file"))}  # fmt: skip
    for who, field in (("library", "/yes"), ("finance", "/text"), ("registrar", "/files")):
        given = {"yes": None, "text": ""}
        assert rejected(lambda who=who, given=given: answer(hall, wanted[who], who, **given)) == {field: "required"}


def test_a_file_comes_with_the_answer_and_only_handlers_open_it(hall: Talking) -> None:
    question = ask(hall, wants="file", until="2026-11-27")
    own = Upload("u" * 26, "library", "standard", "@answer", "证明.pdf", "application/pdf", 12, UploadState.CLEAN)
    others = Upload("v" * 26, "finance", "standard", "@answer", "证明.pdf", "application/pdf", 12, UploadState.CLEAN)
    for upload in (own, others):
        hall.uploads.put(upload, hall.now)
    assert rejected(lambda: answer(hall, question, files=(others.id,))) == {"/files": "unknown"}
    answer(hall, question, files=(own.id,), text="")
    assert hall.uploads.get([own.id])[own.id].application == hall.id
    (told,) = view(hall, "counsellor", "counsellor_review.1.1")["task"]["consults"]
    assert told["files"] == [{"id": own.id, "name": "证明.pdf", "size": 12}]
    assert own.id in hall.viewing.openable(hall.load(), PEOPLE["counsellor"])
    assert own.id not in hall.viewing.openable(hall.load(), PEOPLE["s1"])


def test_the_applicant_sees_that_somebody_was_asked_and_not_what(hall: Talking) -> None:
    answer(hall, ask(hall))
    shown = hall.viewing.application(PEOPLE["s1"], hall.id, None)
    assert shown is not None
    told = [row for row in shown["timeline"] if row["type"].startswith("step:consult")]
    assert len(told) == 2 and not any("opinion" in row for row in told)
    assert "欠费" not in str(shown)
    assert shown["steps"][0]["holder"]["name"]["zh"] != "人library"


def test_the_answer_goes_to_who_took_the_step_over(hall: Talking) -> None:
    question = ask(hall)
    hall.acts.act_on_task(
        PEOPLE["counsellor"], f"{hall.id}.counsellor_review.1.1", hall.load().seq, "transfer", "finance", "", 0, "出差"
    )
    answer(hall, question)
    assert set(hall.told.said[-1][2]) == {"person:counsellor", "person:finance"}
    decide(hall, hall.id, "finance")
    assert steps_open(hall, hall.id) == ["finance_check", "library_check"]


def test_nobody_asks_while_it_is_suspended(hall: Talking) -> None:
    question = ask(hall)
    hall.administer("suspend")
    with pytest.raises(NotYourTurn):
        answer(hall, question)
    with pytest.raises(NotYourTurn):
        ask(hall, to="finance")
