"""How far the catalogue has come, and which steps only sign (H-14, H-15, W-02)."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, ok
from chalicelib.web.route import Limit, WebRequest, route

blueprint = Blueprint(__name__)


@route(
    blueprint,
    "/api/v1/coverage",
    policy=Policy.EDITOR,
    summary="What my departments have published, what should go online next, which steps fill in nothing",
    answers={200: "Coverage"},
    refuses=(404,),
)
def coverage(request: WebRequest) -> Reply:
    return ok(request.hall.coverage.report(request.person))


@route(
    blueprint,
    "/api/v1/services/{code}/step-audit",
    policy=Policy.EDITOR,
    summary="What each step of a service did in its newest decided applications, at most a hundred",
    limit=Limit(60, 600),
    answers={200: "StepAudit"},
    refuses=(404,),
    samples={"code": "undergraduate-leave"},
)
def step_audit(request: WebRequest) -> Reply:
    return ok(request.hall.coverage.audit.audit(request.person, request.path["code"]))
