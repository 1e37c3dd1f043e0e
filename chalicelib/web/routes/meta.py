"""About the hall itself: is it up, can it work, what does it offer to programs."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.errors import Temporary
from chalicelib.observability import failure, logger
from chalicelib.web.reply import Reply, cached, ok
from chalicelib.web.route import WebRequest, route

blueprint = Blueprint(__name__)


@route(
    blueprint,
    "/api/v1/healthz",
    policy=Policy.PUBLIC,
    summary="The function runs",
    answers={200: "Health"},
)
def healthz(_request: WebRequest) -> Reply:
    return ok({"status": "ok"})


@route(
    blueprint,
    "/api/v1/readyz",
    policy=Policy.PUBLIC,
    summary="The store answers (asked at most every ten seconds)",
    answers={200: "Health"},
)
def readyz(request: WebRequest) -> Reply:
    try:
        # The catalogue keeps its list for ten seconds, which bounds what a watcher can cost.
        list(request.hall.catalogue.current_all())
    except Exception as error:
        logger().warning("not ready", extra=failure(error))
        raise Temporary() from error
    return ok({"status": "ok"})


@route(
    blueprint,
    "/api/v1/openapi.json",
    policy=Policy.PUBLIC,
    summary="This description (OpenAPI 3.1)",
    tags=True,
    answers={200: "OpenApi", 304: None},
)
def openapi(request: WebRequest) -> Reply:
    from chalicelib.web.openapi import document

    return cached(document(secure=request.hall.settings.secure), 300, request.seen)
