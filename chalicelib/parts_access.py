"""The access room bound to settings, stores and clock."""

# mypy: disable-error-code=override
# (A cached property can be written to, but mypy takes it for one that can only be read.)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.errors import NotFound
from chalicelib.hall import Hall

if TYPE_CHECKING:
    from chalicelib.access import CasClient, RateLimiter, Redirect, SessionStore, WecomDoor
    from chalicelib.people import Person


class Access:
    """The access room bound to settings, stores and clock."""

    def __init__(self, hall: Hall) -> None:
        self.settings, self.clock, self._hall = hall.settings, hall.clock, hall

    @cached_property
    def sessions(self) -> SessionStore:
        from chalicelib.access import SessionStore

        return SessionStore(self.settings, self.clock)

    @cached_property
    def cas(self) -> CasClient:
        from chalicelib.access import CasClient

        return CasClient(self.settings)

    @cached_property
    def limiter(self) -> RateLimiter:
        from chalicelib.access import BucketStore, RateLimiter

        return RateLimiter(BucketStore())

    @property
    def rate(self) -> Access:
        return self

    def take(self, key: str, limit: int, per: int) -> None:
        """One of `limit` per `per` seconds. Raises `TooManyRequests`."""
        self.limiter.take(key, limit, per, self.clock())

    @cached_property
    def wecom(self) -> WecomDoor | None:
        """The way in from inside WeCom; None where that is not set up."""
        told = self.settings
        if not (told.wecom_oauth_url and told.wecom_corp and told.wecom_secret):
            return None
        from chalicelib.access import WecomDoor, WecomStates
        from chalicelib.providers import WecomApi, WecomMembers

        members = WecomMembers(WecomApi(told.wecom_url, told.wecom_corp, told.wecom_secret))
        return WecomDoor(told, self.clock, WecomStates(), members, self.sessions, self._member)

    def _member(self, user: str) -> Person:
        """Who has this WeCom user id: the card number, or what the university's systems say (as for messages)."""
        person = self._hall.people.person_of_account(user)
        if str(person.extra.get("wecom") or person.id).lower() != user:
            raise NotFound()
        return person

    def start_sign_in(self, return_path: str, cookie_header: str | None, user_agent: str = "") -> Redirect:
        """Inside WeCom by WeCom where that is set up, else by CAS."""
        from chalicelib.access import inside_wecom, start_sign_in

        if inside_wecom(user_agent) and self.wecom:
            return self.wecom.start(return_path, cookie_header)
        return start_sign_in(return_path, cookie_header, settings=self.settings, clock=self.clock)

    def finish_sign_in(self, ticket: str, state: str, cookie_header: str | None, agent: str = "") -> Redirect:
        from chalicelib.access import finish_sign_in

        return finish_sign_in(
            ticket,
            state,
            cookie_header,
            settings=self.settings,
            clock=self.clock,
            cas=self.cas,
            sessions=self.sessions,
            find_person=self._hall.people.person_of_account,
            agent=agent,
        )

    def finish_in_wecom(self, code: str, state: str, cookie_header: str | None) -> Redirect:
        """Raises `NotFound` where there is no such way in."""
        if self.wecom is None:
            raise NotFound()
        return self.wecom.finish(code, state, cookie_header)

    def sign_out(self, cookie_header: str | None) -> Redirect:
        from chalicelib.access import sign_out

        return sign_out(cookie_header, settings=self.settings, sessions=self.sessions)
