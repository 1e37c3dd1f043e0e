"""API Gateway's proxy events (REST API, payload 1.0) for `app.app`, and its answers read back."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Context:
    """What Lambda hands a function, as far as anything looks at it."""

    function_name: str = "hall-test-api"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws-cn:lambda:cn-north-1:123456789012:function:hall-test-api"
    aws_request_id: str = "8c1f2b6a-0000-4000-8000-000000000001"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def match(path: str, patterns: list[str]) -> tuple[str, dict[str, str]] | None:
    """The route API Gateway would choose: fixed parts before parameters; parameters stay percent-encoded."""
    for pattern in sorted(patterns, key=lambda pattern: (pattern.count("{"), pattern)):
        expression = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]*)", re.escape(pattern))
        if found := re.fullmatch(expression, path):
            return pattern, found.groupdict()
    return None


def event(
    method: str,
    url: str,
    patterns: list[str],
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | str | None = None,
    ip: str = "203.0.113.7",
) -> dict[str, Any]:
    parts = urlsplit(url)
    pattern, parameters = match(parts.path, patterns) or (parts.path, {})
    query = parse_qs(parts.query, keep_blank_values=True) or None
    return {
        "resource": pattern,
        "path": parts.path,
        "httpMethod": method,
        "headers": dict(headers or {}),
        "multiValueQueryStringParameters": query,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "httpMethod": method,
            "resourcePath": pattern,
            "path": parts.path,
            "requestId": "4b7c3f5e-0000-4000-8000-00000000000a",
            "identity": {"sourceIp": ip},
        },
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": isinstance(body, bytes),
    }


def read(raw: Mapping[str, Any]) -> Answer:
    """One header each, as a browser sees them (Set-Cookie is the only one that may come twice, and never does here)."""
    headers = {name.lower(): value for name, value in raw["headers"].items()}
    for name, values in raw.get("multiValueHeaders", {}).items():
        headers[name.lower()] = ", ".join(values)
    return Answer(raw["statusCode"], headers, raw["body"])
