"""A letter's answer: published only with consent, in an editor's words, taken down by either side (S-09, Z-F28)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.answers import answer_problems
from chalicelib.answers.personal import STRUCK, marks_of, personal, struck
from chalicelib.applications import EventType, State
from chalicelib.errors import Conflict, InvalidForm, NotFound, StaleVersion
from chalicelib.people import Person
from chalicelib.portal import portal_files
from chalicelib.settings import Settings
from chalicelib.shared.text import Text
from tests.hall_world import HallWorld

STUDENT, ANOTHER, UNIT = "2023010101", "2023010102", "presidents-office"
LETTER = "我是林晓雨，电话 19900000193，晚上自习回来三号楼路灯不亮，能否检修？"
SAID = {"title": "三号楼路灯", "question": "三号楼前路灯不亮，能否检修？", "answer": "已更换，今后每周巡查。"}
WORDS = {**SAID, "title_en": "", "question_en": "", "answer_en": "", "as_written": False, "confirmed": True}


@pytest.fixture
def world(aws: Any) -> HallWorld:
    made = HallWorld(aws, ["president-mailbox", "feedback", "hall-questions"])
    assert made.refused == {}
    return made


def letter(world: HallWorld, may_publish: bool = True) -> str:
    form = {"topic": "campus", "nature": "complaint", "topic_title": "林晓雨反映路灯", "letter": LETTER,
            "wants_call": False, "may_publish": may_publish}  # fmt: skip
    id = world.submit(world.person(STUDENT), "president-mailbox", form)
    for more in ({"assigned_unit": "logistics"}, {"reply": "已更换，今后每周巡查。"}, {}):
        (task,) = world.load(id).open_tasks
        world.decide(id, task.key, world.holder_of(task.holder), fields=more)
    assert world.load(id).head.state is State.COMPLETED
    return id


def editor(world: HallWorld, unit: str = UNIT) -> Person:
    return world.holder_of(f"position:officer@{unit}")


def faults(world: HallWorld, id: str, rev: int, **changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidForm) as refused:
        world.hall.answers.desk.publish(editor(world), UNIT, id, rev, {**WORDS, **changes})
    assert all(error.message.zh and error.message.en for error in refused.value.errors)
    return {error.pointer: error.code for error in refused.value.errors}


@pytest.mark.req("S-09", "S-F7", "R41")
def test_an_editor_words_it_and_the_writer_is_never_named(world: HallWorld) -> None:
    application, desk = letter(world), world.hall.answers.desk
    assert desk.choices(editor(world))["units"][0]["id"] == UNIT
    (listed,) = desk.list_answers(editor(world), UNIT, None, 20)["items"]
    view, rev = desk.view(editor(world), UNIT, listed["id"])
    assert listed["state"] == "proposed" and application not in listed["id"]
    assert view["draft"]["title"] == f"{STRUCK}反映路灯" and "19900000193" not in view["draft"]["question"]
    assert world.hall.answers.store.public() == [], "nothing is public by itself"
    named = {
        "title": "林晓雨来信",
        "question": f"办件 {world.load(application).head.number}",
        "answer": "请联系 13812345678",
    }
    assert set(faults(world, listed["id"], rev, **named).values()) == {"personal"}
    own = view["draft"]["question"].replace("，", " ")
    assert faults(world, listed["id"], rev, question=own) == {"/question": "own_words"}
    assert faults(world, listed["id"], rev, confirmed=False, answer=" ") == {
        "/confirmed": "required",
        "/answer": "required",
    }
    assert faults(world, listed["id"], rev, title_en="Lamps") == {"/question_en": "required", "/answer_en": "required"}
    made, rev = desk.publish(editor(world), UNIT, listed["id"], rev, WORDS)
    (public,) = world.hall.answers.store.public()
    assert (made["state"], public.answered_by, public.zh and public.zh.question) == (
        "published",
        "logistics",
        SAID["question"],
    )
    with pytest.raises(StaleVersion):
        desk.publish(editor(world), UNIT, listed["id"], rev - 1, WORDS)
    for person, unit in ((world.person(STUDENT), UNIT), (editor(world, "finance"), UNIT), (editor(world), "finance")):
        with pytest.raises(NotFound):
            desk.view(person, unit, listed["id"])


def told_once(world: HallWorld, application: str, id: str) -> None:
    """Head and officer of the department hear of it, once each, however often the event comes; the link opens it."""
    world.settle()
    for again in (False, True):
        if again:
            done = next(one for one in world.load(application).events if "answer" in one.data)
            assert done.type is EventType.EFFECT_DONE
            world.hall.reactions(application, done)
            world.settle()
        for role in ("officer", "department_head"):
            heard = world.hall.list_notices(world.holder_of(f"position:{role}@{UNIT}"), None, 25)["items"]
            (line,) = [one for one in heard if one["message"] == "answer_offered"]
            assert line["link"]["zh"] == f"/zh/answer-desk/?id={id}&unit={UNIT}" and "校长信箱" in line["text"]["zh"]
    mails = [str(vars(one)) for one in world.mails() if f"/answer-desk/?id={id}" in str(vars(one))]
    keys = (f"{role}@{UNIT}" for role in ("officer", "department_head"))
    editors = {one.id for key in keys for one in world.hall.people.members(key, world.now.date())}
    assert len(mails) == len(editors) and not any("林晓雨" in one for one in mails), "a mail names no writer"


@pytest.mark.req("S-09", "Z-F28")
def test_either_side_takes_it_down_and_a_consent_taken_back_is_for_good(world: HallWorld) -> None:
    application, hall = letter(world), world.hall
    (listed,) = hall.answers.desk.list_answers(editor(world), UNIT, None, 20)["items"]
    told_once(world, application, listed["id"])
    id, desk, store = listed["id"], hall.answers.desk, hall.answers.store
    _, rev = desk.publish(editor(world), UNIT, id, 1, WORDS)
    assert hall.answers.own.view(world.person(STUDENT), application)["address"] == f"/answers/{id}/"
    with pytest.raises(InvalidForm):
        desk.act(editor(world), UNIT, id, rev, "take_down", " ")
    _, rev = desk.act(editor(world), UNIT, id, rev, "take_down", "规定已调整")
    assert [one.gone for one in store.public()] == [True]
    with pytest.raises(Conflict):
        desk.act(editor(world), UNIT, id, rev, "decline", "x")
    _, rev = desk.publish(editor(world), UNIT, id, rev, WORDS)
    assert [one.gone for one in store.public()] == [False]
    with pytest.raises(NotFound):
        hall.answers.own.withdraw(world.person(ANOTHER), application)
    assert hall.answers.own.withdraw(world.person(STUDENT), application)["state"] == "withdrawn"
    assert [one.gone for one in store.public()] == [True]
    with pytest.raises(Conflict):
        desk.publish(editor(world), UNIT, id, rev + 1, WORDS)
    view, _ = desk.view(editor(world), UNIT, id)
    assert (view["draft"], view["zh"], view["may_publish"]) == (None, None, False)
    assert hall.answers.own.withdraw(world.person(STUDENT), application)["state"] == "withdrawn", "twice is no error"


@pytest.mark.req("S-09")
def test_without_consent_nothing_is_offered(world: HallWorld) -> None:
    application = letter(world, may_publish=False)
    assert world.hall.answers.desk.list_answers(editor(world), UNIT, None, 20)["items"] == []
    with pytest.raises(NotFound):
        world.hall.answers.own.view(world.person(STUDENT), application)
    view = world.hall.view_application(world.person(STUDENT), application, None)
    assert view is not None and view["answer"] is False


@pytest.mark.req("H-21")
def test_feedback_on_a_service_is_kept_by_the_department_that_owns_it(world: HallWorld) -> None:
    form = {"kind": "idea", "service": "president-mailbox", "feedback_title": "可以上传视频吗",
            "content": "希望来信可以附上视频。", "may_publish": True}  # fmt: skip
    id = world.submit(world.person(STUDENT), "feedback", form)
    (task,) = world.load(id).open_tasks
    world.decide(id, task.key, world.holder_of(task.holder), fields={"answer": "会考虑。"})
    (listed,) = world.hall.answers.desk.list_answers(editor(world), UNIT, None, 20)["items"]
    view = world.hall.view_application(world.person(STUDENT), id, None)
    assert listed["title"] == "可以上传视频吗" and view is not None and view["answer"] is True


@pytest.mark.req("S-09")
def test_the_portal_shows_what_is_public_and_says_what_is_no_more(world: HallWorld) -> None:
    application, hall = letter(world), world.hall
    (listed,) = hall.answers.desk.list_answers(editor(world), UNIT, None, 20)["items"]
    path = f"zh/answers/{listed['id']}/index.html"
    hall.answers.desk.publish(editor(world), UNIT, listed["id"], 1, WORDS)

    def pages() -> dict[str, str]:
        services = [hall.catalogue.current("president-mailbox")]
        units = {unit.id: unit for unit in hall.people.all_units()}
        made = portal_files(services, units, {}, Settings(), answers=hall.answers.store.public())
        return {name: content.decode() for name, content in made if name.endswith((".html", ".json"))}

    made = pages()
    english = made[path.replace("zh/", "en/")]
    assert SAID["question"] in made[path] and "后勤" in made[path] and STUDENT not in made[path]
    assert 'lang="zh-CN"' in english and "in Chinese only" in english
    for name in ("zh/answers/index.html", "zh/services/president-mailbox/index.html"):
        assert f"/zh/answers/{listed['id']}/" in made[name], name
    assert any(SAID["title"] in text for name, text in made.items() if name.startswith("assets/answers-zh"))
    hall.answers.own.withdraw(world.person(STUDENT), application)
    made = pages()
    assert "不再公开" in made[path] and not any(SAID["question"] in text for text in made.values())


def test_what_names_somebody_is_found_and_office_numbers_stand() -> None:
    writer = Person(
        "2023010101", Text("林晓雨", "Lin Xiaoyu"), "undergraduate", {}, email="lin@example.edu", mobile="19900000193"
    )
    marks = marks_of(writer, "20261123-000001")
    for text in (
        "林晓雨",
        "lin xiaoyu",
        "LIN@example.edu",
        "20261123-000001",
        "2023010101",
        "18812345678",
        "11010119900307003X",
    ):
        assert personal(f"来信：{text}。", marks) is not None
        assert personal(struck(f"来信：{text}。", marks), marks) is None
    assert personal("请拨打 0000-88110103，2026 年 11 月 23 日前答复。", marks) is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"title": "a", "question": "a", "answer": "a"}, "names consent, title, question, answer"),
        ({"consent": "a", "title": "a", "question": "a", "answer": "a", "colour": "red"}, "names consent"),
        ({"consent": "a", "title": "a", "question": "a", "answer": ["a", "z"]}, "no field z"),
    ],
)
def test_settings_that_cannot_work_are_said(settings: dict[str, Any], words: str) -> None:
    assert words in " ".join(problem.en for problem in answer_problems(settings, ["a"]))
