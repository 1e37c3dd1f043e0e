"""The CAS client against a scripted server: what it believes, what it refuses, and how long it waits (PROMISES R37)."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from chalicelib.access import (
    CasClient,
    CasRefused,
    login_url,
    read_answer,
    read_sign_out,
    service_url,
)
from chalicelib.errors import HallError, NotSignedIn, Temporary
from chalicelib.settings import Settings
from tests.access.conftest import Scripted, ScriptedCas

SERVICE = "https://hall.example.edu.cn/api/v1/sign-in/callback?state=s"
TICKET = "ST-1-abcDEF-cas01"


def client_of(cas: ScriptedCas, cas_attributes: str = "") -> CasClient:
    return CasClient(Settings(cas_url=cas.url, cas_attributes=cas_attributes))


def response(inside: str) -> bytes:
    return f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{inside}</cas:serviceResponse>'.encode()


def success(user: str = "20230001", more: str = "") -> bytes:
    return response(f"<cas:authenticationSuccess><cas:user>{user}</cas:user>{more}</cas:authenticationSuccess>")


ATTRIBUTES_OF_ZHANG = (
    "<cas:attributes><cas:cn>张三</cas:cn><cas:eduPersonAffiliation>student</cas:eduPersonAffiliation>"
    "<cas:eduPersonAffiliation>member</cas:eduPersonAffiliation><cas:uid>z1</cas:uid></cas:attributes>"
)


@pytest.mark.req("Z-10")
def test_a_ticket_gives_user_and_mapped_attributes(scripted_cas: ScriptedCas) -> None:
    scripted_cas.script = lambda path: Scripted(success("Z2023", ATTRIBUTES_OF_ZHANG))
    user = client_of(scripted_cas).validate(TICKET, SERVICE)
    assert user.id == "Z2023"
    assert user.attributes == {"name": ("张三",), "category": ("student", "member")}
    asked = urlsplit(scripted_cas.asked[0])
    assert asked.path == "/cas/p3/serviceValidate"
    assert parse_qs(asked.query) == {"service": [SERVICE], "ticket": [TICKET]}


def test_old_servers_are_asked_at_the_cas_2_address(scripted_cas: ScriptedCas) -> None:
    for status in (404, 302):
        scripted_cas.asked.clear()

        def script(path: str, status: int = status) -> Scripted:
            there = not path.startswith("/cas/p3/")
            return Scripted(success()) if there else Scripted(status=status, headers={"Location": "/cas/login"})

        scripted_cas.script = script
        assert client_of(scripted_cas).validate(TICKET, SERVICE).id == "20230001"
        assert [urlsplit(path).path for path in scripted_cas.asked] == [
            "/cas/p3/serviceValidate",
            "/cas/serviceValidate",
        ]


def test_the_person_may_be_named_by_an_attribute_and_never_by_a_guess(scripted_cas: ScriptedCas) -> None:
    client = client_of(scripted_cas, cas_attributes="id = employeeNumber | uid")
    scripted_cas.script = lambda path: Scripted(success("typed-name", ATTRIBUTES_OF_ZHANG))
    assert client.validate(TICKET, SERVICE).id == "z1"
    scripted_cas.script = lambda path: Scripted(success("typed-name"))
    with pytest.raises(CasRefused):
        client.validate(TICKET, SERVICE)
    two = "<cas:attributes><cas:uid>a</cas:uid><cas:uid>b</cas:uid></cas:attributes>"
    scripted_cas.script = lambda path: Scripted(success("typed-name", two))
    with pytest.raises(CasRefused):
        client.validate(TICKET, SERVICE)


def test_older_vendors_attribute_form_is_read() -> None:
    inside = '<cas:attributes><cas:attribute name="cn" value="李四"/></cas:attributes>'
    assert read_answer(success("a1", inside)) == ("a1", {"cn": ("李四",)})


@pytest.mark.parametrize("text", ["id", "=uid", "id=", "id=uid|"])
def test_a_wrong_attribute_map_stops_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="attribute map"):
        CasClient(Settings(cas_attributes=text))


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "20230001"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + success("&b;")
)
FILE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + success("&x;")
DTD = b'<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1:1/evil.dtd">' + success()


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        FILE,
        DTD,
        b"",
        b"yes\n20230001\n",
        b"<html><body>please sign in</body></html>",
        success()[:-10],
        success().replace(b"www.yale.edu", b"evil.example"),
        response(""),
        response("<cas:authenticationSuccess/>"),
        success(" "),
        success("a</cas:user><cas:user>b"),
        success("<cas:x>a</cas:x>"),
        success("a", "<cas:proxies><cas:proxy>https://other</cas:proxy></cas:proxies>"),
        success() + success(),
        response(
            "<cas:authenticationFailure code='INVALID_TICKET'/>"
            "<cas:authenticationSuccess><cas:user>a</cas:user></cas:authenticationSuccess>"
        ),
        response('<cas:authenticationFailure code="INVALID_TICKET">used</cas:authenticationFailure>'),
        b"<?xml version='1.0' encoding='made-up'?>" + success(),
        b"\xff\xfe" + success(),
        b"x" * 300_000,
    ],
)
@pytest.mark.req("N20", "X1")
def test_whatever_is_not_exactly_a_success_signs_nobody_in(scripted_cas: ScriptedCas, body: bytes) -> None:
    scripted_cas.script = lambda path: Scripted(body)
    with pytest.raises(CasRefused) as refusal:
        client_of(scripted_cas).validate(TICKET, SERVICE)
    assert refusal.value.status == 401
    assert isinstance(refusal.value, NotSignedIn)


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(status=500),
        Scripted(status=403),
        Scripted(status=404),
        Scripted(status=0),
        Scripted(response('<cas:authenticationFailure code="INTERNAL_ERROR"/>')),
        Scripted(success()[:40], headers={"Content-Length": "9999"}),
    ],
)
def test_a_server_in_trouble_is_temporary_and_never_asked_again(scripted_cas: ScriptedCas, answer: Scripted) -> None:
    scripted_cas.script = lambda path: answer
    with pytest.raises(Temporary):
        client_of(scripted_cas).validate(TICKET, SERVICE)
    p3 = [path for path in scripted_cas.asked if path.startswith("/cas/p3/")]
    assert len(p3) == 1, "a second question would find the ticket used"


@pytest.mark.parametrize(
    "answer",
    [Scripted(success(), wait=3), Scripted(success(), drip=0.1), Scripted(raw=b"HTTP/1.0 200 OK\r\nX: " * 9, drip=0.1)],
    ids=["silent", "dripping", "dripping headers"],
)
def test_a_slow_server_is_given_up_in_time(scripted_cas: ScriptedCas, answer: Scripted) -> None:
    scripted_cas.script = lambda path: answer
    begun = time.monotonic()
    with pytest.raises(Temporary):
        CasClient(Settings(cas_url=scripted_cas.url), seconds=0.4).validate(TICKET, SERVICE)
    assert time.monotonic() - begun < 1.5


def test_nobody_listening_is_temporary(scripted_cas: ScriptedCas) -> None:
    scripted_cas.stop()
    with pytest.raises(Temporary):
        client_of(scripted_cas).validate(TICKET, SERVICE)


@pytest.mark.parametrize("ticket", ["", "PT-1-proxy", "PGT-1", "ST-", "ST-1 2", "ST-1&x=y", "ST-" + "a" * 300, "ST-张"])
def test_what_cannot_be_a_service_ticket_is_not_even_asked_about(scripted_cas: ScriptedCas, ticket: str) -> None:
    with pytest.raises(CasRefused):
        client_of(scripted_cas).validate(ticket, SERVICE)
    assert scripted_cas.asked == []


def test_the_service_is_made_from_the_settings_alone(settings: Settings) -> None:
    settings = replace(settings, cas_url="https://cas.example.edu.cn/cas")
    url = login_url(settings, "a.b&c=d")
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith("https://cas.example.edu.cn/cas/login?service=")
    assert asked == {"service": [service_url(settings, "a.b&c=d")]}
    assert parse_qs(urlsplit(asked["service"][0]).query) == {"state": ["a.b&c=d"]}


def sign_out(index: str, head: str = "") -> bytes:
    xml = (
        f'{head}<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="1" Version="2.0">'
        f"{index}</samlp:LogoutRequest>"
    )
    return urlencode({"logoutRequest": xml}).encode()


def test_a_sign_out_message_names_its_ticket() -> None:
    assert read_sign_out(sign_out(f"<samlp:SessionIndex> {TICKET} </samlp:SessionIndex>")) == TICKET


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"logoutRequest=",
        b"logoutRequest=%3Cx%2F%3E",
        b"logoutRequest=%3Cx",
        b"a" * 300_000,
        b"\xff\xfe=\x00",
        sign_out(""),
        sign_out("<samlp:SessionIndex>&x;</samlp:SessionIndex>", '<!DOCTYPE r [<!ENTITY x "ST-1">]>'),
        b"&".join([sign_out("<samlp:SessionIndex>ST-1</samlp:SessionIndex>")] * 2),
        quote("<samlp:LogoutRequest/>").encode(),
    ],
)
def test_other_messages_sign_nobody_out(body: bytes) -> None:
    assert read_sign_out(body) is None


def test_refusals_carry_no_account(scripted_cas: ScriptedCas) -> None:
    scripted_cas.script = lambda path: Scripted(success("secret-account", "<cas:proxies/>"))
    with pytest.raises(HallError) as refusal:
        client_of(scripted_cas).validate(TICKET, SERVICE)
    assert "secret-account" not in f"{refusal.value} {refusal.value.extra}"
