"""Drafts: what I am filling in, kept on the server so that I can go on anywhere."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, nothing, ok
from chalicelib.web.route import WebRequest, route
from chalicelib.web.shape import Shape, answers, integer

blueprint = Blueprint(__name__)

LIST = "/api/v1/drafts"
ONE = LIST + "/{code}"


@route(
    blueprint, LIST, policy=Policy.SIGNED_IN, summary="My drafts, the newest first", answers={200: "Drafts"}
)
def list_drafts(request: WebRequest) -> Reply:
    return ok({"items": request.hall.drafts.list_drafts(request.person), "next": None})


@route(
    blueprint,
    ONE,
    policy=Policy.SIGNED_IN,
    summary="My draft of one service, and what of it no longer fits its form",
    answers={200: "Draft"},
    refuses=(404,),
)
def view_draft(request: WebRequest) -> Reply:
    found = request.hall.drafts.get(request.person, request.path["code"])
    return ok(found, seq=found["seq"])


@route(
    blueprint,
    ONE,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary='Save some answers; If-Match names the change I saw last, "0" for none. 412 names what others changed',
    body=Shape({"version": integer(1, 99_999, example=1), "answers": answers(example={"reason": "因病"})}, at_least=1),
    seq=True,
    answers={200: "DraftSaved"},
    refuses=(404, 409, 422),
)
def save_draft(request: WebRequest) -> Reply:
    code, body = request.path["code"], request.body
    saved = request.hall.drafts.save(request.person, code, request.seq, body["version"], body["answers"])
    return ok(saved, seq=saved["seq"])


@route(
    blueprint,
    ONE,
    method="DELETE",
    policy=Policy.SIGNED_IN,
    summary="Throw my draft of this service away",
    answers={204: None},
)
def drop_draft(request: WebRequest) -> Reply:
    request.hall.drafts.drop(request.person, request.path["code"])
    return nothing()
