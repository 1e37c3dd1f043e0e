"""Registers in a real browser, on a phone and on a desk: looking into them, keeping them, and rows in a form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.forms import describe, parse_form
from chalicelib.web.plain import dumps
from tests.browsers import CHROMIUM
from tests.portal.api import Api
from tests.portal.axe import faults
from tests.web.fake_registers import COLLECTED, COLLECTION, IMPORT, OFFERED, REGISTER, ROW, FakeRegisters

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

GRADES = FakeRegisters(7).describe(None, "grades")
FORM = parse_form(
    [
        {
            "field": "project",
            "type": "register_row",
            "label": {"zh": "科研项目", "en": "Research project"},
            "required": True,
            "register": {"code": "research-projects", "fill": "leader_name", "when_down": "type"},
        },
        {
            "field": "leader",
            "type": "text",
            "label": {"zh": "负责人", "en": "Leader"},
            "prefill": "row.project.leader_name",
            "editable": False,
            "required": True,
        },
    ]
)


@pytest.fixture(params=[390, 1280])
def api(page: Any, request: pytest.FixtureRequest) -> Any:
    """The page on a phone and on a desk; nothing scrolls sideways on either."""
    page.set_viewport_size({"width": request.param, "height": 844})
    yield Api(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.req("S-F10", "Z-16", "X4")
@pytest.mark.parametrize(
    ("lang", "report", "disputed"), [("zh", "报告有误", "数据有疑义"), ("en", "Report an error", "Value disputed")]
)
def test_my_rows_and_the_way_to_say_that_one_is_wrong(api: Api, lang: str, report: str, disputed: str) -> None:
    page, rows = api.page, [ROW]
    api.says("/registers$", {"items": [REGISTER]})
    api.says("/registers/grades$", GRADES)
    api.says("/registers/grades/rows[?]", lambda: {"items": rows, "next": None})
    page.goto(f"/{lang}/data/")
    page.locator("a", has_text=REGISTER["name"].get(lang)).click()
    page.locator(".rowtable tbody tr").first.wait_for()
    assert "90" in page.locator(".rowtable tbody").inner_text()
    page.locator(".rowtable__open").first.click()
    link = page.locator("dialog").get_by_role("link", name=report)
    assert link.get_attribute("href") == f"/{lang}/apply/data-correction/?value=register%3Agrades%3Ag1%3Ascore"
    rows[0] = ROW | {"disputed": ["score"]}
    page.reload()
    page.locator(".rowtable .state--warn", has_text=disputed).wait_for()
    page.locator(".rowtable__open").first.click()
    assert page.locator("dialog").get_by_role("link", name=report).count() == 0


def test_somebody_without_registers_is_told_so(api: Api) -> None:
    api.says("/registers$", {"items": []})
    api.page.goto("/zh/data/")
    api.page.get_by_text("暂无可以查询的数据").wait_for()
    api.says("/registers/grades$", {"code": "not_found", "title": "x"}, 404)
    api.page.goto("/zh/data/?r=grades")
    api.page.get_by_role("heading", name="找不到").or_(api.page.locator(".trouble")).first.wait_for()


@pytest.mark.req("Z-16")
def test_a_keeper_brings_a_file_in_and_sees_what_was_refused(api: Api, tmp_path: Path) -> None:
    page, jobs = api.page, list[Any]()
    api.says("/registers/grades$", GRADES | {"views": ["all"], "keeper": True})
    api.says("/registers/grades/rows[?]", {"items": [ROW], "next": None})
    place = FakeRegisters(7).request_import(None, "grades") | {"post": {"url": "/_files/here", "fields": {"key": "k"}}}
    api.says("/registers/grades/imports$", lambda: place if not jobs and api.sent[-1][0] == "POST" else {"items": jobs})
    api.says(
        "/imports/j1/start$", lambda: jobs.append(IMPORT | {"state": "done", "written": 3, "refused": 1}) or IMPORT, 202
    )
    api.says("/imports/j1/refused[?]", FakeRegisters(7).list_refused(None, "grades", "j1", None, 5))
    api.says("/_files/here$", {}, 204)
    page.goto("/zh/data/?r=grades")
    page.get_by_role("link", name="去待办").wait_for()
    file = tmp_path / "a.csv"
    file.write_text("entry,score\n1,九十\n")
    page.get_by_label("导入正确的行").check()
    page.locator("#import-file").set_input_files(str(file))
    page.get_by_text("写入 3 行，未变 0 行，拒绝 1 行").wait_for()
    asked = next(body for method, path, body in api.sent if (method, path) == ("POST", "registers/grades/imports"))
    assert asked == {"name": "a.csv", "size": file.stat().st_size, "mode": "best"}
    page.locator("button.cell", has_text="a.csv").click()
    page.get_by_text("须为数字").wait_for()


@pytest.fixture
def filling(api: Api) -> Callable[[Any], None]:
    """Opens a form with a project and its leader, whose register answers `offered`."""

    def open(offered: Any) -> None:
        shown = {"code": "ip-address", "version": 1, "name": {"zh": "某事项", "en": "A service"}}
        api.says("/services/ip-address/form$", {"service": shown, "fields": describe(FORM), "materials": []})
        api.says("/fields/project/rows[?]", offered)
        api.page.goto("/zh/apply/ip-address/")
        api.page.get_by_role("combobox", name="科研项目").click()

    return open


@pytest.mark.req("C-25", "C-11", "Z-16")
def test_a_chosen_project_fills_its_leader_and_says_where_that_comes_from(api: Api, filling: Any) -> None:
    page = api.page
    filling(OFFERED)
    box = page.get_by_role("combobox", name="科研项目")
    page.get_by_role("option", name="图像识别").wait_for()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "f-project-option-0"
    box.press("Enter")
    assert box.input_value() == "图像识别"
    leader = page.locator("[data-field=leader]")
    assert leader.locator("output").inner_text() == "李"
    assert "来自学生成绩（教务处）" in leader.inner_text()
    assert "更新于" in page.locator("[data-field=project]").inner_text()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("heading", name="核对填写内容").wait_for()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("提交成功").wait_for()


@pytest.mark.req("C-25")
def test_a_source_that_is_down_is_named_and_the_answers_can_be_typed(api: Api, filling: Any) -> None:
    page = api.page
    filling({"items": [], "down": {"label": {"zh": "科研项目", "en": "Research project"}, "when_down": "type"}})
    page.get_by_text("“科研项目”的数据来源暂时无法访问：请手工填写。").wait_for()
    page.get_by_role("combobox", name="科研项目").fill("P2025")
    page.get_by_label("负责人").fill("王老师")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("heading", name="核对填写内容").wait_for()


@pytest.mark.req("Z-16")
def test_a_draft_that_is_opened_again_takes_what_was_put_right_and_says_so(api: Api, filling: Any) -> None:
    page = api.page
    offered = json.loads(dumps(OFFERED))
    offered["items"][0]["fills"]["leader"] |= {"value": "黎", "display": {"zh": "黎", "en": "Li"}}
    before = {"leader": {"value": "李", "display": {"zh": "李", "en": "Lee"}}}
    row = {"key": "P1", "name": {"zh": "图像识别", "en": "x"}, "filled": before}
    filling(offered)
    shown = {"code": "ip-address", "version": 1, "name": {"zh": "某事项", "en": "A service"}}
    draft = {"seq": 1, "answers": {"project": row}, "left_over": [], "saved_at": "2026-11-23T01:00:00.000Z"}
    form = {"service": shown, "fields": describe(FORM), "materials": [], "draft": draft}
    api.says("/services/ip-address/form$", form)
    page.goto("/zh/apply/ip-address/")
    page.get_by_text("草稿保存后归口部门已更正：李 → 黎，已采用新值。").wait_for()
    assert page.locator("[data-field=leader] output").inner_text() == "黎"


@pytest.mark.req("Z-01", "Z-02", "Z-16")
def test_a_filled_value_says_where_it_comes_from_and_a_source_that_is_down_is_named(api: Api) -> None:
    page = api.page
    fields = describe(parse_form([{"field": name, "type": "number", "label": {"zh": zh, "en": name},
                                   "prefill": "library-loans.on_loan", "editable": False, "when_down": "later"}
                                  for name, zh in (("loans", "在借册数"), ("owed", "超期册数"))]))  # fmt: skip
    source = {"source": {"zh": "图书借阅系统", "en": "Library"}, "owner": {"zh": "图书馆", "en": "Library"}}
    place = "connector:library-loans:R1:on_loan"
    fields[0] |= source | {"value": 3, "place": place, "fresh_at": "2026-11-23T01:00:00Z"}
    fields[1] |= source | {"down": "later", "editable": True}
    shown = {"code": "ip-address", "version": 1, "name": {"zh": "某事项", "en": "A service"}}
    api.says("/services/ip-address/form$", {"service": shown, "fields": fields, "materials": []})
    page.goto("/zh/apply/ip-address/")
    told = page.locator("[data-field=loans]")
    told.get_by_role("link", name="报告有误").wait_for()
    assert "来自图书借阅系统（图书馆），更新于" in told.inner_text()
    assert told.get_by_role("link").get_attribute("href").endswith("?value=connector%3Alibrary-loans%3AR1%3Aon_loan")
    assert "“图书借阅系统”的数据来源暂时无法访问" in page.locator("[data-field=owed]").inner_text()
    page.get_by_label("超期册数").fill("1")


@pytest.mark.req("C-S1", "C-S2")
@pytest.mark.parametrize(("lang", "remind"), [("zh", "提醒未填报的人"), ("en", "Send reminders")])
def test_a_collection_shows_who_has_answered_and_reminds_the_others(api: Api, lang: str, remind: str) -> None:
    page = api.page
    api.says("/collections$", {"items": [COLLECTION]})
    more = COLLECTED | {"items": [json.loads(dumps(COLLECTED["items"][0])) | {"id": "library", "answered": 2}]}
    api.says("/collections/theory-study[?].*cursor", more)
    api.says("/collections/theory-study[?]period=2?0?2?6?$", COLLECTED | {"next": "abc"})
    asked = [{"reminded": 1, "waiting": 0, "next": None}, {"reminded": 2, "waiting": 3, "next": "abc"}]
    api.says("/collections/theory-study/reminders$", lambda: asked.pop())
    page.goto(f"/{lang}/collections/")
    page.locator("a.cell").click()
    page.locator(".collect__unit").first.wait_for()
    assert faults(page) == []
    facts = page.locator(".facts")
    assert ("1 / 2" in facts.inner_text() if lang == "zh" else "1 of 2" in facts.inner_text())
    page.locator(".more").click()
    page.locator(".collect__unit").nth(1).wait_for()
    assert ("3 / 4" in facts.inner_text() if lang == "zh" else "3 of 4" in facts.inner_text())
    assert "24" in facts.inner_text(), "hours of both units"
    page.get_by_role("button", name=remind).click()
    banner = page.locator(".banner--good")
    banner.wait_for()
    assert "3" in banner.inner_text()
    assert [body for method, path, body in api.sent if method == "POST"] == [
        {"period": "2026"}, {"period": "2026", "cursor": "abc"},
    ]  # fmt: skip
