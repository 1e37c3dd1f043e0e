"""Booking a time at a counter on a phone, with keys, and a counter's day, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_windows import APPOINTMENT, BRING, DAY, LINE, ONE, SERVICE, SLOT, WHOLE, FakeWindows

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]

LATER = {"at": "2026-12-01T06:00:00.000Z", "until": "2026-12-01T06:20:00.000Z", "day": "2026-12-01", "time": "14:00"}
TWO = [SLOT | {"left": 1}, LATER | {"left": 2}]
TAKEN = {
    "status": 409, "code": "slot_taken", "errors": [], "free": [LATER], "detail_i18n": None,
    "title_i18n": {"zh": "该时段刚刚约满，请另选时段", "en": "This time has just been taken; please choose another"},
}  # fmt: skip
ROOM = FakeWindows([])
SERVICE_NAME = ONE["service"]["name"].zh


@pytest.mark.req("W-20")
def test_what_is_to_come_stands_above_ones_applications(api: Api) -> None:  # noqa: F811
    api.says("v1/appointments[?]box=coming$", {"items": [ONE], "next": None})
    api.says("v1/applications[?]", {"items": [], "drafts": [], "next": None})
    api.page.goto("/zh/applications/")
    row = api.page.locator("#coming a")
    row.wait_for()
    assert SERVICE_NAME in row.inner_text() and row.get_attribute("href").endswith(f"?id={APPOINTMENT}")


@pytest.mark.req("W-20", "W-Q1")
def test_a_time_that_was_just_taken_loses_nothing_that_was_chosen(api: Api) -> None:  # noqa: F811
    page, left = api.page, list(TWO)
    page.set_viewport_size({"width": 390, "height": 844})
    api.says(r"/counters\?service", ROOM.counters(None, SERVICE))
    api.says(
        "/counters/registry/slots",
        lambda: {
            "counter": ONE["counter"],
            "days": [
                {"day": "2026-12-01", "slots": list(left), "note": None},
                {"day": "2026-12-05", "slots": [], "note": BRING[0]["name"]},
            ],
        },
    )
    api.says("v1/appointments$", TAKEN, status=409)
    page.goto(f"/zh/appointments/?service={SERVICE}")
    page.locator("[name=at]").first.wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="确认预约").press("Enter")
    assert "请选择时段" in page.locator("[role=alert]").inner_text()
    page.locator("[name=at]").first.press("Space")
    assert "09:00" in page.locator("[data-slot=chosen]").inner_text()
    del left[0]
    page.get_by_role("button", name="确认预约").press("Enter")
    offered = page.locator("[role=alert] button")
    offered.wait_for()
    assert "刚刚约满" in page.locator("[role=alert]").inner_text() and "14:00" in offered.inner_text()
    assert page.locator("[name=at]").count() == 1 and page.locator("[name=day]:checked").count() == 1
    offered.press("Enter")
    assert "14:00" in page.locator("[data-slot=chosen]").inner_text()
    api.says("v1/appointments$", WHOLE | LATER, status=201)
    api.says(f"/appointments/{APPOINTMENT}$", WHOLE | LATER)
    page.keyboard.press("Enter")
    page.locator(".visit__qr svg").wait_for()
    wishes = [body for method, path, body in api.sent if (method, path) == ("POST", "appointments")]
    assert [one["at"] for one in wishes] == [SLOT["at"], LATER["at"]]
    assert page.url.endswith(f"?id={APPOINTMENT}") and "预约成功" in page.locator("[role=status]").inner_text()
    assert page.locator(".visit__qr svg").get_attribute("data-address") == ONE["number"]
    assert faults(page) == []


@pytest.mark.req("W-05")
def test_a_clerk_marks_cancels_and_closes(api: Api) -> None:  # noqa: F811
    page, day = api.page, dict(DAY)
    api.says("/counter-choices$", ROOM.choices(None))
    api.says("/counters/registry/days/[0-9-]+$", lambda: day)
    api.says("/appointments/.*/acts$", LINE)
    page.goto("/en/counters/?counter=registry&day=2026-12-01")
    page.locator("[data-number]").wait_for()
    assert faults(page) == []
    assert "******0001" in page.locator("[data-number]").inner_text()
    page.locator("#desk-find").fill("999")
    assert page.locator("[data-number]:visible").count() == 0
    page.locator("#desk-find").fill(LINE["number"])
    page.get_by_role("button", name="Arrived").click()
    page.locator("[role=status].banner--note").wait_for()
    page.get_by_role("button", name="Cancel it").click()
    page.locator("dialog textarea").fill("系统升级")
    page.locator("dialog .button--danger").click()
    page.locator("dialog").wait_for(state="detached")
    page.locator("#desk-close").click()
    assert page.locator("#desk-from").input_value() == "08:30" and faults(page) == []
    page.locator("dialog textarea").fill("参加培训")
    fault: dict[str, Any] = {"pointer": "/to", "code": "order", "message": {"zh": "须晚于", "en": "must be later"}}
    api.says("/closures$", {"status": 422, "code": "invalid_form", "errors": [fault]}, status=422)
    page.locator("dialog .button--danger").click()
    page.locator("dialog .field__error:visible").wait_for()
    assert page.locator("dialog textarea").input_value() == "参加培训"
    api.says("/closures$", DAY)
    page.locator("dialog .button--danger").click()
    page.locator("dialog").wait_for(state="detached")
    acts = [body for method, path, body in api.sent if path.endswith("/acts")]
    assert [one["act"] for one in acts] == ["arrive", "cancel"] and acts[1]["reason"] == "系统升级"
    assert [body["reason"] for _, path, body in api.sent if path.endswith("/closures")] == ["参加培训"] * 2
