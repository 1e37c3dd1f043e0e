"""The OpenAPI 3.1 document, built from the routes' declarations; a test keeps it and the answers true to each other."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from typing import Any

from chalicelib.access import BY_KEY, MEANING, needs_session
from chalicelib.web.areas import import_all
from chalicelib.web.json_body import MAX_BYTES
from chalicelib.web.problem import PROBLEM
from chalicelib.web.route import FORM_POST, ROUTES, Route
from chalicelib.web.schemas import SCHEMAS
from chalicelib.web.shape import REQUIRED, Shape

VERSION = "1.0.0"
_INTRO = (
    "Every refusal is `application/problem+json` in both languages. Times are RFC 3339 in UTC, dates are dates, money "
    "is integer fen. Changes made with the session's cookie repeat its token as `X-CSRF-Token` (from `me`). Lists go "
    f"on with `cursor`; bodies are JSON objects of at most {MAX_BYTES // 1024} KB."
)


@cache
def document(*, secure: bool) -> dict[str, Any]:
    """As JSON data. `secure` decides the session cookie's name."""
    import_all()
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), declared in sorted(ROUTES.items(), key=lambda item: (item[0][1], item[0][0])):
        paths.setdefault(path, {})[method.lower()] = _operation(declared)
    return {
        "openapi": "3.1.1",
        "info": {"title": "Yizhan Service Hall 一站式网上办事大厅", "version": VERSION, "description": _INTRO},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-hall" if secure else "hall"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
                "key": {"type": "http", "scheme": "bearer", "description": "A department's API key (docs/exports.md)."},
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": route.view.__name__,
        "summary": route.summary,
        "description": f"For: {route.policy.value}. {MEANING[route.policy]}",
        "tags": [route.view.__module__.rpartition(".")[2]],
        "parameters": _path(route) + _query(route) + _headers(route),
        "responses": _answers(route) | _refusals(route),
        "security": [],
    }
    if needs_session(route.policy):
        made["security"] = [{"session": []} if route.method == "GET" else {"session": [], "csrf": []}]
    if route.policy in BY_KEY:
        made["security"].append({"key": []})
    if route.body or route.form:
        made["requestBody"] = _body(route)
    return made


def _path(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", route.path)
    schema = {"type": "string", "minLength": 1, "maxLength": 300}
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]


def _query(route: Route) -> list[dict[str, Any]]:
    members = route.query.members if route.query else {}
    return [
        {"name": name, "in": "query", "required": member.default is REQUIRED, "schema": member.schema()}
        for name, member in members.items()
    ]


def _headers(route: Route) -> list[dict[str, Any]]:
    found = []
    if route.seq:
        found.append(_header("If-Match", True, {"type": "string", "pattern": '^"[0-9]{1,9}"$', "examples": ['"7"']}))
    if route.tags:
        found.append(_header("If-None-Match", False, {"type": "string"}))
    if route.key is not None:
        schema = {"type": "string", "pattern": "^[A-Za-z0-9._~:-]{8,128}$", "examples": ["2f1c7b0e9a5d4c38"]}
        found.append(_header("Idempotency-Key", route.key, schema))
    return found


def _header(name: str, required: bool, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema}


def _body(route: Route) -> dict[str, Any]:
    shape: Shape | None
    kind, shape = (FORM_POST, route.form) if route.form else ("application/json", route.body)
    assert shape is not None
    # Form posts come from other people's software, too: what they add is let be (see `Shape.read_words`).
    schema = shape.schema() | ({"additionalProperties": True} if route.form else {})
    return {"required": True, "content": {kind: {"schema": schema}}}


def _answers(route: Route) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for status, name in route.answers.items():
        told: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if name == "Page":
            told["content"] = {"text/html": {"schema": {"type": "string"}}}
        elif name == "CalendarFile":
            told["content"] = {"text/calendar": {"schema": {"type": "string"}}}
        elif name == "Csv":
            told["content"] = {"text/csv": {"schema": {"type": "string"}}}
        elif name:
            told["content"] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        if status == 200 and route.tags:
            told["headers"] = {"ETag": {"schema": {"type": "string"}}}
        if status in (201, 302):
            told["headers"] = {"Location": {"schema": {"type": "string"}}}
        made[str(status)] = told
    return made


def _refusals(route: Route) -> dict[str, Any]:
    statuses = {500, 503, *route.refuses}
    if needs_session(route.policy):
        statuses |= {401, 403}
    if route.body or route.form:
        statuses |= {400, 413, 415}
    if "{" in route.path:
        statuses |= {404}
    if route.seq:
        statuses |= {400, 412, 428}
    if route.query or route.key is not None:
        statuses |= {400}
    if route.limit or route.policy in BY_KEY:
        statuses |= {429}
    kind = "text/html" if route.html else PROBLEM
    schema = {"type": "string"} if route.html else {"$ref": "#/components/schemas/Problem"}
    content = {kind: {"schema": schema}}
    return {str(status): {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(statuses)}
