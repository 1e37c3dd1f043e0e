"""Who looks after a seasonal service is told some days before it opens (S-06): by the publisher, which runs once a day.

Asked again on each of those days without harm: the ledger knows the season, so each person is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.catalogue import OPEN_STATES, Summary, read_channel
from chalicelib.errors import Temporary
from chalicelib.people import position_key
from chalicelib.proof import OWN_ROLES
from chalicelib.shared.clock import CHINA

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
