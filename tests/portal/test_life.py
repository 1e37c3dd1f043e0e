"""What pages say of a service's life: right on the day they are made, and on every later day by their own script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.catalogue import Channel, Cohort, OtherWay, Stage
from chalicelib.portal import portal_files
from chalicelib.settings import Settings
from chalicelib.shared.text import Text
from tests.browsers import CHROMIUM
from tests.portal.example import SERVICE, UNITS

TODAY = date(2026, 11, 23)
OLD = OtherWay(Text("旧办事大厅", "the old hall"), "https://old.example.edu/")
PARALLEL = Channel("dual", then=(Stage("online", date(2027, 1, 2)),), other=OLD)


def pages(*services: Any, day: date = TODAY) -> dict[str, str]:
    made = portal_files(services, UNITS, {}, Settings(), today=day)
    return {path: content.decode() for path, content in made if path.endswith((".html", ".json"))}


def guide(channel: Channel, lang: str = "zh", day: date = TODAY) -> str:
    return pages(replace(SERVICE, channel=channel), day=day)[f"{lang}/services/{SERVICE.code}/index.html"]


@pytest.mark.req("H-22", "H-01", "N10", "Z-13")
def test_dual_run_names_the_other_way_and_when_it_ends() -> None:
    html = guide(PARALLEL)
    assert '<a href="https://old.example.edu/" target="_blank" rel="noopener">旧办事大厅</a>' in html
    assert "2027-01-02 起：网上办理" in html and 'data-from="" data-until="2027-01-01"' in html
    later = guide(PARALLEL, day=date(2027, 1, 2))
    assert "old.example.edu" not in later and 'data-from="' not in later


@pytest.mark.req("N10", "S-07")
def test_what_is_as_always_carries_no_days() -> None:
    html = guide(Channel())
    body = html.split("<template")[0]
    assert 'data-from="' not in body and "data-feedback=" not in body and '<p class="banner banner--info"' not in body


@pytest.mark.req("N18")
def test_testers_are_led_in_and_nobody_is_named() -> None:
    html = guide(Channel("testing", cohort=Cohort(("2023010101",), ("class-cs2301",))))
    assert "测试办理" in html and "仅限测试人员" in html and f'data-feedback="{SERVICE.code}"' in html
    assert "2023010101" not in html and "class-cs2301" not in html


@pytest.mark.req("C-02", "S-02")
def test_the_list_has_what_is_to_be_seen_on_its_day() -> None:
    soon = date(2026, 12, 1)
    services = [
        replace(SERVICE, code="now"),
        replace(SERVICE, code="secret", channel=Channel("planned", target=soon), form=[], flow=[]),
        replace(SERVICE, code="told", channel=Channel("planned", target=soon, public=True), form=[], flow=[]),
        replace(SERVICE, code="soon", channel=Channel("building", then=(Stage("dual", soon),))),
        replace(SERVICE, code="gone", channel=Channel("online", then=(Stage("retired", date(2026, 1, 1)),))),
    ]
    made = pages(*services)
    listed = made["zh/services/index.html"]
    index = next(text for path, text in made.items() if path.startswith("assets/services"))
    assert 'data-code="secret"' not in listed and "zh/services/secret/index.html" not in made
    assert 'data-code="gone"' not in listed and "已停用" in made["zh/services/gone/index.html"]
    assert 'data-code="told"' in listed and "计划 2026-12-01 前上线" in made["zh/services/told/index.html"]
    assert 'data-from="2026-12-01" data-until="" hidden' in listed, "shown by the script from that day on"
    assert "共 2 项" in listed or ">2<" in listed
    assert '"soon"' not in index and '"told"' in index
    assert 'data-code="soon"' in pages(*services, day=soon)["zh/services/index.html"]


@pytest.mark.journey
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
@pytest.mark.req("N10", "Z-13")
def test_an_old_page_shows_what_holds_today(page: Any, tmp_path: Any) -> None:
    """The page was made ten days ago; the state changed yesterday, and nothing was published."""
    from chalicelib.shared.clock import CHINA, system_clock

    today = system_clock().astimezone(CHINA).date()
    channel = Channel("suspended", then=(Stage("dual", today - timedelta(days=1)),), other=OLD)
    html = guide(channel, day=today - timedelta(days=10))
    assert "暂未开放" in html
    page.route("**/zh/services/student-leave/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/zh/services/student-leave/")
    page.get_by_role("link", name="开始办理").wait_for()
    assert page.get_by_text("旧办事大厅").is_visible()
    assert not page.get_by_text("暂未开放").is_visible()
    assert page.locator(".banner:visible").count() == 1
