"""Searching by what was filled in, as a handler in the inbox and for a department's cases; on a phone and on a desk."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import violations
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_exports import CASE, FILTERS, FakeExports

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

TASK: dict[str, Any] = {
    **CASE,
    "task_id": "app-1.review.1.1",
    "application_id": "app-1",
    "step_title": {"zh": "审核", "en": "Review"},
    "opened_at": CASE["submitted_at"],
    "due_at": None,
    "decided_at": None,
}


def asked(page: Api, path: str) -> list[dict[str, str]]:
    """The queries of all requests for a list, oldest first."""
    urls = [urlsplit(url) for method, url, _ in page.sent if method == "GET" and urlsplit(url).path == path]
    return [{name: values[0] for name, values in parse_qs(url.query).items()} for url in urls]


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0)


@pytest.mark.req("C-24")
def test_a_department_finds_cases_by_their_answers(api: Api) -> None:  # noqa: F811
    page = api.page
    api.says("/export-choices$", FakeExports([]).choices(None))
    api.says("/services/undergraduate-leave/filters$", {"items": FILTERS})
    looked = {"count": 100, "until": CASE["submitted_at"], "all": False}
    api.says("/cases[?]", {"items": [CASE], "looked": looked, "next": "cursor-1"})
    page.goto("/zh/cases/")
    page.get_by_role("button", name="添加条件").click()
    page.get_by_label("字段").select_option(label="请假天数")
    page.get_by_role("button", name="搜索").click()
    page.get_by_text("请填写每个条件的值").wait_for()
    page.get_by_label("比较方式").select_option(label="不小于")
    page.get_by_label("值", exact=True).fill("3")
    page.get_by_label("提交月份").select_option(index=1)
    page.get_by_role("button", name="搜索").click()
    page.get_by_text("填写的请假天数：3").wait_for()
    page.get_by_text("已查看 100 件").wait_for()
    assert page.get_by_role("alert").count() == 0
    [query] = asked(api, "cases")
    assert json.loads(query["filter"]) == {"form.days": {"ge": 3}} and query["service"] == "undergraduate-leave"
    assert violations(page) == [] and fits(page)
    api.says("/cases[?]", {"items": [], "looked": looked | {"all": True}, "next": None})
    page.get_by_role("button", name="继续往前查找").click()
    page.get_by_text("已查完这个月的 100 件").wait_for()
    assert asked(api, "cases")[-1]["cursor"] == "cursor-1"
    page.reload()  # going back finds the same search
    page.get_by_text("没有找到符合条件的办件").wait_for()
    assert page.get_by_label("值", exact=True).input_value() == "3"
    assert asked(api, "cases")[-1] == query


def test_somebody_without_services_is_told_so(api: Api) -> None:  # noqa: F811
    api.says("/export-choices$", {"units": [], "services": [], "states": [], "formats": []})
    api.page.goto("/zh/cases/")
    api.page.get_by_text("您没有可以查询办件的事项").wait_for()


@pytest.mark.req("C-24")
def test_the_inbox_is_searched_by_answers_once_a_service_is_chosen(api: Api) -> None:  # noqa: F811
    page = api.page
    api.says("/services/student-leave/filters$", {"items": FILTERS})
    api.says("/api/v1/tasks[?]", {"items": [TASK], "next": None})
    page.goto("/zh/inbox/")
    page.get_by_text("筛选").click()
    assert page.get_by_role("button", name="添加条件").count() == 0
    page.locator("select[name=service]").select_option("student-leave")
    page.get_by_role("button", name="添加条件").click()
    page.get_by_label("字段").select_option(label="请假事由")
    page.get_by_label("值", exact=True).fill("校医院")
    page.get_by_role("button", name="搜索").click()
    page.get_by_text("填写的请假天数：3").wait_for()
    query = asked(api, "tasks")[-1]
    assert json.loads(query["filter"]) == {"form.reason": {"contains": "校医院"}} and query["box"] == "todo"
    assert "where-field" not in query and fits(page)
    assert violations(page) == []
    page.get_by_role("tab", name="已办").click()
    assert json.loads(asked(api, "tasks")[-1]["filter"]) == {"form.reason": {"contains": "校医院"}}
    page.reload()
    page.get_by_label("值", exact=True).wait_for()
    assert page.get_by_label("值", exact=True).input_value() == "校医院"
    assert "校医院" in unquote(urlsplit(page.url).query)
    page.get_by_role("button", name="移除").click()
    page.wait_for_url(lambda url: "filter" not in url)
    page.locator("select[name=service]").select_option("")
    page.get_by_role("button", name="添加条件").wait_for(state="hidden")
