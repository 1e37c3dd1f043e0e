"""API Gateway (REST, Lambda proxy) in front of the Chalice application: the same events, the same limits.

The emulators prove none of the limits, so they are enforced here: 10 MB of request, 6 MB of answer, 29 s,
10,240 bytes of request line and headers. Percent-encoding of paths and path parameters is kept, as API Gateway does.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

from local.http import Headers, Request, Response, problem
from local.lambda_shape import Context

log = logging.getLogger("local.gateway")
BODY_BYTES = 10 * 1024 * 1024
ANSWER_BYTES = 6 * 1024 * 1024
HEAD_BYTES = 10_240
SECONDS = 29
STAGE = "live"
BINARY = ("application/octet-stream", "application/x-tar", "application/zip", "audio/", "image/", "video/")


class Routes:
    """Which resource of the application a path belongs to: fixed segments win over parameters."""

    def __init__(self, resources: Mapping[str, Mapping[str, Any]]) -> None:
        self._resources = {path: set(methods) for path, methods in resources.items()}
        split = [(path, path.strip("/").split("/")) for path in resources]
        self._split = sorted(split, key=lambda entry: [part.startswith("{") for part in entry[1]])

    def find(self, path: str, method: str) -> tuple[str, dict[str, str]] | None:
        """The resource and its path parameters as sent; None when there is no such path or method."""
        parts = path.strip("/").split("/")
        for resource, pattern in self._split:
            if len(pattern) != len(parts):
                continue
            pairs = list(zip(pattern, parts, strict=True))
            if all(want == got or (want.startswith("{") and got) for want, got in pairs):
                if method not in self._resources[resource]:
                    return None
                return resource, {want[1:-1]: got for want, got in pairs if want.startswith("{")}
        return None


def threadsafe(app: Any) -> Any:
    """The same application with its current request and context kept per thread; Lambda runs one at a time."""
    local = threading.local()

    def slot(name: str) -> property:
        return property(lambda _: getattr(local, name, None), lambda _, value: setattr(local, name, value))

    slots = {"current_request": slot("current_request"), "lambda_context": slot("lambda_context")}
    app.__class__ = type("Threaded" + type(app).__name__, (type(app),), slots)
    return app


class ApiGateway:
    """A part of the local gateway: `app` is the Chalice application (``app(event, context)``, ``app.routes``)."""

    def __init__(self, app: Any, *, domain: str, workers: int = 16, seconds: float = SECONDS) -> None:
        self.app = threadsafe(app)
        self.routes = Routes(app.routes)
        self.domain, self.seconds = domain, seconds
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="api")

    def __call__(self, request: Request) -> Response:
        size = len(request.method) + len(request.path) + len(request.query) + 12
        if size + sum(len(name) + len(value) + 4 for name, value in request.headers) > HEAD_BYTES:
            return problem("DEFAULT_4XX", status=431)
        if len(request.body) > BODY_BYTES:
            return problem("REQUEST_TOO_LARGE")
        found = self.routes.find(request.path, request.method)
        if found is None:
            return problem("MISSING_AUTHENTICATION_TOKEN")
        event = proxy_event(request, *found, domain=self.domain)
        running: Future[Any] = self.pool.submit(self.app, event, Context("api", self.seconds))
        try:
            return answer_of(running.result(self.seconds))
        except TimeoutError:
            log.error("%s %s took more than %s s", request.method, found[0], self.seconds)
            return problem("INTEGRATION_TIMEOUT")
        except Exception:
            log.exception("%s %s", request.method, found[0])
            return problem("DEFAULT_5XX")

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)


def proxy_event(request: Request, resource: str, parameters: dict[str, str], *, domain: str) -> dict[str, Any]:
    """The event of API Gateway's REST Lambda proxy integration, version 1.0."""
    many: dict[str, list[str]] = {}
    for name, value in request.headers:
        many.setdefault(name, []).append(value)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    body, encoded = _body(request)
    return {
        "resource": resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in many.items()},
        "multiValueHeaders": many,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourceId": "local",
            "resourcePath": resource,
            "httpMethod": request.method,
            "path": f"/{STAGE}{request.path}",
            "stage": STAGE,
            "accountId": "000000000000",
            "apiId": "local",
            "protocol": "HTTP/1.1",
            "requestId": str(uuid.uuid4()),
            "extendedRequestId": "local",
            "requestTimeEpoch": int(time.time() * 1000),
            "domainName": domain,
            "domainPrefix": "local",
            "identity": {"sourceIp": request.peer, "userAgent": request.header("user-agent")},
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def _body(request: Request) -> tuple[str | None, bool]:
    if not request.body:
        return None, False
    if request.header("content-type").lower().startswith(BINARY):
        return base64.b64encode(request.body).decode(), True
    return request.body.decode("utf-8", "replace"), False


def answer_of(answer: Any) -> Response:
    """The HTTP response for a Lambda's answer; one that API Gateway would call malformed or too large is a 502."""
    try:
        if len(json.dumps(answer, ensure_ascii=False).encode()) > ANSWER_BYTES:
            raise ValueError("more than 6 MB")
        headers: Headers = [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
        many = answer.get("multiValueHeaders") or {}
        listed = {name.lower() for name in many}
        headers = [(name, value) for name, value in headers if name.lower() not in listed]
        headers += [(name, str(value)) for name, values in many.items() for value in values]
        text = answer.get("body") or ""
        body = base64.b64decode(text, validate=True) if answer.get("isBase64Encoded") else text.encode()
        return Response(int(answer["statusCode"]), headers, body)
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error) as error:
        log.error("malformed Lambda proxy response: %s", error)
        return problem("DEFAULT_5XX")
