"""Rosters in a real browser, on a phone and on a desk: who is missing, a roster changed, a file looked at and taken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_rosters import ENTRY, FAULT, MEMBER, PREVIEW, ROSTER, FakeRosters

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

ROOM = FakeRosters([])
ONE = "/rosters/counsellor/class-cs2301"
NAMED = {"id": "120109", "name": {"zh": "李老师", "en": "Mr Li"}, "unit": ROSTER["owner"], "left": False}


def prepared(page: Api, lang: str = "zh") -> None:
    page.says("/rosters$", ROOM.roles(None))
    page.says(r"/rosters/counsellor\?", {"items": [ROSTER], "next": None})
    page.says("/roster-vacancies$", ROOM.vacancies(None))
    page.says("/roster-people/120109$", NAMED)
    page.says(f"{ONE}/history$", {"items": [ENTRY]})
    page.says(f"{ONE}$", ROSTER)
    page.page.goto(f"/{lang}/rosters/")
    page.page.locator("[data-unit]").wait_for()


def sent(api: Api, method: str, path: str) -> Any:  # noqa: F811
    return next(body for done, at, body in api.sent if (done, at) == (method, path))


@pytest.mark.req("H-18", "H-19")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_is_missing_and_a_roster_changed(api: Api, lang: str) -> None:  # noqa: F811
    page = api.page
    prepared(api, lang)
    assert faults(page) == []
    page.locator("#gaps summary").click()
    assert page.locator("#gaps .cell a").get_attribute("href") == f"/{lang}/services/undergraduate-leave/"
    page.locator("[data-unit]").click()
    page.locator("[data-add]").click()
    number = page.locator("dialog .term").last.locator("[name=person]")
    number.fill("120109")
    number.press("Tab")
    page.locator("dialog .term").last.get_by_text("李老师" if lang == "zh" else "Mr Li").wait_for()
    page.locator("dialog .term").first.locator("[data-end]").click()
    page.locator("dialog #note").fill("轮换")
    wrong = {"pointer": "/members/1/since", "code": "overlap", "message": {"zh": "任期重叠", "en": "They overlap"}}
    api.says(f"{ONE}$", {"code": "invalid_form", "errors": [wrong]}, 422)
    page.locator("dialog .sheet__foot .button--primary").click()
    page.locator("dialog .term").last.get_by_text("任期重叠" if lang == "zh" else "They overlap").wait_for()
    api.says(f"{ONE}$", ROSTER | {"rev": 8})
    page.locator("dialog .sheet__foot .button--primary").click()
    page.locator("dialog").wait_for(state="detached")
    page.locator(".banner--good").wait_for()
    told = [body for method, path, body in api.sent if method == "PUT"][-1]
    assert [one["person"] for one in told["members"]] == [MEMBER["person"], "120109"] and told["note"] == "轮换"
    assert told["members"][0]["until"] and not told["members"][1]["until"]


@pytest.mark.req("H-19")
def test_the_history_is_read_when_it_is_opened(api: Api) -> None:  # noqa: F811
    prepared(api)
    api.page.locator("[data-unit]").click()
    api.page.locator("dialog summary", has_text="变动记录").click()
    api.page.locator("dialog").get_by_text("新增 李老师 (120109)").wait_for()


@pytest.mark.req("H-19")
def test_a_file_with_faults_cannot_be_confirmed_and_a_right_one_is(api: Api) -> None:  # noqa: F811
    page = api.page
    prepared(api)
    api.says("/roster-previews$", PREVIEW | {"faults": [FAULT]})
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": "岗位,单位,学工号\r\n".encode("gb18030")}
    page.set_input_files("#file", files=[file])
    page.locator("dialog").get_by_text("第 3 行：没有这个学工号").wait_for()
    assert page.locator("dialog .button--primary").count() == 0
    assert sent(api, "POST", "roster-previews")["csv"] == "岗位,单位,学工号\r\n", "what Excel saves is read as it was"
    page.locator("dialog .sheet__close").click()
    api.says("/roster-tables$", {"csv": "岗位,单位,学工号\r\ncounsellor,,1"})
    page.set_input_files("#file", files=[{"name": "b.xlsx", "mimeType": "application/zip", "buffer": b"PK"}])
    page.locator("dialog").get_by_text("第 3 行：没有这个学工号").wait_for()
    assert sent(api, "POST", "roster-tables") == {"file": "UEs="}
    last = [body for method, path, body in api.sent if path == "roster-previews"][-1]
    assert last["csv"].endswith("counsellor,,1"), "an Excel file goes the same way"
    page.locator("dialog .sheet__close").click()
    api.says("/roster-previews$", PREVIEW)
    api.says("/roster-imports$", {"code": "stale_version"}, 412)
    page.set_input_files("#file", files=[file])
    page.locator("dialog .button--primary").click()
    page.get_by_text("名册在预览之后有变化").wait_for()
    api.says("/roster-imports$", {"positions": 1, "added": 1, "ended": 0, "changed": 0, "removed": 0})
    page.locator("dialog .button--primary").click()
    page.get_by_text("已导入，1 个岗位有变动").wait_for()


def test_who_does_not_keep_a_role_only_looks(api: Api) -> None:  # noqa: F811
    prepared(api)
    api.says(f"{ONE}$", ROSTER | {"may_change": False})
    api.page.locator("[data-unit]").click()
    api.page.locator("dialog .term").wait_for()
    assert api.page.locator("dialog .button--primary").count() == 0
    assert api.page.locator("dialog [name=until]").get_attribute("readonly") is not None
    with api.page.expect_download() as fetched:
        api.page.locator("dialog .sheet__close").click()
        api.says(r"/roster-file\?", ROOM.export_file(None, "", "zh"))
        api.page.locator("#export-role").click()
    assert fetched.value.suggested_filename == "rosters.csv"
