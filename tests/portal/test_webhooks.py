"""Endpoints in a real browser, on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_webhooks import DELIVERY, FAILED, HOOK, SECRET, FakeWebhooks, view

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

LIST = "/units/student-affairs/webhooks$"


def prepared(page: Api, hooks: list[Any]) -> None:
    page.says("/webhook-choices$", FakeWebhooks([]).choices(None))
    page.says(LIST, lambda: hooks[-1] if page.sent[-1][0] == "POST" else {"items": hooks})


@pytest.mark.req("Z-02")
@pytest.mark.parametrize(("lang", "add", "save"), [("zh", "新增推送地址", "保存"), ("en", "Add an endpoint", "Save")])
def test_made_its_secret_shown_once_and_switched_off(api: Api, lang: str, add: str, save: str) -> None:  # noqa: F811
    page, hooks = api.page, list[Any]()
    prepared(api, hooks)
    page.goto(f"/{lang}/webhooks/")
    page.locator("[data-target=mail]").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name=add).click()
    page.locator("#hook-name").fill("学工系统")
    page.locator("#hook-url").fill("https://system.example.edu/hook")
    page.locator("input[name=events]").first.check()
    hooks.append(view(HOOK) | {"secret": SECRET})
    page.locator("dialog").get_by_role("button", name=save).click()
    page.locator("#hook-secret").wait_for()
    assert page.locator("#hook-secret").input_value() == SECRET
    wish = next(body for method, path, body in api.sent if (method, path) == ("POST", "units/student-affairs/webhooks"))
    assert wish["events"] == ["application.submitted"] and wish["target"] == ""
    hooks[0] = view(HOOK)
    page.reload()
    row = page.locator(f"[data-hook={HOOK.id}]")
    row.wait_for()
    assert SECRET not in page.content()
    api.says(f"/webhooks/{HOOK.id}$", lambda: hooks.__setitem__(0, view(HOOK.going(off="gone"))) or hooks[0])
    row.get_by_role("button").last.click()
    page.locator("dialog .cell--link").nth(2).click()
    page.locator(f"[data-hook={HOOK.id}] .state--bad").wait_for()
    assert api.sent[-2] == ("PUT", f"units/student-affairs/webhooks/{HOOK.id}", {"on": False})


@pytest.mark.req("C-27")
def test_the_log_shows_tries_and_sends_again(api: Api) -> None:  # noqa: F811
    page, items = api.page, [FAILED]
    prepared(api, [view(HOOK)])
    api.says(r"/deliveries\?outcome=", lambda: {"items": items, "next": None})
    page.goto("/zh/webhooks/")
    page.get_by_role("button", name="推送记录").click()
    row = page.locator(f"[data-delivery='{DELIVERY.id}']")
    row.get_by_text("HTTP 422").wait_for()
    assert "20261123-004217" in row.inner_text()
    api.says("/replay$", lambda: items.__setitem__(0, DELIVERY.view()) or items[0], 202)
    row.get_by_role("button", name="重新发送").click()
    row.get_by_text("等待中").wait_for()
    page.locator("[data-failed]").check()
    page.wait_for_function("() => true")
    page.locator("#replay-from").fill("2026-11-23T08:00")
    page.locator("#replay-to").fill("2026-11-23T09:00")
    api.says("/replays$", {"count": 3, "next": None}, 202)
    page.get_by_role("button", name="补发").click()
    page.get_by_text("已安排补发 3 条").wait_for()
    sent = next(body for method, path, body in api.sent if path.endswith("/replays"))
    assert sent == {"from": "2026-11-23T08:00:00+08:00", "to": "2026-11-23T09:00:59+08:00", "which": "failed"}


def test_refusals_are_said_in_the_sheet(api: Api) -> None:  # noqa: F811
    page = api.page
    prepared(api, [])
    page.goto("/zh/webhooks/")
    page.locator("[data-target=mail] button").click()
    wrong = {"pointer": "/url", "code": "pattern", "message": {"zh": "不能使用内部网络地址", "en": "x"}}
    api.says(LIST, {"code": "invalid_form", "errors": [wrong]}, 422)
    page.locator("#hook-url").fill("https://10.0.0.1/")
    page.locator("dialog").get_by_role("button", name="保存").click()
    page.get_by_role("alert").get_by_text("不能使用内部网络地址").wait_for()
