"""Departments' notices and one's own charges in a real browser, on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.days import in_days
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_bills import BILL, CHARGE, ID, ROW, FakeBills

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

ROOM = FakeBills([])
SENT = BILL | {"state": "sent", "told": 3, "sent_at": "2026-11-23T02:00:00.000Z", "bad": 1}
SENT |= {"state_text": {"zh": "已发送", "en": "Sent"}}


def prepared(page: Api, bill: dict[str, Any]) -> None:
    page.says("/notice-choices$", ROOM.choices(None))
    page.says("/units/assets/notices$", lambda: {"items": [bill], "next": None})
    page.says(f"/notices/{ID}$", lambda: bill)
    page.says(f"/notices/{ID}/people", {"items": [ROW], "next": None})
    page.says(f"/notices/{ID}/refused", ROOM.refused(None, ID))
    page.says(f"/notices/{ID}/preview", ROOM.preview(None, ID, "", "zh"))


@pytest.mark.req("S-13")
@pytest.mark.parametrize(("lang", "send", "preview"), [("zh", "发送", "预览"), ("en", "Send", "Preview")])
def test_a_notice_to_a_group_is_prepared_previewed_and_sent(api: Api, lang: str, send: str, preview: str) -> None:  # noqa: F811
    page, bill = api.page, dict(BILL)
    prepared(api, bill)
    api.says("v1/notices$", BILL | {"state": "checking", "post": None})
    page.goto(f"/{lang}/notices/")
    page.locator("#bill-title_zh").fill("周转房费用")
    assert faults(page) == []
    page.locator("#bill-title_en").fill("Charges")
    page.locator("#bill-text_zh").fill("请缴")
    page.locator("#bill-text_en").fill("Pay")
    page.locator("input[name=to][value=group]").check()
    page.locator("#bill-group").select_option("college-cs")
    page.locator("#bill-grade").fill("2023")
    page.locator("#bill-due").fill(in_days(60))
    page.locator("form .button--primary").click()
    page.locator("#bill").wait_for()
    wish = next(body for method, path, body in api.sent if (method, path) == ("POST", "notices"))
    assert (wish["to"], wish["group"], wish["grade"], wish["due"]) == ("group", "college-cs", "2023", in_days(60))
    page.locator("#bill").get_by_role("button", name=preview).click()
    page.locator("dialog", has_text="【一站大学】").wait_for()
    page.locator("dialog .sheet__close").click()
    page.locator("#bill").get_by_role("button", name=send, exact=True).click()
    api.says(f"/notices/{ID}/send$", lambda: bill.update(SENT) or bill)
    page.locator("dialog .button--primary").click()
    page.locator("#bill [data-person]").wait_for()
    assert ("POST", f"notices/{ID}/send", {"at": ""}) in api.sent
    assert "923.50" in page.locator("[data-person]").inner_text()


def test_faults_stand_at_their_fields(api: Api) -> None:  # noqa: F811
    prepared(api, dict(BILL))
    page = api.page
    wrong = {"pointer": "/amount", "code": "pattern", "message": {"zh": "不是金额", "en": "no sum"}}
    api.says("v1/notices$", {"code": "invalid_form", "errors": [wrong]}, 422)
    page.goto("/zh/notices/")
    page.locator("form .button--primary").click()
    page.locator("[data-field=amount] .field__error", has_text="不是金额").wait_for()


def test_payments_are_marked_one_by_one_and_from_a_file(api: Api) -> None:  # noqa: F811
    page = api.page
    prepared(api, dict(SENT))
    api.says(f"/notices/{ID}/payments$", ROOM.pay(type("Who", (), {"id": "x"}), ID, [1]))
    page.goto(f"/zh/notices/?id={ID}")
    page.get_by_text("查无此人").wait_for()
    page.locator("[data-person] button").click()
    page.locator("#paid-reference").fill("CW-1")
    page.locator("dialog .button--primary").click()
    page.locator("dialog").wait_for(state="detached")
    content = "工号,缴费日期,凭证号\r\n110101,2026/11/20,\"CW-1,a\"\r\n110102,,\r\n".encode("gb18030")
    page.locator("#paid-file").set_input_files({"name": "paid.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("dialog", has_text="已登记 1 人").wait_for()
    marks = [body["items"] for method, path, body in api.sent if path == f"notices/{ID}/payments"]
    assert marks[0][0]["reference"] == "CW-1"
    assert marks[1] == [
        {"person": "110101", "paid_at": "2026-11-20", "reference": "CW-1,a"},
        {"person": "110102", "paid_at": "", "reference": ""},
    ]


@pytest.mark.req("S-F8")
def test_ones_own_charges(api: Api) -> None:  # noqa: F811
    page = api.page
    paid = CHARGE | {"id": "2", "state": "paid", "paid_at": "2026-11-20", "reference": "CW-1"}
    unit = {"unit_name": {"zh": "资产处", "en": "Assets Office"}}
    api.says("/me/charges", {"items": [CHARGE | unit, paid | unit], "next": None})
    page.goto(f"/zh/charges/?id={ID}")
    page.locator(f"#{ID}.is-new", has_text="923.50 元").wait_for()
    page.get_by_text("CW-1").wait_for()
    assert faults(page) == []


@pytest.mark.req("R35")
def test_the_address_of_ones_calendar_is_shown_and_ended(api: Api) -> None:  # noqa: F811
    page = api.page
    api.says("/me/calendar$", {"url": "https://hall.example/api/v1/calendars/x.ics"})
    page.goto("/zh/me/")
    page.get_by_role("button", name="获取订阅地址").click()
    assert page.get_by_label("订阅地址").input_value().endswith("/x.ics")
    api.says("/me/calendar$", {}, 204)
    page.get_by_role("button", name="停用此前的全部地址").click()
    page.locator("#calendar [role=status]").wait_for()
    assert page.get_by_label("订阅地址").count() == 0
    assert [method for method, path, _ in api.sent if path == "me/calendar"] == ["POST", "DELETE"]
