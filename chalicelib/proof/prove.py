"""Everything that can be found about one service before anybody applies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.flows import different, way_with
from chalicelib.people import CATEGORY_NAMES
from chalicelib.proof.check_fields import field_remarks
from chalicelib.proof.check_holders import Holders
from chalicelib.proof.check_promise import MONDAY, plain_weeks, promise_remarks, times_of
from chalicelib.proof.check_ways import way_remarks
from chalicelib.proof.model import ERROR, Remark, Subject
from chalicelib.proof.staff import Staff
from chalicelib.proof.tries import tries_of
from chalicelib.shared.text import Text


def prove(subject: Subject, staff: Staff) -> list[Remark]:
    """Errors first, then warnings, each in the definition's order. No call when `staff` has read the positions."""
    tries = tries_of(subject)
    tried = [way_with(subject.flow, facts) for facts in tries.facts]
    ways = different(tried)
    labels = subject.labels(staff.units)
    remarks = [
        *_audience(subject),
        *Holders(subject, staff, tried).remarks(),
        *way_remarks(subject, tries, ways, labels),
        *field_remarks(subject, tried, labels),
        *promise_remarks(subject, ways),
    ]
    return sorted(dict.fromkeys(remarks), key=lambda remark: (remark.level != ERROR, _place(remark.pointer)))


def expected_times(subject: Subject) -> list[timedelta]:
    """The working time of every different way through the service, by its limits, shortest first; the hall's working
    days are `workday_length` long."""
    return times_of(different([way_with(subject.flow, facts) for facts in tries_of(subject).facts]))


def workday_length() -> timedelta:
    """The working time of one whole day."""
    return plain_weeks().working_time(MONDAY, MONDAY + timedelta(days=1))


def _audience(subject: Subject) -> Iterator[Remark]:
    known = [category for category in subject.audience if category in CATEGORY_NAMES]
    if not known:
        zh, en = "没有服务对象，谁也不能办理", "the service is for nobody"
        yield Remark(ERROR, "no_audience", "/audience", Text(zh, en))


def _place(pointer: str) -> list[tuple[int, str]]:
    """Pointers in the definition's order: indexes as numbers."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in pointer.split("/")]
