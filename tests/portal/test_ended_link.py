"""A message's link to a task that has ended meanwhile, or is somebody else's now."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.example import example_view
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
GONE = {"code": "not_found", "title": {"zh": "没有找到", "en": "Not found"}}
LINK = "/zh/task/?id=app-1.counsellor_review.1.0"


@pytest.mark.req("C-21")
def test_an_ended_task_shows_where_the_application_is_now(api: Api) -> None:  # noqa: F811
    decided: dict[str, Any] = {"state": "superseded", "decided_by": {"zh": "王芳", "en": "Wang Fang"}, "may": []}
    view = example_view("task")
    view |= {"actions": [], "state": "completed", "state_text": {"zh": "已办结", "en": "Completed"}}
    view["task"] |= decided | {"decided_at": view["submitted_at"]}
    api.says("/api/v1/tasks/app-1[.]", view)
    api.page.goto(LINK)
    api.page.locator("#case").get_by_text("已办结").first.wait_for()
    api.page.locator("[data-part=decision]").get_by_text("王芳").wait_for()
    assert api.page.locator("[data-decision]").count() == 0


@pytest.mark.req("C-21")
@pytest.mark.parametrize("readable", [True, False])
def test_who_has_the_task_no_longer_is_led_to_the_application_they_may_read(api: Api, readable: bool) -> None:  # noqa: F811
    api.says("/api/v1/tasks/app-1[.]", GONE, 404)
    api.says("/api/v1/applications/app-1$", example_view("returned") if readable else GONE, 200 if readable else 404)
    api.page.goto(LINK)
    if readable:
        link = api.page.get_by_role("link", name="查看申请现在的进度")
        link.wait_for()
        assert link.get_attribute("href") == "/zh/application/?id=app-1"
    else:
        api.page.get_by_text("没有找到").first.wait_for()
        assert api.page.get_by_role("link", name="查看申请现在的进度").count() == 0
