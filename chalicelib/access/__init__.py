"""Access: signing in, sessions, who may do what, progress links and query codes, limits on trying.

Public API. Sign-in: `start_sign_in`, `finish_sign_in`, `sign_out` (each a `Redirect`), `CasClient`, `read_sign_out`;
`WecomDoor` inside WeCom.
Sessions: `SessionStore` (`expect` says which items to read ahead), `check_csrf`, the cookie functions. Routes name a
`Policy` and call `check_session`. `RateLimiter`, `ProgressLinks`, `check_query_code` guard what needs no sign-in.
Nothing here knows what an application or a person is beyond its id.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.access.calendar_links import CalendarLinks
    from chalicelib.access.cas import ATTRIBUTES, CALLBACK, CasClient, CasUser, login_url, logout_url, service_url
    from chalicelib.access.cas_messages import CasRefused, parse_attribute_map, read_answer, read_sign_out
    from chalicelib.access.cookies import no_session_cookie, read_session_cookie, session_cookie, session_cookie_name
    from chalicelib.access.csrf import CSRF_HEADER, SAFE_METHODS, check_csrf
    from chalicelib.access.other_doors.store import CalendarStore, WecomStates
    from chalicelib.access.permissions import BY_KEY, MEANING, Policy, check_session, needs_session
    from chalicelib.access.progress_links import ProgressLinks
    from chalicelib.access.query_codes import check_query_code
    from chalicelib.access.rate_limits import RateLimiter, address_key
    from chalicelib.access.return_state import safe_return
    from chalicelib.access.sessions import Session
    from chalicelib.access.sign_in import Redirect, account_of, finish_sign_in, person_of, sign_out, start_sign_in
    from chalicelib.access.store import BucketStore, LinkStore, SessionStore
    from chalicelib.access.wecom_sign_in import WecomDoor, inside_wecom
else:
    open_lazily(__name__)

__all__ = [
    "ATTRIBUTES",
    "BY_KEY",
    "CALLBACK",
    "CSRF_HEADER",
    "MEANING",
    "SAFE_METHODS",
    "BucketStore",
    "CalendarLinks",
    "CalendarStore",
    "CasClient",
    "CasRefused",
    "CasUser",
    "LinkStore",
    "Policy",
    "ProgressLinks",
    "RateLimiter",
    "Redirect",
    "Session",
    "SessionStore",
    "WecomDoor",
    "WecomStates",
    "account_of",
    "address_key",
    "check_csrf",
    "check_query_code",
    "check_session",
    "finish_sign_in",
    "inside_wecom",
    "login_url",
    "logout_url",
    "needs_session",
    "no_session_cookie",
    "parse_attribute_map",
    "person_of",
    "read_answer",
    "read_session_cookie",
    "read_sign_out",
    "safe_return",
    "service_url",
    "session_cookie",
    "session_cookie_name",
    "sign_out",
    "start_sign_in",
]
