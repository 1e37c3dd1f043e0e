"""Who looks after a seasonal service is told some days before it opens (S-06), and who answers for something that ends
(a row of a register, a department's key) some days before that: by the publisher, which runs once a day.

Asked again on each of those days without harm: the ledger knows the season, so each person is told once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.catalogue import OPEN_STATES, Summary, read_channel
from chalicelib.errors import Temporary
from chalicelib.people import position_key
from chalicelib.proof import OWN_ROLES
from chalicelib.registers import expiring
from chalicelib.shared.clock import CHINA
from chalicelib.shared.text import Text

if TYPE_CHECKING:
    from chalicelib.hall import Hall


def remind_seasons(hall: Hall) -> int:
    """Tell the officers and the head of each service that opens soon; how many notices were queued."""
    today, told = hall.clock().astimezone(CHINA).date(), 0
    for code, owner, opens, begins in opening_soon(hall.catalogue.current_all(), today):
        keys = [position_key(role, owner) for role in OWN_ROLES]
        people = dict.fromkeys(person.id for key in keys for person in hall.people.members(key, today))
        for person in people:
            try:
                hall.notices.tell_self("season_opens", person, f"{code}.{opens.isoformat()}", begins)
                told += 1
            except Temporary as error:  # told tomorrow
                hall.report(code, error)
    return told


def remind_expiring(hall: Hall) -> int:
    """Tell who answers for something that ends soon, once for each reminder of its register and each day it ends;
    how many notices were queued."""
    today, told = hall.clock().astimezone(CHINA).date(), 0
    for kept in hall.registers.definitions.all().values():
        register = kept.register
        for one in expiring(register, hall.registers.store, today):
            rule = register.expires
            assert rule
            day = one.ends - timedelta(days=one.days)
            at = datetime(day.year, day.month, day.day, 8, tzinfo=CHINA)
            mark = zlib.crc32(f"{register.code}#{one.key}#{one.ends}#{one.days}".encode())
            about = _Ends(f"{rule.renew}/{one.key}", one.ends.isoformat(), register.name, mark, at)
            try:
                hall.notices.notify("expires_soon", about, about, [one.person])
                told += 1
            except Temporary as error:  # told tomorrow
                hall.report(register.code, error)
    return told


def remind_keys(hall: Hall) -> int:
    """Tell who leads a department that one of its API keys ends soon, twice for each key; how many were queued."""
    today, told = hall.clock().astimezone(CHINA).date(), 0
    owners = dict.fromkeys(str(one["owner_unit"]) for one in hall.catalogue.current_all())
    for key in hall.api_keys.of_units(owners):
        if (days := key.reminder(today)) is None:
            continue
        day = key.last_day() - timedelta(days=days)
        at = datetime(day.year, day.month, day.day, 8, tzinfo=CHINA)
        about = _Ends(key.id, key.last_day().isoformat(), Text(key.name, key.name), days, at)
        people = hall.webhooks.owners(key.unit)
        try:
            hall.notices.notify("key_ends", about, about, people)
            told += len(people)
        except Temporary as error:  # told tomorrow
            hall.report(key.id, error)
    return told


def invite_testers(hall: Hall) -> int:
    """Ask the cohort of each service in testing to try it, and remind who has not; how many were told."""
    try:
        return int(hall.trials.daily())
    except Temporary as error:  # asked tomorrow
        hall.report("trials", error)
        return 0


@dataclass(frozen=True)
class _Ends:
    """What ends, as the notices room knows what happened and what it happened to: `id` is where more is asked for, or
    what it is."""

    id: str
    number: str
    service_name: Text
    seq: int
    at: datetime


def opening_soon(summaries: list[Summary], today: date) -> Iterator[tuple[str, str, date, datetime]]:
    """(service, owner, the day it opens, since when that is to be told) of what opens within its days of notice."""
    for one in summaries:
        channel = read_channel(one.get("channel") or {})
        if channel.opens is None or not channel.remind or channel.state_on(channel.opens) not in OPEN_STATES:
            continue
        begins = channel.opens - timedelta(days=channel.remind)
        if begins <= today < channel.opens:
            at = datetime(begins.year, begins.month, begins.day, 8, tzinfo=CHINA)
            yield str(one["code"]), str(one["owner_unit"]), channel.opens, at
