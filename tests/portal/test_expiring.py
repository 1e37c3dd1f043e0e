"""What ends soon, on the page of my data and in the form that asks for more time, on a phone and on a desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsers import CHROMIUM
from tests.portal.days import in_days
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

HOST = {"zh": "网站主机", "en": "Web host"}
BOTH = {"zh": "虚拟服务器", "en": "Virtual servers"}
AT = "2026-11-23T02:00:00.000Z"


def column(name: str, kind: str, zh: str, en: str) -> dict[str, Any]:
    return {"name": name, "kind": kind, "label": {"zh": zh, "en": en}, "required": False, "sensitive": False}


def row(key: str, days: int) -> dict[str, Any]:
    day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    cells = {
        name: {"value": value, "display": {"zh": value, "en": value}} for name, value in (("host", key), ("until", day))
    }
    return {"key": key, "rev": 1, "at": AT, "cells": cells, "disputed": [], "held_until": None}


@pytest.mark.req("Z-F27")
@pytest.mark.parametrize(
    ("lang", "over", "renew", "gone"),
    [("zh", "已到期", "申请续期", "没有找到“gone”"), ("en", "Ended", "Ask for more time", "“gone” was not found")],
)
def test_what_ends_soon_is_marked_and_leads_to_its_renewal(
    api: Api,  # noqa: F811
    lang: str,
    over: str,
    renew: str,
    gone: str,
) -> None:
    columns = [column("host", "text", "主机名", "Host name"), column("until", "date", "有效期至", "Valid until")]
    register = {"code": "virtual-servers", "name": BOTH, "about": BOTH, "owner": BOTH, "fresh_at": None, "key": "host"}
    more = {"person": "keeper", "group": None, "groups": None, "views": ["own"], "keeper": False, "columns": columns}
    rule = {"column": "until", "remind": [30, 7], "renew": "renew-virtual-server"}
    api.says("/registers/virtual-servers$", register | more | {"expires": rule})
    rows = [row("old", -3), row("soon", 5), row("late", 90)]
    api.says("/registers/virtual-servers/rows[?]", {"items": rows, "next": None})
    offered = {"value": "soon", "label": HOST, "source": BOTH, "owner": BOTH, "at": AT, "fresh_at": None,
               "disputed": [], "fills": {}}  # fmt: skip
    api.says("/fields/resource/rows[?]", {"items": [offered], "down": None})
    page = api.page
    page.goto(f"/{lang}/data/?r=virtual-servers")
    page.locator(".state--bad", has_text=over).wait_for()
    assert page.locator("#rows .state--warn").count() == 1 and page.locator("#rows .state").count() == 2
    page.locator(".rowtable__open").nth(1).click()
    page.locator("dialog").get_by_role("button", name=renew).click()
    page.wait_for_url(f"**/{lang}/apply/renew-virtual-server/?row=soon")
    field = page.locator("[data-field=resource]")
    expect(field.locator("input")).to_have_value(HOST[lang])
    expect(field.get_by_role("status")).to_contain_text(BOTH[lang])
    page.locator("[data-field=action] input").first.check()
    page.locator("[data-field=until] input").fill(in_days(20))
    page.goto(f"/{lang}/apply/renew-virtual-server/?row=gone")
    expect(field.get_by_role("status")).to_contain_text(gone)
    expect(field.locator("input")).to_have_value("")
    expect(page.locator("[data-field=until] input")).to_have_value(in_days(20))
