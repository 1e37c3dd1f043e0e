"""For those who look after services: what the proof finds, and what a version changed."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, ok
from chalicelib.web.route import WebRequest, route
from chalicelib.web.shape import Shape, integer

blueprint = Blueprint(__name__)

SERVICE = "/api/v1/services/{code}"


@route(
    blueprint,
    "/api/v1/proofs",
    policy=Policy.SIGNED_IN,
    summary="Every service I look after with what the proof finds, those with errors first",
    answers={200: "Proofs"},
    refuses=(404,),
)
def list_proofs(request: WebRequest) -> Reply:
    return ok(request.hall.proving.proofs(request.person))


@route(
    blueprint,
    SERVICE + "/proof",
    policy=Policy.SIGNED_IN,
    summary="Whether a published service can work with the people there are today",
    answers={200: "Proof"},
    refuses=(404,),
)
def view_proof(request: WebRequest) -> Reply:
    return ok(request.hall.proving.proof(request.person, request.path["code"]))


@route(
    blueprint,
    SERVICE + "/versions",
    policy=Policy.SIGNED_IN,
    summary="The versions of a service, newest first",
    answers={200: "Versions"},
    refuses=(404,),
)
def list_versions(request: WebRequest) -> Reply:
    return ok(request.hall.proving.versions(request.person, request.path["code"]))


@route(
    blueprint,
    SERVICE + "/differences",
    policy=Policy.SIGNED_IN,
    summary="What one version changed against another: guide, form, flow, in words",
    query=Shape({"before": integer(1, 99_999, example=1), "after": integer(1, 99_999, example=2)}),
    answers={200: "Differences"},
    refuses=(404,),
)
def view_differences(request: WebRequest) -> Reply:
    before, after = request.query["before"], request.query["after"]
    return ok(request.hall.proving.compare(request.person, request.path["code"], after, before))
