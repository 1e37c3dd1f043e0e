"""Whether a definition's channel says a life it can have: known states, days in order, testers where one tests."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.catalogue.channel import listed
from chalicelib.catalogue.findings import Finding
from chalicelib.catalogue.say import is_word, text_findings, unknown
from chalicelib.catalogue.vocabulary import CHANNEL_STATES, UNBUILT
from chalicelib.shared.text import Text

KEYS = ("state", "then", "target", "public", "cohort", "other", "opens", "closes", "notice", "remind")
MOST_STAGES, MOST_TESTERS = 12, 500
MOST_DAYS = 60
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?(/[^\s<>\"']*)?")


def check_channel(channel: Any, units: Collection[str]) -> Iterator[Finding]:
    """Findings from the definition's root."""
    if not isinstance(channel, Mapping) or set(channel) - set(KEYS):
        listed = ", ".join(KEYS)
        yield Finding(("channel",), Text(f"channel 只能有 {listed}", f"channel takes {listed} only"))
        return
    if not is_word(channel.get("state", "online"), CHANNEL_STATES):
        yield unknown(("channel", "state"), channel.get("state"), "办理状态", "channel state", CHANNEL_STATES)
    yield from _check_days(channel)
    yield from _check_then(channel)
    yield from _check_cohort(channel, units)
    yield from _check_other(channel)
    if not isinstance(channel.get("public", False), bool):
        yield Finding(("channel", "public"), Text("public 应为 true 或 false", "public must be true or false"))
    remind = channel.get("remind", 14)
    if type(remind) is not int or not 0 <= remind <= MOST_DAYS:
        zh, en = f"remind 应为 0 至 {MOST_DAYS} 的天数", f"remind is a number of days, at most {MOST_DAYS}"
        yield Finding(("channel", "remind"), Text(zh, en))
    if "notice" in channel:
        yield from text_findings(channel, ("channel", "notice"))


def _check_days(channel: Mapping[str, Any]) -> Iterator[Finding]:
    for key in ("opens", "closes", "target"):
        if key in channel and not is_day(channel[key]):
            yield Finding(
                ("channel", key), Text(f"{key} 应为日期，如 2026-09-01", f"{key} must be a date, like 2026-09-01")
            )
    opens, closes = channel.get("opens"), channel.get("closes")
    if is_day(opens) and is_day(closes) and str(opens) > str(closes):
        zh, en = "截止日期早于开放日期", "it closes before it opens"
        yield Finding(("channel", "closes"), Text(zh, en))
    if "target" in channel and not set(_states(channel)) & UNBUILT:
        zh, en = "target 只用于计划建设或建设中的事项", "only what is planned or being built has a target"
        yield Finding(("channel", "target"), Text(zh, en))


def _check_then(channel: Mapping[str, Any]) -> Iterator[Finding]:
    then = channel.get("then", [])
    if not isinstance(then, list) or len(then) > MOST_STAGES:
        zh = f"then 应为 {{state, since}} 的列表，最多 {MOST_STAGES} 项"
        yield Finding(("channel", "then"), Text(zh, f"then is a list of {{state, since}}, at most {MOST_STAGES}"))
        return
    before = ""
    for index, stage in enumerate(then):
        at = ("channel", "then", index)
        if not isinstance(stage, Mapping) or set(stage) != {"state", "since"}:
            yield Finding(at, Text("每一项应写成 {state, since}", "each of them is {state, since}"))
            continue
        if not is_word(stage["state"], CHANNEL_STATES):
            yield unknown((*at, "state"), stage["state"], "办理状态", "channel state", CHANNEL_STATES)
        if not is_day(stage["since"]):
            text = Text("since 应为日期，如 2026-09-01", "since must be a date, like 2026-09-01")
            yield Finding((*at, "since"), text)
        elif stage["since"] <= before:
            yield Finding((*at, "since"), Text("生效日期应依次向后", "the days must follow each other"))
        else:
            before = stage["since"]


def _check_cohort(channel: Mapping[str, Any], units: Collection[str]) -> Iterator[Finding]:
    cohort = channel.get("cohort")
    if cohort is None:
        if "testing" in _states(channel):
            zh, en = "内部测试的事项须写明测试人员（cohort）", "a service in testing needs its testers (cohort)"
            yield Finding(("channel",), Text(zh, en))
        return
    shape = isinstance(cohort, Mapping) and not set(cohort) - {"people", "units"} and any(cohort.values())
    people = cohort.get("people", []) if shape else []
    names = [list(listed(people)) if isinstance(people, str) else people, cohort.get("units", [])] if shape else []
    if (
        not shape
        or (isinstance(people, str) and not names[0])
        or not all(isinstance(one, list) and all(isinstance(name, str) for name in one) for one in names)
    ):
        zh = "cohort 应写成 {people: [学工号], units: [单位]}，至少一项"
        yield Finding(("channel", "cohort"), Text(zh, "cohort is {people: [ids], units: [units]}, one at least"))
        return
    if sum(map(len, names)) > MOST_TESTERS:
        zh, en = f"测试人员和单位最多 {MOST_TESTERS} 个", f"at most {MOST_TESTERS} testers and units"
        yield Finding(("channel", "cohort"), Text(zh, en))
    for index, unit in enumerate(names[1]):
        if unit not in units:
            yield unknown(("channel", "cohort", "units", index), unit, "单位", "unit")


def _check_other(channel: Mapping[str, Any]) -> Iterator[Finding]:
    other = channel.get("other")
    if other is None:
        return
    if not isinstance(other, Mapping) or set(other) - {"name", "address"}:
        yield Finding(("channel", "other"), Text("other 应写成 {name, address}", "other is {name, address}"))
        return
    yield from text_findings(other, ("channel", "other", "name"))
    address = other.get("address")
    if address is not None and not (isinstance(address, str) and _ADDRESS.fullmatch(address)):
        zh, en = "address 应为 http 或 https 网址", "address must be an http or https address"
        yield Finding(("channel", "other", "address"), Text(zh, en))


def is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _states(channel: Mapping[str, Any]) -> list[str]:
    then = channel.get("then")
    stages = then if isinstance(then, list) else []
    found = [channel.get("state", "online"), *(one.get("state") for one in stages if isinstance(one, Mapping))]
    return [state for state in found if isinstance(state, str)]
