"""The pages of those who look after services, in a real browser against the stand-in API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.fake_api import FakeHall
from tests.web import fake_editing

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.req("Z-14", "R20")
@pytest.mark.parametrize("width", [390, 1280])
def test_findings_lead_to_their_step_and_their_units(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/zh/checks/")
    page.get_by_text("环节“学院审核”没有人可以办理").wait_for()
    assert page.evaluate(WIDE) <= 0
    page.get_by_role("button", name="涉及的 1 个单位").click()
    assert page.get_by_role("dialog").get_by_text("0000-88004700").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="查看环节").click()
    page.wait_for_url("**/zh/services/student-leave/#step-college_review")
    page.locator('.diagram [data-step="college_review"].is-pointed').wait_for()


@pytest.mark.req("R19")
@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_applications_are_taken_over_in_two_looks_and_back(
    page: Any, site: tuple[FakeHall, str], lang: str, width: int
) -> None:
    zh = lang == "zh"
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/{lang}/versions/?code=student-leave")
    page.get_by_text("1 个工作日" if zh else "1 working day", exact=True).wait_for()
    page.get_by_role("button", name="试算" if zh else "Look first").click()
    page.get_by_text(
        "将到：学院审核，由王老师办理" if zh else "Would stand at: College review, with Ms Wang"
    ).first.wait_for()
    assert page.evaluate(WIDE) <= 0
    page.get_by_label("全选" if zh else "Select all").check()
    page.locator("#take").click()
    sheet = page.get_by_role("dialog")
    sheet.locator(".button--primary").click()
    sheet.get_by_text("请填写迁移原因" if zh else "Enter the reason").wait_for()
    sheet.locator("textarea").fill("少一个环节")
    sheet.locator(".button--primary").click()
    page.get_by_text("试算之后该办件已有变化" if zh else "It has moved on since").wait_for()
    page.get_by_role("button", name="撤销，回到第 1 版" if zh else "Undo: back to version 1").click()
    page.locator(".state--good", has_text="已按第 1 版办理" if zh else "Now on version 1").wait_for()
    sent = [body for method, path, body in site[0].requests if method == "POST" and path.endswith("/migrations")]
    assert sent[0] == {"to": 2, "applications": {"app-1": 7, "app-2": 7}, "reason": "少一个环节"}
    assert sent[1]["undo"] and sent[1]["applications"] == {"app-1": 8}


@pytest.mark.req("S-02", "N12", "Z-13", "X3")
@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_every_figure_of_the_dashboard_opens_its_list(page: Any, lang: str, width: int) -> None:
    zh = lang == "zh"
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/{lang}/catalogue/")
    page.locator(".tally__one").first.wait_for()
    assert page.evaluate(WIDE) <= 0 and faults(page) == []
    assert page.locator(".lived").count() == 3
    page.locator(".tally__one", has_text="计划建设" if zh else "Planned").click()
    assert page.locator(".lived").count() == 1
    assert page.get_by_text("已过计划日期" if zh else "Past its target").is_visible()
    assert page.locator("#by-state").input_value() == "planned" and "state=planned" in page.url
    page.locator("tbody .link").last.click()
    assert page.locator(".lived").count() == 1 and "state=new" in page.url
    page.locator("tfoot .link").nth(-2).click()
    assert page.locator(".lived").count() == 3
    page.reload()
    page.get_by_text("奖学金申请：2026-12-01 开放" if zh else "Scholarship opens on 2026-12-01").wait_for()


@pytest.mark.req("C-02", "Z-03")
@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 390)])
def test_a_definition_is_checked_as_it_is_typed(page: Any, lang: str, width: int, tmp_path: Any) -> None:
    zh = lang == "zh"
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/{lang}/catalogue/edit/")
    page.locator("#begin-now").click()
    page.get_by_text("缺少事项简介" if zh else "the summary is missing").wait_for()
    assert faults(page) == []
    assert page.locator("#text").input_value().startswith("from: GUIDE")
    assert page.locator("#ask").is_disabled() and page.evaluate(WIDE) <= 0
    file = tmp_path / "mine.yaml"
    file.write_text("service: invoice-titles\nsummary: {zh: 学校开票信息。, en: Invoices.}\n", encoding="utf-8")
    page.locator("#file").set_input_files(str(file))
    page.locator("#verdict", has_text="没有发现问题" if zh else "Nothing is wrong").wait_for()
    page.get_by_text("开票信息查询" if zh else "Invoice details").first.wait_for()
    with page.expect_download() as saved:
        page.locator("#save").click()
    assert saved.value.suggested_filename == "invoice-titles.yaml"
    page.route(
        "**/apply/publish-guide/", lambda route: route.fulfill(body="<title>.</title>", content_type="text/html")
    )
    page.locator("#ask").click()
    page.wait_for_url(f"**/{lang}/apply/publish-guide/")
    kept = page.evaluate("JSON.parse(sessionStorage.getItem('hall.draft.publish-guide')).typed")
    assert kept["department"] == "student-affairs" and kept["definition"].startswith("service: invoice-titles")


@pytest.mark.req("W-11", "N18")
def test_history_says_who_and_why_and_leads_back(page: Any, site: tuple[FakeHall, str]) -> None:
    page.goto("/zh/versions/?code=student-leave")
    page.get_by_text("周老师 申请，陈老师 审批").wait_for()
    assert page.get_by_text("缩短办理时限").is_visible() and page.get_by_text("看不清按钮").is_visible()
    panel = page.locator("#testers")
    panel.get_by_text("试用至 2026-11-29，还剩 7 天。").wait_for()
    expect(panel).to_contain_text("试用人员 2 人，已试用 1 人，未试用 1 人；意见 1 条。")
    expect(panel.locator("#testers-list li").first).to_contain_text("王芳")
    expect(panel.locator("#testers-list li").first).to_contain_text("未试用")
    panel.get_by_role("button", name="提醒未试用的人").click()
    panel.get_by_text("已通知 1 人").wait_for()
    sent = [body for _, path, body in site[0].requests if path.endswith("/testers") and body]
    assert sent == [{"kind": "remind"}]
    page.get_by_role("link", name="恢复到此版本").click()
    page.wait_for_url("**/zh/catalogue/edit/?code=student-leave&version=1")
    expect(page.locator("#text")).to_have_value(re.compile("version: 2"))


@pytest.mark.req("C-02", "Z-18")
@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_the_catalogue_is_brought_from_a_file_as_it_was_shown(
    page: Any, site: tuple[FakeHall, str], lang: str, width: int
) -> None:
    zh = lang == "zh"
    page.set_viewport_size({"width": width, "height": 844})
    page.route("**/api/v1/catalogue?*", lambda route: route.fulfill(json=fake_editing.DASHBOARD | {"all": True}))
    page.goto(f"/{lang}/catalogue/")
    page.locator("#bring").wait_for()
    chosen = page.locator("#catalogue-file")
    chosen.set_input_files({"name": "c.zip", "mimeType": "application/zip", "buffer": b"wrong"})
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("finance/x.yaml · 3" if zh else "no summary").wait_for()
    assert sheet.locator(".button--primary").count() == 0
    page.keyboard.press("Escape")
    chosen.set_input_files({"name": "c.zip", "mimeType": "application/zip", "buffer": b"good"})
    sheet.get_by_text("新增 1 个" if zh else "1 new").wait_for()
    sheet.locator(".brought summary").first.click()
    assert sheet.locator(".difference ins").first.is_visible()
    assert page.evaluate(WIDE) <= 0
    sheet.locator("#bring-note").fill("学期初")
    sheet.locator(".button--primary").click()
    page.locator(".banner--warn", has_text="loan").wait_for()
    (sent,) = [body for method, path, body in site[0].requests if (method, path) == ("POST", "catalogue/imports")]
    assert sent == {"file": "Z29vZA==", "note": "学期初"}
