"""Around every HTTP request, whether or not a view was found: who is being answered, and the security headers.

Chalice's HTTP middleware sees finished responses, so this is also where its own refusals (unknown address, wrong
method) become problem+json like ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalice.app import Request, Response

from chalicelib.errors import HallError, NotFound
from chalicelib.web.areas import import_for
from chalicelib.web.http_errors import Broken, MethodNotAllowed
from chalicelib.web.problem import language, refuse
from chalicelib.web.reply import Reply
from chalicelib.web.route import ROUTES, current
from chalicelib.web.trace import trace_of

_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HSTS = "max-age=63072000; includeSubDomains"


def edge(raw: Request | None, get_response: Callable[[Any], Response]) -> Response:
    """Register this first, before every blueprint: what stands further out than it would answer without its headers."""
    if raw is None:
        return harden(_plain_refusal(NotFound(), None))
    token = current.set(raw)
    try:
        refused = _unroutable(raw)
        response = _plain_refusal(refused, raw) if refused else get_response(raw)
        if response.status_code >= 500 and not isinstance(response.body, str):
            response = _plain_refusal(Broken(), raw)
    finally:
        current.reset(token)
    return harden(response)


def harden(response: Response) -> Response:
    """Add the security headers (PROMISES R42); what a view decided itself, such as Cache-Control, stays."""
    headers = response.headers
    html = str(headers.get("Content-Type", "")).startswith("text/html")
    for name, value in (_ALWAYS | {"Content-Security-Policy": _PAGE if html else _NOTHING}).items():
        headers.setdefault(name, value)
    if _secure():
        headers.setdefault("Strict-Transport-Security", _HSTS)
    return response


def _unroutable(raw: Request) -> HallError | None:
    """Asked before Chalice looks, because it adds every address it does not know to its table."""
    import_for(raw.path)
    methods = sorted(method for method, path in ROUTES if path == raw.path)
    if not methods:
        return NotFound()
    return None if raw.method in methods else MethodNotAllowed(extra={"allow": ", ".join(methods)})


def _plain_refusal(error: HallError, raw: Request | None) -> Response:
    headers = raw.headers if raw else {}
    trace = trace_of(headers, raw.context if raw else {})
    reply: Reply = refuse(error, language(headers), trace.trace_id).adding(x_request_id=trace.request_id)
    return Response(reply.body, dict(reply.headers), reply.status)


def _secure() -> bool:
    from chalicelib import bootstrap

    try:
        return bool(bootstrap.hall().settings.secure)
    except Exception:
        # A hall that cannot be built answers 500; that answer must still leave.
        return True
