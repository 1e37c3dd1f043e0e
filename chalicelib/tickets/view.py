"""Tickets as those who wait, clerks and boards see them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.people import Person, Unit
from chalicelib.shared.clock import stamp
from chalicelib.shared.masked_name import masked_name
from chalicelib.tickets.ticket import CALLED, SERVED, STATES, WAITING, Ticket
from chalicelib.windows import Desk, counter_view, masked_number

Json = dict[str, Any]
OF_A_CLERK = ("recall", "begin", "done", "miss", "return", "route", "cancel")


def ticket_view(one: Ticket, desk: Desk | None, units: Mapping[str, Unit], ahead: int | None, wait: int | None) -> Json:
    """To whoever has its link: nothing of the person. `ahead` is how many are before it, `wait` minutes."""
    return {
        "id": one.id,
        "number": one.number,
        "day": one.day,
        "service": {"code": one.service, "name": one.service_name.to_dict()},
        "counter": counter_view(desk, units) if desk else None,
        "state": one.state,
        "state_text": STATES[one.state].to_dict(),
        "ahead": ahead,
        "wait": wait,
        "window": one.window,
        "taken_at": stamp(one.taken_at),
        "called_at": _moment(one.called_at),
        "calls": one.calls,
        "due": _moment(one.due if one.appointment and not one.misses else None),
        "remote": one.remote,
        "may_return": one.may("return"),
        "may_cancel": one.state in (WAITING, CALLED),
        "may_rate": one.state == SERVED and not one.rating,
        "rating": one.rating,
    }


def line_view(one: Ticket, person: Person | None, case: Json | None = None, may_enter: bool = False) -> Json:
    """To the clerk: the name to call, the last characters of the number to compare with a card; of one at a window its
    `case`, with the offices that have its tasks, and whether an application can be entered for it."""
    return {
        "id": one.id,
        "number": one.number,
        "service": {"code": one.service, "name": one.service_name.to_dict()},
        "person": {"name": person.name.to_dict(), "number": masked_number(person.id)} if person else None,
        "state": one.state,
        "state_text": STATES[one.state].to_dict(),
        "taken_at": stamp(one.taken_at),
        "called_at": _moment(one.called_at),
        "due": _moment(one.due if one.appointment and not one.misses else None),
        "booked": bool(one.appointment),
        "remote": one.remote,
        "window": one.window,
        "calls": one.calls,
        "result": one.result,
        "rating": one.rating,
        "application": one.application or None,
        "case": case,
        "may_enter": may_enter,
        "acts": [act for act in OF_A_CLERK if one.may(act)],
        "version": one.rev,
    }


def call_view(one: Ticket) -> Json:
    """To a board: the number and the window."""
    return {
        "number": one.number,
        "window": one.window,
        "counter": one.counter,
        "serving": one.state != CALLED,
        "calls": one.calls,
        "called_at": _moment(one.called_at),
    }


def booked_view(id: str, service: str, name: Mapping[str, str], at: datetime, counter: Json) -> Json:
    """To a kiosk: what somebody is booked for today."""
    return {"id": id, "service": {"code": service, "name": name}, "at": stamp(at), "counter": counter}


def shown_name(person: Person) -> dict[str, str]:
    """To a kiosk, where others look on."""
    return masked_name(person.name).to_dict()


def _moment(at: datetime | None) -> str | None:
    return stamp(at) if at else None
