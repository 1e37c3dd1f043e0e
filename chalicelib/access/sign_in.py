"""Signing in through CAS and out again: begin, come back, leave. Routes only pass headers in and redirects out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from chalicelib.access import cookies
from chalicelib.access.cas import CasClient, CasUser, login_url, logout_url, service_url
from chalicelib.access.cas_messages import CasRefused
from chalicelib.access.devices import device_of
from chalicelib.access.return_state import is_browser, make_state, new_browser, read_state, safe_return
from chalicelib.access.store import SessionStore
from chalicelib.errors import FieldError, InvalidRequest, NotAllowed, NotFound
from chalicelib.settings import Settings
from chalicelib.shared.clock import Clock
from chalicelib.shared.text import Text

_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_UNKNOWN = Text(
    "统一身份认证已通过，但办事大厅中没有您的人员信息，请联系网络中心",
    "Your sign-in is valid, but the hall has no record of you; please contact the network centre",
)
_BAD_RETURN = Text("返回地址必须是本大厅的页面", "The return address must be a page of this hall")
RESTART = Text(
    "登录已过期或不是由此浏览器发起，请重新登录",
    "This sign-in is too old or was begun elsewhere; please begin again",
)


class HasId(Protocol):
    """All that sign-in needs of a person."""

    @property
    def id(self) -> str: ...


P = TypeVar("P")


@dataclass(frozen=True)
class Redirect:
    """A 302 to `location` (absolute) that sets at most one cookie (`set_cookie`, empty for none); never cached."""

    location: str
    set_cookie: str = ""


def start_sign_in(return_path: str, cookie_header: str | None, *, settings: Settings, clock: Clock) -> Redirect:
    """On to the CAS server, to come back to `return_path`. Raises `InvalidRequest` if that is no page of the hall.

    A browser keeps its value while it signs in from two tabs at once; otherwise the second would undo the first.
    """
    path = checked_return(return_path)
    browser = cookies.read_browser_cookie(settings, cookie_header)
    if not is_browser(browser):
        browser = new_browser()
    state = make_state(settings.secret, path, browser, clock())
    return Redirect(login_url(settings, state), cookies.browser_cookie(settings, browser))


def checked_return(return_path: str) -> str:
    """The page to come back to. Raises `InvalidRequest` if that is no page of the hall."""
    path = safe_return(return_path or "/zh/")
    if path is None:
        raise InvalidRequest(_BAD_RETURN, (FieldError("/return", "invalid_return", _BAD_RETURN),))
    return path


def finish_sign_in(
    ticket: str,
    state: str,
    cookie_header: str | None,
    *,
    settings: Settings,
    clock: Clock,
    cas: CasClient,
    sessions: SessionStore,
    find_person: Callable[[str], HasId],
    agent: str = "",
) -> Redirect:
    """Back from the CAS server: a new session (always a new id) and on to where the person wanted to go.

    `find_person` is `PeopleStore.person_of_account`, `agent` what the browser calls itself.
    Raises `CasRefused`, `Temporary`, and `NotAllowed` for an account that is nobody's in the hall.
    """
    path = read_state(settings.secret, state, cookies.read_browser_cookie(settings, cookie_header), clock())
    if path is None:
        raise CasRefused(RESTART)
    old = cookies.read_session_cookie(settings, cookie_header)
    try:
        person = person_of(cas.validate(ticket, service_url(settings, state)), find_person)
        _, value = sessions.open(person.id, ticket=ticket, replaces=old, device=device_of(agent))
    except CasRefused:
        # Reload and the back button bring a used ticket: no reason to trouble someone who is signed in.
        if sessions.get(old) is None:
            raise
        return Redirect(settings.base_url + path)
    return Redirect(settings.base_url + path, cookies.session_cookie(settings, value))


def sign_out(cookie_header: str | None, *, settings: Settings, sessions: SessionStore) -> Redirect:
    """End this browser's session and go on to the CAS server's own sign-out."""
    sessions.close(cookies.read_session_cookie(settings, cookie_header))
    return Redirect(logout_url(settings), cookies.no_session_cookie(settings))


def account_of(user: CasUser) -> str:
    """The account as the hall's people are keyed: campus card number, student number or network account (Z-10).

    CAS servers accept ``Z2023001``, ``z2023001`` and full-width digits alike and hand back what was typed. Raises
    `CasRefused` for an account that cannot be one.
    """
    account = unicodedata.normalize("NFKC", user.id).strip().lower()
    if not _ACCOUNT.fullmatch(account):
        raise CasRefused()
    return account


def person_of(user: CasUser, find_person: Callable[[str], P]) -> P:
    """The hall's person for a CAS user; raises `NotAllowed` when the hall does not know the account."""
    try:
        return find_person(account_of(user))
    except NotFound:
        raise NotAllowed(_UNKNOWN) from None
