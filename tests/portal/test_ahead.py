"""Who is on duty, how busy it will be, and a helper's page, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.portal.axe import faults
from tests.portal.test_registers import Api, api  # noqa: F401  (the fixture)
from tests.web.fake_tickets import HALL, NUMBERS, QUEUE
from tests.web.fake_windows import AHEAD, CHANGES, COUNTER, DAY, DUTY, SERVICE, SLOT, USUAL, FakeWindows

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")]
ROOM = FakeWindows([])


def desk(api: Api, *gaps: list[str]) -> Any:  # noqa: F811
    """The counters page of a department; `gaps` is asked for each time."""
    page, told = api.page, list(gaps)
    page.set_viewport_size({"width": 390, "height": 844})
    api.says("/counter-choices$", lambda: {"counters": [COUNTER | {"gaps": told.pop(0)}]})
    api.says("/counters/registry/days/[0-9-]+$", DAY)
    api.says("/counters/registry/duty$", DUTY)
    api.says("/counters/registry/duty/history$", CHANGES)
    api.says("/counters/registry/forecast$", AHEAD)
    page.goto("/en/counters/?counter=registry&day=2026-12-01")
    page.locator(".duty").wait_for()
    return page


@pytest.mark.req("W-05", "W-14")
def test_a_department_looks_at_the_days_ahead(api: Api) -> None:  # noqa: F811
    page = desk(api, ["2026-11-24"])
    assert "Tue 24 Nov" in page.locator("[data-slot=gaps]").inner_text()
    assert "Wang Fang" in page.locator("[data-slot=today]").inner_text()
    page.get_by_text("The week to come").click()
    assert page.locator("[data-slot=week] .state--bad").count() == 1
    page.get_by_text("History", exact=True).click()
    page.get_by_text("Entered: Wang Fang, window 3, Mon, Make-up days from 2026-09-01").wait_for()
    page.get_by_text("How busy it will be").click()
    picture = page.get_by_role("img", name="Mon 23 Nov 08:30 5, 09:00 12 (peak), 09:30 4")
    picture.wait_for()
    assert page.locator(".crowd").nth(1).inner_text().endswith("Too few days like it are known yet")
    assert page.locator(".crowd [style]").count() == 0 and faults(page) == []


@pytest.mark.req("W-05")
def test_a_department_fills_a_gap(api: Api) -> None:  # noqa: F811
    page = desk(api, ["2026-11-24"], [])
    page.get_by_role("button", name="Change the duty list").press("Enter")
    page.get_by_role("button", name="Add a line").press("Enter")
    line = page.locator("dialog .term").nth(1)
    line.get_by_label("Staff number").fill("999")
    line.get_by_label("Tue").check()
    fault: dict[str, Any] = {"pointer": "/turns/1/person", "code": "unknown", "message": {"zh": "没有", "en": "Nobody"}}
    api.says("/duty$", {"status": 422, "code": "invalid_form", "errors": [fault]}, status=422)
    page.get_by_role("button", name="Save").click()
    line.locator(".field__error:visible").wait_for()
    assert line.get_by_label("Staff number").evaluate("one => one === document.activeElement") and faults(page) == []
    line.get_by_label("Staff number").fill("110304")
    api.says("/counters/registry/duty$", DUTY)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The duty list is saved").wait_for()
    page.locator("[data-slot=gaps]").wait_for(state="hidden")
    sent = [body for method, path, body in api.sent if method == "PUT"][-1]["turns"]
    assert [one["person"] for one in sent] == ["110302", "110304"] and sent[1]["weekdays"] == ["tuesday"]
    assert sent[0] | {"person": ""} == {
        "person": "", "window": "3", "weekdays": ["monday", "makeup"], "since": "2026-09-01", "until": "",
    }  # fmt: skip


def test_a_list_that_cannot_be_had_leaves_the_day(api: Api) -> None:  # noqa: F811
    api.says("/counter-choices$", {"counters": [COUNTER | {"gaps": []}]})
    api.says("/counters/registry/days/[0-9-]+$", DAY)
    api.says("/counters/registry/duty$", {"status": 503, "code": "temporary", "title": "x"}, status=503)
    api.page.goto("/zh/counters/?counter=registry&day=2026-12-01")
    api.page.locator("#desk-duty .trouble").wait_for()
    assert api.page.locator("[data-number]").count() == 1


@pytest.mark.req("W-14")
def test_a_helper_gives_a_ticket_and_goes_where_help_is_asked_for(api: Api) -> None:  # noqa: F811
    page, asked = api.page, [NUMBERS["help"]]
    page.set_viewport_size({"width": 390, "height": 844})
    api.says("/helper-halls$", {"halls": [HALL]})
    api.says("/halls/service-centre/lines$", lambda: NUMBERS | {"help": asked[0]})
    api.says("/lines/helped$", lambda: asked.__setitem__(0, []), 204)
    page.goto("/zh/helper/")
    page.locator(".helper .panel").first.wait_for()
    text = page.locator(".helper").inner_text()
    assert "B012" in text and "B011" in text and "3 号窗口" in text and "李明" not in text
    assert faults(page) == []
    page.locator(".helper .panel").nth(1).get_by_role("button").wait_for(state="hidden")  # it is closed
    page.get_by_role("button", name="我去帮忙").press("Enter")
    page.locator("[data-slot=help]").wait_for(state="hidden")
    page.get_by_role("button", name="代取号").first.press("Enter")
    page.locator("dialog input").fill("2023010101")
    assert faults(page) == []
    api.says("/lines/tickets$", {"status": 404, "code": "not_found", "title": "x"}, status=404)
    page.locator("dialog .button--primary").click()
    page.locator("dialog [role=alert]").wait_for()
    api.says("/lines/tickets$", {"number": "B013", "counter": "registry", "ahead": 5}, 201)
    page.locator("dialog .button--primary").click()
    page.get_by_text("已取号 B013，前面 5 人").wait_for()
    sent = [body for _, path, body in api.sent if path.endswith("/tickets")]
    assert sent[-1] == {"counter": "registry", "service": SERVICE, "number": "2023010101"}
    assert [body for _, path, body in api.sent if path.endswith("/helped")] == [{"place": "1号自助机"}]


@pytest.mark.req("W-14")
def test_who_chooses_a_time_reads_when_it_is_usually_quiet(api: Api) -> None:  # noqa: F811
    page = api.page
    days = [{"day": "2026-12-01", "slots": [SLOT | {"left": 1}], "note": None, "usual": USUAL},
            {"day": "2026-12-02", "slots": [SLOT | {"left": 1}], "note": None, "usual": None},
            {"day": "2026-12-03", "slots": [SLOT | {"left": 1}], "note": None,
             "usual": USUAL | {"quiet": [], "busy": [], "calm": True}}]  # fmt: skip
    api.says(r"/counters\?service", ROOM.counters(None, SERVICE))
    api.says("/counters/registry/slots", {"counter": COUNTER, "days": days})
    page.goto(f"/en/appointments/?service={SERVICE}")
    words = page.locator("[data-slot=usual]")
    words.wait_for()
    assert words.inner_text() == "Usually quiet at 10:30; usually busy at 09:00" and faults(page) == []
    page.locator("[name=day]").nth(1).check()
    words.wait_for(state="hidden")
    page.locator("[name=day]").nth(2).check()
    assert words.inner_text() == "Usually quiet all day"
    api.says(r"/queues\?", {"counters": [QUEUE], "mine": []})
    page.goto(f"/zh/ticket/?service={SERVICE}")
    page.locator("[data-slot=usual]").wait_for()
    assert page.locator("[data-slot=usual]").inner_text() == "10:30 通常人少；09:00 通常人多"
