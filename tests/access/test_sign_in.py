"""Signing in from beginning to end against the local CAS server, and the ways to misuse it (PROMISES R37, R39)."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from chalicelib.access import (
    CasClient,
    CasRefused,
    CasUser,
    SessionStore,
    account_of,
    finish_sign_in,
    person_of,
    read_session_cookie,
    sign_out,
    start_sign_in,
)
from chalicelib.access.return_state import make_state, new_browser, read_state, safe_return
from chalicelib.errors import InvalidRequest, NotAllowed, NotFound
from chalicelib.settings import Settings
from local.cas import make_cas_app
from tests.access.conftest import START, FrozenClock
from tests.conftest import Aws


@dataclass(frozen=True)
class Somebody:
    id: str


def find_person(account: str) -> Somebody:
    if account not in ("z2023", "t100"):
        raise NotFound()
    return Somebody(account)


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def cas_url(settings: Settings) -> Iterator[str]:
    people: Mapping[str, Mapping[str, str]] = {"z2023": {"cn": "张三"}, "t100": {"cn": "王老师"}, "gone": {"cn": "无"}}
    app = make_cas_app([], people.get, settings.base_url)
    server = make_server("127.0.0.1", 0, app, handler_class=QuietHandler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/cas"
    server.shutdown()
    server.server_close()


class Access:
    """The room bound as `chalicelib.bootstrap` binds it."""

    def __init__(self, settings: Settings, clock: FrozenClock) -> None:
        self.settings = settings
        self.sessions = SessionStore(settings, clock)
        self.start_sign_in = partial(start_sign_in, settings=settings, clock=clock)
        self.sign_out = partial(sign_out, settings=settings, sessions=self.sessions)
        self.finish_sign_in = partial(
            finish_sign_in,
            settings=settings,
            clock=clock,
            cas=CasClient(settings),
            sessions=self.sessions,
            find_person=find_person,
        )


@pytest.fixture
def access(aws: Aws, settings: Settings, clock: FrozenClock, cas_url: str) -> Access:
    return Access(replace(settings, cas_url=cas_url), clock)


@dataclass
class Browser:
    """Keeps cookies, follows the hall's redirect to the CAS server and signs in there."""

    access: Access
    cookie: str = ""

    def keep(self, set_cookie: str) -> None:
        if set_cookie:
            name, _, value = set_cookie.partition(";")[0].partition("=")
            kept = [part for part in self.cookie.split("; ") if part and not part.startswith(f"{name}=")]
            self.cookie = "; ".join([*kept, f"{name}={value}"])

    def at_cas(self, path: str, user: str = "z2023") -> tuple[str, str]:
        """Ticket and state with which the CAS server sends the browser back."""
        begun = self.access.start_sign_in(path, self.cookie)
        self.keep(begun.set_cookie)
        return sign_in_at_cas(begun.location, user)

    def sign_in(self, path: str = "/zh/inbox/", user: str = "z2023") -> str:
        ticket, state = self.at_cas(path, user)
        done = self.access.finish_sign_in(ticket, state, self.cookie)
        self.keep(done.set_cookie)
        return done.location

    def session(self) -> str | None:
        found = self.access.sessions.get(read_session_cookie(self.access.settings, self.cookie))
        return found.person_id if found else None


def sign_in_at_cas(login: str, user: str) -> tuple[str, str]:
    where = urlsplit(login)
    service = parse_qs(where.query)["service"][0]
    connection = http.client.HTTPConnection(where.netloc, timeout=5)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", where.path, urlencode({"username": user, "service": service}), form)
    answer = connection.getresponse()
    assert answer.status == 302, answer.read()
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    connection.close()
    return query["ticket"][0], query["state"][0]


@pytest.mark.req("Z-10", "C-21", "C-23")
def test_a_deep_link_survives_sign_in(access: Access) -> None:
    browser = Browser(access)
    assert browser.session() is None
    assert browser.sign_in("/en/task/?id=01a.step.1.1#opinion") == (
        "https://hall.example.edu.cn/en/task/?id=01a.step.1.1#opinion"
    )
    assert browser.session() == "z2023"


def test_without_a_wish_one_comes_to_the_first_page(access: Access) -> None:
    assert Browser(access).sign_in("") == "https://hall.example.edu.cn/zh/"


def test_the_account_is_found_however_it_was_typed(access: Access) -> None:
    browser = Browser(access)
    browser.sign_in(user="Z2023")
    assert browser.session() == "z2023"


def test_the_session_is_new_each_time_and_the_old_one_ends(access: Access) -> None:
    browser = Browser(access)
    browser.sign_in()
    first = browser.cookie
    browser.sign_in(user="t100")
    assert browser.session() == "t100"
    assert Browser(access, first).session() is None


def test_a_used_ticket_signs_nobody_in_but_does_not_trouble_who_is(access: Access) -> None:
    browser = Browser(access)
    ticket, state = browser.at_cas("/zh/inbox/")
    stranger = Browser(access, browser.cookie)
    browser.keep(access.finish_sign_in(ticket, state, browser.cookie).set_cookie)
    with pytest.raises(CasRefused):
        access.finish_sign_in(ticket, state, stranger.cookie)
    again = access.finish_sign_in(ticket, state, browser.cookie)
    assert (again.location, again.set_cookie) == ("https://hall.example.edu.cn/zh/inbox/", "")


@pytest.mark.req("X1")
def test_nobody_can_be_signed_in_as_somebody_else(access: Access) -> None:
    """An attacker begins, signs in, and sends the victim the address with the attacker's ticket."""
    attacker, victim = Browser(access), Browser(access)
    victim.at_cas("/zh/")
    ticket, state = attacker.at_cas("/zh/", user="t100")
    for cookie in ("", victim.cookie, "hall-browser=x"):
        with pytest.raises(CasRefused):
            access.finish_sign_in(ticket, state, cookie)


def test_two_tabs_may_sign_in_at_once(access: Access) -> None:
    browser = Browser(access)
    first, second = browser.at_cas("/zh/inbox/"), browser.at_cas("/zh/me/")
    assert access.finish_sign_in(*first, browser.cookie).location.endswith("/zh/inbox/")
    assert access.finish_sign_in(*second, browser.cookie).location.endswith("/zh/me/")


def test_a_ticket_for_one_place_is_worthless_for_another(access: Access) -> None:
    browser = Browser(access)
    ticket, _ = browser.at_cas("/zh/inbox/")
    _, other_state = browser.at_cas("/zh/me/")
    with pytest.raises(CasRefused):
        access.finish_sign_in(ticket, other_state, browser.cookie)


def test_an_account_the_hall_does_not_know_is_told_so(access: Access) -> None:
    browser = Browser(access)
    with pytest.raises(NotAllowed) as refusal:
        browser.sign_in(user="gone")
    assert refusal.value.detail is not None
    assert browser.session() is None


def test_signing_out(access: Access) -> None:
    browser = Browser(access)
    browser.sign_in()
    signed_in = browser.cookie
    left = access.sign_out(browser.cookie)
    assert left.location == f"{access.settings.cas_url}/logout?service=https%3A%2F%2Fhall.example.edu.cn%2Fzh%2F"
    assert "Max-Age=0" in left.set_cookie
    assert Browser(access, signed_in).session() is None
    access.sign_out("")


GOOD = [
    "/", "/zh", "/zh/", "/en/", "/zh/apply/z-f8/?from=guide", "/zh/application/?id=01ab#timeline",
    "/zh/inbox/?next=https://elsewhere.example/", "/zh/?q=%E8%AF%B7%E5%81%87", "/zh/%E8%AF%B7%E5%81%87/",
]  # fmt: skip
BAD = [
    "", "zh/", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/zh\\..\\..\\evil.example",
    "https://evil.example", "https:evil.example", "javascript:alert(1)", "/zh//evil.example", "/%2fevil.example",
    "/zh/%2f%2fevil.example", "/%5cevil.example", "/zh/%5cevil", "/zh/%255cevil", "/zh/%25252f%2fevil",
    "/zh/../api/v1/me", "/zh/%2e%2e/api/v1/me", "/zh/%252e%252e/", "/zh/./", "/zh/\tx", "/zh/\r\nSet-Cookie: a=b",
    "/zh/%0d%0aSet-Cookie:a=b", "/zh/%00", "/ zh/", " /zh/", "/zh/ x", "/api/v1/sign-in?return=/zh/", "/cas/logout",
    "/zhx", "/p/token", "/zh/请假",
    "/zh@evil.example", "/@evil.example", "/zh/?x=\\\\evil", "/zh/?x=%5c", "/zh/" + "a" * 1_000,
    "http://hall.example.edu.cn/zh/", "/\u2028evil", "/zh/%e2%80%a8",
]  # fmt: skip


@pytest.mark.parametrize("path", GOOD)
def test_pages_of_the_hall_are_places_to_return_to(path: str) -> None:
    assert safe_return(path) == path


@pytest.mark.parametrize("path", BAD)
def test_nothing_else_is(path: str, settings: Settings) -> None:
    assert safe_return(path) is None
    browser = new_browser()
    forged = make_state(settings.secret, path, browser, START)
    assert read_state(settings.secret, forged, browser, START) is None, "not even when it was signed by mistake"


def test_a_bad_return_address_is_refused_before_anybody_signs_in(access: Access) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        access.start_sign_in("//evil.example", None)
    assert refusal.value.errors[0].pointer == "/return"


def test_a_state_is_the_browsers_and_lasts_an_hour(settings: Settings, clock: FrozenClock) -> None:
    browser = new_browser()
    state = make_state(settings.secret, "/zh/", browser, clock())
    assert read_state(settings.secret, state, browser, clock.advance(minutes=59)) == "/zh/"
    assert read_state("another", state, browser, clock()) is None
    assert read_state(settings.secret, state, new_browser(), clock()) is None
    assert read_state(settings.secret, state, "", clock()) is None
    assert read_state(settings.secret, f"{state}x", browser, clock()) is None
    assert read_state(settings.secret, "张\udc80", browser, clock()) is None
    assert read_state(settings.secret, state, browser, clock.advance(minutes=1)) is None


@pytest.mark.req("Z-10")
@pytest.mark.parametrize(
    ("given", "account"),
    [(" Z2023 ", "z2023"), ("２０２３０００１", "20230001"), ("Li.Wei@intl", "li.wei@intl"), ("a_b-c", "a_b-c")],
)
def test_accounts_are_brought_to_one_form(given: str, account: str) -> None:
    assert account_of(CasUser(given, {})) == account


@pytest.mark.parametrize("given", ["", " ", "a b", "P#x", "a/b", "张三", "a\n", "a" * 65, "@a", "a\x00"])
def test_what_cannot_be_an_account_is_refused(given: str) -> None:
    if given == "a\n":
        assert account_of(CasUser(given, {})) == "a"
        return
    with pytest.raises(CasRefused):
        person_of(CasUser(given, {}), find_person)
