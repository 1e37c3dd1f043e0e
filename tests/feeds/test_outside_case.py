"""What a system may say of a case; pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.errors import InvalidForm
from chalicelib.feeds import read_case

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SITE = "https://repair.yizhan.example/facilities"
TOLD: dict[str, Any] = {
    "number": "WX-1",
    "person": "2023010101",
    "title": {"zh": "灯不亮", "en": "No light"},
    "state": "in_progress",
    "state_text": None,
    "link": f"{SITE}/WX-1",
    "holder": "",
    "updated": "2026-11-23T09:00:00+08:00",
    "submitted": "",
}


def faults(known: bool = True, site: str = SITE, **changes: Any) -> list[tuple[str, str]]:
    try:
        read_case({**TOLD, **changes}, "facility-repair", site, known, NOW)
    except InvalidForm as fault:
        assert all(one.message.zh and one.message.en for one in fault.errors)
        return [(one.pointer, one.code) for one in fault.errors]
    return []


@pytest.mark.req("H-16")
@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"number": "a b"}, ("/number", "pattern")),
        ({"number": "x#CASE"}, ("/number", "pattern")),
        ({"number": "编号"}, ("/number", "pattern")),
        ({"known": False}, ("/person", "unknown")),
        ({"title": {"zh": "灯"}}, ("/title/en", "required")),
        ({"title": {"zh": " ", "en": "x"}}, ("/title/zh", "required")),
        ({"title": {"zh": "灯", "en": "x", "fr": "y"}}, ("/title/fr", "unknown")),
        ({"state_text": {"zh": "已派单"}}, ("/state_text/en", "required")),
        ({"updated": "2026-11-23"}, ("/updated", "pattern")),
        ({"updated": "2026-11-23T09:00:00"}, ("/updated", "pattern")),
        ({"updated": "0001-01-01T00:00:00+14:00"}, ("/updated", "pattern")),
        ({"updated": "9999-12-31T23:59:59-14:00"}, ("/updated", "pattern")),
        ({"updated": "2026-11-23T11:00:00+08:00"}, ("/updated", "range")),
        ({"submitted": "yesterday"}, ("/submitted", "pattern")),
    ],
)
def test_each_fault_names_its_field_in_both_languages(changes: dict[str, Any], wanted: tuple[str, str]) -> None:
    assert faults(**changes) == [wanted]


@pytest.mark.req("H-16", "R31")
@pytest.mark.parametrize(
    "link",
    [
        "http://repair.yizhan.example/1",
        "https://elsewhere.example/1",
        "https://repair.yizhan.example.elsewhere.example/1",
        "https://repair.yizhan.example@elsewhere.example/1",
        "https://elsewhere.example\\@repair.yizhan.example/1",
        "https://notrepair.yizhan.example/1",
        "https://repair.yizhan.example:8443/1",
        "https://repair.yizhan.example:x/1",
        "https://[repair.yizhan.example/1",
        'https://repair.yizhan.example/"><script>',
        "https://repair.yizhan.example/a b",
        "javascript:alert(1)",
        "//repair.yizhan.example/1",
    ],
)
def test_nobody_is_led_to_another_site_in_its_name(link: str) -> None:
    assert faults(link=link) == [("/link", "pattern")]


def test_its_own_site_and_what_is_below_it_are_led_to() -> None:
    for link in (
        "",
        f"{SITE}/1?a=b&c=%E4%B8%AD#d",
        "https://m.repair.yizhan.example/1",
        "https://repair.yizhan.example:443/1",
    ):
        assert faults(link=link) == []
    assert faults(site="/{lang}/data/") == [("/link", "pattern")], "a path of the hall is no site"


def test_all_faults_are_named_at_once() -> None:
    assert len(faults(known=False, number="", updated="x", link="x", title={})) == 6
