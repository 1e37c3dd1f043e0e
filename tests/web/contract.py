"""What every answer must keep: it is in the OpenAPI document, in its schema, and carries the security headers."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from chalicelib.web.openapi import document
from tests.web.events import Answer

SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}


@cache
def _validator(path: str, method: str, status: int, kind: str) -> Draft202012Validator:
    told = document(secure=False)
    answers = told["paths"][path][method]["responses"]
    assert str(status) in answers, f"{method} {path} answers {status}, the document has {sorted(answers)}"
    content = answers[str(status)].get("content", {})
    if not kind:
        assert not content or status == 304, f"{method} {path} {status} has no body"
        return Draft202012Validator({})
    assert kind in content, f"{method} {path} {status} is {kind}, the document has {sorted(content)}"
    return Draft202012Validator({**content[kind]["schema"], "components": told["components"]})


def check(method: str, path: str | None, answer: Answer) -> None:
    secure(answer)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if path is None or answer.status == 405:
        assert kind == "application/problem+json"
        problem(answer.json)
        return
    body: Any = answer.json if "json" in kind else answer.body
    _validator(path, method.lower(), answer.status, kind).validate(body)


def problem(body: Any) -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": document(secure=False)["components"]}
    Draft202012Validator(schema).validate(body)


def secure(answer: Answer) -> None:
    for name, value in SECURITY.items():
        assert answer.headers.get(name) == value, name
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store" or answer.headers["cache-control"].startswith("public")
    assert answer.headers["x-request-id"]
    assert "access-control-allow-origin" not in answer.headers
