"""Proxies, absence, handovers and acting for somebody, in a real browser on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.days import in_days
from tests.portal.fake_api import FakeHall

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]


@pytest.fixture(params=[390, 1280])
def wide(page: Any, request: pytest.FixtureRequest, site: tuple[FakeHall, str]) -> Any:
    """A member of staff on a phone and on a desk; nothing scrolls sideways on either."""
    site[0].person = {"category": "staff"}
    page.set_viewport_size({"width": request.param, "height": 844})
    yield page
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def sent(hall: FakeHall) -> list[Any]:
    return [body for method, asked, body in hall.requests if (method, asked) == ("POST", "me/proxies")]


def test_a_proxy_is_named_refused_at_its_field_and_taken_back(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    wide.goto("/zh/me/")
    wide.get_by_text("没有委托").wait_for()
    wide.get_by_role("button", name="委托他人办理").click()
    sheet = wide.get_by_role("dialog", name="委托他人办理")
    sheet.get_by_role("button", name="确定").click()
    sheet.get_by_role("link", name="请选择人员，或输入工号").wait_for()
    sheet.get_by_label("张立").check()
    sheet.get_by_label("开始日期").fill(in_days(1))
    sheet.get_by_label("结束日期").fill(in_days(7))
    sheet.get_by_label("原因").fill("出差")
    sheet.get_by_role("button", name="确定").click()
    sheet.locator("[data-field=to]").get_by_text("张立在此期间已委托他人").wait_for()
    assert sheet.get_by_label("原因").input_value() == "出差", "nothing typed is lost"
    sheet.get_by_label("赵敏").check()
    sheet.get_by_role("button", name="确定").click()
    wide.get_by_text("委托已生效。").wait_for()
    assert sent(hall)[-1] == {
        "kind": "proxy", "to": "10022", "services": "", "since": in_days(1), "until": in_days(7), "reason": "出差",
    }  # fmt: skip
    wide.get_by_role("button", name="撤销委托").click()
    wide.get_by_role("dialog").get_by_role("button", name="撤销委托").click()
    wide.get_by_text("已撤销", exact=True).wait_for()


def test_who_is_away_need_not_name_anybody(wide: Any, site: tuple[FakeHall, str]) -> None:
    wide.goto("/en/me/")
    wide.get_by_role("button", name="Say I am away").click()
    sheet = wide.get_by_role("dialog", name="Say I am away")
    sheet.get_by_label("Nobody").check()
    sheet.get_by_label("First day").fill(in_days(1))
    sheet.get_by_label("Last day").fill(in_days(2))
    sheet.get_by_label("Reason").fill("conference")
    sheet.get_by_role("button", name="Confirm").click()
    wide.get_by_text("Away · nobody acts for me").wait_for()
    assert (sent(site[0])[-1]["kind"], sent(site[0])[-1]["to"]) == ("absence", "")


def test_the_handover_list_says_what_went_where_and_why(wide: Any) -> None:
    wide.goto("/zh/me/")
    wide.get_by_text("移交清单").click()
    wide.get_by_text("由赵敏移交计算机学院负责人").wait_for()
    wide.get_by_text("人员离开", exact=True).wait_for()


def test_students_are_not_shown_it_and_load_nothing_for_it(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/zh/me/", wait_until="networkidle")
    assert page.locator("#standing").is_hidden()
    assert not [url for url in asked if "/assets/proxies." in url]


def test_acting_for_somebody_is_said_at_the_task(wide: Any, site: tuple[FakeHall, str]) -> None:
    hall = site[0]
    hall.task = hall.task | {"task": hall.task["task"] | {"on_behalf_of": {"zh": "田星阳", "en": "Tian Xingyang"}}}
    wide.goto("/zh/task/?id=app-1.counsellor_review.1.0")
    wide.get_by_text("您正在代田星阳办理").wait_for()
