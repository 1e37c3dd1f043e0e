"""Who is asking: cookie, session, person, and the answer each policy gives before a room is asked.

A public route never looks at the cookie, so there is nothing in it that a forged request could use. Every other route
needs a session; whose application or task it is, the rooms decide, because only they know the record.

Session and person, and what deciding a task takes, are read in one round trip before anybody asks for them. Whom a
standing proxy acts for is one more, for those who are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.access import Policy, check_csrf, check_session, needs_session, read_session_cookie
from chalicelib.errors import NotFound, NotSignedIn
from chalicelib.shared.clock import CHINA

if TYPE_CHECKING:
    from chalicelib.access import Session
    from chalicelib.people import Person
    from chalicelib.web.needs import Hall


def who_asks(
    policy: Policy, method: str, headers: Mapping[str, Any], hall: Hall, deciding: tuple[str, int] | None = None
) -> tuple[Session | None, Person | None]:
    """The session and the person behind it, or none for a route that needs no session.

    `deciding` is the task and the version that the request is about to decide, if it is.

    Raises `NotSignedIn` and `NotAllowed` (unsafe method without the session's token; a policy nobody declared).
    """
    session = None
    if needs_session(policy):
        cookie = read_session_cookie(hall.settings, headers.get("cookie"))
        if cookie:
            hall.read_ahead(cookie, deciding)
            session = hall.access.sessions.get(cookie)
    check_session(policy, session)
    if session is None:
        return None, None
    check_csrf(session, method, headers, base_url=hall.settings.base_url)
    try:
        person = hall.people.get_person(session.person_id)
    except NotFound:
        raise NotSignedIn() from None
    return session, hall.people.with_principals(person, hall.clock().astimezone(CHINA).date())
