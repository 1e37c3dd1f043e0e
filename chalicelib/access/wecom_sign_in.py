"""Signing in inside WeCom (企业微信) by OAuth: its browser brings a code, and the server asks WeCom who that is.

The state is random, short (WeCom takes 128 letters and digits), kept by the hall with the page to come back to, tied to
the browser that began, and good once. Whoever WeCom does not know as a member, or the hall not as a person, goes on to
CAS; so does everybody while WeCom gives no answer: it is a shorter way in, never the only one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from chalicelib.access import cookies
from chalicelib.access.cas import CasUser
from chalicelib.access.cas_messages import CasRefused
from chalicelib.access.return_state import is_browser, new_browser
from chalicelib.access.sign_in import RESTART, HasId, Redirect, account_of, checked_return, start_sign_in
from chalicelib.access.store import SessionStore
from chalicelib.errors import NotFound, Temporary
from chalicelib.settings import Settings
from chalicelib.shared.clock import Clock

CALLBACK = "/api/v1/sign-in/wecom"
STATE_LASTS = timedelta(minutes=10)
"""Nobody types anything on the way: WeCom answers at once or not at all."""


class States(Protocol):
    """Where a sign-in that is under way is kept."""

    def keep(self, state: str, path: str, browser: str, ends: datetime, /) -> None: ...
    def take(self, state: str, now: datetime, /) -> tuple[str, str] | None:
        """(path, browser), once; None for what is unknown, over or taken."""


class Members(Protocol):
    def identify(self, code: str, /) -> str:
        """The member's user id, or "" for nobody. Raises `Temporary`."""


@dataclass(frozen=True)
class WecomDoor:
    """`find_person` knows people by their WeCom user id, and raises `NotFound`."""

    settings: Settings
    clock: Clock
    states: States
    members: Members
    sessions: SessionStore
    find_person: Callable[[str], HasId]

    def start(self, return_path: str, cookie_header: str | None) -> Redirect:
        """On to WeCom, to come back to `return_path`. Raises `InvalidRequest` if that is no page of the hall."""
        path = checked_return(return_path)
        browser = cookies.read_browser_cookie(self.settings, cookie_header)
        if not is_browser(browser):
            browser = new_browser()
        state = secrets.token_hex(20)
        self.states.keep(state, path, _hash(browser), self.clock() + STATE_LASTS)
        query = {
            "appid": self.settings.wecom_corp,
            "redirect_uri": self.settings.base_url + CALLBACK,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": str(self.settings.wecom_agent),
        }
        location = f"{self.settings.wecom_oauth_url}?{urlencode(query)}#wechat_redirect"
        return Redirect(location, cookies.browser_cookie(self.settings, browser))

    def finish(self, code: str, state: str, cookie_header: str | None) -> Redirect:
        """Back from WeCom: a new session and on to the page, or on to CAS. Raises `CasRefused` for a state that is not
        this browser's, is over or was used."""
        old = cookies.read_session_cookie(self.settings, cookie_header)
        kept = self.states.take(state, self.clock()) if state.isalnum() and state.isascii() else None
        browser = cookies.read_browser_cookie(self.settings, cookie_header)
        if kept is None or not is_browser(browser) or not hmac.compare_digest(kept[1], _hash(browser)):
            # Reload and the back button bring a used state: no reason to trouble someone who is signed in.
            if self.sessions.get(old) is None:
                raise CasRefused(RESTART)
            return Redirect(self.settings.base_url + (kept[0] if kept else "/zh/"))
        path = kept[0]
        try:
            person = self.find_person(account_of(CasUser(self.members.identify(code), {})))
        except (NotFound, CasRefused, Temporary):
            return start_sign_in(path, cookie_header, settings=self.settings, clock=self.clock)
        _, value = self.sessions.open(person.id, replaces=old)
        return Redirect(self.settings.base_url + path, cookies.session_cookie(self.settings, value))


def inside_wecom(user_agent: str) -> bool:
    """Whether a browser says that it is WeCom's own."""
    return "wxwork" in user_agent.lower()


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()[:32]
