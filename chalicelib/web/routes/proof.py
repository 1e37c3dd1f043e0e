"""For those who look after services: what the proof finds, what a version changed, and taking applications over."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, ok
from chalicelib.web.route import WebRequest, route
from chalicelib.web.shape import Shape, answers, integer, text, yes_no

blueprint = Blueprint(__name__)

SERVICE = "/api/v1/services/{code}"


@route(
    blueprint,
    "/api/v1/proofs",
    policy=Policy.EDITOR,
    summary="Every service I look after with what the proof finds, those with errors first",
    answers={200: "Proofs"},
    refuses=(404,),
)
def list_proofs(request: WebRequest) -> Reply:
    return ok(request.hall.proving.proofs(request.person))


@route(
    blueprint,
    "/api/v1/sweeps/last",
    policy=Policy.HALL_RUNNER,
    summary="When due times were last looked at, and what was done; for who runs the hall",
    answers={200: "Sweep"},
    refuses=(404,),
)
def last_sweep(request: WebRequest) -> Reply:
    return ok(request.hall.last_sweep(request.person))


@route(
    blueprint,
    SERVICE + "/proof",
    policy=Policy.EDITOR,
    summary="Whether a published service can work with the people there are today",
    answers={200: "Proof"},
    refuses=(404,),
)
def view_proof(request: WebRequest) -> Reply:
    return ok(request.hall.proving.proof(request.person, request.path["code"]))


@route(
    blueprint,
    SERVICE + "/versions",
    policy=Policy.EDITOR,
    summary="The versions of a service, newest first",
    answers={200: "Versions"},
    refuses=(404,),
)
def list_versions(request: WebRequest) -> Reply:
    return ok(request.hall.proving.versions(request.person, request.path["code"]))


@route(
    blueprint,
    SERVICE + "/differences",
    policy=Policy.EDITOR,
    summary="What one version changed against another: guide, form, flow, in words",
    query=Shape({"before": integer(1, 99_999, example=1), "after": integer(1, 99_999, example=2)}),
    answers={200: "Differences"},
    refuses=(404,),
)
def view_differences(request: WebRequest) -> Reply:
    before, after = request.query["before"], request.query["after"]
    return ok(request.hall.proving.compare(request.person, request.path["code"], after, before))


@route(
    blueprint,
    SERVICE + "/migrations",
    policy=Policy.ADMINISTRATOR,
    summary="A dry run: where each open application would stand on another version; changes nothing",
    query=Shape({"to": integer(1, 99_999, example=2), "cursor": text(1, 2000, default=None)}),
    answers={200: "Migration"},
    refuses=(404,),
)
def dry_run(request: WebRequest) -> Reply:
    to, cursor = request.query["to"], request.query["cursor"]
    return ok(request.hall.migrating.dry_run(request.person, request.path["code"], to, cursor))


@route(
    blueprint,
    SERVICE + "/migrations",
    method="POST",
    policy=Policy.ADMINISTRATOR,
    summary="Take applications over to another version, as the dry run showed them, or back to where they came from",
    body=Shape(
        {
            "to": integer(1, 99_999, default=1, example=2),
            "applications": answers(example={"mfzwizltoq3gk5dcnrqwg2lomu": 7}),
            "reason": text(1, 500, example="新流程少一个环节"),
            "undo": yes_no(default=False),
        }
    ),
    answers={200: "Migrated"},
    refuses=(404,),
)
def migrate(request: WebRequest) -> Reply:
    to, wanted, reason, undo = (request.body[name] for name in ("to", "applications", "reason", "undo"))
    migrating = request.hall.migrating
    return ok(migrating.migrate(request.person, request.path["code"], to, wanted, reason, undo=undo))
