"""Applications as their applicant meets them: submit, list, follow, correct, withdraw, urge, share the progress."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.shared.text import LANGS
from chalicelib.web.reply import Reply, created, listed, moved, nothing, ok, unchanged
from chalicelib.web.route import WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, answers, choice, integer, text, yes_no

blueprint = Blueprint(__name__)

LIST = "/api/v1/applications"
ONE = "/api/v1/applications/{application_id}"
FORM = {"kind": "sick", "days": 2}
STATES = (
    "open", "closed",
    "in_progress", "awaiting_applicant", "suspended", "completed", "rejected", "withdrawn", "terminated",
)  # fmt: skip
"""Those of `approvals.find_own`, written here so that no cold start of another route loads it."""


@route(
    blueprint,
    LIST,
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Submit an application; the same key and body again answer the same number. `draft`: it ends my draft",
    body=Shape(
        {
            "service": text(1, 64, example="undergraduate-leave"),
            "form": answers(example=FORM),
            "draft": yes_no(default=False),
        }
    ),
    key=True,
    answers={201: "Submitted"},
    refuses=(404, 409, 422),
)
def submit_application(request: WebRequest) -> Reply:
    assert request.key is not None
    made = request.hall.submit_application(request.person, request.body["service"], request.body["form"], request.key)
    if request.body["draft"]:
        # After the application exists: a draft too many is better than none. A repeated submission comes here again.
        request.hall.drafts.drop(request.person, request.body["service"])
    here = f"{LIST}/{made['id']}"
    links = {"self": here, "page": {lang: f"/{lang}/application/?id={made['id']}" for lang in ("zh", "en")}}
    # 201 also for a repeated submission: whoever lost the first answer must not be able to tell (PROMISES R2).
    shown = {name: made[name] for name in ("id", "number", "query_code")}
    return created(shown | {"links": links}, here)


@route(
    blueprint,
    LIST,
    policy=Policy.SIGNED_IN,
    summary="My applications, newest first, or those of a state, a service, with words in them or in what I filled in;"
    " on the first page with my drafts, where they are asked for",
    query=Shape(
        {
            **page_members(),
            "drafts": choice("yes", "no", default="no"),
            "state": choice("", *STATES, default=""),
            "service": text(0, 64, default=""),
            "q": text(0, 100, default=""),
        }
    ),
    answers={200: "Applications"},
)
def list_applications(request: WebRequest) -> Reply:
    cursor, limit = request.query["cursor"], request.query["limit"]
    wanted = {"state": request.query["state"], "service": request.query["service"], "words": request.query["q"].strip()}
    found = request.hall.list_applications(request.person, cursor, limit, wanted)
    if request.query["drafts"] == "yes" and cursor is None:
        found = {**found, "drafts": request.hall.drafts.list_drafts(request.person)}
    asked = {name: request.query[name] for name in ("state", "service", "q") if request.query[name]}
    return listed(found, LIST, limit, **asked)


@route(
    blueprint,
    ONE,
    policy=Policy.INVOLVED,
    summary="One application with its timeline and diagram; with `lang`, the diagram in that language alone",
    query=Shape({"lang": choice("", *LANGS, default="")}),
    tags=True,
    answers={200: "Application", 304: None},
    refuses=(404, 410),
)
def view_application(request: WebRequest) -> Reply:
    asked = (request.path["application_id"], request.known_seq, request.query["lang"])
    found = request.hall.view_application(request.person, *asked)
    return unchanged(f'"{request.known_seq}"') if found is None else ok(found, seq=found["seq"])


@route(
    blueprint,
    ONE + "/withdrawal",
    method="POST",
    policy=Policy.APPLICANT,
    summary="Withdraw an application that is under way",
    body=Shape({"reason": text(0, 500, default="")}),
    seq=True,
    answers={200: "Changed"},
    refuses=(404, 409),
)
def withdraw_application(request: WebRequest) -> Reply:
    application_id = request.path["application_id"]
    done = request.hall.withdraw_application(request.person, application_id, request.seq, request.body["reason"])
    return ok({"id": application_id} | (done or {}))


@route(
    blueprint,
    ONE + "/resubmission",
    method="POST",
    policy=Policy.APPLICANT,
    summary="Send a corrected form after a return",
    body=Shape({"form": answers(example=FORM)}),
    seq=True,
    answers={200: "Changed"},
    refuses=(404, 409, 422),
)
def resubmit_application(request: WebRequest) -> Reply:
    application_id = request.path["application_id"]
    done = request.hall.resubmit_application(request.person, application_id, request.seq, dict(request.body["form"]))
    return ok({"id": application_id} | (done or {}))


@route(
    blueprint,
    ONE + "/urge",
    method="POST",
    policy=Policy.APPLICANT,
    summary="Ask whoever holds it to hurry; 429 until the cool-down is over",
    answers={200: "Urged"},
    refuses=(404, 409, 429),
)
def urge_application(request: WebRequest) -> Reply:
    return ok(request.hall.urge_application(request.person, request.path["application_id"]))


@route(
    blueprint,
    ONE + "/acts",
    method="POST",
    policy=Policy.ADMINISTRATOR,
    summary="Suspend or resume; stop its erasure or lift that; propose to terminate, move or reopen, and confirm or"
    " decline what was proposed",
    body=Shape(
        {
            "act": choice("suspend", "resume", "hold", "lift", "terminate", "move", "reopen", "confirm", "decline"),
            "reason": text(0, 2000, default=""),
            "to": text(0, 80, default="", example="registrar_review"),
            "proposal": integer(1, 999_999, default=None),
        }
    ),
    seq=True,
    answers={200: "Changed"},
    refuses=(403, 404, 409, 422),
)
def act_on_application(request: WebRequest) -> Reply:
    told = request.body
    wish = (told["act"], told["reason"], told["to"], told["proposal"] or 0)
    return ok(request.hall.act_on_case(request.person, request.path["application_id"], request.seq, *wish))


@route(
    blueprint,
    ONE + "/files/{upload_id}",
    policy=Policy.INVOLVED,
    summary="A five-minute link to one of its files",
    answers={302: None},
    refuses=(404,),
)
def file_link(request: WebRequest) -> Reply:
    return moved(request.hall.file_link(request.person, request.path["application_id"], request.path["upload_id"]))


@route(
    blueprint,
    ONE + "/progress-link",
    method="POST",
    policy=Policy.APPLICANT,
    summary="A link that shows the progress without sign-in",
    body=Shape({"days": integer(1, 180, default=30, example=30)}),
    answers={200: "ProgressLink"},
    refuses=(404,),
)
def make_progress_link(request: WebRequest) -> Reply:
    return ok(request.hall.make_progress_link(request.person, request.path["application_id"], request.body["days"]))


@route(
    blueprint,
    ONE + "/progress-link",
    method="DELETE",
    policy=Policy.APPLICANT,
    summary="End every progress link of this application",
    answers={204: None},
    refuses=(404,),
)
def revoke_progress_link(request: WebRequest) -> Reply:
    request.hall.revoke_progress_link(request.person, request.path["application_id"])
    return nothing()
