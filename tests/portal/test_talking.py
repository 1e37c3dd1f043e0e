"""What is said over an application, administering one, and the boxes, in a real browser on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsers import CHROMIUM
from tests.portal.days import in_days
from tests.portal.fake_api import FakeHall
from tests.portal.talking import LIN, ZHAO, question, remark
from tests.portal.test_handling import TASK, VISITED, has, sent, wide  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
Site = tuple[FakeHall, str]
NOW = "2026-11-25T02:00:00Z"
APPLICATION = "/zh/application/?id=app-1"


def tells(hall: FakeHall, **view: Any) -> None:
    hall.task = hall.task | view
    hall.view = hall.view | view


@pytest.mark.req("H-07", "C-17")
def test_a_colleague_is_asked_and_the_question_taken_back(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    has(hall, may_consult=True, consults=[])
    wide.goto(TASK)
    wide.get_by_role("button", name="更多操作").click()
    wide.get_by_role("dialog").get_by_role("button", name="征求意见").click()
    sheet = wide.get_by_role("dialog", name="征求意见")
    sheet.get_by_role("button", name="发送").click()
    sheet.get_by_role("link", name="请选择人员").wait_for()
    sheet.get_by_label("赵敏").check()
    sheet.get_by_label("想了解的问题").fill("上月有无欠费？")
    sheet.get_by_label("是或否").check()
    sheet.get_by_label("指定日期").check()
    sheet.get_by_label("答复日期").fill(in_days(5))
    sheet.get_by_role("button", name="发送").click()
    wide.get_by_text("已向赵敏征求意见，您可以照常办理。").wait_for()
    asked = sent(hall, TASK.split("=")[1].join(("tasks/", "/consults")))[-1]
    assert asked == {"to": "10022", "question": "上月有无欠费？", "wants": "yes_no", "until": in_days(5)}
    panel = wide.locator("[data-part=consults]")
    panel.get_by_text("等待答复").wait_for()
    assert wide.get_by_role("button", name="同意", exact=True).is_visible(), "the task stays"
    panel.get_by_role("button", name="撤回").click()
    panel.get_by_text("已撤回", exact=True).wait_for()


def test_a_question_is_answered(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    has(hall, asked=question(wants="yes_no", may_withdraw=False), may=[], fields=[], consults=[])
    hall.task = hall.task | {"actions": ["answer"]}
    wide.goto(TASK)
    wide.locator("[data-part=consults]").get_by_text("该生上月有无欠费？").wait_for()
    wide.get_by_role("button", name="答复", exact=True).click()
    sheet = wide.get_by_role("dialog", name="答复")
    sheet.get_by_label("否", exact=True).check()
    sheet.get_by_label("答复内容").fill("没有欠费")
    sheet.get_by_role("button", name="提交答复").click()
    wide.get_by_text("答复已提交。").wait_for()
    assert sent(hall, "tasks/app-1.counsellor_review.1.0/answer") == [{"yes": False, "text": "没有欠费", "files": []}]


@pytest.mark.req("C-17")
def test_notes_messages_and_copies_are_apart(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    read = {"holder": LIN, "at": NOW, "read": [{"name": LIN, "at": NOW}]}
    tells(hall, says=["message", "note", "copy"], notes=[remark("家长来过电话")], copies=[read])
    wide.goto(TASK)
    notes, messages = wide.locator("[data-part=notes]"), wide.locator("[data-part=messages]")
    notes.get_by_text("家长来过电话").wait_for()
    assert notes.get_by_text("林院长").first.is_visible() and notes.get_by_text("已阅", exact=True).is_visible()
    notes.get_by_role("button", name="写备注").click()
    wide.get_by_role("dialog").get_by_label("备注内容").fill("请注意时限")
    wide.get_by_role("dialog").get_by_role("button", name="保存").click()
    notes.get_by_text("请注意时限").wait_for()
    messages.get_by_role("button", name="写留言").click()
    wide.get_by_role("dialog").get_by_label("留言内容").fill("材料齐了")
    wide.get_by_role("dialog").get_by_role("button", name="发送").click()
    messages.get_by_text("材料齐了").wait_for()
    notes.get_by_role("button", name="抄送").click()
    sheet = wide.get_by_role("dialog", name="抄送")
    sheet.get_by_label("其他人").check()
    sheet.get_by_label("对方工号").fill("00000")
    sheet.get_by_label("抄送原因").fill("供参考")
    sheet.get_by_role("button", name="抄送", exact=True).click()
    sheet.locator("[data-field=number]").get_by_text("已抄送过此人").wait_for()
    sheet.get_by_label("赵敏").check()
    sheet.get_by_role("button", name="抄送", exact=True).click()
    notes.get_by_text("未阅").wait_for()
    assert sent(hall, "applications/app-1/copies")[-1] == {"to": "10022", "reason": "供参考"}


def test_the_applicant_writes_and_sees_no_notes(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    tells(hall, says=["message", "urgent"], messages=[remark("材料齐了")], notes=[], copies=[])
    wide.goto(APPLICATION)
    messages = wide.locator("[data-part=messages]")
    messages.get_by_text("材料齐了").wait_for()
    assert wide.locator("[data-part=notes]").is_hidden()
    messages.get_by_role("button", name="写留言").click()
    wide.get_by_role("dialog").get_by_label("留言内容").fill("谢谢")
    wide.get_by_role("dialog").get_by_role("button", name="发送").click()
    messages.get_by_text("谢谢").wait_for()
    wide.get_by_role("button", name="加急").click()
    wide.get_by_role("dialog").get_by_label("理由").fill("明天的飞机")
    wide.get_by_role("dialog").get_by_role("button", name="加急").click()
    wide.get_by_text("加急（王老师）：明天的飞机").wait_for()
    wide.get_by_role("button", name="取消加急").wait_for()


@pytest.mark.req("Z-18")
def test_an_administrator_suspends_proposes_and_supervises(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    steps = [{"step": "college_review", "title": {"zh": "学院审核", "en": "College review"}}]
    tells(hall, acts=["suspend", "move", "terminate"], targets=steps, says=["supervise"], actions=[], correction=None)
    wide.goto(APPLICATION)
    acts = wide.locator("[data-part=acts]")
    acts.get_by_role("button", name="挂起").click()
    sheet = wide.get_by_role("dialog")
    sheet.get_by_role("button", name="挂起").click()
    sheet.locator(".field__error:visible").wait_for()
    sheet.get_by_label("理由").fill("等待核实")
    sheet.get_by_role("button", name="挂起").click()
    wide.get_by_text("由林院长挂起").wait_for()
    acts.get_by_role("button", name="恢复办理").click()
    wide.get_by_role("dialog").get_by_role("button", name="恢复办理").click()
    acts.get_by_role("button", name="督办").click()
    wide.get_by_role("dialog").get_by_label("督办要求").fill("本周内办结")
    wide.get_by_role("dialog").get_by_label("要求完成日期").fill(in_days(8))
    wide.get_by_role("dialog").get_by_role("button", name="督办").click()
    wide.get_by_text("林院长督办：本周内办结").wait_for()
    acts.get_by_role("button", name="跳转").click()
    wide.get_by_role("dialog").get_by_label("学院审核").check()
    wide.get_by_role("dialog").get_by_label("理由").fill("岗位撤并")
    wide.get_by_role("dialog").get_by_role("button", name="跳转").click()
    wide.get_by_text("林院长提议：跳转").wait_for()
    assert sent(hall, "applications/app-1/acts")[-1] == {"act": "move", "to": "college_review", "reason": "岗位撤并"}
    tells(hall, acts=["confirm", "decline"], seq=hall.view["seq"] + 1)
    wide.get_by_role("button", name="确认执行").click()
    wide.get_by_role("dialog").get_by_role("button", name="确认执行").click()
    wide.get_by_text("已确认并执行。").wait_for()
    assert sent(hall, "applications/app-1/acts")[-1] == {"act": "confirm", "proposal": 8}


def test_a_copy_is_confirmed_and_a_correction_says_what_stays_valid(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    again = [{"title": {"zh": "学院审核", "en": "College review"}, "fields": [{"zh": "请假事由", "en": "Reason"}]}]
    standing = {"valid": [{"zh": "班主任审核", "en": "Class review"}], "again": again}
    tells(hall, says=["read"], standing=standing)
    wide.goto(APPLICATION)
    wide.get_by_text("仍然有效：班主任审核").wait_for()
    assert wide.get_by_text("将重新审核：学院审核（改动：请假事由）").is_visible()
    wide.get_by_role("button", name="已阅").click()
    wide.get_by_text("已确认阅读。").wait_for()
    assert wide.get_by_role("button", name="已阅").count() == 0


@pytest.mark.req("C-17")
def test_a_decision_is_taken_back_and_an_open_task_marked_as_seen_once(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    has(hall, seen=False)
    wide.goto(TASK)
    wide.get_by_role("button", name="同意", exact=True).wait_for()
    wide.wait_for_timeout(200)
    wide.reload()
    wide.get_by_role("button", name="同意", exact=True).wait_for()
    assert len(sent(hall, "tasks/app-1.counsellor_review.1.0/seen")) == 1
    has(hall, state="approved", may=["retract"], decided_by=ZHAO, decided_at=NOW)
    hall.task = hall.task | {"actions": [], "seq": hall.task["seq"] + 1}
    wide.get_by_role("button", name="取回").click()
    wide.get_by_role("dialog").get_by_role("button", name="确认取回").click()
    wide.get_by_text("已取回，由您重新办理。").wait_for()
    assert sent(hall, "tasks/app-1.counsellor_review.1.0/actions") == [{"action": "retract"}]


def test_a_return_to_the_applicant_may_ask_again_whose_fields_change(page: Any, site: Site) -> None:
    hall = site[0]
    has(hall, return_to=VISITED)
    page.goto(TASK)
    page.get_by_role("button", name="退回修改").click()
    sheet = page.get_by_role("dialog", name="退回修改")
    sheet.get_by_label("修改涉及的环节重新审核").check()
    sheet.get_by_text("页面会注明是哪些").wait_for()
    sheet.get_by_label("审核意见").fill("请核实日期")
    sheet.get_by_role("button", name="退回修改").click()
    page.get_by_text("已退回，申请人会收到修改通知").wait_for()
    told = sent(hall, "tasks/app-1.counsellor_review.1.0/decision")[-1]
    assert told["again"] is True and "to" not in told


@pytest.mark.req("R24", "H-03")
def test_many_are_approved_with_a_result_for_each(wide: Any, site: Site) -> None:  # noqa: F811
    hall = site[0]
    wide.goto("/zh/inbox/")
    wide.locator("a.task").nth(3).wait_for()
    assert wide.locator("[name=tick]").count() == 3, "a question is never approved with others"
    assert wide.get_by_role("button", name="批量同意（0）").is_disabled()
    wide.get_by_label("全选").check()
    wide.get_by_role("button", name="批量同意（3）").click()
    sheet = wide.get_by_role("dialog", name="批量同意")
    sheet.get_by_label("审核意见").fill("")
    sheet.get_by_role("button", name="同意").click()
    sheet.get_by_text("请填写审核意见").wait_for()
    sheet.get_by_label("审核意见").fill("情况属实")
    hall.fail_next = [(502, {})]
    sheet.get_by_role("button", name="同意").click()
    sheet.locator(".banner--error").wait_for()
    sheet.get_by_role("button", name="同意").click()
    wide.get_by_text("已同意 2 项，未办理 1 项。").wait_for()
    assert wide.locator(".line__said").all_inner_texts().count("已同意") == 2
    assert wide.get_by_text("未办理：该任务已由他人办理").is_visible()
    first, second = sent(hall, "tasks/decisions")
    assert first == second and [item["seq"] for item in first["items"]] == [1, 1, 1]


@pytest.mark.req("Z-F10")
def test_applications_are_put_in_order_and_their_places_entered(page: Any, site: Site) -> None:
    hall, _ = site
    page.goto("/zh/inbox/")
    page.get_by_role("link", name="整批排名").click()
    page.wait_for_url("**/zh/rank/?service=*&step=counsellor_review")
    first = page.locator(".rank").first
    first.get_by_text("2 人").wait_for()
    assert page.get_by_text("申请受理到 2099-12-31").is_visible()
    assert [one.input_value() for one in page.locator(".rank__place").all()] == ["1", "2", "1", "1"]
    place = first.get_by_label("龚䶮的名次")
    place.fill("3")
    first.get_by_role("button", name="录入并通过（2）").click()
    first.get_by_text("请填写龚䶮的名次，应为 1 到 2 的整数").wait_for()
    expect(place).to_be_focused()
    place.fill("1")
    first.get_by_role("button", name="恢复初始名次").click()
    assert place.input_value() == "2"
    first.get_by_role("button", name="录入并通过（2）").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("审核意见").fill("同意推荐")
    sheet.get_by_role("button", name="同意").click()
    page.get_by_text("已同意 1 项，未办理 1 项。").wait_for()
    (told,) = sent(hall, "tasks/decisions")
    assert [item["fields"] for item in told["items"]] == [{"rank": 1, "ranked": 2}, {"rank": 2, "ranked": 2}]
    assert first.get_by_text("未办理：该任务已由他人办理").is_visible()
    expect(first.locator(".rank__place")).to_have_count(1)
    assert first.get_by_role("button", name="录入并通过（1）").is_visible()
    page.goto("/en/rank/?service=scholarship&step=nowhere")
    page.get_by_text("not found").first.wait_for()


@pytest.mark.req("H-03")
def test_the_inbox_by_keyboard(page: Any, site: Site) -> None:
    page.goto("/zh/inbox/")
    page.locator("a.task").nth(3).wait_for()
    assert "j、k" in page.locator(".keys").inner_text()
    for key in ("j", "j", "ArrowDown", "k", "x"):
        page.keyboard.press(key)
    assert page.locator("[name=tick]").nth(1).is_checked()
    page.keyboard.press("/")
    page.keyboard.type("421")  # typed into the search, not taken for a command
    page.keyboard.press("Enter")
    expect(page.locator("a.task")).to_have_count(4)
    assert page.locator("[name=q]").input_value() == "421"
    page.locator("a.task").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/task/**")


@pytest.mark.req("H-03", "C-17")
def test_four_boxes_and_their_filters(wide: Any, site: Site) -> None:  # noqa: F811
    wide.goto("/zh/inbox/")
    wide.get_by_text("征求意见").wait_for()
    assert wide.get_by_text("待认领").is_visible() and wide.locator(".state", has_text="加急").count() == 1
    wide.get_by_text("筛选").click()
    wide.get_by_label("时限").select_option("overdue")
    expect(wide.locator("a.task")).to_have_count(1)
    wide.get_by_label("时限").select_option("")
    wide.get_by_label("只看加急").check()
    expect(wide.locator("a.task")).to_have_count(1)
    wide.get_by_role("tab", name="抄送我").click()
    wide.get_by_text("没有找到").or_(wide.get_by_text("未读").first).wait_for()
    assert wide.get_by_label("时限").is_hidden()
    wide.get_by_label("只看加急").uncheck()
    wide.get_by_text("未读").first.wait_for()
    wide.get_by_role("tab", name="我发起").click()
    wide.get_by_text("办理中").first.wait_for()
    assert "id=app-1" in wide.locator("a.task").first.get_attribute("href")
    wide.reload()
    expect(wide.get_by_role("tab", name="我发起")).to_have_attribute("aria-selected", "true")
