"""A route is a declaration: address, policy, what it takes and answers. Everything common is done here, in one order.

identity and policy → CSRF → rate limit → version and key headers → query → body → the view, which only calls a room.
The declarations are also what the OpenAPI document is built from, so neither can say what the other does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from chalice.app import Blueprint, Request, Response

from chalicelib.access import BY_KEY, Policy
from chalicelib.errors import HallError, InvalidRequest, NotFound, NotSignedIn
from chalicelib.shared.read_ahead import holding
from chalicelib.shared.text import Lang
from chalicelib.web.bearer import shown_key
from chalicelib.web.client import client_ip
from chalicelib.web.conditional import idempotency_key, known_seq, seen_tags, seq_to_match
from chalicelib.web.http_errors import Broken, PayloadTooLarge, UnsupportedMediaType
from chalicelib.web.identity import who_asks
from chalicelib.web.json_body import MAX_BYTES, read_json, storable
from chalicelib.web.problem import language, refuse
from chalicelib.web.reply import Reply
from chalicelib.web.shape import Shape
from chalicelib.web.trace import Trace, trace_of

if TYPE_CHECKING:
    from chalicelib.access import Session
    from chalicelib.keys import ApiKey
    from chalicelib.people import Person
    from chalicelib.web.needs import Hall

FORM_POST = "application/x-www-form-urlencoded"
_MAX_PARAMETER = 300

current: ContextVar[Request] = ContextVar("current")
"""The request this thread is answering; Chalice's own `current_request` is shared between the local hall's threads."""


@dataclass(frozen=True)
class Limit:
    """At most `times` per `seconds`, for each person or, on public routes, each address."""

    times: int
    seconds: int


@dataclass(frozen=True)
class Route:
    """One operation. `answers` maps status to the name of a schema in `chalicelib.web.schemas` (None: no body)."""

    path: str
    method: str
    policy: Policy
    view: Callable[[WebRequest], Reply]
    summary: str
    answers: Mapping[int, str | None]
    refuses: tuple[int, ...] = ()
    query: Shape | None = None
    body: Shape | None = None
    form: Shape | None = None
    most: int = MAX_BYTES
    """Bytes of a body; more only where a file comes with it."""
    seq: bool = False
    """Needs If-Match."""
    tags: bool = False
    """Understands If-None-Match."""
    key: bool | None = None
    """Idempotency-Key: True needs it, False takes it, None does not know it."""
    decides: str = ""
    """The path parameter that names a task, where the request decides it."""
    html: bool = False
    """Answers people, whose refusals are pages; False answers programs."""
    limit: Limit | None = None
    samples: Mapping[str, str] = field(default_factory=dict)
    """Examples of path parameters."""


@dataclass(frozen=True)
class WebRequest:
    """What a view gets: everything checked for shape, nothing yet for meaning."""

    hall: Hall
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    headers: Mapping[str, Any]
    lang: Lang
    ip: str
    seq: int
    known_seq: int | None
    seen: tuple[str, ...]
    key: str | None
    _session: Session | None
    _person: Person | None
    _key: ApiKey | None = None

    @property
    def person(self) -> Person:
        if self._person is None:
            raise NotSignedIn()
        return self._person

    @property
    def asker(self) -> Person | ApiKey:
        """Where a policy takes keys: the key that was shown, else the person."""
        return self._key or self.person

    @property
    def session(self) -> Session:
        if self._session is None:
            raise NotSignedIn()
        return self._session


ROUTES: dict[tuple[str, str], Route] = {}
"""Every operation by (method, path), filled as the blueprints' modules are imported."""

View = Callable[[WebRequest], Reply]


def route(
    blueprint: Blueprint,
    path: str,
    *,
    policy: Policy,
    summary: str,
    answers: Mapping[int, str | None],
    method: str = "GET",
    **declared: Any,
) -> Callable[[View], View]:
    """Declare a view at `path`; see `Route` for what else may be declared. There is no default policy."""

    def declare(view: View) -> View:
        made = Route(path, method, policy, view, summary, answers, **declared)
        if ROUTES.setdefault((method, path), made) is not made:
            raise ValueError(f"{method} {path} is declared twice")

        def answer(**parameters: str) -> Response:
            return _answer(made, parameters)

        answer.__name__ = view.__name__
        answer.__doc__ = summary
        # No content types: the wrapper answers 415 itself, as problem+json like every other refusal.
        blueprint.route(path, methods=[method], content_types=[])(answer)
        return view

    return declare


def _answer(made: Route, parameters: Mapping[str, str]) -> Response:
    raw = current.get()
    trace = trace_of(raw.headers, raw.context)
    try:
        with holding():
            reply = made.view(_read(made, raw, parameters, _hall()))
    except Exception as error:
        reply = refusal(error, raw, trace, html=made.html)
    reply = reply.adding(x_request_id=trace.request_id)
    return Response(reply.body, dict(reply.headers), reply.status)


def refusal(error: Exception, raw: Request, trace: Trace, *, html: bool) -> Reply:
    """What the caller is told of any exception; what is unforeseen goes to the log with the same trace id."""
    from chalicelib.observability import failure, logger

    if not isinstance(error, HallError):
        told = failure(error) | {"trace_id": trace.trace_id, "route": f"{raw.method} {raw.path}"}
        logger().error("request failed", extra=told)
        error = Broken()
    elif error.status >= 500:
        logger().warning("request refused", extra={"code": error.code, "trace_id": trace.trace_id})
    asked = _words(raw).get("lang", [""])[-1] if html else ""
    return refuse(error, language(raw.headers, asked), trace.trace_id, html=html)


def _hall() -> Hall:
    from chalicelib import bootstrap

    return bootstrap.hall()


def _read(made: Route, raw: Request, parameters: Mapping[str, str], hall: Hall) -> WebRequest:
    headers, ip = raw.headers, client_ip(raw.headers, raw.context, hall.settings.trusted_proxies)
    path = {name: _unquote(value) for name, value in parameters.items()}
    shown = shown_key(made.policy, headers, ip, hall) if made.policy in BY_KEY else None
    session, person = None, None
    if shown is None:
        session, person = who_asks(made.policy, made.method, headers, hall, _decided(made, path, headers))
    if made.limit:
        from chalicelib.access import address_key

        caller = f"key#{shown.id}" if shown else f"person#{person.id}" if person else f"ip#{address_key(ip)}"
        hall.access.rate.take(f"{made.method} {made.path}#{caller}", made.limit.times, made.limit.seconds)
    query = _words(raw)
    return WebRequest(
        hall=hall,
        path=path,
        headers=headers,
        lang=language(headers, (query.get("lang") or [""])[-1]),
        ip=ip,
        seq=seq_to_match(headers) if made.seq else 0,
        known_seq=known_seq(headers) if made.tags else None,
        seen=seen_tags(headers) if made.tags else (),
        key=None if made.key is None else idempotency_key(headers, needed=made.key),
        query=made.query.read_words(_storable(query)) if made.query else {},
        body=_body(made, raw),
        _session=session,
        _person=person,
        _key=shown,
    )


def _decided(made: Route, path: Mapping[str, str], headers: Mapping[str, Any]) -> tuple[str, int] | None:
    """The task and version a deciding request names; only to read them early, so what is wrong is told later."""
    if not made.decides:
        return None
    try:
        return path[made.decides], seq_to_match(headers)
    except HallError:
        return None


def _body(made: Route, raw: Request) -> Mapping[str, Any]:
    """The checked body; a route that declares none does not look at what came."""
    shape, wanted = (made.form, FORM_POST) if made.form else (made.body, "application/json")
    if shape is None:
        return {}
    kind, _, parameters = str(raw.headers.get("content-type") or "").lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    if kind.strip() != wanted or charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType()
    content = _content(raw)
    return shape.read(read_json(content, made.most)) if made.body else shape.read_words(_form(content))


def _content(raw: Request) -> bytes:
    try:
        content = raw.raw_body
    except ValueError:
        # Wrong base64, or text that is not Unicode: the gateway never sends either, a caller of the function could.
        raise InvalidRequest() from None
    return content if isinstance(content, bytes) else content.encode()


def _form(content: bytes) -> dict[str, list[str]]:
    if len(content) > MAX_BYTES:
        raise PayloadTooLarge()
    try:
        read = parse_qs(content.decode(), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise InvalidRequest() from None
    return _storable(read)


def _words(raw: Request) -> dict[str, list[str]]:
    given = raw.query_params
    return {} if given is None else {name: [str(word) for word in given.getlist(name)] for name in given}


def _storable(words: dict[str, list[str]]) -> dict[str, list[str]]:
    if not all(storable(word) for values in words.values() for word in values):
        raise InvalidRequest()
    return words


def _unquote(value: str) -> str:
    """Chalice leaves path parameters percent-encoded (aws/chalice#511). What cannot name anything is not found."""
    try:
        found = unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise NotFound() from None
    if not 0 < len(found) <= _MAX_PARAMETER or not storable(found):
        raise NotFound()
    return found


__all__ = ["ROUTES", "Limit", "Route", "WebRequest", "current", "refusal", "route"]
