"""Requests and responses as every part of the local gateway sees them, and the headers that go on all of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """`path` and `query` are as sent, percent-encoding kept; `headers` in order, repeated ones repeated."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes = b""
    peer: str = "127.0.0.1"

    def header(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), default)


@dataclass
class Response:
    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    def has(self, name: str) -> bool:
        return any(key.lower() == name.lower() for key, _ in self.headers)


Part = Callable[[Request], Response]


def security_headers(files_origin: str = "") -> dict[str, str]:
    """What CloudFront's response headers policy adds in production (infra/edge.yaml; a test compares the two).

    `files_origin` is where uploads go and files come from, when that is another origin than the portal's.
    """
    files = f" {files_origin}" if files_origin else ""
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{files}; font-src 'self'; "
        f"connect-src 'self'{files}; form-action 'self'{files}; manifest-src 'self'; base-uri 'none'; "
        "frame-src blob:; frame-ancestors 'none'; object-src 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    }


PROBLEMS: dict[str, tuple[int, str, str, str]] = {
    "MISSING_AUTHENTICATION_TOKEN": (404, "not_found", "没有找到您要的内容", "What you asked for was not found"),
    "REQUEST_TOO_LARGE": (413, "payload_too_large", "请求内容过大", "The request is too large"),
    "INTEGRATION_TIMEOUT": (504, "timeout", "处理超时，请稍后再试", "It took too long; please try again"),
    "DEFAULT_5XX": (502, "unavailable", "服务暂时不可用，请稍后再试", "Temporarily unavailable; please try again"),
    "THROTTLED": (429, "too_many_requests", "操作过于频繁，请稍后再试", "Too many requests; please try again later"),
    "DEFAULT_4XX": (400, "invalid_request", "请求内容有误", "The request is not well formed"),
}
"""What API Gateway says itself, by its own names for the occasions: status, code and title in both languages."""


def problem(kind: str, *, status: int | None = None) -> Response:
    """A gateway-made error in the same shape as the application's own (RFC 9457)."""
    usual, code, zh, en = PROBLEMS[kind]
    body = {
        "type": "about:blank",
        "title": zh,
        "status": status or usual,
        "code": code,
        "errors": [],
        "title_i18n": {"zh": zh, "en": en},
        "trace_id": str(uuid.uuid4()),
    }
    return Response(
        status or usual,
        [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")],
        json.dumps(body, ensure_ascii=False).encode(),
    )


def from_wsgi(app: Callable[..., Iterable[bytes]], mount: str, origin: str) -> Part:
    """A WSGI application answering below `mount`; `origin` is what it may believe its own address to be."""
    where = urlsplit(origin)

    def serve(request: Request) -> Response:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": mount,
            "QUERY_STRING": request.query,
            "PATH_INFO": unquote_to_bytes(request.path[len(mount) :]).decode("latin-1"),
            "SERVER_NAME": where.hostname or "127.0.0.1",
            "SERVER_PORT": str(where.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": request.peer,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": where.scheme,
            "wsgi.input": BytesIO(request.body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "CONTENT_TYPE": request.header("content-type"),
            "CONTENT_LENGTH": str(len(request.body)),
        }
        for name, value in request.headers:
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        answer = Response(500)

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
            answer.status, answer.headers = int(status.split(" ", 1)[0]), list(headers)

        chunks = app(environ, start_response)
        answer.body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return answer

    return serve


def header_list(message: Any) -> Headers:
    """The fields of an `email.message.Message` or urllib3's header dictionary, repeated ones repeated."""
    return [(name, str(value)) for name, value in message.items()]
