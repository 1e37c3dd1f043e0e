"""The life of a service: its dates act by themselves, its refusals say why and when, its past can be counted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import (
    CHANNEL_STATES,
    Channel,
    Cohort,
    OtherWay,
    Service,
    Stage,
    check_definition,
    lived,
    read_channel,
    read_pinyin,
    state_on,
    summary_of,
    write_channel,
)
from chalicelib.catalogue.check_channel import check_channel
from chalicelib.errors import ServiceClosed
from chalicelib.shared.text import Text
from tests.catalogue.samples import definition_of

SERVICE = definition_of().service
UNITS = ("registry", "class-cs2301")


@dataclass
class Somebody:
    id: str = "2023010101"
    category: str = "undergraduate"
    units: dict[str, str] = field(default_factory=lambda: {"class": "class-cs2301"})


LIFE = Channel(
    "planned",
    then=(
        Stage("building", date(2026, 11, 1)),
        Stage("testing", date(2026, 11, 10)),
        Stage("dual", date(2026, 11, 20)),
        Stage("online", date(2027, 1, 2)),
        Stage("suspended", date(2027, 2, 1)),
        Stage("retired", date(2027, 3, 1)),
    ),
    target=date(2026, 11, 20),
    cohort=Cohort(("110901",), ("class-cs2301",)),
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.mark.req("N10", "N12", "Z-13", "H-01")
@pytest.mark.parametrize(
    ("day", "state", "tester", "others"),
    [
        ("2026-10-31", "planned", "2026-11-20", "2026-11-20"),
        ("2026-11-01", "building", "正在建设", "正在建设"),
        ("2026-11-10", "testing", "", "2026-11-20 起可以办理"),
        ("2026-11-19", "testing", "", "仅限测试人员"),
        ("2026-11-20", "dual", "", ""),
        ("2027-01-01", "dual", "", ""),
        ("2027-01-02", "online", "", ""),
        ("2027-02-01", "suspended", "自 2027-02-01 起暂停办理", "自 2027-02-01 起暂停办理"),
        ("2027-03-01", "retired", "已停用", "自 2027-03-01 起已停用"),
    ],
)
def test_each_state_begins_on_its_day_and_says_why_it_is_refused(
    day: str, state: str, tester: str, others: str
) -> None:
    today = date.fromisoformat(day)
    assert LIFE.state_on(today) == state
    service = replace(SERVICE, channel=LIFE)
    for person, expected in ((Somebody(), tester), (Somebody(id="x", units={}), others)):
        if not expected:
            service.start_allowed(person, noon(today))
            continue
        with pytest.raises(ServiceClosed) as refused:
            service.start_allowed(person, noon(today))
        assert refused.value.detail and expected in refused.value.detail.zh and refused.value.detail.en


def test_a_tester_by_number_may_start_too() -> None:
    LIFE.start_allowed(Somebody(id="110901", units={}), date(2026, 11, 12))


@pytest.mark.req("C-02")
def test_only_what_is_marked_is_seen_before_it_is_built() -> None:
    planned = Channel("planned", target=date(2027, 3, 31))
    assert not planned.visible_on(date(2026, 11, 23))
    assert replace(planned, public=True).visible_on(date(2026, 11, 23))
    assert not Channel("retired", public=True).visible_on(date(2026, 11, 23))
    with pytest.raises(ServiceClosed) as refused:
        planned.start_allowed(Somebody(), date(2026, 11, 23))
    assert refused.value.detail == Text(
        "该事项尚在计划中，计划 2027-03-31 前上线",
        "This service is still being planned; it is planned to be online by 2027-03-31",
    )


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
STAGES = st.lists(st.tuples(st.sampled_from(sorted(CHANNEL_STATES)), DAYS), max_size=6, unique_by=lambda one: one[1])
CHANNELS = st.builds(
    lambda state, then, opens, closes, public: Channel(
        state,
        opens=opens,
        closes=closes,
        then=tuple(Stage(*one) for one in sorted(then, key=lambda one: one[1])),
        public=public,
        cohort=Cohort(("1",), ("registry",)),
        other=OtherWay(Text("旧办事大厅", "The old hall"), "https://old.example.edu/"),
    ),
    st.sampled_from(sorted(CHANNEL_STATES)),
    STAGES,
    st.none() | DAYS,
    st.none() | DAYS,
    st.booleans(),
)


@given(CHANNELS, DAYS)
def test_the_periods_of_the_pages_are_what_the_hall_judges_by(channel: Channel, day: date) -> None:
    (held,) = [period for period in channel.periods() if period.holds(day)]
    assert held.state == channel.state_on(day)
    try:
        channel.start_allowed(Somebody(id="0", units={}), day)
        started = True
    except ServiceClosed:
        started = False
    assert started is held.open


@given(CHANNELS)
def test_a_channel_is_written_and_read_without_loss(channel: Channel) -> None:
    assert read_channel(json.loads(json.dumps(write_channel(channel)))) == channel


def test_a_state_of_former_times_is_read_as_what_it_is_now() -> None:
    assert read_channel({"state": "closed"}).state == "suspended"


@pytest.mark.req("S-02", "N12")
def test_the_past_is_kept_over_versions_and_dates_that_came() -> None:
    first = replace(SERVICE, channel=LIFE, version=1)
    summary = summary_of(first, read_pinyin("请假"), noon(date(2026, 10, 20)))
    assert state_on(summary, date(2026, 10, 19)) is None
    assert state_on(summary, date(2026, 11, 30)) == "dual", "dates act without a version"
    later = replace(first, channel=Channel("suspended"), version=2)
    after = summary_of(later, read_pinyin("请假"), noon(date(2026, 12, 5)), summary)
    assert [state for _, state in lived(after, date(2027, 12, 31))] == [
        "planned", "building", "testing", "dual", "suspended",
    ]  # fmt: skip
    assert [state_on(after, date(2026, 12, 4)), state_on(after, date(2026, 12, 5))] == ["dual", "suspended"]
    same_day = summary_of(replace(later, channel=Channel()), read_pinyin("请假"), noon(date(2026, 12, 5)), after)
    assert [state for _, state in lived(same_day, date(2027, 1, 1))][-2:] == ["dual", "online"]


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        ({"state": "closed"}, "/channel/state"),
        ({"state": "dual", "then": [{"state": "online", "since": "soon"}]}, "/channel/then/0/since"),
        ({"then": [{"state": "dual", "since": "2026-12-01"}, {"state": "online", "since": "2026-12-01"}]},
         "/channel/then/1/since"),
        ({"then": [{"state": "gone", "since": "2026-12-01"}]}, "/channel/then/0/state"),
        ({"then": "later"}, "/channel/then"),
        ({"state": "testing"}, "/channel"),
        ({"state": "testing", "cohort": {"people": []}}, "/channel/cohort"),
        ({"state": "testing", "cohort": {"people": ["1"] * 501}}, "/channel/cohort"),
        ({"state": "testing", "cohort": {"people": "学号，姓名"}}, "/channel/cohort"),
        ({"state": "testing", "cohort": {"units": ["nowhere"]}}, "/channel/cohort/units/0"),
        ({"state": "online", "target": "2026-12-01"}, "/channel/target"),
        ({"opens": "2026-12-02", "closes": "2026-12-01"}, "/channel/closes"),
        ({"state": "dual", "other": {"name": {"zh": "旧"}, "address": "https://old.example"}}, "/channel/other/name"),
        ({"state": "dual", "other": {"name": {"zh": "旧", "en": "Old"}, "address": "javascript:alert(1)"}},
         "/channel/other/address"),
        ({"public": "yes"}, "/channel/public"),
        ({"remind": 400}, "/channel/remind"),
        ({"states": "dual"}, "/channel"),
        ("online", "/channel"),
    ],
)  # fmt: skip
def test_a_channel_that_cannot_be_is_refused_where_it_is_wrong(channel: Any, place: str) -> None:
    found = list(check_channel(channel, UNITS))
    assert [one.pointer for one in found] == [place]
    assert all(found[0].message)


@pytest.mark.req("C-02", "N12")
def test_what_is_only_planned_may_lack_guide_form_and_flow_but_not_for_longer() -> None:
    raw = {key: value for key, value in definition_of().raw.items() if key not in ("guide", "form", "flow", "limit",
                                                                                   "subject")}  # fmt: skip
    planned = replace(definition_of(), raw={**raw, "channel": {"state": "planned", "target": "2027-03-31"}})
    assert check_definition(planned, units=set(UNITS)) == []
    service = planned.service
    assert service.is_entry and Service.from_dict(json.loads(json.dumps(service.to_dict()))) == service
    soon = {"state": "planned", "then": [{"state": "dual", "since": "2026-12-01"}]}
    faults = check_definition(replace(planned, raw={**raw, "channel": soon}), units=set(UNITS))
    assert {one.pointer for one in faults} >= {"/guide", "/flow", "/limit", "/subject"}


def test_a_day_later_is_another_day() -> None:
    online = Channel("online", closes=date(2026, 11, 23))
    online.start_allowed(Somebody(), date(2026, 11, 23))
    with pytest.raises(ServiceClosed):
        online.start_allowed(Somebody(), date(2026, 11, 23) + timedelta(days=1))
