"""The local gateway: API Gateway's events and limits, the portal's files, security headers on everything (R42)."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chalice import Chalice, Response

from local.api_gateway import ApiGateway, Routes
from local.gateway import Gateway, PortTaken, port_is_free
from local.http import Request as LocalRequest
from local.http import from_wsgi
from local.static_files import StaticFiles


def make_app() -> Chalice:
    app = Chalice("probe")

    @app.route("/api/v1/echo", methods=["GET", "POST", "PUT"], content_types=["application/json", "text/plain"])
    def echo() -> Any:
        return app.current_request.to_dict()

    @app.route("/api/v1/things/{name}")
    def thing(name: str) -> Any:
        return {"name": name}

    @app.route("/api/v1/things/special")
    def special() -> Any:
        return {"special": True}

    @app.route("/api/v1/cookies")
    def cookies() -> Response:
        return Response("ok", headers={"Set-Cookie": ["a=1", "b=2"], "Content-Type": "text/plain"})

    @app.route("/api/v1/large/{size}")
    def large(size: str) -> Response:
        return Response("x" * int(size), headers={"Content-Type": "text/plain"})

    @app.route("/api/v1/slow")
    def slow() -> Any:
        time.sleep(1.5)
        return {}

    @app.route("/api/v1/who/{name}")
    def who(name: str) -> Any:
        time.sleep(0.05)
        return {"asked": name, "seen": app.current_request.uri_params["name"]}

    return app


def inner(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Security-Policy", "mine")])
    return [environ["PATH_INFO"].encode("latin-1"), environ["wsgi.input"].read()]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    root = tmp_path_factory.mktemp("portal")
    (root / "zh").mkdir()
    (root / "zh" / "index.html").write_text("<h1>你好</h1>" * 200, encoding="utf-8")
    (root / "zh" / "服务.html").write_text("ok", encoding="utf-8")
    (root / "assets").mkdir()
    (root / "assets" / "app.0123abcd.js").write_text("export {}")
    (root.parent / "secret.txt").write_text("secret")
    made = Gateway(
        port=0,
        parts={
            "/api": ApiGateway(make_app(), domain="127.0.0.1", seconds=1),
            "/cas": from_wsgi(inner, "/cas", "http://127.0.0.1:8000"),
        },
        rest=StaticFiles(root),
        files_origin="http://files.example",
    )
    made.start()
    yield made
    made.stop()


class Answer:
    def __init__(self, raw: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = raw.status, raw.headers, raw.read()

    def json(self) -> Any:
        return json.loads(self.body)


def ask(gateway: Gateway, method: str, path: str, body: Any = None, headers: Any = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def test_the_event_carries_what_was_sent(gateway: Gateway) -> None:
    found = ask(gateway, "GET", "/api/v1/echo?a=1&a=2&b=&c=%E4%B8%AD", headers={"X-One": "1"}).json()
    assert found["query_params"] == {"a": "2", "b": "", "c": "中"}
    assert found["headers"]["x-one"] == "1"
    assert found["context"]["identity"]["sourceIp"] == "127.0.0.1"
    assert found["context"]["resourcePath"] == "/api/v1/echo"


def test_path_parameters_stay_encoded_and_fixed_segments_win(gateway: Gateway) -> None:
    assert ask(gateway, "GET", "/api/v1/things/%E4%B8%AD%2F1").json() == {"name": "%E4%B8%AD%2F1"}
    assert ask(gateway, "GET", "/api/v1/things/special").json() == {"special": True}


def test_two_cookies_are_two_headers(gateway: Gateway) -> None:
    assert ask(gateway, "GET", "/api/v1/cookies").headers.get_all("Set-Cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize("call", [("GET", "/api/v1/nothing"), ("DELETE", "/api/v1/echo"), ("GET", "/api")])
def test_an_unknown_route_is_a_bilingual_problem(gateway: Gateway, call: tuple[str, str]) -> None:
    answer = ask(gateway, *call)
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()["title_i18n"]) == {"zh", "en"}


def test_limits_of_api_gateway(gateway: Gateway) -> None:
    assert ask(gateway, "POST", "/api/v1/echo", b"x" * (10 * 1024 * 1024 + 1)).status == 413
    assert ask(gateway, "GET", "/api/v1/echo", headers={"Cookie": "c" * 10_300}).status == 431
    assert ask(gateway, "GET", f"/api/v1/large/{6 * 1024 * 1024}").status == 502
    assert ask(gateway, "GET", f"/api/v1/large/{5 * 1024 * 1024}").status == 200
    assert ask(gateway, "GET", "/api/v1/slow").status == 504


def test_a_chunked_body_arrives_whole(gateway: Gateway) -> None:
    answer = ask(gateway, "POST", "/cas/x", iter([b"one", b"two"]))
    assert answer.body == b"/xonetwo"


@pytest.mark.parametrize("length", ["abc", "-1", "１"])
def test_a_nonsense_length_is_refused(gateway: Gateway, length: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=5)
    connection.putrequest("POST", "/api/v1/echo")
    connection.putheader("Content-Length", length.encode())
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()


@pytest.mark.req("R42")
@pytest.mark.parametrize("path", ["/zh/", "/nothing", "/api/v1/echo", "/api/v1/nothing", "/", "/zh"])
def test_security_headers_are_on_everything(gateway: Gateway, path: str) -> None:
    headers = ask(gateway, "GET", path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self' http://files.example" in policy
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Strict-Transport-Security", "X-Frame-Options"):
        assert headers.get_all(name) is not None
        assert len(headers.get_all(name) or []) == 1, name


def test_a_part_may_have_a_policy_of_its_own(gateway: Gateway) -> None:
    assert ask(gateway, "GET", "/cas/").headers.get_all("Content-Security-Policy") == ["mine"]


def test_pages_have_types_etags_and_compression(gateway: Gateway) -> None:
    page = ask(gateway, "GET", "/zh/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert gzip.decompress(page.body).decode().startswith("<h1>你好")
    again = ask(gateway, "GET", "/zh/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    script = ask(gateway, "GET", "/assets/app.0123abcd.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in script.headers["Cache-Control"]
    assert ask(gateway, "HEAD", "/zh/").body == b""
    assert ask(gateway, "GET", "/zh/%E6%9C%8D%E5%8A%A1.html").status == 200


def test_paths_without_their_slash_and_the_root(gateway: Gateway) -> None:
    assert ask(gateway, "GET", "/zh?x=1").headers["Location"] == "/zh/?x=1"
    assert ask(gateway, "GET", "/").headers["Location"] == "/zh/"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/zh/%2e%2e/%2e%2e/secret.txt", "/%2e%2e/secret.txt", "/zh\\..", "/a%00b"]
)
def test_nothing_outside_the_portal_is_served(gateway: Gateway, path: str) -> None:
    answer = ask(gateway, "GET", path)
    assert answer.status == 404
    assert b"secret" not in answer.body


def test_requests_side_by_side_do_not_see_one_another(gateway: Gateway) -> None:
    found: dict[str, Any] = {}

    def one(name: str) -> None:
        found[name] = ask(gateway, "GET", f"/api/v1/who/{name}").json()

    threads = [threading.Thread(target=one, args=(f"n{number}",)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {f"n{n}": {"asked": f"n{n}", "seen": f"n{n}"} for n in range(12)}


def test_a_kept_connection_answers_quickly(gateway: Gateway) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=5)
    began = time.perf_counter()
    for _ in range(20):
        connection.request("GET", "/api/v1/things/a")
        assert connection.getresponse().read() == b'{"name":"a"}'
    connection.close()
    assert time.perf_counter() - began < 1


def test_a_taken_port_is_told(gateway: Gateway) -> None:
    assert not port_is_free(gateway.port)
    with pytest.raises(PortTaken):
        Gateway(port=gateway.port, parts={}, rest=lambda _: None)  # type: ignore[arg-type, return-value]


def test_the_portal_may_have_a_404_page_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "404.html").write_text("lost")
    files = StaticFiles(tmp_path)
    assert files(LocalRequest("GET", "/en/x", "", [])).body == b"lost"
    assert b"404" in files(LocalRequest("GET", "/zh/x", "", [])).body


def test_routes_need_the_method_too() -> None:
    routes = Routes({"/a/{id}": {"GET": 1}, "/a/b": {"POST": 1}})
    assert routes.find("/a/c", "GET") == ("/a/{id}", {"id": "c"})
    assert routes.find("/a/b", "GET") is None
    assert routes.find("/a/", "GET") is None
