"""The larger controls, drafts and files in a browser: with a mouse, with the keyboard alone, and before any script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsers import CHROMIUM
from tests.portal.days import in_days
from tests.portal.everything import EVERYTHING
from tests.portal.example import SERVICES
from tests.portal.fake_api import FakeHall
from tests.portal.fake_server import start

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
PAGE = "/zh/apply/everything/"
ID = "11010519491231002X"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeHall, str]]:
    hall = FakeHall()
    hall.services = [*SERVICES, EVERYTHING]
    server, address = start(tmp_path_factory.mktemp("portal"), hall)
    yield hall, address
    server.shutdown()


def opened(page: Any, path: str = PAGE) -> Any:
    page.goto(path)
    page.locator("#loading").wait_for(state="detached")
    return page


def field(page: Any, name: str) -> Any:
    return page.locator(f"[data-field={name}]")


def sent(hall: FakeHall, path: str) -> list[Any]:
    return [body for method, where, body in hall.requests if method == "POST" and where == path]


@pytest.mark.req("C-12", "N16")
def test_everything_is_filled_in_checked_and_sent(page: Any, site: tuple[FakeHall, str]) -> None:
    opened(page)
    page.get_by_label("事项名称").fill("调整预算")
    page.get_by_label("身份证号").fill("110105194912310021")
    items = field(page, "items")
    items.get_by_label("科目").fill("差旅费")
    items.get_by_label("调整金额").fill("-300")
    items.get_by_role("button", name="添加一行").click()
    assert page.evaluate("document.activeElement.name") == "subject"
    assert field(page, "why").is_hidden()
    items.get_by_label("科目").nth(1).fill("材料费")
    items.get_by_label("调整金额").nth(1).fill("299.5")
    assert items.locator(".rows__totals").inner_text() == "调整金额合计：¥ -0.50"
    assert field(page, "moved").locator("output").inner_text() == "¥ 2.00"
    assert field(page, "why").is_visible() and page.get_by_text("工资号").is_hidden()
    field(page, "where").get_by_label("具体地点").fill("理学楼 512")
    page.get_by_role("button", name="下一步：核对").click()
    told = page.locator("#errors").inner_text()
    for said in ("有效的 18 位居民身份证号码", "合计为 ¥ -0.50，应为 ¥ 0.00", "请选择地点的校区", "请签署签名"):
        assert said in told, told
    page.get_by_label("身份证号").fill(ID.lower())
    items.get_by_label("调整金额").nth(1).fill("300")
    field(page, "where").get_by_label("校区").select_option("campus-new")
    page.get_by_label("原申请").select_option("app-0")
    field(page, "signed").get_by_label("无法手写时").fill("李晓明")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("heading", name="核对填写内容").wait_for()
    review = page.locator("#check").inner_text()
    assert "1. 差旅费，¥ -300.00" in review and "新校区，理学楼 512" in review and "病假申请" in review
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("提交成功").wait_for()
    (body,) = sent(site[0], "applications")
    assert body["draft"] is True and body["form"] == {
        "name": "调整预算", "identity": ID.lower(), "where": {"campus": "campus-new", "place": "理学楼 512"},
        "items": [{"subject": "差旅费", "amount": -30000}, {"subject": "材料费", "amount": 30000}],
        "earlier": "app-0", "signed": {"typed": "李晓明"},
    }  # fmt: skip


@pytest.mark.req("N16")
def test_rows_and_signature_with_the_keyboard_alone(page: Any, site: tuple[FakeHall, str]) -> None:
    opened(page)
    items = field(page, "items")
    items.get_by_label("科目").fill("一")
    items.get_by_role("button", name="添加一行").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("二")
    assert items.get_by_label("科目").nth(1).input_value() == "二"
    items.get_by_role("button", name="移除 第 1 行").focus()
    page.keyboard.press("Enter")
    assert items.get_by_label("科目").count() == 1 and items.get_by_label("科目").input_value() == "二"
    assert "添加一行" in page.evaluate("document.activeElement.textContent")
    assert page.locator("#spoken").inner_text() == "已移除一行"
    for control in ("identity", "student", "items", "where", "photo", "signed"):
        labelled = "(node) => node.localName === 'fieldset' || !!node.querySelector('label[for]')"
        named = field(page, control).evaluate(labelled)
        assert named, control


def test_a_signature_is_drawn_and_goes_the_way_of_every_file(page: Any, site: tuple[FakeHall, str]) -> None:
    opened(page)
    signed = field(page, "signed")
    signed.locator("canvas").scroll_into_view_if_needed()
    box = signed.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()
    signed.get_by_role("button", name="使用此签名").click()
    signed.locator(".file").wait_for()
    signed.locator("progress").wait_for(state="hidden")
    (asked,) = sent(site[0], "uploads")
    assert (asked["field"], asked["name"], asked["type"]) == ("signed", "signature.png", "image/png")
    assert 100 < asked["size"] < 50_000


@pytest.mark.req("R43")
def test_a_file_waits_for_its_scan_and_a_silent_scanner_is_said_to_be_silent(
    page: Any, site: tuple[FakeHall, str], tmp_path: Path
) -> None:
    hall = site[0]
    hall.scans = [{"state": "scanning", "late": False}] + [{"state": "scanning", "late": True}] * 2
    opened(page)
    photo = field(page, "photo")
    assert photo.locator("input[type=file]").first.get_attribute("capture") == "environment"
    assert photo.get_by_text("拍照").is_visible() and photo.locator("input[type=file]").count() == 2
    (tmp_path / "a.jpg").write_bytes(b"x" * 2000)
    photo.locator("input[type=file]").nth(1).set_input_files(tmp_path / "a.jpg")
    photo.get_by_text("正在进行安全检查").wait_for()
    photo.get_by_text("安全检查服务暂时没有响应").wait_for()
    page.get_by_role("button", name="下一步：核对").click()
    assert "现场照片正在上传或接受安全检查" in page.locator("#errors").inner_text(), "what is not clean cannot be sent"
    photo.locator("progress").wait_for(state="hidden")
    assert photo.get_by_text("安全检查").count() == 0 or photo.get_by_text("安全检查").first.is_hidden()


def test_what_was_uploaded_and_answered_before_is_offered(page: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    at = "2026-11-01T02:00:00.000Z"
    hall.last = {"name": {"value": "旧名称", "display": {"zh": "旧名称", "en": "Old"}, "at": at, "number": "1"}}
    named = {"code": "student-leave", "name": {"zh": "请假", "en": "Leave"}}
    paper = {"id": "old-1", "name": "旧证明.pdf", "size": 3000, "type": "application/pdf"}
    hall.shelf = [paper | {"at": at, "service": named}]
    opened(page)
    page.get_by_text("上次填写：旧名称").get_by_role("button").click()
    assert page.get_by_label("事项名称").input_value() == "旧名称"
    field(page, "proof").get_by_role("button", name="使用以前上传的材料").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="旧证明.pdf").click()
    field(page, "proof").locator(".file", has_text="旧证明.pdf").wait_for()
    page.locator("#saved", has_text="草稿已保存").wait_for()
    assert hall.drafts["everything"]["answers"]["proof"][0]["id"] == "up-copy"


def test_a_draft_is_sent_answer_by_answer_and_meets_another_device(page: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    opened(page)
    page.get_by_label("事项名称").fill("甲")
    page.locator("#saved", has_text="草稿已保存").wait_for()
    assert sent(hall, "drafts/everything")[-1] == {"version": 1, "answers": {"name": "甲"}}
    other = {"name": "乙", "student": "2023010203"}
    hall.drafts["everything"] = {"seq": 9, "answers": other, "saved_at": "2026-11-23T02:00:00Z"}
    page.get_by_label("事项名称").fill("丙")
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("本页：丙").wait_for()
    assert "另一台设备：乙" in sheet.inner_text()
    sheet.get_by_role("button", name="改用另一台设备的内容").click()
    assert page.get_by_label("事项名称").input_value() == "乙"
    assert page.get_by_label("学号").input_value() == "2023010203"
    page.get_by_label("事项名称").fill("丁")
    page.wait_for_function("document.querySelector('#saved').textContent.includes('草稿已保存')")
    page.wait_for_timeout(1500)
    assert hall.drafts["everything"]["answers"]["name"] == "丁"


def test_a_lost_connection_and_an_expired_session_lose_nothing(page: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    opened(page)
    hall.fail_next = [(503, {})]
    page.get_by_label("事项名称").fill("断线")
    page.get_by_text("内容已保留在本机，恢复连接后会自动保存").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("#saved", has_text="草稿已保存").wait_for()
    hall.signed_in = False
    page.get_by_label("学号").fill("2023010203")
    page.get_by_text("登录已过期").wait_for()
    page.locator("#saved a").click()
    page.locator("#loading").wait_for(state="detached")
    assert page.get_by_label("学号").input_value() == "2023010203"
    page.locator("#saved", has_text="草稿已保存").wait_for()
    assert hall.drafts["everything"]["answers"] == {"name": "断线", "student": "2023010203"}


@pytest.mark.req("N16")
def test_before_any_script_the_form_is_there_and_the_browser_checks_it(page: Any, site: tuple[FakeHall, str]) -> None:
    plain = page.context.browser.new_context(java_script_enabled=False, base_url=site[1])
    reader = plain.new_page()
    for path in (PAGE, "/zh/apply/student-leave/"):
        reader.goto(path)
        assert reader.locator("#edit-form").is_visible()
        assert reader.locator("#edit-form :invalid").count() > 1
    reader.get_by_label("病假").check()
    reader.get_by_role("button", name="下一步：核对").click()
    assert reader.url.endswith("/zh/apply/student-leave/"), "nothing typed goes into an address"
    plain.close()


def test_what_is_typed_before_the_scripts_come_is_taken_over(page: Any, site: tuple[FakeHall, str]) -> None:
    waiting: list[Any] = []
    page.route("**/api/v1/services/**", lambda route: waiting.append(route))
    page.goto("/zh/apply/student-leave/")
    page.get_by_label("请假事由").fill("家里有事，需要回去一趟。")
    page.get_by_label("事假").check()
    page.get_by_label("开始").fill(in_days(7))
    page.get_by_label("紧急联系人", exact=True).focus()
    page.wait_for_timeout(300)
    while not waiting:
        page.wait_for_timeout(50)
    waiting[0].continue_()
    page.locator("#loading").wait_for(state="detached")
    expect(page.locator("#f-reason")).to_have_value("家里有事，需要回去一趟。")
    assert page.locator("[data-field=kind]").get_by_label("事假").is_checked()
    assert page.locator("#f-period").input_value() == in_days(7)
    assert page.evaluate("document.activeElement.id") == "f-emergency_contact"


def test_drafts_stand_on_my_page_until_they_are_deleted(page: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    hall.drafts = {"everything": {"seq": 1, "answers": {"name": "甲"}}}
    page.goto("/zh/applications/")
    row = page.locator("#drafts .cell")
    row.wait_for()
    row.get_by_role("button", name="删除").click()
    row.wait_for(state="detached")
    assert hall.drafts == {} and page.locator("#drafts").is_hidden()
    assert page.evaluate("document.activeElement.localName") == "h1"
