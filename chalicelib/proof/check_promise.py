"""Whether the steps' limits fit into the promised time, on the longest way, branches side by side at their longest.

Counted in weeks without holidays from a Monday morning, so that the answer does not depend on the day of the check.
What waits for the applicant is not the hall's time (the clock stands still).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from chalicelib.flows import Element, Parallel, Step, Way, When, phases_of, steps_of
from chalicelib.proof.model import ERROR, WARNING, Remark, Subject
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text
from chalicelib.shared.working_calendar import WorkingCalendar, parse_within

MONDAY = datetime(2001, 1, 1, 8, 0, tzinfo=CHINA)
YEARS = range(2001, 2016)
AMOUNTS = {
    "workday": (Text("{n} 个工作日", "{n} working day"), Text("{n} 个工作日", "{n} working days")),
    "hour": (Text("{n} 个工作小时", "{n} working hour"), Text("{n} 个工作小时", "{n} working hours")),
    "day": (Text("{n} 天", "{n} day"), Text("{n} 天", "{n} days")),
}

Spent = tuple[datetime, tuple[Step, ...]]


def promise_remarks(subject: Subject, ways: Collection[Way]) -> Iterator[Remark]:
    try:
        promised = plain_weeks().due(MONDAY, subject.limit)
    except ValueError:
        return  # the definition's own check says so
    for step in steps_of(subject.flow):
        if step.within is None and not _waits_for_applicant(step):
            zh = f"环节“{step.title.zh}”没有办理时限，承诺时限无法保证"
            en = f"“{step.title.en}” has no time limit, so the promised time cannot be kept to"
            yield Remark(WARNING, "no_limit", step.at, Text(zh, en), step.name)
    for phase in phases_of(subject.flow):
        if plain_weeks().due(MONDAY, phase.within) > promised:
            limit, whole = amount(phase.within), amount(subject.limit)
            zh = f"阶段“{phase.title.zh}”的时限 {limit.zh} 超过承诺的 {whole.zh}"
            en = f"the phase “{phase.title.en}” may take {limit.en}, more than the promised {whole.en}"
            yield Remark(ERROR, "promise", f"{phase.at}/within", Text(zh, en))
    longest = max((_spent(way.elements, MONDAY) for way in ways), key=lambda spent: spent[0], default=(MONDAY, ()))
    end, steps = longest
    if end > promised:
        yield Remark(ERROR, "promise", "/limit", _said(subject, steps, end))


def times_of(ways: Collection[Way]) -> list[timedelta]:
    """The working time each way may take by its steps' limits, shortest first; a way without limits takes none."""
    return sorted(map(_time_of, ways))


def _time_of(way: Way) -> timedelta:
    end, steps = _spent(way.elements, MONDAY)
    taken = plain_weeks().working_time(MONDAY, end)
    # A limit in working days begins with the day after: the first day, begun in the morning, is not one of them.
    whole = any("workday" in (step.within or "") for step in steps)
    return taken - plain_weeks().working_time(MONDAY, MONDAY + timedelta(days=1)) if whole else taken


@cache
def plain_weeks() -> WorkingCalendar:
    """The hall's working hours, five days a week, no holidays."""
    nothing = {year: frozenset[date]() for year in YEARS}
    return replace(WorkingCalendar.load(), days_off=nothing, makeup_days=nothing)


def amount(within: str) -> Text:
    """``3 workdays`` as people say it."""
    count, unit = parse_within(within)
    one, many = AMOUNTS[unit]
    return (one if count == 1 else many).format(n=count)


def _waits_for_applicant(step: Step) -> bool:
    return step.kind == "applicant" or all(by.applicant for by in step.by)


def _spent(elements: tuple[Element, ...], start: datetime) -> Spent:
    """When these elements are through at the latest, and the steps that took so long."""
    at, steps = start, list[Step]()
    for element in elements:
        inner: list[Spent] = []
        if isinstance(element, Step) and element.within and not _waits_for_applicant(element):
            inner = [(plain_weeks().due(at, element.within), (element,))]
        elif isinstance(element, When):
            inner = [_spent(element.then or element.otherwise, at)]
        elif isinstance(element, Parallel):
            inner = [_spent(branch, at) for branch in element.branches]
        if inner:
            at, longest = max(inner, key=lambda spent: spent[0])
            steps += longest
    return at, tuple(steps)


def _said(subject: Subject, steps: tuple[Step, ...], end: datetime) -> Text:
    limits = [(step.title, amount(step.within or "")) for step in steps]
    zh = "，".join(f"{title.zh} {limit.zh}" for title, limit in limits)
    en = ", ".join(f"{title.en} {limit.en}" for title, limit in limits)
    days = plain_weeks().workdays_between(MONDAY, end)
    promised, total = amount(subject.limit), amount(f"{max(1, days)} workdays")
    return Text(
        f"最长的流程各环节时限合计 {total.zh}（{zh}），超过承诺的 {promised.zh}",
        f"on the longest way the limits add up to {total.en} ({en}), more than the promised {promised.en}",
    )
