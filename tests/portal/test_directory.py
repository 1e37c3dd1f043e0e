"""Units and persons in a real browser: one changed with its history, a file looked at and taken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_directory import ENTRY, FAULT, PAGE, PREVIEW, ROW, FakeDirectory

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
ONE = "/directory/person/120110"


def prepared(api: Api, lang: str = "zh") -> Any:  # noqa: F811
    api.says(r"/directory/(units|people)\?", PAGE)
    api.says(f"{ONE}/history$", {"items": [ENTRY]})
    api.says(f"{ONE}$", ROW)
    api.page.goto(f"/{lang}/directory/?what=people&unit=college-cs")
    api.page.locator("[data-id]").wait_for()
    return api.page


def sent(api: Api, method: str, path: str) -> Any:  # noqa: F811
    return next(body for done, at, body in api.sent if (done, at) == (method, path))


@pytest.mark.req("H-19")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_is_changed_and_the_history_read(api: Api, lang: str) -> None:  # noqa: F811
    page = prepared(api, lang)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("[data-id] button").click()
    sheet = page.locator("dialog")
    assert sheet.locator("[name=id]").get_attribute("readonly") is not None
    sheet.locator("summary").click()
    sheet.get_by_text("college-cs → registry").wait_for()
    sheet.locator("[name=department]").fill("nowhere")
    wrong = {"pointer": "/department", "code": "unknown", "message": {"zh": "没有这个单位", "en": "No such unit"}}
    api.says(f"{ONE}$", {"code": "invalid_form", "errors": [wrong]}, 422)
    sheet.locator(".button--primary").click()
    sheet.get_by_text("没有这个单位" if lang == "zh" else "No such unit").wait_for()
    assert sheet.locator("[name=department]").get_attribute("aria-invalid") == "true"
    api.says(f"{ONE}$", ROW)
    sheet.locator("[name=department]").fill("registry")
    sheet.locator("#note").fill("调动")
    sheet.locator(".button--primary").click()
    page.locator(".banner--good").wait_for()
    told = [body for method, path, body in api.sent if (method, path) == ("PUT", "directory/person/120110")][-1]
    assert told == {
        "name_zh": "王老师", "department": "registry", "since": "2015-09-01", "until": "", "note": "调动",
    }  # fmt: skip


@pytest.mark.req("H-19")
def test_a_file_is_looked_at_refused_and_taken(api: Api) -> None:  # noqa: F811
    page = prepared(api)
    api.says("/directory-previews$", PREVIEW | {"faults": [FAULT]})
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": "学工号,所在部门\r\n".encode("gb18030")}
    page.set_input_files("#file", files=[file])
    page.locator("dialog").get_by_text("第 3 行：所在部门：没有这个单位").wait_for()
    assert page.locator("dialog .button--primary").count() == 0
    assert sent(api, "POST", "directory-previews") == {"what": "person", "csv": "学工号,所在部门\r\n"}
    page.locator("dialog .sheet__close").click()
    api.says("/directory-previews$", PREVIEW)
    api.says("/directory-imports$", {"code": "stale_version"}, 412)
    page.set_input_files("#file", files=[file])
    page.locator("dialog .button--primary").click()
    page.get_by_text("预览之后有变化").wait_for()
    api.says("/directory-imports$", {"added": 0, "changed": 1})
    page.locator("dialog .button--primary").click()
    page.get_by_text("已导入：新增 0 条，修改 1 条").wait_for()
    api.says(r"/directory-file\?", FakeDirectory().export(None, "unit", "", "zh"))
    with page.expect_download() as fetched:
        page.locator("#export").click()
    assert fetched.value.suggested_filename == "units.csv"
