"""Exports and keys in a real browser, on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_exports import EXPORT, MADE, PLAN, SECRET, THE_KEY, FakeExports

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

ROOM = FakeExports([])
DONE = EXPORT | {"state": "done", "percent": 100, "rows": 3, "size": 4096}
KEY = THE_KEY.view(MADE)


def prepared(page: Api, jobs: list[Any], keys: list[Any]) -> None:
    page.says("/export-choices$", ROOM.choices(None))
    page.says("/export-choices/undergraduate-leave$", ROOM.columns(None, "undergraduate-leave"))
    page.says("/exports$", lambda: EXPORT if page.sent[-1][0] == "POST" else {"items": jobs, "next": None})
    page.says("/export-plans$", {"items": []})
    page.says("/units/student-affairs/keys$", lambda: keys[-1] if page.sent[-1][0] == "POST" else {"items": keys})


@pytest.mark.req("H-07")
@pytest.mark.parametrize(("lang", "ready", "cancelled"), [("zh", "已完成", "已取消"), ("en", "Ready", "Cancelled")])
def test_asked_for_watched_fetched_and_cancelled(api: Api, lang: str, ready: str, cancelled: str) -> None:  # noqa: F811
    page, jobs = api.page, list[Any]()
    prepared(api, jobs, [])
    page.goto(f"/{lang}/exports/")
    page.locator("input[name=columns]").first.wait_for()
    jobs.append(EXPORT)
    page.locator("form .button--primary").click()
    page.locator("[data-job]", has_text="50%").wait_for()
    asked = next(body for method, path, body in api.sent if (method, path) == ("POST", "exports"))
    assert asked["services"] == ["undergraduate-leave"] and asked["columns"] == ["number"]
    assert (asked["format"], asked["lang"], asked["from"][-2:], asked["deliver"]) == ("csv", lang, "01", "")
    jobs[0] = DONE
    page.locator("[data-job]", has_text=ready).wait_for()
    api.says("/exports/.*/file$", {"url": f"/{lang}/exports/?fetched", "expires_in": 300})
    page.locator("[data-job] button").click()
    page.wait_for_url("**/exports/?fetched")
    jobs[0] = EXPORT
    page.reload()
    api.says("/exports/.*/cancel$", lambda: jobs.__setitem__(0, EXPORT | {"state": "cancelled"}) or jobs[0])
    page.locator("[data-job] button").click()
    page.locator("[data-job]", has_text=cancelled).wait_for()


@pytest.mark.req("H-07", "R33")
def test_rows_are_filtered_without_writing_json(api: Api) -> None:  # noqa: F811
    page, jobs = api.page, list[Any]()
    prepared(api, jobs, [])
    page.goto("/zh/exports/")
    page.locator("input[name=columns]").first.wait_for()
    add, row = page.get_by_role("button", name="添加条件"), page.locator(".where__row")

    def condition(field: str, how: str) -> Any:
        add.click()
        row.last.get_by_label("字段").select_option(label=field)
        row.last.get_by_label("比较方式").select_option(label=how)
        return row.last.get_by_label("值", exact=True)

    condition("请假天数", "不小于")
    page.locator("form .button--primary").click()
    page.get_by_text("请填写每个条件的值").wait_for()
    assert not any(path == "exports" and method == "POST" for method, path, _ in api.sent)
    row.nth(0).get_by_label("值", exact=True).fill("3")
    condition("办件状态", "等于").select_option(label="已办结")
    add.click()  # one that is thought better of
    row.last.get_by_role("button", name="移除").click()
    condition("加急", "等于").select_option(label="是")
    condition("金额", "等于").fill("12.5")
    condition("请假事由", "未填写")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    jobs.append(EXPORT | {"filter": {"form.days": {"ge": 3}}})
    page.locator("form .button--primary").click()
    page.locator("[data-job]", has_text="有筛选").wait_for()
    asked = next(body for method, path, body in api.sent if (method, path) == ("POST", "exports"))
    assert asked["filter"] == {
        "all": [
            {"form.days": {"ge": 3}},
            {"state": {"eq": "completed"}},
            {"urgent": {"eq": True}},
            {"form.cost": {"eq": 1250}},
            {"form.reason": {"empty": True}},
        ]
    }


@pytest.mark.req("H-07")
def test_saved_on_a_schedule_and_removed(api: Api) -> None:  # noqa: F811
    page, plans = api.page, list[Any]()
    prepared(api, [], [])
    api.says("/export-plans$", lambda: plans[-1] if api.sent[-1][0] == "POST" else {"items": plans})
    page.goto("/zh/exports/")
    page.locator("input[name=columns]").first.wait_for()
    page.locator("input[name=rhythm][value=weekly]").check()
    assert page.locator("[data-field=from]").is_hidden()
    page.locator("#plan-name").fill("每周请假数据")
    plans.append(PLAN)
    page.get_by_role("button", name="保存定期导出").click()
    page.locator(f"[data-plan='{PLAN['id']}']").wait_for()
    wish = next(body for method, path, body in api.sent if (method, path) == ("POST", "export-plans"))
    assert (wish["name"], wish["rhythm"], wish["deliver"], "from" in wish) == ("每周请假数据", "weekly", "", False)
    api.says(f"/export-plans/{PLAN['id']}$", lambda: plans.clear() or {}, 204)
    page.locator("[data-plan] button").click()
    page.locator("[data-plan]").wait_for(state="detached")


@pytest.mark.req("H-07")
def test_delivered_to_the_departments_bucket_and_again_when_it_failed(api: Api) -> None:  # noqa: F811
    page, jobs = api.page, list[Any]()
    prepared(api, jobs, [])
    page.goto("/zh/exports/")
    page.locator("input[name=columns]").first.wait_for()
    page.get_by_label("student-data · s3://student-data/hall/").check()
    assert page.locator("[data-field=enclosed]").is_hidden()
    page.get_by_label("ZIP（含附件或归档包）").check()
    page.get_by_label("附件", exact=True).uncheck()
    page.locator("form .button--primary").click()
    page.get_by_text("请选择附件或归档包").wait_for()
    page.get_by_label("归档包", exact=True).check()
    failed = {"state": "failed", "tries": 7, "problem": "AccessDenied", "key": "", "at": EXPORT["snapshot"]}
    jobs.append(DONE | {"deliver": "student-data", "delivery": failed, "format": "zip", "enclosed": ["packages"]})
    page.locator("form .button--primary").click()
    page.get_by_text("未能送达 student-data：AccessDenied（7 次）").wait_for()
    asked = next(body for method, path, body in api.sent if (method, path) == ("POST", "exports"))
    assert (asked["deliver"], asked["format"], asked["enclosed"]) == ("student-data", "zip", ["packages"])
    page.locator("[data-job]", has_text="归档包").wait_for()
    arrived = failed | {"state": "done", "problem": "", "key": "hall/x-1.zip"}
    api.says("/exports/.*/delivery$", lambda: jobs.__setitem__(0, jobs[0] | {"delivery": arrived}) or jobs[0])
    page.get_by_role("button", name="重新送达").click()
    page.get_by_text("已送达 student-data：hall/x-1.zip").wait_for()
    assert page.get_by_role("button", name="重新送达").count() == 0


def test_refusals_are_said_in_the_form(api: Api) -> None:  # noqa: F811
    page = api.page
    prepared(api, [], [])
    page.goto("/zh/exports/")
    page.locator("input[name=columns]").first.uncheck()
    page.locator("form .button--primary").click()
    page.get_by_text("请至少选择一列").wait_for()
    wrong = {"pointer": "/to", "code": "range", "message": {"zh": "结束日期早于开始日期", "en": "x"}}
    api.says("/exports$", {"code": "invalid_form", "errors": [wrong]}, 422)
    page.locator("input[name=columns]").first.check()
    page.locator("form .button--primary").click()
    page.get_by_role("alert").get_by_text("结束日期早于开始日期").wait_for()


def test_somebody_without_services_is_told_so(api: Api) -> None:  # noqa: F811
    api.says("/export-choices$", {"units": [], "services": [], "states": [], "formats": [], "targets": []})
    api.page.goto("/zh/exports/")
    api.page.get_by_text("您没有可以导出办件的事项").wait_for()


@pytest.mark.req("R40")
def test_a_key_is_made_shown_once_and_revoked(api: Api) -> None:  # noqa: F811
    page, keys = api.page, list[Any]()
    prepared(api, [], keys)
    page.goto("/zh/exports/")
    page.get_by_role("button", name="新建密钥").click()
    page.locator("#key-name").fill("学工平台")
    page.locator("#key-networks").fill("10.1.0.0/16\n10.2.0.0/16")
    keys.append(KEY | {"secret": SECRET})
    page.locator("dialog .button--primary").click()
    page.locator("#key-secret").wait_for()
    assert page.locator("#key-secret").input_value() == SECRET
    wish = next(body for method, path, body in api.sent if (method, path) == ("POST", "units/student-affairs/keys"))
    assert (wish["actions"], wish["networks"]) == (["exports"], ["10.1.0.0/16", "10.2.0.0/16"])
    page.locator("dialog").get_by_role("button", name="关闭").last.click()
    keys[0] = KEY
    page.reload()
    page.locator("[data-key]", has_text=KEY["prefix"]).wait_for()
    assert SECRET not in page.content()
    api.says(f"/keys/{KEY['id']}$", lambda: keys.__setitem__(0, KEY | {"state": "revoked"}) or {}, 204)
    page.locator("[data-key]").get_by_role("button", name="停用").click()
    page.locator("dialog .button--primary").click()
    page.locator("[data-key]", has_text="已停用").wait_for()
