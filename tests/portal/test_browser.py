"""The portal in a real browser against the stand-in API: one way through every page that does something."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.fake_api import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]


@pytest.mark.req("C-05", "C-13", "C-18", "Z-05", "H-11")
def test_a_service_is_found_by_initials_and_its_guide_leads_to_the_form(page: Any) -> None:
    page.goto("/zh/")
    page.get_by_role("combobox").fill("qj")
    page.get_by_role("option", name="本科生请销假").click()
    page.locator("#way").get_by_text("计科2301班辅导员 · 王老师").wait_for()  # who is signed in sees their own way
    step = page.locator(".diagram [data-step=counsellor_review][role=button]")
    assert step.locator(".note").all_text_contents() == ["王老师", "预计 11月24日前"]  # and so does the picture
    step.press("Enter")  # the picture leads to what the list says of the step: until when, and who is in charge
    assert page.evaluate("document.activeElement.closest('[data-of]').dataset.of") == "counsellor_review"
    page.locator("#way [data-of=counsellor_review] .step__told").wait_for()
    page.get_by_role("link", name="开始办理").click()
    page.wait_for_url("**/zh/apply/student-leave/")
    page.get_by_text("路径可能变化：请假天数").wait_for()


@pytest.mark.req("C-11", "C-12", "Z-06", "C-20")
def test_an_application_is_filled_in_checked_and_sent_once(
    page: Any, site: tuple[FakeHall, str], tmp_path: Path
) -> None:
    hall = site[0]
    hall.signed_in = False
    page.goto("/zh/apply/student-leave/")
    page.get_by_text("大厅已为您填好 4 项").wait_for()  # came back from sign-in by itself
    page.get_by_role("button", name="下一步：核对").click()
    assert page.locator("#errors").is_visible()
    assert page.evaluate("document.activeElement.id") == "errors"
    page.locator("#errors a").first.click()
    assert page.evaluate("document.activeElement.id") == "f-kind"

    _fill_in(page, tmp_path)
    page.reload()
    page.get_by_text("已恢复您上次填写的内容").wait_for()
    assert page.get_by_label("紧急联系人", exact=True).input_value() == "李建国"
    page.locator('#way [data-slot="questions"]').wait_for(state="hidden")  # nothing is left to ask, nothing is said
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("heading", name="核对填写内容").wait_for()

    page.get_by_role("button", name="提交", exact=True).click()
    page.locator("#errors a", has_text="紧急联系人电话不正确").wait_for()  # the server's word, at the field
    page.get_by_label("紧急联系人电话").fill("13900005678")
    page.get_by_role("button", name="下一步：核对").click()
    hall.fail_next = [(502, {})]
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("不会重复提交").wait_for()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("提交成功").wait_for()
    assert page.get_by_text("20261123-004217").is_visible()
    sent = [body for method, path, body in hall.requests if (method, path) == ("POST", "applications")]
    assert len(hall.keys) == 1 and sent[-1] == sent[-2]
    assert sent[-1]["form"]["period"] == {"from": _day(page, 1), "to": _day(page, 5)}
    assert len(sent[-1]["form"]["evidence"]) == 1
    assert "missed_classes" not in sent[-1]["form"]


def _fill_in(page: Any, folder: Path) -> None:
    page.get_by_label("病假").check()
    page.get_by_label("开始").fill(_day(page, 1))
    page.get_by_label("结束").fill(_day(page, 5))
    assert page.locator("[data-field=days] output").inner_text() == "5"
    assert page.locator("[data-field=family_informed]").is_visible()
    page.get_by_label("请假事由").fill("急性肠胃炎，需回家休养。")
    _attach(page, folder)
    page.locator("[data-field=misses_classes]").get_by_label("否").check()
    page.locator("[data-field=leaves_campus]").get_by_label("否").check()
    page.locator("[data-field=family_informed]").get_by_label("是").check()
    page.get_by_label("紧急联系人", exact=True).fill("李建国")
    page.get_by_label("紧急联系人电话").fill("00000")
    page.get_by_label("我承诺").check()


def _day(page: Any, ahead: int) -> str:
    return str(page.evaluate(f"new Date(Date.now() + {ahead} * 864e5).toISOString().slice(0, 10)"))


def _attach(page: Any, folder: Path) -> None:
    field = page.locator("[data-field=evidence]")
    for name, said in (("note.exe", "格式不支持"), ("bad.pdf", "未能上传")):
        (folder / name).write_bytes(b"x" * 2000)
        field.locator("input[type=file]").set_input_files(folder / name)
        field.get_by_text(said).wait_for()
    (folder / "note.pdf").write_bytes(b"x" * 200_000)
    field.locator("input[type=file]").set_input_files(folder / "note.pdf")
    field.locator(".file progress").wait_for(state="hidden")
    assert field.locator(".field__error").is_hidden()


@pytest.mark.req("C-16", "C-18")
def test_progress_is_live_and_a_due_time_shows_who_holds_the_step(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/zh/application/?id=app-1")
    page.get_by_label("请假事由").fill("急性肠胃炎，第一医院 11 月 23 日就诊。")
    page.get_by_role("button", name="重新提交").click()
    page.get_by_text("已重新提交").wait_for()
    assert page.locator("[data-part=correction]").is_hidden()
    page.locator("button.due").click()
    assert page.get_by_role("dialog").get_by_text("0000-88110233").is_visible()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="撤回申请").click()
    page.get_by_role("button", name="确认撤回").click()
    page.locator(".state", has_text="已撤回").wait_for()


@pytest.mark.req("C-21")
def test_a_task_is_returned_with_pins_and_a_second_decision_is_told(page: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    page.goto("/zh/inbox/")
    page.locator("a.task.is-late").click()
    page.get_by_role("button", name="退回修改").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="退回修改").click()
    sheet.get_by_role("link", name="请填写审核意见").wait_for()
    sheet.get_by_label("审核意见").fill("请补充就诊信息。")
    sheet.get_by_text("请假事由").click()
    sheet.get_by_label("对“请假事由”的修改要求").fill("请写明医院")
    who = {"decided_by": {"zh": "张老师", "en": "Zhang"}, "decided_at": "2026-11-23T08:00:00Z"}
    hall.fail_next = [(409, {"code": "already_decided", **who})]
    sheet.get_by_role("button", name="退回修改").click()
    page.get_by_text("该任务已由 张老师").wait_for()

    page.get_by_role("button", name="退回修改").click()  # what was typed is still there
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    page.get_by_text("已退回，申请人会收到修改通知").wait_for()
    body = hall.requests[[path for _, path, _ in hall.requests].index("tasks/app-1.counsellor_review.1.0/decision")][2]
    assert body["pins"] == {"reason": "请写明医院"} and body["opinion"] == "请补充就诊信息。"


def test_an_approval_asks_for_the_fields_of_its_step(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/en/task/?id=app-1.counsellor_review.1.0")
    page.get_by_role("button", name="Approve").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Approve").click()
    sheet.locator(".summary a").wait_for()
    sheet.get_by_label("Days granted").fill("5")
    sheet.get_by_role("button", name="Approve").click()
    page.get_by_text("The application moves on").wait_for()
    sent = next(body for method, path, body in site[0].requests if path.endswith("/decision"))
    assert sent == {"decision": "approve", "opinion": "Approved", "fields": {"granted_days": 5}, "pins": {}}


def test_what_a_step_asks_may_depend_on_the_answers_and_on_the_step(page: Any, site: tuple[FakeHall, str]) -> None:
    task = site[0].task["task"]

    def asked(name: str, when: Any) -> dict[str, Any]:
        return {**task["fields"][0], "name": name, "label": {"zh": name, "en": name}, "required": False, "when": when}

    task["fields"] += [
        asked("sick_days", {"kind": {"eq": "sick"}}),
        asked("official_days", {"kind": {"eq": "official"}}),
        asked("here", {"step": {"eq": task["step"]}, "applicant.category": {"eq": "undergraduate"}}),
        asked("elsewhere", {"step": {"eq": "another"}}),
    ]
    page.goto("/en/task/?id=app-1.counsellor_review.1.0")
    page.get_by_role("button", name="Approve").click()
    page.locator("#decide-fields [data-field=here]").wait_for()
    shown = [one.get_attribute("data-field") for one in page.locator("#decide-fields [data-field]:visible").all()]
    assert shown == ["granted_days", "sick_days", "here"]


def test_progress_is_found_by_number_and_code_with_and_without_script(page: Any) -> None:
    page.goto("/zh/query/")
    page.get_by_label("办件编号").fill("20261123-004217")
    page.get_by_label("查询码").fill("wrong1")
    page.get_by_role("button", name="查询").click()
    page.locator(".summary a", has_text="没有找到对应的办件").wait_for()
    page.get_by_label("查询码").fill("7kd3fm")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("heading", name="本科生请销假").wait_for()

    plain = page.context.browser.new_context(java_script_enabled=False, base_url=page.url.split("/zh")[0])
    reader = plain.new_page()
    reader.goto("/zh/services/")
    assert reader.locator("a.service:visible").count() >= 8 and reader.locator("#facets").is_hidden()
    reader.goto("/zh/")
    reader.locator("a.tile", has_text="教学与教务").click()
    assert reader.get_by_role("heading", name="教学与教务").is_visible()
    reader.goto("/zh/query/")
    reader.get_by_label("办件编号").fill("20261123-004217")
    reader.get_by_label("查询码").fill("7KD3FM")
    reader.get_by_role("button", name="查询").click()
    assert reader.get_by_role("heading", name="办理进度").is_visible()


@pytest.mark.req("N16")
def test_no_page_needs_more_than_six_requests_or_scrolls_sideways(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", "services/", "services/student-leave/", "apply/student-leave/", "applications/", "query/", "me/"):
        for lang in ("zh", "en"):
            page.goto("about:blank")  # what the page before still asks for is its own
            asked.clear()
            page.goto(f"/{lang}/{path}", wait_until="networkidle")
            assert len(asked) <= 6, (path, asked)
            assert all(re.match(r"http://127\.0\.0\.1[:/]", url) for url in asked)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, lang)
