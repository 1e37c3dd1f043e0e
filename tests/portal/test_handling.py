"""What a handler does besides deciding, and urging, in a real browser on a phone and on a desk."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.acting import SHARES, VISITED, share
from tests.portal.fake_api import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

TASK = "/zh/task/?id=app-1.counsellor_review.1.0"
ACTIONS = "tasks/app-1.counsellor_review.1.0/actions"
DECISION = "tasks/app-1.counsellor_review.1.0/decision"


@pytest.fixture(params=[390, 1280])
def wide(page: Any, request: pytest.FixtureRequest) -> Any:
    """The page on a phone and on a desk; nothing scrolls sideways on either."""
    page.set_viewport_size({"width": request.param, "height": 844})
    yield page
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def has(hall: FakeHall, **task: Any) -> None:
    hall.task = hall.task | {"task": hall.task["task"] | task}


def sent(hall: FakeHall, path: str) -> list[Any]:
    return [body for method, asked, body in hall.requests if (method, asked) == ("POST", path)]


def test_sheets_are_loaded_when_first_asked_for_and_once(wide: Any) -> None:
    asked: list[str] = []
    wide.on("request", lambda request: asked.append(request.url))
    wide.goto(TASK, wait_until="networkidle")
    assert not [url for url in asked if "/assets/handle." in url]
    for button in ("同意", "更多操作", "同意"):
        wide.locator("[data-part=decision]").get_by_role("button", name=button, exact=True).click()
        wide.get_by_role("dialog").wait_for()
        wide.keyboard.press("Escape")
    assert len([url for url in asked if "/assets/handle." in url]) == 1
    assert len([url for url in asked if url.endswith("/api/v1/me")]) == 1


def test_a_sheet_that_does_not_load_is_told(page: Any) -> None:
    page.route(re.compile("/assets/handle[.]"), lambda route: route.abort())
    page.goto(TASK)
    page.get_by_role("button", name="同意").click()
    page.get_by_text("没有加载成功，请刷新页面后重试").wait_for()


def test_a_task_is_transferred_with_a_reason(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    wide.goto(TASK)
    wide.get_by_role("button", name="更多操作").click()
    wide.get_by_role("dialog").get_by_role("button", name="转办").click()
    sheet = wide.get_by_role("dialog", name="转办")
    sheet.get_by_role("button", name="确认转办").click()
    sheet.get_by_role("link", name="请选择人员，或输入工号").wait_for()
    assert sheet.locator(".field__error:visible").count() == 2

    assert sheet.get_by_label("对方工号").is_hidden()
    sheet.get_by_label("其他人").check()
    sheet.get_by_label("对方工号").fill("00000")
    sheet.get_by_label("转办原因").fill("我下周出差")
    sheet.get_by_role("button", name="确认转办").click()
    sheet.locator("[data-field=number]").get_by_text("请选择一位教职工").wait_for()  # the server's word, at the field
    sheet.get_by_label("张立").check()
    sheet.get_by_role("button", name="确认转办").click()
    wide.get_by_text("已转办给张立。").wait_for()
    wide.get_by_text("已转办，由对方继续办理").wait_for()
    assert wide.get_by_role("button", name="更多操作").count() == 0
    assert sent(hall, ACTIONS)[-1] == {"action": "transfer", "to": "10021", "reason": "我下周出差"}


def test_a_signer_is_added_and_taken_out_again(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    wide.goto(TASK)
    wide.get_by_role("button", name="更多操作").click()
    wide.get_by_role("dialog").get_by_role("button", name="加签").click()
    sheet = wide.get_by_role("dialog", name="加签")
    sheet.get_by_label("后加签").check()
    sheet.get_by_label("赵敏").check()
    sheet.get_by_label("加签原因").fill("涉及跨年级课程")
    sheet.get_by_role("button", name="确认加签").click()
    shares = wide.locator("[data-part=shares]")
    shares.get_by_text("还需办理：王老师、赵敏").wait_for()
    shares.get_by_role("button", name="减签：赵敏").click()
    wide.get_by_role("dialog").get_by_role("button", name="确认减签").click()
    shares.get_by_text("已减签").wait_for()
    added, removed = sent(hall, ACTIONS)
    assert added == {"action": "add_signer", "where": "after", "to": "10022", "reason": "涉及跨年级课程"}
    assert removed == {"action": "remove_signer", "n": 1}


def test_advice_is_asked_for_and_given(page: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    page.goto(TASK.replace("/zh/", "/en/"))
    page.get_by_role("button", name="More").click()
    page.get_by_role("dialog").get_by_role("button", name="Delegate for advice").click()
    sheet = page.get_by_role("dialog", name="Delegate for advice")
    sheet.get_by_label("Somebody else").check()
    sheet.get_by_label("Staff number").fill("20001")
    sheet.get_by_label("What you want to know").fill("Is the hospital known?")
    sheet.get_by_role("button", name="Delegate").click()
    page.get_by_text("20001 was asked for advice").wait_for()
    page.get_by_text("it comes back to you after that").wait_for()
    assert sent(hall, ACTIONS) == [{"action": "delegate", "to": "20001", "reason": "Is the hospital known?"}]

    hall.__init__()  # type: ignore[misc]
    has(
        hall,
        may=[],
        fields=[],
        shares=[share(1, "陈晨", "Chen Chen", "waiting"), share(0, "王老师", "Wang", kind="advice")],
    )
    page.goto(TASK)
    panel = page.locator("[data-part=decision]")
    assert panel.get_by_role("button", name="退回修改").count() == 0
    panel.get_by_role("button", name="不同意").click()
    page.get_by_role("dialog", name="提出意见").get_by_label("审核意见").fill("医院不在名单内")
    page.get_by_role("dialog").get_by_role("button", name="不同意").click()
    page.get_by_text("意见已提交，由委派人继续办理").wait_for()


def test_a_pooled_task_is_claimed_and_released(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    has(hall, may=["claim", "transfer"])
    wide.goto(TASK)
    wide.get_by_role("button", name="认领").click()
    wide.get_by_text("已认领，由您办理").wait_for()
    wide.get_by_role("button", name="释放").click()
    wide.get_by_text("已释放，其他人可以认领").wait_for()
    wide.get_by_role("button", name="认领").wait_for()
    assert sent(hall, ACTIONS) == [{"action": "claim"}, {"action": "release"}]

    hall.fail_next = [(409, {"code": "not_your_turn", "title_i18n": {"zh": "当前环节不能进行此操作", "en": "No"}})]
    wide.get_by_role("button", name="认领").click()
    wide.get_by_text("当前环节不能进行此操作。页面已显示最新情况").wait_for()


def test_a_task_somebody_else_took_is_told_apart_from_a_wrong_link(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto(TASK)
    page.get_by_role("button", name="同意").wait_for()
    page.route("**/api/v1/tasks/**", lambda route: route.fulfill(status=404, json={"code": "not_found"}))
    page.locator(".banner", has_text="这项任务已由他人认领或转办").wait_for()


def test_a_return_goes_to_a_visited_step_or_to_the_applicant(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    has(hall, return_to=VISITED)
    wide.goto(TASK)
    wide.get_by_role("button", name="退回修改").click()
    sheet = wide.get_by_role("dialog", name="退回修改")
    assert sheet.locator("#d-to").is_checked() and sheet.get_by_text("标出需要修改的内容").is_visible()
    assert sheet.get_by_text("申请人修改后直接回到您这里").first.is_visible()
    again = sheet.get_by_role("radio", name="有改动的环节重新审核")
    assert again.is_hidden()

    sheet.get_by_label("班主任审核").check()
    assert sheet.get_by_text("标出需要修改的内容").is_hidden()
    assert sheet.get_by_role("radio", name="直接回到我").is_checked()
    sheet.get_by_text("仍然有效：学院审核").wait_for()
    again.check()
    sheet.get_by_text("内容有改动时重新审核：学院审核").wait_for()
    sheet.get_by_label("审核意见").fill("请核实日期")
    sheet.get_by_role("button", name="退回修改").click()
    wide.get_by_text("已退回到“班主任审核”").wait_for()
    asked = {"decision": "return", "opinion": "请核实日期", "fields": {}, "pins": {}}
    assert sent(hall, DECISION) == [asked | {"to": "class_review", "again": True}]


def test_who_has_decided_and_who_is_to_come_is_shown(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    has(hall, shares=SHARES)
    hall.task["urged"] = {"count": 2, "at": "2026-11-23T02:00:00Z"}
    wide.goto(TASK)
    shares = wide.locator("[data-part=shares]")
    shares.get_by_text("还需办理：王老师、学生处经办人").wait_for()
    assert shares.locator(".state").all_inner_texts() == ["待办", "已同意", "等待中"]
    assert shares.get_by_role("button").count() == 1
    panel = wide.locator("[data-part=decision]")
    assert panel.get_by_text("我出差，请代为把关").is_visible() and panel.get_by_text("申请人已催办 2 次").is_visible()
    panel.get_by_role("button", name="不通过").click()
    assert wide.get_by_role("dialog").get_by_role("heading").inner_text() == "不通过"  # ends nothing by itself


def test_urging_is_counted_and_has_to_wait(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    wide.goto("/zh/application/?id=app-1")
    wide.get_by_label("请假事由").fill("急性肠胃炎，第一医院就诊。")
    wide.get_by_role("button", name="重新提交").click()
    actions = wide.locator("[data-part=actions]")
    actions.get_by_role("button", name="催办").click()
    actions.get_by_text("已提醒办理人").wait_for()
    assert actions.get_by_text("已催办 1 次").is_visible()
    actions.get_by_role("button", name="催办").click()
    actions.get_by_text(re.compile("24 小时内只能催办一次，.+后可再次催办")).wait_for()
    assert sent(hall, "applications/app-1/urge") == [None, None]
