"""A service as a value: JSON and back, who may start it and when, how its name sounds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.catalogue import AREAS, THEMES, Channel, Service, read_pinyin, summary_of
from chalicelib.errors import NotEligible, ServiceClosed
from chalicelib.shared.text import Text
from tests.catalogue.samples import definition_of

SERVICE = definition_of().service
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@dataclass
class Somebody:
    category: str
    id: str = "1"
    units: Mapping[str, str] = field(default_factory=dict)


STUDENT, TEACHER = Somebody("undergraduate"), Somebody("staff")


def test_json_and_back_is_equal() -> None:
    stored = json.loads(json.dumps(replace(SERVICE, version=7).to_dict(), ensure_ascii=False))
    assert Service.from_dict(stored) == replace(SERVICE, version=7)


@pytest.mark.req("C-03", "C-07")
def test_only_its_audience_may_start() -> None:
    SERVICE.start_allowed(STUDENT, NOON)
    with pytest.raises(NotEligible) as refused:
        SERVICE.start_allowed(TEACHER, NOON)
    assert refused.value.detail == Text(
        "该事项面向：本科生、留学生", "This service is for: Undergraduate, International student"
    )


@pytest.mark.req("N10", "S-06", "S-07", "Z-13")
@pytest.mark.parametrize(
    ("channel", "open_"),
    [
        (Channel("online"), True),
        (Channel("dual"), True),
        (Channel("trial"), True),
        (Channel("testing"), False),
        (Channel("suspended"), False),
        (Channel("online", opens=date(2026, 11, 24)), False),
        (Channel("online", opens=date(2026, 11, 23), closes=date(2026, 11, 23)), True),
        (Channel("online", closes=date(2026, 11, 22)), False),
    ],
)
def test_when_it_may_be_started(channel: Channel, open_: bool) -> None:
    service = replace(SERVICE, channel=channel)
    if open_:
        service.start_allowed(STUDENT, NOON)
    else:
        with pytest.raises(ServiceClosed):
            service.start_allowed(STUDENT, NOON)


def test_the_day_is_that_in_china() -> None:
    service = replace(SERVICE, channel=Channel("online", closes=date(2026, 11, 23)))
    service.start_allowed(STUDENT, datetime(2026, 11, 23, 15, 59, tzinfo=UTC))
    with pytest.raises(ServiceClosed):
        service.start_allowed(STUDENT, datetime(2026, 11, 23, 16, 0, tzinfo=UTC))


@pytest.mark.req("C-04", "S-01")
def test_six_areas_and_eleven_themes() -> None:
    assert (len(AREAS), len(THEMES)) == (6, 11)


@pytest.mark.req("C-05", "C-09")
@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("校长信箱", ("xiao zhang xin xiang", "xiaozhangxinxiang", "xzxx")),
        ("IP地址申请", ("ip di zhi shen qing", "ipdizhishenqing", "ipdzsq")),
        ("重庆校区（VPN）", ("chong qing xiao qu vpn", "chongqingxiaoquvpn", "cqxqvpn")),
        ("——", ("", "", "")),
    ],
)
def test_how_names_sound(name: str, sounds: tuple[str, str, str]) -> None:
    assert tuple(read_pinyin(name).values()) == sounds


def test_a_summary_has_no_form_and_no_flow() -> None:
    summary = summary_of(replace(SERVICE, version=2), read_pinyin(SERVICE.name.zh), NOON)
    assert {"form", "flow", "guide", "subject"}.isdisjoint(summary)
    assert (summary["letter"], summary["code"], summary["version"]) == ("H", "deferred-exam", 2)
    assert summary["channel"] == {"state": "online", "opens": "2026-09-01", "closes": "2026-12-31"}
    assert len(json.dumps(summary)) < 2000
