"""An application entered at a window for who stands there: its form, what that looks up and uploads, sending it."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, created, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.tickets import AT, LINE, MARKS, SAMPLE
from chalicelib.web.routes.uploads import WANTED
from chalicelib.web.shape import Shape, answers, text

blueprint = Blueprint(__name__)

ENTRY = LINE + "/tickets/{ticket}/entry"
OPENED = Limit(120, 3600)
"""A clerk sees what the hall knows of people one by one, as they come to the window."""
HERE = SAMPLE | AT


@route(
    blueprint,
    ENTRY,
    policy=Policy.COUNTER_CLERK,
    summary="The form of the ticket's service with what the hall knows of the person it was called for",
    limit=OPENED,
    answers={200: "EntryForm"},
    refuses=(403, 404, 409),
    samples=HERE,
)
def entry_form(request: WebRequest) -> Reply:
    path = request.path
    return ok(request.hall.tickets.entering.form(request.person, path["counter"], path["ticket"]))


@route(
    blueprint,
    ENTRY,
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="Send it: the person's application, entered by me. One comes of a ticket; the same form again is the same",
    body=Shape({"form": answers(example={"kind": "sick", "days": 2})}),
    limit=MARKS,
    answers={201: "Entered"},
    refuses=(403, 404, 409, 422),
    samples=HERE,
)
def enter(request: WebRequest) -> Reply:
    path = request.path
    made = request.hall.tickets.entering.enter(request.person, path["counter"], path["ticket"], request.body["form"])
    return created(made, f"/api/v1/applications/{made['id']}")


@route(
    blueprint,
    ENTRY + "/fields/{field}/rows",
    policy=Policy.COUNTER_CLERK,
    summary="What a field of that form offers the person from its register",
    query=Shape({"q": text(0, 80, default="")}),
    limit=Limit(240, 600),
    answers={200: "Offered"},
    refuses=(404,),
    samples=HERE,
)
def entry_rows(request: WebRequest) -> Reply:
    path, words = request.path, request.query["q"]
    asked = (request.person, path["counter"], path["ticket"], path["field"], words)
    return ok(request.hall.tickets.entering.rows(*asked))


@route(
    blueprint,
    ENTRY + "/uploads",
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="A place for a paper the person has brought; the file is theirs",
    body=WANTED,
    limit=Limit(60, 600),
    answers={201: "UploadPlace"},
    refuses=(404, 409, 422),
    samples=HERE,
)
def request_entry_upload(request: WebRequest) -> Reply:
    path = request.path
    place = request.hall.tickets.entering.request_upload(request.person, path["counter"], path["ticket"], request.body)
    here = ENTRY.format(counter=path["counter"], ticket=path["ticket"])
    return created(place, f"{here}/uploads/{place['id']}/confirmation")


@route(
    blueprint,
    ENTRY + "/uploads/{upload_id}/confirmation",
    method="POST",
    policy=Policy.COUNTER_CLERK,
    summary="Say that the paper was uploaded; its size and content are checked",
    answers={200: "Upload"},
    refuses=(404, 422),
    samples=HERE,
)
def confirm_entry_upload(request: WebRequest) -> Reply:
    path = request.path
    asked = (request.person, path["counter"], path["ticket"], path["upload_id"])
    return ok(request.hall.tickets.entering.confirm_upload(*asked))
