"""Cases of departments' systems: items of the applications table, for they stand in its lists.

``X#<service>#<number>`` / ``CASE``: in the index `boxes` among the person's own applications, in `by_service` under
``X#<service>#<month>``. One that was withdrawn leaves both and stays for a year, so that no older word brings it back.
A word counts when it is newer than what is there: that condition alone orders what comes late, twice or side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib import settings
from chalicelib.applications import mine_box
from chalicelib.feeds.outside_case import OutsideCase
from chalicelib.shared.clock import CHINA, stamp
from chalicelib.shared.store import Defaults, Item, JsonText
from chalicelib.shared.store_faults import reached, was_refused

REMEMBERED = timedelta(days=366)
_reached = partial(reached, PynamoDBException)
_NUMBER, _PERSON, _OUTSIDE = 0, 9, 11
"""Places in a list's line (`applications.outside_line`)."""


class _ByService(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_service"
        projection = IncludeProjection(["line", "state"])

    service_month = UnicodeAttribute(hash_key=True)
    submitted_at = UnicodeAttribute(range_key=True)


class _Row(Item):
    class Meta(Defaults):
        table_name = settings.current().table("applications")

    by_service = _ByService()
    box = UnicodeAttribute(null=True)
    box_at = UnicodeAttribute(null=True)
    service_month = UnicodeAttribute(null=True)
    submitted_at = UnicodeAttribute(null=True)
    line = JsonText(null=True)
    state = UnicodeAttribute(null=True)
    updated = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class OutsideStore:
    """Raises `Temporary` when the table cannot be reached."""

    @_reached()
    def put(self, case: OutsideCase) -> bool:
        """One call; False when something as new is there."""
        month = case.at.astimezone(CHINA).strftime("%Y-%m")
        return _newer(
            _Row(f"X#{case.service}#{case.number}", "CASE"),
            case.updated,
            [
                _Row.box.set(mine_box(case.person)),
                _Row.box_at.set(stamp(case.at)),
                _Row.service_month.set(f"X#{case.service}#{month}"),
                _Row.submitted_at.set(stamp(case.at)),
                _Row.line.set(case.line),
                _Row.state.set(case.state),
                _Row.expires_at.remove(),
            ],
        )

    @_reached()
    def withdraw(self, service: str, number: str, moment: datetime, now: datetime) -> bool:
        """One call; False when something as new is there."""
        gone = (_Row.box, _Row.box_at, _Row.service_month, _Row.submitted_at, _Row.line, _Row.state)
        actions: list[Action] = [attribute.remove() for attribute in gone]
        actions.append(_Row.expires_at.set((now + REMEMBERED).astimezone(UTC)))
        return _newer(_Row(f"X#{service}#{number}", "CASE"), moment, actions)

    @_reached()
    def of_month(
        self, service: str, month: str, limit: int, after: Mapping[str, Any] | None
    ) -> tuple[list[dict[str, Any]], Mapping[str, Any] | None]:
        """A page of the month's cases, oldest first, and where it goes on; one query."""
        last = dict(after) if after else None
        found = _Row.by_service.query(f"X#{service}#{month}", limit=limit, page_size=limit, last_evaluated_key=last)
        items = [_listed(row) for row in found]
        return items, found.last_evaluated_key


def _newer(row: _Row, moment: datetime, actions: list[Action]) -> bool:
    said = stamp(moment)
    try:
        row.update([_Row.updated.set(said), *actions], condition=_Row.updated.does_not_exist() | (_Row.updated < said))
    except UpdateError as error:
        if not was_refused(error):
            raise
        return False
    return True


def _listed(row: _Row) -> dict[str, Any]:
    line: Any = row.line
    told = {"number": line[_NUMBER], "person": line[_PERSON], "state": row.state}
    return told | {"updated_at": line[_OUTSIDE]["updated_at"]}
