"""Inside WeCom one is signed in by WeCom, and by CAS where WeCom does not know who it is or gives no answer."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import app as switchboard
from chalicelib import bootstrap
from chalicelib.access import CasRefused, inside_wecom, read_session_cookie
from chalicelib.bootstrap import build_hall
from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.people import Person, Unit, University
from chalicelib.shared.text import Text
from local.qyapi import AGENT, CORP, SECRET, Qyapi
from local.stand_in import Odd
from tests.access.conftest import FrozenClock
from tests.web.events import Context, event, read

AGENT_STRING = "Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/7.0 wxwork/4.1.20"
TASK = "/zh/task/?id=01arz3ndektsv4rrffq69g5fav.review.1.1"
WHO = "/cgi-bin/auth/getuserinfo"


def person(id: str, **extra: Any) -> Person:
    return Person(id, Text(id, id), "staff", {"department": "registry"}, extra=extra)


PEOPLE = (person("110101"), person("110102", wecom="wangli"), person("110103", wecom="other"))


@pytest.fixture
def qyapi() -> Iterator[Qyapi]:
    with Qyapi(strangers=frozenset({"guest"})) as server:
        yield server


class Entry:
    """The hall with that WeCom; `arrive` goes the whole way as `member`, and answers where it ends and the cookies."""

    def __init__(self, aws: Any, qyapi: Qyapi, **settings: Any) -> None:
        self.qyapi, self.clock = qyapi, FrozenClock()
        wecom = {"wecom_url": qyapi.url, "wecom_corp": CORP, "wecom_agent": AGENT, "wecom_secret": SECRET}
        wecom["wecom_oauth_url"] = f"{qyapi.url}/connect/oauth2/authorize"
        self.hall = build_hall(replace(aws.settings(), **(wecom | settings)), clock=self.clock)
        unit = Unit("registry", Text("教务处", "Registry"), "department")
        self.hall.people.load_seed("few", "1", University((unit,), PEOPLE, (), {"wangli": "110102"}))
        self.access = self.hall.access

    def start(self, path: str = TASK, cookie: str = "") -> tuple[str, str]:
        begun = self.access.start_sign_in(path, cookie, AGENT_STRING)
        return begun.location, begun.set_cookie.partition(";")[0]

    def there_and_back(self, location: str, member: str) -> tuple[str, str]:
        """WeCom's part: `(code, state)` as its browser brings them."""
        self.qyapi.member = member
        parts = urlsplit(location)
        assert parts.fragment == "wechat_redirect"
        connection = http.client.HTTPConnection(parts.netloc)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        assert answer.status == 302
        back = urlsplit(answer.headers["Location"])
        connection.close()
        assert back.path == "/api/v1/sign-in/wecom"
        query = parse_qs(back.query)
        return query["code"][0], query["state"][0]

    def arrive(self, member: str, path: str = TASK) -> tuple[str, str]:
        location, cookie = self.start(path)
        done = self.access.finish_in_wecom(*self.there_and_back(location, member), cookie)
        return done.location, done.set_cookie

    def signed_in(self, cookie: str) -> str:
        session = self.access.sessions.get(read_session_cookie(self.hall.settings, cookie.partition(";")[0]))
        return session.person_id if session else ""


@pytest.fixture
def entry(aws: Any, qyapi: Qyapi) -> Entry:
    return Entry(aws, qyapi)


def goes_to_cas(entry: Entry, location: str, path: str = TASK) -> bool:
    """To the CAS server, which sends people back to the page they wanted."""
    assert location.startswith(f"{entry.hall.settings.cas_url}/login?service=")
    from chalicelib.shared.ids import read_token

    service = parse_qs(urlsplit(location).query)["service"][0]
    state = read_token(entry.hall.settings.secret, "sign-in", parse_qs(urlsplit(service).query)["state"][0])
    return state is not None and state["to"] == path


@pytest.mark.parametrize(("agent", "inside"), [(AGENT_STRING, True), ("MicroMessenger/8.0", False), ("", False)])
def test_wecoms_browser_says_so(agent: str, inside: bool) -> None:
    assert inside_wecom(agent) is inside


@pytest.mark.req("C-20", "C-23", "N16")
@pytest.mark.parametrize(("member", "id"), [("110101", "110101"), ("WangLi", "110102")])
def test_a_member_is_signed_in_and_at_the_task(entry: Entry, member: str, id: str) -> None:
    location, cookie = entry.arrive(member)
    assert location == f"{entry.hall.settings.base_url}{TASK}"
    assert entry.signed_in(cookie) == id


def test_what_wecom_takes_as_a_state(entry: Entry) -> None:
    """Letters and digits, 128 at most (developer.work.weixin.qq.com, oauth2/authorize)."""
    query = parse_qs(urlsplit(entry.start()[0]).query)
    [state] = query["state"]
    assert state.isalnum() and state.isascii() and 32 <= len(state) <= 128
    assert (query["scope"], query["agentid"], query["appid"]) == (["snsapi_base"], [str(AGENT)], [CORP])
    with pytest.raises(InvalidRequest):
        entry.start("//elsewhere.example/")


@pytest.mark.req("R37")
def test_a_state_is_good_once_soon_and_in_its_browser(entry: Entry) -> None:
    location, cookie = entry.start()
    code, state = entry.there_and_back(location, "110101")
    other = entry.start()[1]
    with pytest.raises(CasRefused):
        entry.access.finish_in_wecom(code, state, other)
    with pytest.raises(CasRefused):  # it was used up by the attempt
        entry.access.finish_in_wecom(code, state, cookie)
    location, cookie = entry.start()
    code, state = entry.there_and_back(location, "110101")
    entry.clock.now += timedelta(minutes=10)
    with pytest.raises(CasRefused):
        entry.access.finish_in_wecom(code, state, cookie)
    with pytest.raises(CasRefused):
        entry.access.finish_in_wecom(code, "x" * 40, cookie)
    location, cookie = entry.start()
    code, state = entry.there_and_back(location, "110101")
    done = entry.access.finish_in_wecom(code, state, cookie)
    both = f"{cookie}; {done.set_cookie.partition(';')[0]}"
    again = entry.access.finish_in_wecom(code, state, both)  # reload, while signed in
    assert again.set_cookie == "" and again.location.endswith("/zh/")


@pytest.mark.parametrize("member", ["guest", "nobody", "110103", "110102"])
def test_who_is_not_known_goes_on_to_cas(entry: Entry, member: str) -> None:
    """No member; no person; and two whose card number is a user id of somebody else, perhaps."""
    location, cookie = entry.arrive(member)
    assert goes_to_cas(entry, location) and entry.signed_in(cookie) == ""


@pytest.mark.parametrize(
    "odd",
    [
        Odd(status=500),
        Odd(status=429),
        Odd(drop=True),
        Odd(body=b"<html>busy</html>"),
        Odd(body={"errcode": -1}),
        Odd(body={"errcode": 0}),
        Odd(body={"errcode": 0, "userid": "../110101"}),
        Odd(body={"errcode": 60020, "errmsg": "not allow to access from your ip"}),
        Odd(delay=7),
    ],
    ids=str,
)
def test_while_wecom_is_odd_everybody_goes_on_to_cas(entry: Entry, odd: Odd) -> None:
    entry.arrive("110101")  # the token is there
    entry.qyapi.calls.clear()
    location, cookie = entry.start()
    code, state = entry.there_and_back(location, "110101")
    entry.qyapi.script = [odd]
    done = entry.access.finish_in_wecom(code, state, cookie)
    assert goes_to_cas(entry, done.location)
    assert entry.qyapi.calls.count(WHO) == 1, "a code is asked about once"


@pytest.mark.req("R29")
def test_the_token_is_kept_and_renewed_once(entry: Entry) -> None:
    for _ in range(3):
        entry.arrive("110101")
    assert entry.qyapi.calls.count("/cgi-bin/gettoken") == 1
    entry.qyapi.end_token()
    location, _ = entry.arrive("110101")
    assert location.endswith(TASK)
    assert entry.qyapi.calls.count("/cgi-bin/gettoken") == 2


def test_a_wrong_secret_keeps_nobody_out(aws: Any, qyapi: Qyapi) -> None:
    entry = Entry(aws, qyapi, wecom_secret="wrong")
    assert goes_to_cas(entry, entry.arrive("110101")[0])


@pytest.mark.parametrize("missing", ["wecom_oauth_url", "wecom_corp", "wecom_secret"])
def test_a_hall_without_it_goes_to_cas_at_once(aws: Any, qyapi: Qyapi, missing: str) -> None:
    entry = Entry(aws, qyapi, **{missing: ""})
    assert goes_to_cas(entry, entry.start()[0])
    with pytest.raises(NotFound):
        entry.access.finish_in_wecom("c", "s", "")


@pytest.mark.req("C-21", "N16")
def test_a_cards_link_is_reached_over_http(entry: Entry) -> None:
    """The page of a task asks for sign-in with its own address; from there it is one chain of redirects."""
    patterns = list(switchboard.app.routes)

    def get(url: str, cookie: str, agent: str = AGENT_STRING) -> Any:
        made = event("GET", url, patterns, headers={"Cookie": cookie, "User-Agent": agent})
        return read(switchboard.app(made, Context()))

    with bootstrap.use(entry.hall):
        begun = get("/api/v1/sign-in?return=%2Fzh%2Ftask%2F%3Fid%3D01arz3ndektsv4rrffq69g5fav.review.1.1", "")
        assert begun.status == 302
        code, state = entry.there_and_back(begun.headers["location"], "110101")
        cookie = begun.headers["set-cookie"].partition(";")[0]
        done = get(f"/api/v1/sign-in/wecom?code={code}&state={state}", cookie)
        assert (done.status, done.headers["location"]) == (302, f"{entry.hall.settings.base_url}{TASK}")
        assert entry.signed_in(done.headers["set-cookie"]) == "110101"
        plain = get("/api/v1/sign-in?return=/zh/", "", "Mozilla/5.0 Firefox/140")
        assert plain.headers["location"].startswith(entry.hall.settings.cas_url)
