"""The room's functions bound to settings, clock, CAS client and stores, as `chalicelib.bootstrap` hands them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.access.cas import ATTRIBUTES, CasClient
from chalicelib.access.cas_messages import parse_attribute_map
from chalicelib.access.progress_links import ProgressLinks
from chalicelib.access.query_codes import check_query_code
from chalicelib.access.rate_limits import RateLimiter
from chalicelib.access.sign_in import HasId, Redirect, finish_sign_in, sign_out, start_sign_in
from chalicelib.access.store import BucketStore, LinkStore, SessionStore
from chalicelib.settings import Settings
from chalicelib.shared.clock import Clock


@dataclass(frozen=True)
class Access:
    """Everything of this room that needs the outside; its methods are the functions of the same names."""

    settings: Settings
    clock: Clock
    find_person: Callable[[str], HasId]
    cas: CasClient
    sessions: SessionStore
    rate: RateLimiter
    links: ProgressLinks

    def start_sign_in(self, return_path: str, cookie_header: str | None) -> Redirect:
        return start_sign_in(return_path, cookie_header, settings=self.settings, clock=self.clock)

    def finish_sign_in(self, ticket: str, state: str, cookie_header: str | None) -> Redirect:
        return finish_sign_in(
            ticket,
            state,
            cookie_header,
            settings=self.settings,
            clock=self.clock,
            cas=self.cas,
            sessions=self.sessions,
            find_person=self.find_person,
        )

    def sign_out(self, cookie_header: str | None) -> Redirect:
        return sign_out(cookie_header, settings=self.settings, sessions=self.sessions)

    def check_query_code(self, number: str, code: str, address: str, find: Callable[[str], str]) -> str:
        secret = self.settings.secret
        return check_query_code(number, code, address, secret=secret, limiter=self.rate, find=find, clock=self.clock)


def build_access(settings: Settings, clock: Clock, find_person: Callable[[str], HasId]) -> Access:
    """`find_person` is `PeopleStore.person_of_account`: the person of an account, or `NotFound`."""
    attributes = {**ATTRIBUTES, **parse_attribute_map(settings.cas_attributes)}
    return Access(
        settings=settings,
        clock=clock,
        find_person=find_person,
        cas=CasClient(settings.cas_url, attributes=attributes),
        sessions=SessionStore(settings, clock),
        rate=RateLimiter(BucketStore(), clock),
        links=ProgressLinks(settings, LinkStore(), clock),
    )
