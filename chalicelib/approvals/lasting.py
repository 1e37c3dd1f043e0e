"""Steps that stand for a time before they can be approved (公示期): until when. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.applications import Application, replay
from chalicelib.errors import NotYourTurn
from chalicelib.flows import Step
from chalicelib.shared.clock import CHINA
from chalicelib.shared.days import in_short
from chalicelib.shared.text import Text


def stands_until(application: Application, spec: Step) -> datetime | None:
    """From when the step, which is open, can be approved; None where that is at once."""
    if spec.lasts is None:
        return None
    from chalicelib.shared.working_calendar import UnknownYear, WorkingCalendar, parse_within

    opened = replay(application)[spec.name].opened_at
    calendar = WorkingCalendar.load()
    try:
        return calendar.due(opened, spec.lasts)
    except UnknownYear:  # counted without holidays: a step must not stand for ever because a year is not known yet
        count, unit = parse_within(spec.lasts)
        return opened + (timedelta(hours=count) if unit == "hour" else timedelta(days=count))


def not_standing(application: Application, spec: Step, now: datetime) -> None:
    """Raises `NotYourTurn` while the step cannot be approved yet."""
    until = stands_until(application, spec)
    if until is not None and now < until:
        local = until.astimezone(CHINA)
        day = in_short(local)
        raise NotYourTurn(
            Text(
                f"公示期至{day.zh} {local:%H:%M}，届满后才能通过",
                f"It stands until {local:%H:%M} on {day.en}; it can be approved after that",
            )
        )
