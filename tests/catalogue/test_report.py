"""``make catalogue``: the document is what the command prints, and what it says is so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.catalogue import ARCHETYPES, load_definitions
from chalicelib.proof import expected_times, subject_of, workday_length
from chalicelib.shared.working_calendar import parse_within
from tools import catalogue_report as report

LINES = report.bundled()
DAY = workday_length()


def test_the_document_is_what_the_command_prints() -> None:
    """If this fails: ``make catalogue``."""
    assert report.DOCUMENT.read_text("utf-8") == report.document(LINES)


def test_every_service_is_there_once_with_its_ids() -> None:
    wanted = {one.service.code: set(one.service.requirements) for one in load_definitions()}
    assert {line.code: set(line.ids) for line in LINES} == wanted
    printed = "\n".join(report.table(LINES))
    assert all(f" {code} " in printed for code in wanted)
    assert f"{len(LINES)} 个事项" in printed


@pytest.mark.req("C-14")
def test_nothing_in_the_catalogue_is_refused_and_every_type_is_known() -> None:
    assert [line.code for line in LINES if line.errors] == []
    assert {line.archetype for line in LINES} <= set(ARCHETYPES)


def test_what_is_expected_is_within_what_is_promised() -> None:
    for line in LINES:
        if line.expected is not None:
            count, unit = parse_within(line.promised)
            assert unit != "workday" or line.expected <= count * DAY, line.code


def test_times_are_those_of_the_ways_through_the_flow() -> None:
    """One working day, then four hours where it is more than three days: two ways."""
    by = {"role": "officer", "unit": "registry"}
    text = {"zh": "审核", "en": "Review"}
    more = {"step": "b", "title": text, "by": by, "within": "4 hours"}
    flow = [
        {"step": "a", "title": text, "by": by, "within": "1 workday"},
        {"when": {"days": {"gt": 3}}, "then": [more]},
    ]
    form = [{"field": "days", "type": "number", "label": text, "required": True, "fact": True}]
    raw = {"service": "x", "name": text, "owner_unit": "registry", "audience": ["staff"], "limit": "3 workdays"}
    subject = subject_of(raw | {"form": form, "flow": flow})
    assert subject is not None
    assert expected_times(subject) == [DAY, DAY + timedelta(hours=4)]
    assert (report.said(DAY), report.said(DAY * 2.5), report.said(timedelta(hours=4))) == ("1 day", "2.5 days", "4 h")
