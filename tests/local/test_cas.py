"""The local CAS server speaks the protocol: one-time tickets, allowed services, single sign-on and sign-out."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from queue import SimpleQueue
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.validate import validator

import pytest

from chalicelib.access import CasClient, CasRefused, read_sign_out
from chalicelib.settings import Settings
from chalicelib.shared.text import Text
from local.cas import TICKET_SECONDS, make_cas_app


class DemoAccount(NamedTuple):
    login: str
    name: Text
    about: Text


ACCOUNTS = [
    DemoAccount("z2023", Text("张三", "Zhang San"), Text("本科生 <计算机>", "Undergraduate")),
    DemoAccount("t100", Text("王老师", "Ms Wang"), Text("辅导员", "Counsellor")),
]
KINDS = ("student", "member")
PEOPLE = {"z2023": {"cn": "张三 & 三", "eduPersonAffiliation": KINDS, "bad name": "x"}, "t100": {}}


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@dataclass
class Served:
    """The CAS server under /cas and a service beside it which remembers what it is told."""

    port: int = 0
    now: float = 1_000.0
    told: SimpleQueue[bytes] = field(default_factory=SimpleQueue)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def service(self) -> str:
        return f"{self.url}/api/v1/sign-in/callback?state=a.b"

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, cookie: str = "", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        given = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, **headers}
        connection.request(method, path, urlencode(form) if form else None, given)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, body

    def sign_in(self, service: str = "", user: str = "z2023") -> tuple[str, str]:
        """The place it sends the browser to, and the browser's cookie."""
        status, headers, _ = self.ask("POST", "/cas/login", {"username": user, "service": service or self.service})
        assert status == 302
        return headers["Location"], headers["Set-Cookie"].partition(";")[0]

    def validate(self, ticket: str, service: str = "", path: str = "/cas/p3/serviceValidate") -> str:
        return self.ask("GET", f"{path}?{urlencode({'service': service or self.service, 'ticket': ticket})}")[2]


def ticket_of(location: str) -> str:
    return parse_qs(urlsplit(location).query)["ticket"][0]


@pytest.fixture
def cas() -> Iterator[Served]:
    served = Served()

    def hall(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"].startswith("/cas"):
            return app(environ, start)  # type: ignore[return-value]
        served.told.put(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start("204 No Content", [])
        return [b""]

    server = make_server("127.0.0.1", 0, hall, handler_class=QuietHandler)
    served.port = server.server_port
    app = validator(make_cas_app(ACCOUNTS, PEOPLE.get, served.url + "/", clock=lambda: served.now))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


def test_the_halls_own_client_understands_it(cas: Served) -> None:
    location, _ = cas.sign_in(user="Z2023")
    assert location.startswith(f"{cas.service}&ticket=ST-")
    client = CasClient(Settings(cas_url=f"{cas.url}/cas", cas_attributes="kinds=eduPersonAffiliation"))
    user = client.validate(ticket_of(location), cas.service)
    assert (user.id, user.attributes) == ("Z2023", {"name": ("张三 & 三",), "kinds": KINDS, "category": KINDS})
    with pytest.raises(CasRefused):
        client.validate(ticket_of(location), cas.service)


def test_the_cas_2_address_gives_no_attributes(cas: Served) -> None:
    answer = cas.validate(ticket_of(cas.sign_in()[0]), path="/cas/serviceValidate")
    assert "<cas:user>z2023</cas:user>" in answer
    assert "attributes" not in answer


def test_a_ticket_is_used_up_by_the_first_question_even_a_wrong_one(cas: Served) -> None:
    ticket = ticket_of(cas.sign_in()[0])
    assert 'code="INVALID_SERVICE"' in cas.validate(ticket, cas.service + "&other")
    assert 'code="INVALID_TICKET"' in cas.validate(ticket)
    assert 'code="INVALID_TICKET"' in cas.validate("ST-unknown")
    assert 'code="INVALID_REQUEST"' in cas.validate("")


def test_a_ticket_grows_old(cas: Served) -> None:
    ticket = ticket_of(cas.sign_in()[0])
    cas.now += TICKET_SECONDS
    assert 'code="INVALID_TICKET"' in cas.validate(ticket)


@pytest.mark.parametrize(
    "service",
    [
        "https://evil.example/",
        "http://127.0.0.1:{port}.evil.example/",
        "http://127.0.0.1:{port}@evil.example/",
        "https://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://127.0.0.1:{port}/\r\nSet-Cookie: a=b",
        "http://127.0.0.1:{port}\\@evil.example/",
        "javascript:alert(1)",
    ],
)
def test_only_allowed_services_get_tickets(cas: Served, service: str) -> None:
    service = service.format(port=cas.port)
    status, headers, _ = cas.ask("POST", "/cas/login", {"username": "z2023", "service": service})
    assert (status, headers["Location"], headers["Set-Cookie"]) == (403, None, None)
    cookie = cas.sign_in()[1]
    for path in ("login", "login?gateway=true&x=1"):
        separator = "&" if "?" in path else "?"
        status, headers, _ = cas.ask("GET", f"/cas/{path}{separator}service={quote(service)}", cookie=cookie)
        assert (status, headers["Location"]) == (403, None)
    status, headers, _ = cas.ask("GET", f"/cas/logout?service={quote(service)}", cookie=cookie)
    assert (status, headers["Location"]) == (200, None)


def test_who_is_signed_in_gets_the_next_ticket_without_a_page(cas: Served) -> None:
    _, cookie = cas.sign_in()
    login = f"/cas/login?service={quote(cas.service)}"
    status, headers, _ = cas.ask("GET", login, cookie=f"other=1; {cookie}")
    assert status == 302
    assert "<cas:user>z2023</cas:user>" in cas.validate(ticket_of(headers["Location"]))
    assert cas.ask("GET", login)[0] == 200
    assert cas.ask("GET", f"{login}&renew=true", cookie=cookie)[0] == 200
    assert cas.ask("GET", f"{login}&gateway=true")[1]["Location"] == cas.service
    cas.now += 9 * 3600
    assert cas.ask("GET", login, cookie=cookie)[0] == 200


def test_signing_out_ends_it_and_tells_every_service(cas: Served) -> None:
    location, cookie = cas.sign_in()
    second = cas.ask("GET", f"/cas/login?service={quote(cas.service)}", cookie=cookie)[1]["Location"]
    status, headers, _ = cas.ask("GET", f"/cas/logout?service={quote(cas.url + '/zh/')}", cookie=cookie)
    assert (status, headers["Location"]) == (302, f"{cas.url}/zh/")
    assert "Max-Age=0" in headers["Set-Cookie"]
    told = {read_sign_out(cas.told.get(timeout=5)) for _ in range(2)}
    assert told == {ticket_of(location), ticket_of(second)}
    assert cas.ask("GET", f"/cas/login?service={quote(cas.service)}", cookie=cookie)[0] == 200


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize(("locale", "lang", "words"), [("zh", "zh-CN", "演示"), ("en", "en", "no password is needed")])
def test_the_page_offers_the_demo_people_and_a_form(cas: Served, locale: str, lang: str, words: str) -> None:
    status, headers, html = cas.ask("GET", f"/cas/login?locale={locale}&service={quote(cas.service)}")
    page = Page(html)
    assert status == 200
    assert page.named("html")[0]["lang"] == lang
    assert words in html
    assert [button.get("value") for button in page.named("button")] == [None, "z2023", "t100"]
    assert {field["value"] for field in page.named("input") if field.get("name") == "service"} == {cas.service}
    assert page.named("script") == []
    assert not any(name.startswith("on") or name == "style" for _, given in page.tags for name in given)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert cas.ask("GET", "/cas/cas.css")[0] == 200


def test_what_is_typed_is_shown_as_text(cas: Served) -> None:
    status, headers, html = cas.ask(
        "POST", "/cas/login", {"username": '"><script>x</script>', "service": cas.service, "locale": "en"}
    )
    assert (status, headers["Set-Cookie"]) == (401, None)
    assert "There is no account" in html
    assert "<script" not in html
    assert "<计算机>" not in cas.ask("GET", "/cas/login")[2]


def test_the_language_is_the_browsers_unless_chosen(cas: Served) -> None:
    assert "Sign in" in cas.ask("GET", "/cas/login", **{"Accept-Language": "en-GB,zh;q=0.5"})[2]
    assert "登录" in cas.ask("GET", "/cas/login?locale=zh", **{"Accept-Language": "en-GB"})[2]


def test_without_a_service_it_says_who_is_signed_in(cas: Served) -> None:
    status, headers, _ = cas.ask("POST", "/cas/login", {"username": "t100"})
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert status == 302
    assert "t100" in cas.ask("GET", headers["Location"], cookie=cookie)[2]
    assert 'href="/cas/logout"' in cas.ask("GET", "/cas/", cookie=cookie)[2]


def test_other_addresses_and_head(cas: Served) -> None:
    assert cas.ask("GET", "/cas/elsewhere")[0] == 404
    assert cas.ask("PUT", "/cas/login", {"a": "b"})[0] == 404
    status, headers, body = cas.ask("HEAD", "/cas/login")
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) > 1_000
