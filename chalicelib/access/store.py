"""What access keeps, in one table (``settings.table("access")``, keys pk and sk, TTL on ``expires_at``):

======================  =============  ==================================================================
pk                      sk             holds
======================  =============  ==================================================================
``S#<session id>``      ``SESSION``    one session: whose, CSRF secret, times
``P#<person>``          ``S#<id>``     that the person has this session, to close them all
``T#<hash of ticket>``  ``TICKET``     which session a CAS ticket opened; a ticket opens one only
``R#<hash of key>``     ``BUCKET``     a rate limit's bucket
``L#<application>``     ``LINKS``      how often an application's progress links were revoked
``V#<calendar>``        ``CALENDAR``   whose calendar it is, and how often its addresses were ended
``W#<hash of state>``   ``STATE``      a sign-in inside WeCom under way: the page to come back to, whose browser
======================  =============  ==================================================================

Times are whole seconds since 1970 (``expires_at`` must be, for TTL), a bucket's are microseconds.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, VerboseClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import settings as hall_settings
from chalicelib.access.cas_messages import CasRefused
from chalicelib.access.sessions import SESSION, Session, likely_person, new_cookie, session_from_raw, session_id
from chalicelib.errors import Temporary
from chalicelib.settings import Settings
from chalicelib.shared.clock import Clock
from chalicelib.shared.read_ahead import Key
from chalicelib.shared.store import UNREACHED, Defaults, Item, transaction
from chalicelib.shared.store_faults import REFUSED, reached, reasons_of

TICKETS_KEPT = timedelta(hours=24)
_LISTED = 100


class AccessRow(Item):
    """Any row of the table."""

    class Meta(Defaults):
        table_name = hall_settings.current().table("access")

    expires_at = NumberAttribute(null=True)
    person_id = UnicodeAttribute(null=True)
    csrf = UnicodeAttribute(null=True)
    opened_at = NumberAttribute(null=True)
    seen_at = NumberAttribute(null=True)
    idle_ends_at = NumberAttribute(null=True)
    session = UnicodeAttribute(null=True)
    device = UnicodeAttribute(null=True)
    full_at = NumberAttribute(null=True)
    generation = NumberAttribute(null=True)
    path = UnicodeAttribute(null=True)
    browser = UnicodeAttribute(null=True)


class SessionStore:
    """Opens, reads and closes sessions. Every method raises `Temporary` when the table cannot be reached."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._absolute = timedelta(hours=settings.session_hours)
        self._clock = clock

    def open(self, person_id: str, *, ticket: str = "", replaces: str = "", device: str = "") -> tuple[Session, str]:
        """A new session and its cookie's value, which is stored nowhere. One round trip.

        `ticket` is the CAS ticket that proved who it is; a second use raises `CasRefused`. `replaces` is the cookie the
        browser had before: that session ends with the same write. `device` is for the person's own list.
        """
        now = self._clock().replace(microsecond=0)
        cookie = new_cookie(person_id)
        id = hashlib.sha256(cookie.encode()).hexdigest()
        ends = now + self._absolute
        session = Session(id, person_id, secrets.token_urlsafe(32), now, now, min(now + self._idle, ends), ends)
        with reached(PynamoDBException):
            try:
                with transaction() as write:
                    write.save(_session_row(session, device))
                    write.save(AccessRow(f"P#{person_id}", f"S#{id}", expires_at=whole_seconds(ends)))
                    if ticket:
                        used = AccessRow(_ticket_pk(ticket), "TICKET", session=id)
                        used.expires_at = whole_seconds(now + TICKETS_KEPT)
                        write.save(used, condition=AccessRow.pk.does_not_exist())
                    if old := session_id(replaces):
                        write.delete(AccessRow(f"S#{old}", SESSION))
            except TransactWriteError as error:
                if REFUSED in reasons_of(error):
                    raise CasRefused() from error
                raise
        return session, cookie

    def expect(self, cookie: str) -> tuple[Key, str] | None:
        """The session's item and whose session it is likely to be, to read both ahead; None for no cookie of ours."""
        id, person_id = session_id(cookie), likely_person(cookie)
        return (Key(AccessRow.Meta.table_name, f"S#{id}", SESSION), person_id) if id and person_id else None

    def get(self, cookie: str) -> Session | None:
        """The live session of a cookie's value, with its idle time renewed when due; None when signed out."""
        id = session_id(cookie)
        row = None if id is None else read_row(f"S#{id}", SESSION)
        session = None if row is None else session_from_raw(row.serialize(), self._clock())
        return None if session is None else self.touch(session)

    def touch(self, session: Session) -> Session | None:
        """Renew the idle time if it was renewed more than five minutes ago; None if it was closed meanwhile."""
        now = self._clock().replace(microsecond=0)
        if not session.needs_touch(now):
            return session
        idle_ends = min(now + self._idle, session.ends_at)
        actions = [AccessRow.seen_at.set(whole_seconds(now)), AccessRow.idle_ends_at.set(whole_seconds(idle_ends))]
        # The condition keeps a session that was closed a moment ago from coming back as half a row.
        try:
            if refused_by(AccessRow(f"S#{session.id}", SESSION), actions, AccessRow.pk.exists()) is not None:
                return None
        except Temporary:  # the next request tries again; nobody should be stopped by it
            return session
        return replace(session, seen_at=now, idle_ends_at=idle_ends)

    def close(self, cookie: str) -> None:
        """End the session of a cookie's value; harmless when there is none."""
        if id := session_id(cookie):
            _delete_session(id)

    def open_ones(self, person_id: str) -> list[tuple[Session, str]]:
        """The person's live sessions, the one used last first, each with its device; at most a hundred. Two calls."""
        with reached(PynamoDBException):
            listed = AccessRow.query(
                f"P#{person_id}", AccessRow.sk.startswith("S#"), limit=_LISTED, consistent_read=True
            )
            rows = AccessRow.read_all((row.sk, SESSION) for row in list(listed))
        now = self._clock()
        found = [(session_from_raw(row.serialize(), now), row.device or "") for row in rows]
        live = [(session, device) for session, device in found if session and session.person_id == person_id]
        return sorted(live, key=lambda one: one[0].seen_at, reverse=True)

    def close_one(self, person_id: str, id: str) -> None:
        """End one session of this person; what is nobody's or somebody else's is no error. Two calls."""
        with reached(PynamoDBException):
            if AccessRow.read(f"P#{person_id}", f"S#{id}"):
                with transaction() as write:
                    write.delete(AccessRow(f"S#{id}", SESSION))
                    write.delete(AccessRow(f"P#{person_id}", f"S#{id}"))

    def close_all(self, person_id: str, keep: str = "") -> int:
        """End every session of a person on every device, but the one with the id `keep`; how many were listed."""
        with reached(PynamoDBException):
            listed = AccessRow.query(f"P#{person_id}", AccessRow.sk.startswith("S#"), consistent_read=True)
            rows = [row for row in listed if row.sk != f"S#{keep}"]
        for start in range(0, len(rows), 50):
            with reached(PynamoDBException), transaction() as write:
                for row in rows[start : start + 50]:
                    write.delete(AccessRow(row.sk, SESSION))
                    write.delete(row)
        return len(rows)

    def close_by_ticket(self, ticket: str) -> bool:
        """End the session a CAS ticket opened (single sign-out); False when the hall does not know the ticket."""
        row = read_row(_ticket_pk(ticket), "TICKET")
        if row is None or not row.session:
            return False
        _delete_session(row.session)
        return True


class BucketStore:
    """The buckets of `chalicelib.access.rate_limits.RateLimiter`."""

    def start(self, key: str, *, now: int, interval: int, expires_at: int) -> int | None:
        """See `rate_limits.Buckets`."""
        full = AccessRow.full_at.does_not_exist() | (AccessRow.full_at <= now)
        actions = [AccessRow.full_at.set(now + interval), AccessRow.expires_at.set(expires_at)]
        return _full_at(refused_by(_bucket(key), actions, full))

    def add(self, key: str, *, now: int, interval: int, latest: int, expires_at: int) -> int | None:
        """See `rate_limits.Buckets`."""
        room = (AccessRow.full_at > now) & (AccessRow.full_at <= latest)
        actions = [AccessRow.full_at.set(AccessRow.full_at + interval), AccessRow.expires_at.set(expires_at)]
        return _full_at(refused_by(_bucket(key), actions, room))


class LinkStore:
    """The generations of `chalicelib.access.progress_links.ProgressLinks`. These rows do not expire: while one is
    missing, links revoked long ago must not come to life again."""

    def generation(self, application_id: str) -> int:
        """See `progress_links.Generations`."""
        row = read_row(f"L#{application_id}", "LINKS")
        return 0 if row is None else int(row.generation or 0)

    def next_generation(self, application_id: str) -> None:
        """See `progress_links.Generations`."""
        with reached(PynamoDBException):
            AccessRow(f"L#{application_id}", "LINKS").update([AccessRow.generation.add(1)])


def _session_row(session: Session, device: str) -> AccessRow:
    return AccessRow(
        f"S#{session.id}",
        SESSION,
        person_id=session.person_id,
        device=device or None,
        csrf=session.csrf,
        opened_at=whole_seconds(session.opened_at),
        seen_at=whole_seconds(session.seen_at),
        idle_ends_at=whole_seconds(session.idle_ends_at),
        expires_at=whole_seconds(session.ends_at),
    )


def _bucket(key: str) -> AccessRow:
    return AccessRow(f"R#{hash_of(key)}", "BUCKET")


def _ticket_pk(ticket: str) -> str:
    return f"T#{hash_of(ticket)}"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def whole_seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def _full_at(refused: dict[str, Any] | None) -> int | None:
    return None if refused is None else int(refused.get("full_at", {}).get("N", 0))


def read_row(pk: str, sk: str) -> AccessRow | None:
    with reached(PynamoDBException):
        return AccessRow.read(pk, sk)


def _delete_session(id: str) -> None:
    with reached(PynamoDBException):
        AccessRow(f"S#{id}", SESSION).delete()


def refused_by(row: AccessRow, actions: Sequence[Action], condition: Condition) -> dict[str, Any] | None:
    """Update the row: None when done, else the item as it is (empty: there is none) that failed the condition.

    Not `Model.update`: that cannot ask for the item which refused, and a second round trip would be needed to learn it.
    """
    connection = AccessRow._get_connection()
    request = row.get_update_kwargs_from_instance(list(actions), condition, "ALL_OLD")
    with reached(UNREACHED):
        try:
            connection.connection.dispatch("UpdateItem", {"TableName": connection.table_name, **request})
        except VerboseClientError as error:
            if error.response["Error"]["Code"] != f"{REFUSED}Exception":
                raise
            item: dict[str, Any] = getattr(error.__cause__, "response", {}).get("Item") or {}
            return item
    return None
